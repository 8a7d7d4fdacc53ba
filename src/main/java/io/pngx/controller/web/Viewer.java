package io.pngx.controller.web;

/**
 * Who asks.
 *
 * @param name  null: nobody had to sign in
 * @param admin may change things; everyone else may look
 */
public record Viewer(String name, boolean admin) {
    static final Viewer ANYBODY = new Viewer(null, true);
    /** A paperless, at the one address that is for it. */
    static final Viewer HOOK = new Viewer("a webhook", false);

    /** For the log: who decided. */
    String by() {
        return name == null ? "by hand" : "by " + name;
    }
}

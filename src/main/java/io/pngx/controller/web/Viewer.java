package io.pngx.controller.web;

/**
 * Who asks.
 *
 * @param name  null: nobody had to sign in
 * @param admin may change things; everyone else may look
 * @param token the id of the API token that was sent; null: none
 */
public record Viewer(String name, boolean admin, Long token) {
    static final Viewer ANYBODY = new Viewer(null, true, null);
    /** A paperless, at the one address that is for it. */
    static final Viewer HOOK = new Viewer("a webhook", false, null);

    /** For the log: who decided. */
    String by() {
        return name == null ? "by hand" : "by " + name;
    }
}

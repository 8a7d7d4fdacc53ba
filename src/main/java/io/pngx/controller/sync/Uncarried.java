package io.pngx.controller.sync;

import io.pngx.controller.paperless.Kind;

/**
 * A value of the master's document that a replica cannot hold.
 *
 * @param key  {@code owner}, a kind of lookup, or a permission such as {@code view.users}
 * @param name in quotes, or {@code #} and the id where the name is not known; a permission's is not quoted
 */
public record Uncarried(Part part, String key, String name) {
    public enum Part {
        OWNER,
        LOOKUP,
        PERMISSION
    }

    /** @param name null: not known */
    static Uncarried owner(String name, long masterId) {
        return new Uncarried(Part.OWNER, "owner", name == null ? "#" + masterId : quoted(name));
    }

    static Uncarried lookup(Kind kind, String name) {
        return new Uncarried(Part.LOOKUP, kind.word(), quoted(name));
    }

    /**
     * @param key  such as {@code view.users}
     * @param name null: not known
     */
    static Uncarried permission(String key, String name, long masterId) {
        return new Uncarried(Part.PERMISSION, key, name == null ? "#" + masterId : name);
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    /** The missing thing for a log row, such as {@code user "ben" to view it}. */
    public String missing() {
        if (part != Part.PERMISSION) {
            return toString();
        }
        String action = key.substring(0, key.indexOf('.'));
        String account = key.endsWith("users") ? "user" : "group";
        return account + " " + quoted(name) + " to " + action + " it";
    }

    /** Fingerprints contain this text: another text means another fingerprint for the documents that have it. */
    @Override
    public String toString() {
        return key + " " + name;
    }
}

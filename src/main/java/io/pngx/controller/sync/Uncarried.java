package io.pngx.controller.sync;

import io.pngx.controller.paperless.Kind;
import io.pngx.controller.text.Text;
import java.util.Arrays;
import java.util.Optional;

/**
 * A value of the master's document that a replica cannot hold.
 *
 * @param key {@code owner}, a kind of lookup, or a permission such as {@code view.users}
 * @param name name in quotes, but without quotes in a permission; {@code #} and the id if the name is not known
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

    /** Returns the key of the document that lacks this lookup; empty if the value is no lookup. */
    public Optional<String> documentKey() {
        return Arrays.stream(Kind.values())
                .filter(kind -> part == Part.LOOKUP && kind.word().equals(key))
                .map(Kind::documentKey)
                .findFirst();
    }

    /**
     * @param key for example {@code view.users}
     * @param name null: not known
     */
    static Uncarried permission(String key, String name, long masterId) {
        return new Uncarried(Part.PERMISSION, key, name == null ? "#" + masterId : name);
    }

    /** Returns the name without quotes. */
    String unquoted() {
        return part == Part.PERMISSION ? name : name.replaceAll("^\"|\"$", "");
    }

    private static String quoted(String name) {
        return "\"" + name + "\"";
    }

    /** Returns the missing value for a log row, for example {@code user "ben", who may view the document}. */
    public Text missing() {
        if (part != Part.PERMISSION) {
            return Text.of("{0} {1}", Text.of(key), name);
        }
        return Text.of(
                isOfUser() ? "user \"{0}\", who may {1} the document" : "group \"{0}\", which may {1} the document",
                name,
                action());
    }

    /** Returns the user or group of a missing permission for a lookup, for a log row. */
    Text missingForLookup() {
        return Text.of(
                isOfUser() ? "user \"{0}\", who may {1} the lookup" : "group \"{0}\", which may {1} the lookup",
                name,
                action());
    }

    private boolean isOfUser() {
        return key.endsWith("users");
    }

    private Text action() {
        return Text.of(key.substring(0, key.indexOf('.')));
    }

    /**
     * Returns the text that stands for this value in a fingerprint. A change of this format changes the fingerprints of
     * all documents that have uncarried values.
     */
    @Override
    public String toString() {
        return key + " " + name;
    }
}

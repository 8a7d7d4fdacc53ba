package io.pngx.controller.sync;

import io.pngx.controller.paperless.Document;
import java.util.Map;

/**
 * The rules of a replica at one revision. After another revision, a run compares all documents, so that changed rules
 * apply to old documents too.
 */
public interface Rules {
    /** The absence of rules: every document goes to the replica unchanged. */
    Rules NONE = new Rules() {
        @Override
        public String revision() {
            return "none";
        }

        @Override
        public Ruled apply(Document document, Translation translation) {
            return Ruled.asItIs(document);
        }
    };

    /**
     * Returns the digest of rules that select or change documents.
     *
     * @param texts the texts of the rules by name, in the order of the rules
     */
    static String revision(Map<String, String> texts) {
        if (texts.isEmpty()) {
            return NONE.revision();
        }
        Hash hash = new Hash();
        texts.forEach((name, text) -> hash.add(name).add(text));
        return hash.hex();
    }

    /** Returns the digest of the rules that select and change documents, in the order of the rules. */
    String revision();

    /**
     * Applies the rules to a document of the master.
     *
     * @throws RuntimeException if a rule fails; the caller then does not send the document. The message is for users
     */
    Ruled apply(Document document, Translation translation);

    /** @return whether a rule wants to be notified of settled documents */
    default boolean isTold() {
        return false;
    }

    /** @return whether no rule selects or changes documents */
    default boolean isNone() {
        return this == NONE;
    }
}

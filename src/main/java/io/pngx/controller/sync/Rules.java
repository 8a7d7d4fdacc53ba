package io.pngx.controller.sync;

import io.pngx.controller.paperless.Document;

/**
 * The rules of a replica at one revision. The revision is part of every fingerprint, so that a change of rules reaches
 * old documents.
 */
public interface Rules {
    /** Nothing is configured: every document goes to the replica as it is. */
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

    /** Of what selects and changes documents, in the order in which it does. */
    String revision();

    /**
     * What the rules make of a document of the master.
     *
     * @throws RuntimeException with a sentence for a person, where a rule fails: the document is not sent then
     */
    Ruled apply(Document document, Translation translation);

    /** Are there rules to be told what was settled? */
    default boolean isTold() {
        return false;
    }

    /** Is there anything that selects or changes? */
    default boolean isNone() {
        return this == NONE;
    }
}

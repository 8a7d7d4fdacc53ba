package io.pngx.controller.store;

/** Cause for which a deletion is held. The stored reason of a held deletion begins with the text of the cause. */
public enum DeletionCause {
    /** A rule no longer selects the document. The tombstone names the rule. */
    RULE(""),
    NOT_IN_TRASH("The document was never seen in the master's trash."),
    LIMIT("Over the limit for automatic deletions"),
    SETTING("Every deletion waits for your decision"),
    EARLIER("The replica had this document before the controller."),
    OTHER("");

    private final String text;

    DeletionCause(String text) {
        this.text = text;
    }

    /** Returns the beginning of the stored reason; empty: the reason does not tell the cause. */
    public String text() {
        return text;
    }

    /**
     * Returns the cause of a deletion.
     *
     * @param rule rule that excludes the document; null: none
     * @param reason stored reason; null: the deletion is not held
     */
    public static DeletionCause of(String rule, String reason) {
        if (rule != null) {
            return RULE;
        }
        for (DeletionCause cause : values()) {
            if (!cause.text.isEmpty() && reason != null && reason.startsWith(cause.text)) {
                return cause;
            }
        }
        return OTHER;
    }
}

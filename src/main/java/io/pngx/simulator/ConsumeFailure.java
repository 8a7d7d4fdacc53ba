package io.pngx.simulator;

/** Ends a consumption with a text for the task row. */
final class ConsumeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient DocumentRow duplicate;

    ConsumeFailure(String message, DocumentRow duplicate) {
        super(message, null, false, false);
        this.duplicate = duplicate;
    }

    ConsumeFailure(String message) {
        this(message, null);
    }

    /** Returns the document that has the same bytes; null: the failure has another cause. */
    DocumentRow duplicate() {
        return duplicate;
    }
}

package io.pngx.controller.paperless;

/** A paperless that cannot be used as it is. The message is one sentence for a person. */
public final class PaperlessException extends RuntimeException {
    /** What kind of trouble it is; the pipeline decides by it. */
    public enum Kind {
        /** Could not be reached, or answers 5xx to everything. */
        UNREACHABLE,
        /** It asked to be left alone for a while, and that is not over. */
        RETRY_LATER,
        /** The token is refused, or has too few rights. */
        AUTH,
        /** Something answers that is no paperless-ngx API. */
        NOT_PAPERLESS,
        /** A version that is not supported. */
        UNSUPPORTED,
        /** The instance may not be used for what it is configured for. */
        BLOCKED,
        /** The gateway refused the call before it left. */
        REFUSED,
        /** This one request was refused; others may pass. */
        REJECTED,
        /** Answers without an end. What was asked for may be done. */
        TOO_LONG,
        /** Answers too slowly to be waited for. What was asked for may be done. */
        SLOW,
        /** The answer about one document, or its file, was cut off; others may pass. What was asked for may be done. */
        INCOMPLETE,
        /** A call was cut off because its run was to end. What was asked for may be done. */
        CUT;

        /** May the call have arrived, and be done? */
        public boolean mayBeApplied() {
            return this == NOT_PAPERLESS || compareTo(TOO_LONG) >= 0;
        }
    }

    private final Kind kind;
    private final String subject;

    /**
     * @param subject   who it is about ("The master"); null where the caller knows better
     * @param predicate the rest of the sentence
     */
    public PaperlessException(Kind kind, String subject, String predicate) {
        super(predicate);
        this.kind = kind;
        this.subject = subject;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return about("The instance");
    }

    /** The sentence about {@code otherwise}, where the subject was not known at the time. */
    public String about(String otherwise) {
        return (subject == null ? otherwise : subject) + " " + super.getMessage();
    }
}

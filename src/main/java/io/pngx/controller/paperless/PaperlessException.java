package io.pngx.controller.paperless;

import io.pngx.controller.text.Explained;
import io.pngx.controller.text.Text;

/** Signals that an instance can't be used, or that it refused a call. The message is one sentence for the user. */
public final class PaperlessException extends RuntimeException implements Explained {
    /** The kind of a failure, which decides how the engine reacts. */
    public enum Kind {
        /** The instance can't be reached, or answers every call with 5xx. */
        UNREACHABLE,
        /** The instance sent {@code Retry-After}, and the requested time is not over. */
        RETRY_LATER,
        /** The instance refuses the token, or the API user lacks permissions. */
        AUTH,
        /** The answer does not come from a paperless-ngx API. */
        NOT_PAPERLESS,
        /** The version of the instance is not supported. */
        UNSUPPORTED,
        /**
         * The replica is the same instance as the master, or as another replica. Also used if the host has an address
         * that the controller never calls.
         */
        BLOCKED,
        /** The gateway refused the call before it was sent. */
        REFUSED,
        /** The instance refused this request, but other requests may succeed. */
        REJECTED,
        /** The answer exceeds the size limit. The request may have been applied. */
        TOO_LONG,
        /** The call exceeded its time limit. The request may have been applied. */
        SLOW,
        /**
         * A call about one document or its file was interrupted, but other calls may succeed. The request may have been
         * applied.
         */
        INCOMPLETE,
        /** The call was interrupted because its run had to end. The request may have been applied. */
        CUT;

        /** Returns whether the request may have arrived and been applied. */
        public boolean mayBeApplied() {
            return this == NOT_PAPERLESS || compareTo(TOO_LONG) >= 0;
        }
    }

    private final Kind kind;
    private final Text subject;
    private final Text predicate;
    private String path;

    /**
     * Creates an exception without a subject, because only the caller knows the instance.
     *
     * @param predicate the sentence without its subject
     */
    public PaperlessException(Kind kind, Text predicate) {
        this(kind, null, predicate);
    }

    /**
     * Creates an exception whose message consists of subject and predicate.
     *
     * @param subject the instance ("The master"); null if only the caller knows the instance
     * @param predicate the rest of the sentence
     */
    public PaperlessException(Kind kind, Text subject, Text predicate) {
        super(predicate.toString());
        this.kind = kind;
        this.subject = subject;
        this.predicate = predicate;
    }

    /** Names the call that failed. */
    public PaperlessException during(String path) {
        this.path = path;
        return this;
    }

    /** @return the path of the call that failed; null if the exception was not thrown during a call */
    public String path() {
        return path;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return text().toString();
    }

    /** Returns the message. The message names the instance only if the constructor got a subject. */
    @Override
    public Text text() {
        return about(Text.of("The instance"));
    }

    /** Returns the message, with a default subject if the exception has no subject. */
    public Text about(Text defaultSubject) {
        return Text.of("{0} {1}", subject == null ? defaultSubject : subject, predicate);
    }
}

package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Replica;
import io.pngx.controller.text.Text;

/**
 * Describes what a failed call means for the run.
 *
 * @param text one sentence for the user
 * @param host the host name of the instance that failed
 * @param state the new state of that instance; null if the state stays the same
 * @param sent whether the request may have had an effect
 * @param rests whether the instance answered with Retry-After; {@code text} then contains the time
 * @param cause the reason why the call failed; {@code OTHER} for all reasons that jobs do not distinguish
 * @param ofDocument the sentence if other calls to the instance succeed, so that only the document of the call fails;
 *     null if the failure is not about one document
 * @param origin where the call failed; null before the failure is classified
 */
public record Failure(
        Effect effect,
        Text text,
        String host,
        Replica.State state,
        boolean sent,
        boolean rests,
        Cause cause,
        Text ofDocument,
        Origin origin) {
    /** The route and the exception of the failed call. Camel replaces both if another call fails meanwhile. */
    public record Origin(String route, Throwable exception) {}

    /** The run ends, and the instance keeps its state. */
    public static Failure stop(Text text, String host) {
        return stop(text, host, null);
    }

    /** The run ends, and the instance gets a new state. */
    public static Failure stop(Text text, String host, Replica.State state) {
        return new Failure(Effect.STOP, text, host, state, false, false, Cause.OTHER, null, null);
    }

    /** The document or lookup fails. */
    public static Failure failed(Text text, String host) {
        return new Failure(Effect.FAILED, text, host, null, false, false, Cause.OTHER, null, null);
    }

    /** The document waits for the next cycle. */
    public static Failure defer(Text text, String host) {
        return new Failure(Effect.DEFER, text, host, null, false, false, Cause.OTHER, null, null);
    }

    public Failure withSent(boolean sent) {
        return new Failure(effect, text, host, state, sent, rests, cause, ofDocument, origin);
    }

    public Failure resting() {
        return new Failure(effect, text, host, state, sent, true, cause, ofDocument, origin);
    }

    public Failure with(Cause cause) {
        return new Failure(effect, text, host, state, sent, rests, cause, ofDocument, origin);
    }

    public Failure at(Origin origin) {
        return new Failure(effect, text, host, state, sent, rests, cause, ofDocument, origin);
    }

    /** @param sentence see {@link #ofDocument} */
    public Failure orOfDocument(Text sentence) {
        return new Failure(effect, text, host, state, sent, rests, cause, sentence, origin);
    }

    /** @return the failure of the document alone, because other calls to the instance succeed */
    public Failure onlyOfDocument() {
        return new Failure(Effect.FAILED, ofDocument, host, null, sent, rests, cause, null, origin);
    }

    /**
     * @return whether the master could not be used, and the run ends. False if only calls about documents are known to
     *     fail
     */
    public boolean isOfMaster() {
        return effect == Effect.STOP && state != null && ofDocument == null && Instance.MASTER_HOST.equals(host);
    }

    /** @return {@code text}; if the next cycle tries again, also a sentence that says so */
    public Text textWithNextStep() {
        return state == Replica.State.UNREACHABLE && !rests ? Text.of("{0} The next cycle tries again.", text) : text;
    }

    /**
     * @return the new state of the replica; null if the master failed. After a wrong answer the next run tries again
     *     without a decision of the user, so the state is {@code ERROR}
     */
    public Replica.State ofReplica() {
        if (Instance.MASTER_HOST.equals(host)) {
            return null;
        }
        boolean wrongAnswer = cause == Cause.NOT_PAPERLESS || cause == Cause.TOO_LONG;
        return wrongAnswer && state == Replica.State.BLOCKED ? Replica.State.ERROR : state;
    }

    public enum Effect {
        /** The run ends, because the instance cannot be used now; no attempt is counted. */
        STOP,
        /** The document or lookup fails, and is tried again later; the run continues. */
        FAILED,
        /** The document cannot be processed yet. The next cycle tries the document again; no attempt is counted. */
        DEFER
    }

    public enum Cause {
        /** paperless-ngx itself answered 404. */
        GONE,
        /** paperless-ngx itself answered 500. */
        SERVER_ERROR,
        /** The instance refused the content of the request (400, 413, 415). */
        REFUSED,
        /** The connection broke. A timeout of a slow connection counts as {@link #OTHER}. */
        BROKEN,
        /** The answer is not an answer of paperless-ngx. */
        NOT_PAPERLESS,
        /** The answer was too long to read. */
        TOO_LONG,
        /** The end of the run interrupted the call. This cause says nothing about an instance. */
        CUT,
        OTHER
    }
}

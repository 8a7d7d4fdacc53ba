package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Replica;

/**
 * Describes what a failed call means for the run.
 *
 * @param text  one sentence for the user
 * @param host  the host name of the instance that failed
 * @param state the new state of that instance; null if the failure does not change it
 * @param sent  whether the request may have had an effect
 * @param rests whether the instance answered with Retry-After; {@code text} then contains the time
 * @param cause what ended the call, as far as an outcome depends on it
 */
public record Failure(
        Effect effect, String text, String host, Replica.State state, boolean sent, boolean rests, Cause cause) {
    public Failure(Effect effect, String text, String host, Replica.State state, boolean sent) {
        this(effect, text, host, state, sent, false, Cause.OTHER);
    }

    public Failure resting() {
        return new Failure(effect, text, host, state, sent, true, cause);
    }

    public Failure with(Cause cause) {
        return new Failure(effect, text, host, state, sent, rests, cause);
    }

    /** @return the sentence, followed by the next step if the controller tries again by itself */
    public String textWithNextStep() {
        return state == Replica.State.UNREACHABLE && !rests ? text + " It is tried again in the next cycle." : text;
    }

    /** @return the new state of the replica; null if the master failed */
    public Replica.State ofReplica() {
        return Instance.MASTER_HOST.equals(host) ? null : state;
    }

    public enum Effect {
        /** The instance cannot be used now: the run ends, and no attempt is counted. */
        STOP,
        /** The document or lookup failed: it is tried again later, and the run goes on. */
        FAILED,
        /** The document cannot be processed yet: the next cycle tries it, and no attempt is counted. */
        DEFER
    }

    public enum Cause {
        /** paperless-ngx itself answered 404. */
        GONE,
        /** paperless-ngx itself answered 500. */
        SERVER_ERROR,
        /** The connection broke; it was not slow. */
        BROKEN,
        /** The answer was too long to read. */
        TOO_LONG,
        /** The end of the run cut off the call: no evidence about an instance. */
        CUT,
        OTHER
    }
}

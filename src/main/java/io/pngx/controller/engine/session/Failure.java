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
 */
public record Failure(Effect effect, String text, String host, Replica.State state, boolean sent, boolean rests) {
    public Failure(Effect effect, String text, String host, Replica.State state, boolean sent) {
        this(effect, text, host, state, sent, false);
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
}

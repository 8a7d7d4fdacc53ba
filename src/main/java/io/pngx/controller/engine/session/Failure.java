package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Replica;

/**
 * What a failure means for the work in hand.
 *
 * @param text  one sentence for a person
 * @param host  the instance that it is about
 * @param state what it says of that instance; null: nothing
 * @param sent  may the request have had an effect?
 * @param rests the instance says itself when it may be called again, and so does the text
 */
public record Failure(Effect effect, String text, String host, Replica.State state, boolean sent, boolean rests) {
    public Failure(Effect effect, String text, String host, Replica.State state, boolean sent) {
        this(effect, text, host, state, sent, false);
    }

    /** The sentence, and what happens next where nobody has to do anything. */
    public String textWithNextStep() {
        return state == Replica.State.UNREACHABLE && !rests ? text + " It is tried again in the next cycle." : text;
    }

    /** A failure of the master says nothing of the replica. */
    public Replica.State ofReplica() {
        return Instance.MASTER_HOST.equals(host) ? null : state;
    }

    public enum Effect {
        /** The instance cannot be used now: the run ends, nothing counts as tried. */
        STOP,
        /** This document or lookup: it is tried again later, others go on. */
        FAILED,
        /** It came too early: the next cycle takes it up, nothing counts as tried. */
        DEFER
    }
}

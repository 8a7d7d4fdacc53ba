package io.pngx.controller.pipeline;

import io.pngx.controller.store.Replica;

/**
 * What a failure means for the work in hand.
 *
 * @param text  one sentence for a person
 * @param state what it says of the replica; only with {@link Effect#STOP}, null where it says nothing of it
 * @param sent  may the request have had an effect?
 */
public record Failure(Effect effect, String text, Replica.State state, boolean sent) {
    public enum Effect {
        /** The instance cannot be used now: the run ends, nothing counts as tried. */
        STOP,
        /** This document or lookup: it is tried again later, others go on. */
        FAILED,
        /** It came too early: the next cycle takes it up, nothing counts as tried. */
        DEFER
    }
}

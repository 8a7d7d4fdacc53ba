package io.pngx.controller.engine.session;

import io.pngx.controller.store.Changed;
import io.pngx.controller.text.ExplainedException;
import io.pngx.controller.text.Text;

/** Freezes a replica: the controller writes nothing to the replica until the user decides. The message is for users. */
public final class ReplicaFrozenException extends ExplainedException {
    private final Changed what;

    public ReplicaFrozenException(Text message) {
        this(null, message);
    }

    /** @param what the change that the user can accept after a dry run */
    public ReplicaFrozenException(Changed what, Text message) {
        super(message);
        this.what = what;
    }

    /** @return the change that the user can accept; null if there is none */
    public Changed what() {
        return what;
    }
}

package io.pngx.controller.engine.session;

import io.pngx.controller.store.Changed;

/** Freezes a replica: the controller writes nothing to the replica until the user decides. The message is for users. */
public final class ReplicaFrozenException extends RuntimeException {
    private final Changed what;

    public ReplicaFrozenException(String message) {
        this(null, message);
    }

    /** @param what the change that the user can accept after a dry run */
    public ReplicaFrozenException(Changed what, String message) {
        super(message);
        this.what = what;
    }

    /** @return the change that the user can accept; null if there is none */
    public Changed what() {
        return what;
    }
}

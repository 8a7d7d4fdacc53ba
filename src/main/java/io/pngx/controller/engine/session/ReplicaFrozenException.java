package io.pngx.controller.engine.session;

import io.pngx.controller.store.Changed;

/** Nothing may be written to this replica until a person has decided. The message is for that person. */
public final class ReplicaFrozenException extends RuntimeException {
    private final Changed what;

    public ReplicaFrozenException(String message) {
        this(null, message);
    }

    /** @param what a person can accept, after a dry run */
    public ReplicaFrozenException(Changed what, String message) {
        super(message);
        this.what = what;
    }

    /** Null: there is nothing that could be accepted. */
    public Changed what() {
        return what;
    }
}

package io.pngx.controller.store;

/** An instance that may become another one. Nothing is written then until the user accepts the change. */
public enum Changed {
    /** The library at the master's address. */
    MASTER,
    /** The content of the replica: restored from an older state, or created again. */
    REPLICA
}

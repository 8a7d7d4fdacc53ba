package io.pngx.controller.store;

/** What may turn out to be another one than before. Nothing is written then until a person has accepted it. */
public enum Changed {
    /** The library at the master's address. */
    MASTER,
    /** What the replica holds: it was restored from an older state, or made anew. */
    REPLICA
}

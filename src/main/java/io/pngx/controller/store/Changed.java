package io.pngx.controller.store;

/** Changes that freeze a replica until the user accepts them. */
public enum Changed {
    /** The address of the master leads to another library. */
    MASTER,
    /** The replica was restored from an older state, or created again. */
    REPLICA
}

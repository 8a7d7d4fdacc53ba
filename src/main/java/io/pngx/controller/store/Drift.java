package io.pngx.controller.store;

/** The user's choice for copies that were edited on the replica. */
public enum Drift {
    /** The run restores the copy. */
    REPAIR,
    /** The run reports the edit and leaves the copy as it is. */
    REPORT
}

package io.pngx.controller.store;

/** Decides what a run does with a copy that was edited on the replica. */
public enum Drift {
    /** The run restores the copy. */
    REPAIR,
    /** The run reports the edit and leaves the copy as it is. */
    REPORT
}

package io.pngx.controller.store;

/** Decides what happens to a copy whose document was deleted on the master. */
public enum DeletionMode {
    /** The copy stays. */
    OFF,
    /** Each deletion waits for the decision of an operator. */
    HOLD,
    /** The copy goes to the replica's trash where the safeguards allow it. */
    TRASH;

    /**
     * Returns true if a decided deletion may be carried out. Each deletion asks at its last moment: OFF also stops
     * deletions that were decided before.
     *
     * @param byOperator true: an operator approved the deletion
     * @param goesBack   true: the copy was in the trash already, and came out for a moment
     */
    public boolean carriesOut(boolean byOperator, boolean goesBack) {
        return goesBack || this == TRASH || this == HOLD && byOperator;
    }
}

package io.pngx.controller.store;

/** The user's choice for copies of documents that were deleted on the master. */
public enum DeletionMode {
    /** The copy stays. */
    OFF,
    /** Each deletion waits for the user's decision. */
    HOLD,
    /** The copy goes to the replica's trash if the safeguards allow the deletion. */
    TRASH;

    /**
     * Returns true if a decided deletion may be carried out. Called just before each deletion, so that {@code OFF} also
     * stops deletions that were decided before.
     *
     * @param byOperator whether a user approved the deletion
     * @param goesBack whether the copy was already in the trash, and was restored only for a moment
     */
    public boolean carriesOut(boolean byOperator, boolean goesBack) {
        return goesBack || this == TRASH || this == HOLD && byOperator;
    }
}

package io.pngx.controller.engine.session;

/** Counts the documents of a run that failed in a row although their instance answered other calls. */
public final class FailedAlone {
    private static final int MAX_IN_ROW = 3;

    private long succeeded;
    private int inRow;

    /**
     * @param succeededNow the number of documents that succeeded in the run so far; more of them begin a new row
     * @return whether another document may fail without the end of the run
     */
    public synchronized boolean mayFail(long succeededNow) {
        if (succeededNow != succeeded) {
            succeeded = succeededNow;
            inRow = 0;
        }
        return inRow < MAX_IN_ROW;
    }

    public synchronized void add() {
        inRow++;
    }
}

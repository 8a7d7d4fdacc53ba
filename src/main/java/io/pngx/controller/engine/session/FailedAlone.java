package io.pngx.controller.engine.session;

import java.util.HashMap;
import java.util.Map;

/** Counts the documents of a run that failed in a row although their instance answered other calls. */
public final class FailedAlone {
    private static final int MAX_IN_ROW = 3;
    private static final int MAX_QUESTIONS = 3;

    private final Map<Class<?>, Integer> withoutAttempt = new HashMap<>();
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

    /** @return whether the instance has answered other calls after enough failures of such jobs, which store no attempt */
    public synchronized boolean isKnown(Class<?> job) {
        return withoutAttempt.getOrDefault(job, 0) >= MAX_QUESTIONS;
    }

    /** Counts the failure of a job that stores no attempt. */
    public synchronized void add(Class<?> job) {
        withoutAttempt.merge(job, 1, Integer::sum);
    }
}

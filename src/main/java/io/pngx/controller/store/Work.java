package io.pngx.controller.store;

import java.time.Instant;

/**
 * A durable "this document needs attention on this replica".
 *
 * @param attempts failures so far
 * @param nextAt   not before this time; null: at once
 * @param runId    the run that will do it; null: it waits for the next run
 * @param error    why the last attempt failed
 */
public record Work(
        long replicaId, long masterId, Reason reason, int attempts, Instant nextAt, Long runId, String error) {

    @Override
    public String toString() {
        return "document " + masterId;
    }

    /** Why a document needs attention. */
    public enum Reason {
        NEW,
        CHANGED,
        FULL,
        GONE,
        LINK,
        /** Its file on the replica is missing or damaged. */
        FILE
    }
}

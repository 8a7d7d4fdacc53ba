package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;

/**
 * A work item: a document that needs attention on a replica.
 *
 * @param attempts number of failed attempts
 * @param nextAt time of the next attempt; null: now
 * @param runId run that processes the work item; null: the work item waits for the next run
 * @param error why the last attempt failed, or why the document was deferred
 */
public record Work(long replicaId, long masterId, Reason reason, int attempts, Instant nextAt, Long runId, Text error) {

    @Override
    public String toString() {
        return "document " + masterId;
    }

    public enum Reason {
        NEW,
        CHANGED,
        FULL,
        GONE,
        LINK,
        /** The copy's file is missing, damaged or outdated. */
        FILE
    }
}

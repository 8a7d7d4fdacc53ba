package io.pngx.controller.store;

import java.time.Instant;

/**
 * One run of one replica.
 *
 * @param total    work rows planned for it
 * @param lookups  lookups created or changed
 * @param bytes    bytes of originals sent
 * @param current  the document or step in hand
 * @param deferred documents put back for the next cycle, which is no failure
 * @param drifted  copies that were edited on the replica
 * @param mismatched documents that a verification found different
 */
public record Run(
        long id,
        long replicaId,
        Mode mode,
        State state,
        String phase,
        long total,
        long uploaded,
        long adopted,
        long updated,
        long unchanged,
        long failed,
        long deferred,
        long lookups,
        long bytes,
        String current,
        String error,
        boolean cancelRequested,
        Instant startedAt,
        Instant finishedAt,
        long drifted,
        long mismatched) {

    public enum Mode {
        /** Looks at what changed. */
        INCREMENTAL,
        /** Compares every document. */
        FULL,
        /** Says what would be done, and writes nothing. */
        DRY_RUN,
        /** Reads back what is there, and writes nothing. */
        VERIFY;

        /** Is nothing ever written to the replica in such a run? */
        public boolean onlyReads() {
            return this == DRY_RUN || this == VERIFY;
        }
    }

    public enum State {
        QUEUED,
        RUNNING,
        SUCCESS,
        PARTIAL,
        FAILED,
        CANCELLED,
        ABORTED
    }

    /** A full run that has planned nothing yet: it compares every document, also where it was begun before. */
    public boolean isFullAndUnplanned() {
        return mode == Mode.FULL && total == 0;
    }

    /** Documents of the plan that have an outcome. */
    public long done() {
        return uploaded + adopted + updated + unchanged + failed + deferred + mismatched;
    }

    /** What can happen to a document in a run; each is a column of {@code sync_runs}. */
    public enum Outcome {
        UPLOADED,
        ADOPTED,
        UPDATED,
        UNCHANGED,
        FAILED,
        DEFERRED,
        MISMATCHED;

        String column() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}

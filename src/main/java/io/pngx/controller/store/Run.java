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
 */
public record Run(long id, long replicaId, Mode mode, State state, String phase, long total, long uploaded,
        long adopted, long updated, long unchanged, long failed, long deferred, long lookups, long bytes,
        String current, String error, boolean cancelRequested, Instant startedAt, Instant finishedAt) {

    /** {@code incremental} looks at what changed, {@code full} compares every document. */
    public enum Mode { INCREMENTAL, FULL }

    public enum State { QUEUED, RUNNING, SUCCESS, PARTIAL, FAILED, CANCELLED, ABORTED }

    /** Documents of the plan that have an outcome. */
    public long done() {
        return uploaded + adopted + updated + unchanged + failed + deferred;
    }

    /** What can happen to a document in a run; each is a column of {@code sync_runs}. */
    public enum Outcome {
        UPLOADED, ADOPTED, UPDATED, UNCHANGED, FAILED, DEFERRED;

        String column() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}

package io.pngx.controller.metrics;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReplicaCounts;
import io.pngx.controller.store.Run;
import io.pngx.controller.sync.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Status of a replica at one moment.
 *
 * @param interval time between two cycles
 * @param lag time since the end of the last successful run; before the first success, since the replica was added
 * @param mismatches copies that differed at the last verification, and that no run has written since
 * @param readiness whether the replica could take over
 * @param lastSuccess end of the last successful run, by mode
 */
public record ReplicaStatus(
        Replica replica,
        SyncState state,
        Duration interval,
        ReplicaCounts.Counts counts,
        Duration lag,
        long mismatches,
        Readiness readiness,
        Map<Run.Mode, Instant> lastSuccess) {}

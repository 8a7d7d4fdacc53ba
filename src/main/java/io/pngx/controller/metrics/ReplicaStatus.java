package io.pngx.controller.metrics;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A replica at one moment.
 *
 * @param interval    between its cycles
 * @param lag         since the end of its last run without a failure; before the first, since it was added
 * @param mismatches  copies whose last verification found something
 * @param lastSuccess when the last run of each mode ended without a failure; modes that never did are missing
 */
public record ReplicaStatus(Replica replica, SyncState state, Duration interval, Replicas.Counts counts, Duration lag, long mismatches,
        Map<Run.Mode, Instant> lastSuccess) {

    /** Deletions that wait for a person. */
    public long deletionsHeld() {
        return counts.held() - counts.offered();
    }
}

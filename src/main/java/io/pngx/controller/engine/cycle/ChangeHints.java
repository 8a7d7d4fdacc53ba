package io.pngx.controller.engine.cycle;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Starts the next cycle of all replicas soon after the master reports a change. The cycle reads changes from the master
 * as usual, so a lost hint only delays a change, and a false hint only costs a few reads.
 */
public final class ChangeHints {
    /** Hints come in groups, so a cycle starts after this time without a further hint. */
    private static final Duration QUIET = Duration.ofSeconds(2);
    /** The longest delay after the first hint, if hints do not end. */
    private static final Duration LATEST = Duration.ofSeconds(10);
    /** A hint can arrive before the master commits the change, so a second cycle starts after this time. */
    private static final Duration ONCE_MORE = Duration.ofSeconds(20);

    private final Replicas replicas;
    private final Clock clock;
    private Instant first;
    private Instant last;
    private Instant again;

    public ChangeHints(Replicas replicas, Clock clock) {
        this.replicas = replicas;
        this.clock = clock;
    }

    public synchronized void hint() {
        last = clock.instant();
        first = first == null ? last : first;
    }

    /** @return whether a cycle is to start now, for new hints or as the second cycle after a hint */
    public synchronized boolean isDue() {
        Instant now = clock.instant();
        return last != null && (!now.isBefore(last.plus(QUIET)) || !now.isBefore(first.plus(LATEST)))
                || again != null && !now.isBefore(again);
    }

    /** Makes every replica due. A paused replica waits. A replica with an open run adds the changes to that run. */
    public synchronized void makeReplicasDue() {
        again = last == null ? null : clock.instant().plus(ONCE_MORE);
        first = null;
        last = null;
        for (Replica replica : replicas.all()) {
            replicas.cycleStarted(replica.id(), null);
        }
    }
}

package io.pngx.controller.engine.cycle;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The master said that something changed: every replica's next cycle begins soon, however many said so. That is all. What
 * changed is read from the master as ever, so a hint that is lost costs nothing, and one that lies costs a handful of reads.
 */
public final class ChangeHints {
    /** Hints come in flocks: one cycle for all of them, once there is quiet. */
    private static final Duration QUIET = Duration.ofSeconds(2);
    /** But not later than this, where they do not end. */
    private static final Duration LATEST = Duration.ofSeconds(10);
    /** A hint may come before the master has committed what it is about: it is looked at once more. */
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

    /** Has it been quiet for a moment, or is it time to look once more? */
    public synchronized boolean isDue() {
        Instant now = clock.instant();
        return last != null && (!now.isBefore(last.plus(QUIET)) || !now.isBefore(first.plus(LATEST)))
                || again != null && !now.isBefore(again);
    }

    /** Every replica is due, by its interval: paused ones wait, and one that is busy plans what is new into its run. */
    public synchronized void nudge() {
        again = last == null ? null : clock.instant().plus(ONCE_MORE);
        first = null;
        last = null;
        for (Replica replica : replicas.all()) {
            replicas.cycleStarted(replica.id(), null);
        }
    }
}

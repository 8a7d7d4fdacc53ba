package io.pngx.controller.sync;

import java.time.Duration;
import java.time.Instant;

/** Decides when the next cycle is due. */
public final class Due {
    private static final Duration CHECK = Duration.ofMinutes(1);

    private Due() {}

    /** @return whether the interval has passed; true also if the clock was set back to a time before the last cycle */
    public static boolean elapsed(Instant lastCycle, Duration interval, Instant now) {
        return lastCycle == null
                || lastCycle.isAfter(now)
                || !lastCycle.plus(interval).isAfter(now);
    }

    /** Returns when the next cycle is due; null: now. Agrees with {@link #elapsed}. */
    public static Instant next(Instant lastCycle, Duration interval, Instant now) {
        return elapsed(lastCycle, interval, now) ? null : lastCycle.plus(interval);
    }

    /**
     * Returns the maximum time between two checks of the uploads that wait for an answer or for the end of a task.
     *
     * @param answers whether the replica answered in its last cycle
     * @param waitedFor time since the oldest waiting upload began
     */
    public static Duration longestGap(boolean answers, Duration waitedFor) {
        Duration grown = waitedFor.dividedBy(10);
        return answers || grown.compareTo(CHECK) < 0 ? CHECK : grown;
    }
}

package io.pngx.controller.sync;

import java.time.Duration;
import java.time.Instant;

/** Is it time for another cycle? Pure. */
public final class Due {
    private static final Duration LOOK = Duration.ofMinutes(1);

    private Due() {}

    /** A last cycle in the future means that the clock was set back: then it is time. */
    public static boolean elapsed(Instant lastCycle, Duration interval, Instant now) {
        return lastCycle == null
                || lastCycle.isAfter(now)
                || !lastCycle.plus(interval).isAfter(now);
    }

    /**
     * The longest time between two looks for uploads that wait for an answer or a consumer.
     *
     * @param answers   did the replica answer in its last cycle?
     * @param waitedFor since the first of them was begun
     */
    public static Duration longestGap(boolean answers, Duration waitedFor) {
        Duration grown = waitedFor.dividedBy(10);
        return answers || grown.compareTo(LOOK) < 0 ? LOOK : grown;
    }
}

package io.pngx.controller.sync;

import java.time.Duration;
import java.time.Instant;

/** Is it time for another cycle? Pure. */
public final class Due {
    private Due() {
    }

    /** A last cycle in the future means that the clock was set back: then it is time. */
    public static boolean elapsed(Instant lastCycle, Duration interval, Instant now) {
        return lastCycle == null || lastCycle.isAfter(now) || !lastCycle.plus(interval).isAfter(now);
    }
}

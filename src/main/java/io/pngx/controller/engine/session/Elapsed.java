package io.pngx.controller.engine.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time since an event, by two clocks. A clock that is set back must not make the time shorter, and the monotonic
 * clock stands still while the machine is suspended; so the longer of both times counts.
 */
final class Elapsed {
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Instant time;
    private final long nanos;

    Elapsed() {
        this(InstantSource.system(), System::nanoTime);
    }

    Elapsed(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.time = clock.instant();
        this.nanos = nanoTime.getAsLong();
    }

    boolean isAtLeast(Duration length) {
        return nanoTime.getAsLong() - nanos >= length.toNanos()
                || !clock.instant().isBefore(time.plus(length));
    }
}

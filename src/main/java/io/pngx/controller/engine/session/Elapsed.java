package io.pngx.controller.engine.session;

import java.time.Duration;
import java.time.Instant;

/**
 * The time since an event, by two clocks. A clock that is set back must not make the time shorter, and the monotonic
 * clock stands still while the machine is suspended; so the longer of both times counts.
 */
final class Elapsed {
    private final Instant time = Instant.now();
    private final long nanos = System.nanoTime();

    boolean isAtLeast(Duration length) {
        return System.nanoTime() - nanos >= length.toNanos() || !Instant.now().isBefore(time.plus(length));
    }
}

package io.pngx.controller.alerts;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Limits how often a repeated task runs. After each execution, the task pauses, so that the executions take at most a
 * twentieth of the time, even with a large library.
 */
final class SpareTime {
    private static final int SHARE = 20;
    /**
     * Maximum pause. Without this maximum, one slow execution, for example on a busy disk, would lead to a long pause.
     */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final LongSupplier nanoClock;
    private long free;

    SpareTime() {
        this(System::nanoTime);
    }

    /** @param nanoClock nanoseconds, as {@link System#nanoTime} returns them */
    SpareTime(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.free = nanoClock.getAsLong();
    }

    /**
     * Runs the task if its pause is over.
     *
     * @return the result; empty: the pause is not over
     */
    <T> Optional<T> use(Supplier<T> task) {
        long start = nanoClock.getAsLong();
        if (start - free < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(task.get());
        } finally {
            long end = nanoClock.getAsLong();
            free = end + Math.min((end - start) * (SHARE - 1), LONGEST_PAUSE.toNanos());
        }
    }
}

package io.pngx.controller.alerts;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Limits a repeated task to a twentieth of the time, because the task takes longer with a larger library. */
final class SpareTime {
    private static final int SHARE = 20;
    /** A task that was slow once, for example because it waited for the disk, is not put off for longer. */
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

    /** Runs the task; empty: it is not time for the task yet. */
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

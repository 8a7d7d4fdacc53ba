package io.pngx.controller.engine.uploads;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the gaps of the clock: the machine was suspended, or its clock was set forward. A replica on the same machine
 * could not work during a gap, so a gap does not count towards the time limit of the replica's worker. Otherwise, a
 * file that the worker still has would be sent again.
 */
public final class ClockGaps {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final int KEPT = 100;

    private final Supplier<Instant> clock;
    private final LongSupplier nanoTime;
    private final Deque<Gap> gaps = new ArrayDeque<>();
    private Instant lastTime;
    private long lastNanos;

    /** @param begin last time before the gap */
    private record Gap(Instant begin, Duration length) {}

    public ClockGaps() {
        this(Instant::now, System::nanoTime); // nanoTime does not advance while the machine is suspended
    }

    ClockGaps(Supplier<Instant> clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        lastTime = clock.get();
        lastNanos = nanoTime.getAsLong();
    }

    /** Records a gap since the last call. Must be called often, because a slow clock must not add up to a gap. */
    public synchronized void look() {
        Instant time = clock.get();
        long nanos = nanoTime.getAsLong();
        Duration length = Duration.between(lastTime, time).minusNanos(nanos - lastNanos);
        if (length.compareTo(SHORTEST) > 0) {
            LOG.info("clock: The clock went forward by {} minutes at once.", length.toMinutes());
            gaps.add(new Gap(lastTime, length));
            if (gaps.size() > KEPT) {
                gaps.remove();
            }
        }
        lastTime = time;
        lastNanos = nanos;
    }

    /** @return the time, later by the gaps after it; null for null */
    synchronized Instant without(Instant time) {
        look();
        if (time == null) {
            return null;
        }
        Instant moved = time;
        for (Gap gap : gaps) {
            if (!gap.begin().isBefore(time)) {
                moved = moved.plus(gap.length());
            }
        }
        return moved;
    }
}

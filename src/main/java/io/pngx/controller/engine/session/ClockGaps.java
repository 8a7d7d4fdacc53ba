package io.pngx.controller.engine.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the clock with the time that really passes. Finds gaps: the machine was suspended, or its clock was set
 * forward. A replica on the same machine could not work during a gap, so a gap does not count towards the time limit of
 * the replica's worker. Otherwise, a file that the worker still has would be sent again. Also finds how far the clock
 * was set back.
 */
public final class ClockGaps {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration SHORTEST_BACK = Duration.ofSeconds(1);
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final int READINGS = 10;
    private static final int KEPT = 100;

    private final Supplier<Instant> clock;
    private final LongSupplier nanoTime;
    private final Deque<Gap> gaps = new ArrayDeque<>();
    private Instant lastTime;
    private long lastNanos;
    private Duration back = Duration.ZERO;

    /** @param begin last time before the gap */
    private record Gap(Instant begin, Duration length) {}

    public ClockGaps() {
        this(Instant::now, System::nanoTime); // nanoTime does not advance while the machine is suspended
    }

    public ClockGaps(Supplier<Instant> clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        lastTime = clock.get();
        lastNanos = nanoTime.getAsLong();
    }

    /** Records a step of the clock since the last call. Must be called often: a slow clock adds up to a step. */
    synchronized void look() {
        long nanos = nanoTime.getAsLong();
        Instant time = clock.get();
        // A thread that is held up between the two readings would see a step that the clock did not make.
        for (int i = 1; i < READINGS && nanoTime.getAsLong() - nanos > AT_ONCE.toNanos(); i++) {
            nanos = nanoTime.getAsLong();
            time = clock.get();
        }
        Duration length = Duration.between(lastTime, time).minusNanos(nanos - lastNanos);
        if (length.compareTo(SHORTEST) > 0) {
            LOG.info("clock: The clock went forward by {} minutes at once.", length.toMinutes());
            gaps.add(new Gap(lastTime, length));
            if (gaps.size() > KEPT) {
                gaps.remove();
            }
        } else if (length.negated().compareTo(SHORTEST_BACK) > 0) {
            back = back.minus(length);
            shorten(length.negated());
        }
        lastTime = time;
        lastNanos = nanos;
    }

    /** Takes the time by which the clock was set back from the last gaps: the clock may have been wrong before. */
    private void shorten(Duration length) {
        Duration rest = length;
        while (rest.compareTo(Duration.ZERO) > 0 && !gaps.isEmpty()) {
            Gap last = gaps.removeLast();
            if (last.length().compareTo(rest) > 0) {
                gaps.add(new Gap(last.begin(), last.length().minus(rest)));
            }
            rest = rest.minus(last.length());
        }
    }

    /** @return how far the clock was set back since the last call of this method; zero: the clock was not set back */
    public synchronized Duration takeSetBack() {
        look();
        Duration taken = back;
        back = Duration.ZERO;
        return taken;
    }

    /** @return the time, later by the gaps after it; null for null */
    public synchronized Instant without(Instant time) {
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

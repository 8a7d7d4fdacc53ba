package io.pngx.controller.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Computes when to poll the tasks of one replica, from the time that the consumer of the replica needed for the last
 * files. Before the first file was consumed, the polls follow {@link Backoff#poll}.
 */
public final class PollPace {
    private static final int SAMPLES = 9;
    private static final Duration SHORTEST = Duration.ofMillis(4);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final long[] nanos = new long[SAMPLES];
    private int consumed;
    private Instant lastEnd = Instant.MIN;

    /**
     * Records a finished task, with times of the replica's clock. The consumer takes one file after the other, so the
     * consumer began this file as soon as the file was queued and the previous file was done.
     */
    public synchronized void consumed(Instant queued, Instant end) {
        Instant begin = queued.isAfter(lastEnd) ? queued : lastEnd;
        nanos[consumed++ % SAMPLES] = Math.max(0, Duration.between(begin, end).toNanos());
        lastEnd = end;
    }

    /** @return the median time that the consumer needed for the last files; null: no file was consumed yet */
    private synchronized Duration median() {
        if (consumed == 0) {
            return null;
        }
        long[] sorted = Arrays.copyOf(nanos, Math.min(consumed, SAMPLES));
        Arrays.sort(sorted);
        return Duration.ofNanos(sorted[sorted.length / 2]);
    }

    /**
     * Returns the wait before the first poll. The wait is shorter than the expected time, to notice a consumer that
     * became faster. The wait is at most 2 seconds, to notice soon that a stuck consumer works again.
     *
     * @param before number of tasks that the consumer handles first
     */
    public Duration first(int before) {
        Duration median = median();
        return median == null
                ? Backoff.poll(0)
                : atMostLongest(
                        atLeastShortest(median.multipliedBy(9).dividedBy(10).plus(median.multipliedBy(before))));
    }

    /**
     * Returns the wait before the next poll of an unfinished task: first a tenth of the expected time, then 1.5 times
     * the previous wait, up to 2 seconds. After 60 polls, the waits follow {@link Backoff#poll}.
     */
    public Duration next(int polls) {
        Duration median = median();
        if (median == null || polls > 60) {
            return Backoff.poll(polls);
        }
        long wait = atLeastShortest(median.dividedBy(10)).toNanos();
        for (int i = 1; i < polls && wait < LONGEST.toNanos(); i++) {
            wait += wait / 2;
        }
        return atMostLongest(Duration.ofNanos(wait));
    }

    private static Duration atMostLongest(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Duration atLeastShortest(Duration wait) {
        return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
    }
}

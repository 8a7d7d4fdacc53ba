package io.pngx.controller.sync;

import java.time.Duration;

/** Computes the time to wait before another attempt. */
public final class Backoff {
    private static final Duration MAX_RETRY = Duration.ofDays(1);

    /** From this number of failures on, {@link #retry} returns one day. */
    public static final int FAILURES_UNTIL_DAILY = 7;

    private Backoff() {}

    /** Returns the wait after {@code attempts} failures of a document: 5 minutes, 15, 45 ... up to a day. */
    public static Duration retry(int attempts) {
        Duration wait = Duration.ofMinutes(5);
        for (int i = 1; i < attempts && wait.compareTo(MAX_RETRY) < 0; i++) {
            wait = wait.multipliedBy(3);
        }
        return wait.compareTo(MAX_RETRY) < 0 ? wait : MAX_RETRY;
    }

    /** Returns the wait after {@code unanswered} consecutive uploads that got no task: 2 s, 4 s ... up to a minute. */
    public static Duration upload(int unanswered) {
        return Duration.ofSeconds(Math.min(60, 1L << Math.min(unanswered, 6)));
    }

    /** Returns the wait between two polls of a task: 0.1 s, 0.2 s, 0.4 s ... 2 s; 10 s after two minutes. */
    public static Duration poll(int polls) {
        return polls > 60 ? Duration.ofSeconds(10) : Duration.ofMillis(Math.min(2000, 100L << Math.min(polls, 5)));
    }
}

package io.pngx.controller.paperless;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Limits of one call: how long it may take as a whole, and how much it may bring. The time between two bytes has a
 * limit of its own ({@code camel.component.http.responseTimeout}).
 *
 * @param patience for every call, whatever it moves; longer than the time between two bytes, so that silence is
 *                 reported as such
 * @param folder   where a long answer waits until it is complete, so that an answer without an end costs no memory
 */
public record CallLimits(Duration patience, Path folder) {
    /** JSON, unpacked. An eighth of the heap where that is less: an answer has to fit into it when it is read. */
    static final long JSON = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);
    /** Of the body of a refusal, so much is kept; the rest is not read. */
    static final int ERROR = 64 << 10;

    /** A call of JSON may take a second more for each so many bytes, but no longer than {@link #LONGEST_JSON}. */
    private static final int JSON_PER_SECOND = 16 << 10;

    private static final Duration LONGEST_JSON = Duration.ofMinutes(10);
    /** A file may take a second more for each so many bytes: a quarter of what the slowest DSL line sends. */
    private static final int FILE_PER_SECOND = 4 << 10;

    public static final CallLimits DEFAULT =
            new CallLimits(Duration.ofMinutes(3), Path.of(System.getProperty("java.io.tmpdir")));

    /** @param patience in milliseconds */
    public static CallLimits of(String patience, Path folder) {
        return new CallLimits(Duration.ofMillis(Long.parseLong(patience)), folder);
    }

    /** So long a call may take that moved so many bytes, in both directions, till now. */
    Duration allowed(boolean file, long moved) {
        Duration allowed = patience.plusSeconds(moved / (file ? FILE_PER_SECOND : JSON_PER_SECOND));
        return file || allowed.compareTo(LONGEST_JSON) < 0 ? allowed : LONGEST_JSON;
    }

    /** Does a file move too slowly to be waited for, when its call is to end anyway? */
    static boolean isSlow(long moved, Duration time) {
        return moved < FILE_PER_SECOND * time.toMillis() / 1000;
    }
}

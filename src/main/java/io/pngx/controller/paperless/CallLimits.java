package io.pngx.controller.paperless;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The limits of one call: its total time, and the size of its answer. The time between two bytes has its own limit
 * ({@code camel.component.http.responseTimeout}).
 *
 * @param baseTime the time for every call, regardless of its size; longer than the limit between two bytes, so that an
 *     instance that sends nothing is reported as not answering
 * @param folder folder in which long answers are buffered, so that an endless answer does not fill the memory
 */
public record CallLimits(Duration baseTime, Path folder) {
    /**
     * Maximum size of an unpacked JSON answer. On a small heap, the limit is an eighth of the heap, because an answer
     * is parsed as a whole.
     */
    static final long JSON_BYTES = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);
    /** Number of bytes that are read from the body of an error. */
    static final int ERROR_BYTES = 64 << 10;

    /** A JSON call may take one more second for this number of bytes, up to {@link #MAX_JSON_TIME}. */
    private static final int JSON_BYTES_PER_SECOND = 16 << 10;

    private static final Duration MAX_JSON_TIME = Duration.ofMinutes(10);
    /**
     * The transfer of a file may take one more second for this number of bytes: a quarter of the speed of the slowest
     * DSL line.
     */
    private static final int FILE_BYTES_PER_SECOND = 4 << 10;

    public static final CallLimits DEFAULT =
            new CallLimits(Duration.ofMinutes(3), Path.of(System.getProperty("java.io.tmpdir")));

    /** @param baseTime the base time in milliseconds */
    public static CallLimits of(String baseTime, Path folder) {
        return new CallLimits(Duration.ofMillis(Long.parseLong(baseTime)), folder);
    }

    /** Returns the time that a call may take if it has transferred this many bytes in both directions. */
    Duration allowed(boolean file, long moved) {
        Duration allowed = baseTime.plusSeconds(moved / (file ? FILE_BYTES_PER_SECOND : JSON_BYTES_PER_SECOND));
        return file || allowed.compareTo(MAX_JSON_TIME) < 0 ? allowed : MAX_JSON_TIME;
    }

    /** Returns whether a transfer is so slow that a run that must end does not wait for the transfer. */
    static boolean isSlow(long moved, Duration time) {
        return moved < FILE_BYTES_PER_SECOND * time.toMillis() / 1000;
    }
}

package io.pngx.controller.paperless;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The limits of one call: its total time, and the size of its answer. The time between two bytes has its own limit
 * ({@code camel.component.http.responseTimeout}).
 *
 * @param baseTime the time for every call, regardless of its size. This time must be longer than {@code
 *     responseTimeout}. Otherwise, an instance that does not answer would be reported as too slow.
 * @param folder folder in which long answers are buffered, so that an endless answer does not fill the memory
 */
public record CallLimits(Duration baseTime, Path folder) {
    /**
     * Maximum size of an unpacked JSON answer. On a small heap, the limit is an eighth of the heap, because an answer
     * is parsed as a whole.
     */
    static final long JSON_BYTES = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);
    /** Maximum number of bytes that are read from the body of an error or of an HTML page. */
    static final int ERROR_BYTES = 64 << 10;

    /**
     * Each time a JSON call has transferred this number of bytes, its time limit grows by one second, up to
     * {@link #MAX_JSON_TIME}.
     */
    private static final int JSON_BYTES_PER_SECOND = 16 << 10;

    private static final Duration MAX_JSON_TIME = Duration.ofMinutes(10);
    /**
     * Each time this number of bytes of a file has been transferred, the time limit grows by one second. The slowest
     * DSL line is four times as fast.
     */
    private static final int FILE_BYTES_PER_SECOND = 4 << 10;

    public static final CallLimits DEFAULT =
            new CallLimits(Duration.ofMinutes(3), Path.of(System.getProperty("java.io.tmpdir")));

    /** @param baseTime the base time in milliseconds */
    public static CallLimits of(String baseTime, Path folder) {
        return new CallLimits(Duration.ofMillis(Long.parseLong(baseTime)), folder);
    }

    /**
     * Returns the total time that a call may take.
     *
     * @param file whether the call transfers a file
     * @param moved number of bytes transferred so far, in both directions
     */
    Duration allowed(boolean file, long moved) {
        Duration allowed = baseTime.plusSeconds(moved / (file ? FILE_BYTES_PER_SECOND : JSON_BYTES_PER_SECOND));
        return file || allowed.compareTo(MAX_JSON_TIME) < 0 ? allowed : MAX_JSON_TIME;
    }

    /** Returns whether a transfer is too slow. If a run must end, the controller interrupts its slow transfer. */
    static boolean isSlow(long moved, Duration time) {
        return moved < FILE_BYTES_PER_SECOND * time.toMillis() / 1000;
    }
}

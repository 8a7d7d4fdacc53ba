package io.pngx.controller.paperless;

import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Parses the header {@code Retry-After}, in which an instance or its proxy requests a time without calls. */
public final class RetryAfter {
    /** Maximum time for which a call waits. If the instance requests a longer time, the run ends. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(60);
    /** Maximum accepted time, so that a wrong header does not stop a replica for days. A longer time is shortened. */
    public static final Duration MAX = Duration.ofHours(1);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private RetryAfter() {}

    /**
     * Parses the header. Its value is a number of seconds, or a time of the server's clock.
     *
     * @param date the header {@code Date} of the same answer; empty or null: the controller's clock is used
     * @return a duration from zero to {@link #MAX}; empty if the header is missing or invalid
     */
    public static Optional<Duration> of(String retryAfter, String date) {
        if (retryAfter == null) {
            return Optional.empty();
        }
        Optional<Duration> time = retryAfter.matches("\\d{1,18}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)))
                : HttpDate.parse(retryAfter)
                        .map(then -> Duration.between(HttpDate.parse(date).orElseGet(Instant::now), then));
        return time.map(found -> found.isNegative() ? Duration.ZERO : found.compareTo(MAX) > 0 ? MAX : found);
    }

    /** Returns the message without its subject, which is the name of the instance. */
    public static Text sentence(Instant until) {
        return Text.of(
                "asks not to be called before {0}. To call this instance earlier, press Sync now or Test.",
                TIME.format(until));
    }
}

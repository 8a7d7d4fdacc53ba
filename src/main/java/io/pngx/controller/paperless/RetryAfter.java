package io.pngx.controller.paperless;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After}: how long an instance, or what stands before it, wants to be left alone. */
public final class RetryAfter {
    /** For so long a call waits by itself; for what is longer the run ends. */
    public static final Duration WAITED_FOR = Duration.ofSeconds(60);
    /** More is not believed: a slip of a proxy must not stop a replica for days. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private RetryAfter() {}

    /**
     * A number of seconds, or a time. That time is of the server's clock, which we may not share.
     *
     * @param date the header {@code Date} of the same answer; empty or null: our clock has to do
     * @return not negative, and no longer than {@link #LONGEST}; empty where there is none, or none that can be read
     */
    public static Optional<Duration> of(String retryAfter, String date) {
        if (retryAfter == null) {
            return Optional.empty();
        }
        Optional<Duration> time = retryAfter.matches("\\d{1,18}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)))
                : HttpDate.parse(retryAfter)
                        .map(then -> Duration.between(HttpDate.parse(date).orElseGet(Instant::now), then));
        return time.map(found -> found.isNegative() ? Duration.ZERO : found.compareTo(LONGEST) > 0 ? LONGEST : found);
    }

    /** The rest of a sentence about the instance. */
    public static String sentence(Instant until) {
        return "asks to be left alone until " + TIME.format(until)
                + "; it is not called before. Press Sync now or Test to call it at once.";
    }
}

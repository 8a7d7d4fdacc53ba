package io.pngx.controller.paperless;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Parses the header {@code Date}, which contains the time of an instance's clock. */
public final class HttpDate {
    /** Cache of the last parsed date, because all answers within one second have the same date. */
    private static volatile Parsed last = new Parsed(null, Optional.empty());

    private HttpDate() {}

    private record Parsed(String header, Optional<Instant> date) {}

    /** Parses a date; empty if the date is missing or invalid. */
    public static Optional<Instant> parse(String header) {
        if (header == null || header.isEmpty()) {
            return Optional.empty();
        }
        Parsed parsed = last;
        if (!header.equals(parsed.header())) {
            parsed = new Parsed(header, read(header));
            last = parsed;
        }
        return parsed.date();
    }

    private static Optional<Instant> read(String header) {
        try {
            return Optional.of(ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}

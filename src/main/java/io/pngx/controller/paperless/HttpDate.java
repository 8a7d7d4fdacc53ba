package io.pngx.controller.paperless;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Parses the header {@code Date}, which shows the clock of an instance. */
public final class HttpDate {
    private HttpDate() {}

    /** Parses a date; empty if the date is missing or invalid. An answer with an invalid date is still used. */
    public static Optional<Instant> parse(String header) {
        try {
            return header == null || header.isEmpty()
                    ? Optional.empty()
                    : Optional.of(ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}

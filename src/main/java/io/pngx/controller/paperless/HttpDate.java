package io.pngx.controller.paperless;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The clock of an instance, as its header {@code Date} says. */
public final class HttpDate {
    private HttpDate() {}

    /** Empty where there is none, or none that can be read: that is no reason to lose the answer. */
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

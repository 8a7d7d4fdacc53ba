package io.pngx.controller.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Formats times for the database: UTC, ISO-8601, always six decimals. With this format, the order of the texts is the
 * order of the times.
 */
public final class Times {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private Times() {}

    public static String text(Instant instant) {
        return instant == null ? null : FORM.format(instant);
    }

    /** Formats a time for sentences: {@code 2026-03-01 12:30 UTC}. */
    public static String minute(Instant instant) {
        return MINUTE.format(instant);
    }

    public static Instant instant(String text) {
        return text == null ? null : Instant.parse(text);
    }
}

package io.pngx.controller.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Formats times for the database: UTC, ISO-8601, always six decimals. With this format, the order of the texts is the
 * order of the times.
 *
 * <p>Most rows contain several timestamps, and a first run writes several rows for each document. So the usual times
 * are formatted and parsed here, many times faster than by {@link DateTimeFormatter}.
 */
public final class Times {
    private static final String SECONDS = "0000-00-00T00:00:00";
    private static final String DECIMALS = ".000000";
    private static final String SHAPE = SECONDS + DECIMALS + "Z";
    private static final String OFFSET = "00:00";
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private Times() {}

    public static String text(Instant instant) {
        if (instant == null) {
            return null;
        }
        LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
        if (time.getYear() < 0 || time.getYear() > 9999) {
            return FORM.format(instant);
        }
        char[] text = SHAPE.toCharArray();
        put(text, 0, 4, time.getYear());
        put(text, 5, 2, time.getMonthValue());
        put(text, 8, 2, time.getDayOfMonth());
        put(text, 11, 2, time.getHour());
        put(text, 14, 2, time.getMinute());
        put(text, 17, 2, time.getSecond());
        put(text, 20, 6, instant.getNano() / 1000);
        return new String(text);
    }

    private static void put(char[] text, int start, int digits, int number) {
        int rest = number;
        for (int at = start + digits - 1; at >= start; at--) {
            text[at] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Formats a time for sentences: {@code 2026-03-01 12:30 UTC}. */
    public static String minute(Instant instant) {
        return MINUTE.format(instant);
    }

    public static Instant instant(String text) {
        return text == null ? null : usual(text).orElseGet(() -> Instant.parse(text));
    }

    /**
     * Parses a time in the form of the database, or in the form of paperless-ngx, which omits decimals that are zero
     * and may add an offset. Empty if the text has another form or is invalid.
     */
    public static Optional<Instant> usual(String text) {
        if (!matches(text, 0, SECONDS)) {
            return Optional.empty();
        }
        boolean hasDecimals = matches(text, SECONDS.length(), DECIMALS);
        int zone = SECONDS.length() + (hasDecimals ? DECIMALS.length() : 0);
        boolean hasOffset = text.startsWith("+", zone) || text.startsWith("-", zone);
        if (!(hasOffset ? matches(text, zone + 1, OFFSET) : text.startsWith("Z", zone))
                || text.length() != zone + 1 + (hasOffset ? OFFSET.length() : 0)) {
            return Optional.empty();
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                    number(text, 0, 4),
                    number(text, 5, 2),
                    number(text, 8, 2),
                    number(text, 11, 2),
                    number(text, 14, 2),
                    number(text, 17, 2),
                    hasDecimals ? number(text, 20, 6) * 1000 : 0);
            return Optional.of(time.toInstant(hasOffset ? offset(text, zone) : ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static ZoneOffset offset(String text, int start) {
        int sign = text.charAt(start) == '-' ? -1 : 1;
        return ZoneOffset.ofHoursMinutes(sign * number(text, start + 1, 2), sign * number(text, start + 4, 2));
    }

    private static boolean matches(String text, int start, String shape) {
        if (text.length() < start + shape.length()) {
            return false;
        }
        for (int i = 0; i < shape.length(); i++) {
            char expected = shape.charAt(i);
            char found = text.charAt(start + i);
            if (expected == '0' ? found < '0' || found > '9' : found != expected) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int start, int digits) {
        int number = 0;
        for (int at = start; at < start + digits; at++) {
            number = number * 10 + text.charAt(at) - '0';
        }
        return number;
    }
}

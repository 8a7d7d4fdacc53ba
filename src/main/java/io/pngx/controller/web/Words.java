package io.pngx.controller.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Numbers and times as a person reads them. Coarse, so that a page at rest stays the same for a minute. */
public final class Words {
    public String ago(String instant) {
        long seconds = Duration.between(Instant.parse(instant), Instant.now()).toSeconds();
        return seconds < 60 ? "less than a minute ago" : duration(seconds) + " ago";
    }

    /** The biggest unit alone, from two on: {@code 90 min}, {@code 2 h}. */
    public String duration(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }

    /** How long a run took. */
    public String between(String from, String to) {
        return duration(Math.max(0, Duration.between(Instant.parse(from), Instant.parse(to)).toSeconds()));
    }

    public String number(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }

    public String counted(long number, String one, String many) {
        return number(number) + " " + (number == 1 ? one : many);
    }

    public String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        String[] units = {"kB", "MB", "GB", "TB"};
        double value = bytes / 1000.0;
        int unit = 0;
        while (value >= 999.95 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ENGLISH, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }

    /** {@code auth_failed} as {@code auth failed}. */
    public String plain(String word) {
        return word.replace('_', ' ');
    }
}

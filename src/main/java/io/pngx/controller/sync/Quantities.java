package io.pngx.controller.sync;

import io.pngx.controller.text.Text;
import java.util.Locale;

/** Formats numbers and durations in sentences for users. */
public final class Quantities {
    private static final long DAY = 86_400;

    private Quantities() {}

    /** Formats a number with commas between thousands. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Formats a duration in the largest unit in which the number is 2 or more: {@code 90 min}, {@code 2 h}. */
    public static Text duration(long seconds) {
        if (seconds < 120) {
            return Text.of("{0} s", seconds);
        }
        if (seconds < 2 * 3600) {
            return Text.of("{0} min", seconds / 60);
        }
        return seconds < 2 * DAY ? Text.of("{0} h", seconds / 3600) : Text.of("{0} days", seconds / DAY);
    }

    /**
     * Formats the time that has passed since an event. Days have a pattern of their own, because some languages inflect
     * the word "days" here.
     */
    public static Text ago(long seconds) {
        return seconds < 2 * DAY ? Text.of("{0} ago", duration(seconds)) : Text.of("{0} days ago", seconds / DAY);
    }
}

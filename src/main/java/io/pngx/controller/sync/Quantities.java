package io.pngx.controller.sync;

import java.util.Locale;

/** Formats numbers and durations in sentences for users. */
public final class Quantities {
    private Quantities() {}

    /** Formats a number with commas between thousands. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Formats a number of things: {@code 1 document}, {@code 1,200 documents}. */
    public static String counted(long number, String one, String many) {
        return number(number) + " " + (number == 1 ? one : many);
    }

    /** Formats a duration in the largest unit in which the number is 2 or more: {@code 90 min}, {@code 2 h}. */
    public static String duration(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }
}

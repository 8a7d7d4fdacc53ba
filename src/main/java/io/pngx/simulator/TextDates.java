package io.pngx.simulator;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the first date in a text, which becomes the date of the document. The day comes first, as in most of Europe.
 */
final class TextDates {
    private static final Pattern DATE =
            Pattern.compile("\\b(?:(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})|(\\d{4})-(\\d{2})-(\\d{2}))\\b");

    private TextDates() {}

    static LocalDate first(String text, LocalDate today) {
        Matcher found = DATE.matcher(text);
        while (found.find()) {
            boolean iso = found.group(4) != null;
            try {
                LocalDate date = LocalDate.of(
                        Integer.parseInt(found.group(iso ? 4 : 3)),
                        Integer.parseInt(found.group(iso ? 5 : 2)),
                        Integer.parseInt(found.group(iso ? 6 : 1)));
                if (date.getYear() > 1900 && !date.isAfter(today)) {
                    return date;
                }
            } catch (DateTimeException e) {
                // digits that look like a date but are not a valid date
            }
        }
        return today;
    }
}

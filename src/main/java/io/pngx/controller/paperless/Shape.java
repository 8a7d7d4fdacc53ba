package io.pngx.controller.paperless;

import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;

/** Refuses an answer that is JSON, but does not have the form that paperless-ngx returns. */
final class Shape {
    private Shape() {}

    /**
     * Refuses a page that contains a null row. Also refuses a page with more rows than its count, and an empty page
     * whose count is not zero.
     */
    static void requireRows(Long count, List<?> rows, String what) {
        require(count != null && rows != null, what + " with count and results");
        require(rows.stream().noneMatch(Objects::isNull), what + " without null");
        if (rows.size() > count || rows.isEmpty() != (count == 0)) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS,
                    Text.of(
                            "counts {0} entries in {1}, but lists {2}; the controller does not use an incomplete"
                                    + " list.",
                            String.valueOf(count), what, String.valueOf(rows.size())));
        }
    }

    /** Parses a time that has an offset. Returns null for null. */
    static Instant time(String text, String what) {
        try {
            return text == null
                    ? null
                    : Times.usual(text)
                            .orElseGet(() -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS,
                    Text.of("answered with {0} that is not a valid time; check the address.", what));
        }
    }

    static void require(boolean met, String expected) {
        if (!met) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS,
                    Text.of(
                            "answered with JSON that is not {0}; check that the address leads to a paperless-ngx"
                                    + " instance.",
                            expected));
        }
    }
}

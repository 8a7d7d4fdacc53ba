package io.pngx.controller.sync;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Formats rows of a CSV file (RFC 4180). */
public final class Csv {
    private Csv() {}

    /** Returns one line. A null value becomes an empty field. */
    public static String line(Object... values) {
        return Stream.of(values).map(Csv::value).collect(Collectors.joining(",")) + "\r\n";
    }

    private static String value(Object value) {
        return value == null ? "" : value instanceof Number ? value.toString() : quoted(value.toString());
    }

    /** Quotes a text. A leading apostrophe prevents spreadsheets from reading the text as a formula. */
    private static String quoted(String text) {
        String safe = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}

package io.pngx.controller.config;

import java.util.Optional;

/** Reads and repeats what a person typed, without trusting it. */
final class Quote {
    private static final int LONGEST = 60;

    private Quote() {}

    /**
     * The value in quotes, fit for a message: one line, not longer than a person needs to know it
     * again, and not shown at all where it may hold a password before an '@'.
     */
    static String value(String text) {
        if (text.contains("@")) {
            return "(value not shown)";
        }
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
        return '"' + (line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line) + '"';
    }

    /** A port from 1 to 65535; empty if the text is none. */
    static Optional<Integer> port(String text) {
        return Optional.of(text)
                .filter(t -> t.matches("[0-9]{1,5}"))
                .map(Integer::valueOf)
                .filter(port -> port >= 1 && port <= 65535);
    }
}

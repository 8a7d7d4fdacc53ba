package io.pngx.controller.config;

import java.util.Optional;

/** Reads user input, and quotes it safely in messages. */
final class Quote {
    private static final int MAX_LENGTH = 60;

    private Quote() {}

    /**
     * Returns the value in quotes for a message: on one line and shortened. A value that may contain a password before
     * an '@' is hidden.
     */
    static String value(String text) {
        if (text.contains("@")) {
            return "(value not shown)";
        }
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
        return '"' + (line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "..." : line) + '"';
    }

    /** Parses a port from 1 to 65535; empty if the text is not a valid port. */
    static Optional<Integer> port(String text) {
        return Optional.of(text)
                .filter(t -> t.matches("[0-9]{1,5}"))
                .map(Integer::valueOf)
                .filter(port -> port >= 1 && port <= 65535);
    }
}

package io.pngx.controller.rules;

import java.util.Optional;

/** Checks a JSON path. A rule may use only fixed paths without =~. */
final class JsonPathCheck {
    private static final int MAX_LENGTH = 500;

    private JsonPathCheck() {}

    /** Returns why a rule must not use a path, as one sentence; empty if the path is allowed. */
    static Optional<String> problem(String path) {
        if (path.length() > MAX_LENGTH) {
            return Optional.of("A JSON path of a rule may have at most " + MAX_LENGTH
                    + " characters; divide it into several paths.");
        }
        if (path.indexOf("..") != path.lastIndexOf("..")) {
            return Optional.of("A JSON path of a rule may contain .. only once; write out the keys instead.");
        }
        return path.contains("${") || path.contains("$simple{") || path.contains("=~")
                ? Optional.of("A JSON path of a rule must be a fixed text without =~; read the value with jsonpath, "
                        + "and compare it with simple.")
                : Optional.empty();
    }
}

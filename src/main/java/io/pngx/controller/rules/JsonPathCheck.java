package io.pngx.controller.rules;

import java.util.Optional;

/** Checks a JSON path: a rule may use only fixed paths that read. */
final class JsonPathCheck {
    private static final int MAX_LENGTH = 500;

    private JsonPathCheck() {}

    /** Returns why a rule may not use a path, as one sentence; empty where the rule may. */
    static Optional<String> problem(String path) {
        if (path.length() > MAX_LENGTH) {
            return Optional.of(
                    "A JSON path of a rule has " + MAX_LENGTH + " characters at most; divide it into several.");
        }
        if (path.indexOf("..") != path.lastIndexOf("..")) {
            return Optional.of("A JSON path of a rule has .. once at most; write out the keys instead.");
        }
        return path.contains("${") || path.contains("$simple{") || path.contains("=~")
                ? Optional.of("A JSON path of a rule is a fixed text without =~; read the value with jsonpath, and "
                        + "compare it with simple.")
                : Optional.empty();
    }
}

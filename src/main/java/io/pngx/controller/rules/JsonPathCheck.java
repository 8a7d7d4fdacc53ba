package io.pngx.controller.rules;

import java.util.Optional;

/** Says which JSON paths a rule may use: those that read, and nothing else. */
final class JsonPathCheck {
    private static final int LONGEST = 500;

    private JsonPathCheck() {}

    /** Why a rule may not have this path, in one sentence; empty: it may. */
    static Optional<String> problem(String path) {
        if (path.length() > LONGEST) {
            return Optional.of("A JSON path of a rule has " + LONGEST + " characters at most; divide it into several.");
        }
        if (path.indexOf("..") != path.lastIndexOf("..")) {
            return Optional.of("A JSON path of a rule has .. once at most; name the keys between.");
        }
        return path.contains("${") || path.contains("$simple{") || path.contains("=~")
                ? Optional.of("A JSON path of a rule is fixed, and has no =~; read the value with jsonpath, and "
                        + "compare it with simple.")
                : Optional.empty();
    }
}

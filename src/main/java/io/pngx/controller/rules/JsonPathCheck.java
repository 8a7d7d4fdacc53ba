package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.Optional;

/** Checks a JSON path. A rule may use only fixed paths without =~. */
final class JsonPathCheck {
    private static final int MAX_LENGTH = 500;

    private JsonPathCheck() {}

    /** Returns why a rule must not use a path, as one sentence; empty if the path is allowed. */
    static Optional<Text> problem(String path) {
        if (path.length() > MAX_LENGTH) {
            return Optional.of(Text.of(
                    "A JSON path of a rule may have at most {0} characters; divide it into several paths.",
                    MAX_LENGTH));
        }
        if (path.indexOf("..") != path.lastIndexOf("..")) {
            return Optional.of(Text.of("A JSON path of a rule may contain .. only once; write out the keys instead."));
        }
        return path.contains("${") || path.contains("$simple{") || path.contains("=~")
                ? Optional.of(
                        Text.of("A JSON path of a rule must be a fixed text without =~; read the value with jsonpath, "
                                + "and compare it with simple."))
                : Optional.empty();
    }
}

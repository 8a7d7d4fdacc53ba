package io.pngx.controller.rules;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Refuses regular expressions that can take longer than any time for a text: nothing ends one in the middle. Those have a
 * repetition within a repetition, or alternatives within one, or refer back.
 */
final class RegexCheck {
    private static final int LONGEST = 200;
    private static final int MOST_REPETITIONS = 4;

    private RegexCheck() {}

    /** Why a rule may not have this regular expression, in one sentence; empty: it may. */
    static Optional<String> problem(String regex) {
        if (regex.length() > LONGEST) {
            return Optional.of("A regular expression of a rule has " + LONGEST + " characters at most; divide it "
                    + "into several.");
        }
        if (regex.contains("${")) {
            return Optional.of(
                    "The pattern behind regex is fixed in a rule; a document's could be one without an end.");
        }
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            return Optional.of("\"" + regex + "\" is no regular expression: " + e.getDescription() + ".");
        }
        return isBounded(regex)
                ? Optional.empty()
                : Optional.of("The regular expression \"" + regex
                        + "\" can take longer than any time for a text; a rule has none with "
                        + "a repetition or a | inside of a repetition, none that refers back, and none with more than "
                        + MOST_REPETITIONS + " repetitions.");
    }

    private static boolean isBounded(String regex) {
        Deque<Boolean> groups = new ArrayDeque<>();
        boolean manyWays = false;
        int repetitions = 0;
        for (int i = 0; i < regex.length(); i++) {
            switch (regex.charAt(i)) {
                case '\\' -> {
                    char escaped = regex.charAt(++i);
                    if (escaped >= '1' && escaped <= '9' || escaped == 'k' || escaped == 'Q') {
                        return false;
                    }
                }
                case '[' -> i = endOfClass(regex, i);
                case '(' -> {
                    groups.push(manyWays);
                    manyWays = false;
                    i = regex.startsWith("(?", i) ? i + 1 : i;
                }
                case ')' -> {
                    if (manyWays && i + 1 < regex.length() && "*+{".indexOf(regex.charAt(i + 1)) >= 0) {
                        return false;
                    }
                    manyWays |= groups.pop();
                }
                case '*', '+', '{' -> {
                    manyWays = true;
                    repetitions++;
                }
                case '|', '?' -> manyWays = true;
                default -> {} // stands for itself
            }
        }
        return repetitions <= MOST_REPETITIONS;
    }

    private static int endOfClass(String regex, int begin) {
        int depth = 0;
        for (int i = begin; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[') {
                depth++;
            } else if (c == ']' && i > begin + 1 && --depth == 0) {
                return i;
            }
        }
        return regex.length();
    }
}

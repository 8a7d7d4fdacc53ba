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
    /** Of the repetitions, so many may be without an end, or as good as that. */
    private static final int MOST_UNBOUNDED = 2;
    /** A repetition, a ? and a | each multiply the ways in which a text can match. */
    private static final int MOST_CHOICES = 8;

    private static final Pattern BOUNDED = Pattern.compile("\\{\\d+(,\\d{1,2})?}");
    /** Here the pattern reads otherwise than by its characters: in quotes, a control character, or with comments. */
    private static final Pattern HIDDEN = Pattern.compile("\\\\[Qc]|\\(\\?[a-zA-Z-]*x");

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
                : Optional.of("The regular expression \"" + regex.replaceAll("\\p{Cntrl}", " ")
                        + "\" can take longer than any time for a text; a rule has none with "
                        + "a repetition or a | inside of a repetition, none that refers back, no \\Q, \\c or (?x), and "
                        + "none with more than " + MOST_UNBOUNDED + " * or +, " + MOST_REPETITIONS + " repetitions, or "
                        + MOST_CHOICES + " repetitions, ? and | together.");
    }

    private static boolean isBounded(String regex) {
        Deque<Boolean> groups = new ArrayDeque<>();
        boolean manyWays = false;
        int repetitions = 0;
        int unbounded = 0;
        int choices = 0;
        if (HIDDEN.matcher(regex).find()) {
            return false;
        }
        for (int i = 0; i < regex.length(); i++) {
            switch (regex.charAt(i)) {
                case '\\' -> {
                    char escaped = regex.charAt(++i);
                    if (escaped >= '1' && escaped <= '9' || escaped == 'k') {
                        return false;
                    }
                    // A class such as "letter": the braces are no repetition
                    i = "pPxN".indexOf(escaped) >= 0 && regex.startsWith("{", i + 1) ? regex.indexOf('}', i) : i;
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
                    choices++;
                    unbounded +=
                            BOUNDED.matcher(regex).region(i, regex.length()).lookingAt() ? 0 : 1;
                    i = endOfRepetition(regex, i);
                }
                case '|', '?' -> {
                    manyWays = true;
                    choices++;
                }
                default -> {} // stands for itself
            }
        }
        return repetitions <= MOST_REPETITIONS && unbounded <= MOST_UNBOUNDED && choices <= MOST_CHOICES;
    }

    /** Behind a repetition, ? and + say in which order its ways are tried. */
    private static int endOfRepetition(String regex, int begin) {
        int end = regex.charAt(begin) == '{' ? regex.indexOf('}', begin) : begin;
        return end + 1 < regex.length() && "?+".indexOf(regex.charAt(end + 1)) >= 0 ? end + 1 : end;
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

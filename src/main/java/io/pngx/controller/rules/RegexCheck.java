package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Refuses regular expressions that can take extremely long to match, because Java can't interrupt a match. Refuses back
 * references, too many repetitions, and repetitions that contain a repetition or alternatives.
 */
final class RegexCheck {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_REPETITIONS = 4;
    /**
     * Maximum number of unbounded repetitions. A range whose upper bound has more than two digits counts as unbounded.
     */
    private static final int MAX_UNBOUNDED = 2;
    /**
     * Maximum total number of repetitions, {@code ?} and {@code |}, because each one multiplies the number of ways in
     * which a text can match.
     */
    private static final int MAX_CHOICES = 8;

    private static final Pattern BOUNDED = Pattern.compile("\\{\\d+(,\\d{1,2})?}");
    /**
     * Syntax that this class does not parse: {@code \Q} starts a quote, {@code \c} a control character, and
     * {@code (?x)} allows comments.
     */
    private static final Pattern HIDDEN = Pattern.compile("\\\\[Qc]|\\(\\?[a-zA-Z-]*x");

    private RegexCheck() {}

    /** Returns why a rule must not use a regular expression, as one sentence; empty if the expression is allowed. */
    static Optional<Text> problem(String regex) {
        if (regex.length() > MAX_LENGTH) {
            return Optional.of(Text.of(
                    "A regular expression of a rule may have at most {0} characters; divide it into several "
                            + "expressions.",
                    MAX_LENGTH));
        }
        if (regex.contains("${")) {
            return Optional.of(
                    Text.of("The pattern after regex must be a fixed text in a rule; a pattern from a document could "
                            + "take forever to match."));
        }
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            return Optional.of(Text.of("\"{0}\" is not a valid regular expression: {1}.", regex, e.getDescription()));
        }
        return isBounded(regex)
                ? Optional.empty()
                : Optional.of(Text.of(
                        "The regular expression \"{0}\" can take forever to match. In a rule, back references, \\Q, "
                                + "\\c and (?x) are not allowed, and a repetition must contain neither another "
                                + "repetition nor |. At most {1} repetitions (*, + or {}) are allowed, at most {2} of "
                                + "them without an upper limit. In total, at most {3} repetitions, ? and | are "
                                + "allowed.",
                        regex.replaceAll("\\p{Cntrl}", " "), MAX_REPETITIONS, MAX_UNBOUNDED, MAX_CHOICES));
    }

    private static boolean isBounded(String regex) {
        Deque<Boolean> groups = new ArrayDeque<>();
        boolean ambiguous = false;
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
                    // a named class such as \p{Alpha}, whose braces are not a repetition
                    i = "pPxN".indexOf(escaped) >= 0 && regex.startsWith("{", i + 1) ? regex.indexOf('}', i) : i;
                }
                case '[' -> i = endOfClass(regex, i);
                case '(' -> {
                    groups.push(ambiguous);
                    ambiguous = false;
                    i = regex.startsWith("(?", i) ? i + 1 : i;
                }
                case ')' -> {
                    if (ambiguous && i + 1 < regex.length() && "*+{".indexOf(regex.charAt(i + 1)) >= 0) {
                        return false;
                    }
                    ambiguous |= groups.pop();
                }
                case '*', '+', '{' -> {
                    ambiguous = true;
                    repetitions++;
                    choices++;
                    unbounded +=
                            BOUNDED.matcher(regex).region(i, regex.length()).lookingAt() ? 0 : 1;
                    i = endOfRepetition(regex, i);
                }
                case '|', '?' -> {
                    ambiguous = true;
                    choices++;
                }
                default -> {} // a literal character
            }
        }
        return repetitions <= MAX_REPETITIONS && unbounded <= MAX_UNBOUNDED && choices <= MAX_CHOICES;
    }

    /**
     * Returns the position of the last character of a repetition. A {@code ?} or {@code +} after a repetition makes the
     * repetition reluctant or possessive, and belongs to the repetition.
     */
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

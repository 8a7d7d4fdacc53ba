package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks an expression in the language simple. A rule may use only some functions, methods and operators. */
final class SimpleCheck {
    /** The allowed functions, in the form in which messages list them. */
    static final Set<String> FUNCTIONS = AllowList.ordered(
            "body",
            "bodyAs(String)",
            "date:now",
            "exception.message",
            "exchangeId",
            "exchangeProperty.name",
            "header.name",
            "null",
            "routeId",
            "variable.name");

    static final Set<String> METHODS = AllowList.ordered(
            "contains",
            "containsKey",
            "endsWith",
            "equals",
            "equalsIgnoreCase",
            "get",
            "indexOf",
            "isEmpty",
            "lastIndexOf",
            "length",
            "replace",
            "size",
            "startsWith",
            "strip",
            "substring",
            "toLowerCase",
            "toString",
            "toUpperCase",
            "trim");
    /**
     * Maximum factor by which an expression may lengthen its input. Without this limit, a loop could double a text
     * until the memory is full.
     */
    private static final int MAX_GROWTH = 64;

    private static final Pattern START = Pattern.compile("\\$(simple)?\\{");
    private static final String NAME = "(?:[.:][A-Za-z0-9_-]+|\\[[^\\[\\]:]{1,100}])";
    /** The beginning of a function: the value that the function reads. Methods and keys may follow. */
    private static final Pattern HEAD = Pattern.compile(
            "(?:mandatoryB|b)odyAs\\((?:java\\.lang\\.)?String\\)|body|(?:header|headers|variable|exchangeProperty)"
                    + NAME + "|date(?:-with-timezone)?:now[^\\n]*|exception\\.message|exchangeId|null|routeId");

    private static final String ARGUMENT = "(?:'[^'\\\\]{0,100}'|\"[^\"\\\\]{0,100}\"|-?\\d{1,9}|true|false|null)";
    private static final Pattern TAIL = Pattern.compile("\\??\\.([A-Za-z]+)(\\(\\s*(?:" + ARGUMENT + "(?:\\s*,\\s*"
            + ARGUMENT + ")*)?\\s*\\))?|\\??\\[[^\\[\\]]{1,100}]");
    private static final Pattern REPLACE =
            Pattern.compile("\\(\\s*(" + ARGUMENT + ")\\s*,\\s*(" + ARGUMENT + ")\\s*\\)");
    private static final Pattern REGEX = Pattern.compile("\\s!?regex\\s+(?:'([^']*)'|\"([^\"]*)\"|(\\$\\S*))?");

    private SimpleCheck() {}

    /** Returns why a rule must not use an expression, as one sentence; empty if the expression is allowed. */
    static Optional<Text> problem(String text) {
        if (text.contains("$init{")) {
            return Optional.of(Text.of("\"$init{\" is not allowed in a rule; keep your own values with setVariable."));
        }
        long copies = 0;
        Matcher start = START.matcher(text);
        int from = 0;
        while (start.find(from)) {
            int end = text.indexOf('}', start.end());
            String content = text.substring(start.end(), end < 0 ? text.length() : end);
            if (START.matcher(content).find() || content.contains("\\")) {
                return Optional.of(Text.of(
                        "A function inside of ${{0} is not allowed in a rule, because Camel would run the text of a "
                                + "document as code. Set a variable first, and use the variable.",
                        displayed(content)));
            }
            Function function = new Function(content.strip());
            Optional<Text> problem = function.problem();
            if (problem.isPresent()) {
                return problem;
            }
            copies += function.growth;
            from = end < 0 ? text.length() : end + 1;
        }
        return copies > MAX_GROWTH
                ? Optional.of(Text.of(
                        "In a rule, the result of an expression may be at most {0} times as long as its input. Use "
                                + "several steps with shorter expressions, or give replace a shorter second argument.",
                        MAX_GROWTH))
                : regex(text);
    }

    private static Optional<Text> regex(String text) {
        Matcher regex = REGEX.matcher(text);
        while (regex.find()) {
            if (regex.group(3) != null) {
                return Optional.of(
                        Text.of("In a rule, the pattern after regex must be a fixed text in quotes, because a pattern "
                                + "from a document could take forever to match."));
            }
            String pattern = regex.group(1) != null ? regex.group(1) : regex.group(2);
            Optional<Text> problem = pattern == null ? Optional.empty() : RegexCheck.problem(pattern);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static String displayed(String content) {
        return content.length() <= 60 ? content : content.substring(0, 60) + "…";
    }

    /** A function without its braces. */
    private static final class Function {
        private final String content;
        private long growth = 1;

        Function(String content) {
            this.content = content;
        }

        Optional<Text> problem() {
            Matcher head = HEAD.matcher(content);
            if (!head.lookingAt()) {
                return notAllowed();
            }
            int at = head.end();
            while (at < content.length()) {
                Matcher tail = TAIL.matcher(content).region(at, content.length());
                if (!tail.lookingAt()) {
                    return at == head.end() && Character.isLetterOrDigit(content.charAt(at))
                            ? notAllowed()
                            : Optional.of(Text.of(
                                    "\"{0}\" in ${{1}} is not allowed in a rule; the arguments of a method must be "
                                            + "short fixed texts or numbers.",
                                    displayed(content.substring(at)), displayed(content)));
                }
                String method = tail.group(1);
                if (method != null && !METHODS.contains(method)) {
                    return Optional.of(Text.of(
                            "\".{0}\" in ${{1}} is not allowed in a rule; read a field with ${body[title]}; the "
                                    + "allowed methods are {2}.",
                            method, displayed(content), String.join(", ", METHODS)));
                }
                if ("replace".equals(method)) {
                    growth = Math.min(growth * growth(tail.group(2)), Integer.MAX_VALUE);
                }
                at = tail.end();
            }
            return Optional.empty();
        }

        /** Returns the factor by which a {@code replace} can lengthen a text. */
        private static long growth(String arguments) {
            Matcher two = REPLACE.matcher(String.valueOf(arguments));
            if (!two.matches()) {
                return Integer.MAX_VALUE;
            }
            int old = two.group(1).length() - 2;
            int now = two.group(2).length() - 2;
            return old <= 0 ? now + 1L : Math.max(1, (now + old - 1L) / old);
        }

        private Optional<Text> notAllowed() {
            return Optional.of(Text.of(
                    "${{0}} is not allowed in a rule; allowed are ${{1}}.",
                    displayed(content), String.join("}, ${", FUNCTIONS)));
        }
    }
}

package io.pngx.controller.rules;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Translates an exception that Camel throws for the text of a rule into one sentence and a line number. */
final class BuildProblem {
    private static final Pattern LINE = Pattern.compile("line (\\d+), column");
    private static final Pattern ADDRESS = Pattern.compile("(?i)(?:" + RuleCalls.SCHEME + ":/*)?https?:\\S+");
    /**
     * Known messages of Camel, each with the sentence that users get instead. Each pattern captures a name, by which
     * the line of the error is found.
     */
    private static final List<Known> KNOWN = List.of(
            new Known(
                    "No component found with scheme: ([\\w.+-]+)", "There is no component \"%s\"; check its spelling."),
            new Known(
                    "No endpoint could be found for: ([\\w.+-]+)", "There is no component \"%s\"; check its spelling."),
            new Known(
                    "No bean could be found in the registry for: ([\\w.-]+)",
                    "There is no bean \"%s\"; check its spelling."),
            new Known("Unknown node id: ([\\w.-]+)", "There is no step \"%s\" in Camel; check its spelling."),
            new Known(
                    "Unsupported field: ([\\w.-]+)",
                    "\"%s\" is not allowed at this place; check its spelling and its indentation."),
            new Known(
                    "Property with key \\[([^\\]]+)\\] not found",
                    "There is no value for {{%s}}: set the environment variable, or give a default, {{name:default}}."),
            new Known("Method with name: (\\w+) not found", "The bean has no method \"%s\"."));

    private record Known(Pattern pattern, String sentence) {
        Known(String regex, String sentence) {
            this(Pattern.compile(regex), sentence);
        }
    }

    private BuildProblem() {}

    static InvalidRuleException of(String text, Throwable problem) {
        if (problem instanceof InvalidRuleException bad) {
            return bad;
        }
        if (problem instanceof Error) {
            return new InvalidRuleException(
                    null,
                    "The rule is too large (" + problem.getClass().getSimpleName()
                            + "); divide it, or shorten its expressions.");
        }
        StringBuilder all = new StringBuilder();
        String last = "";
        for (Throwable e = problem; e != null; e = e.getCause()) {
            if (e instanceof InvalidRuleException bad) {
                return bad;
            }
            if (e.getMessage() != null) {
                all.append(e.getMessage()).append('\n');
                last = e.getMessage();
            }
        }
        for (Known known : KNOWN) {
            Matcher found = known.pattern().matcher(all);
            if (found.find()) {
                return new InvalidRuleException(
                        line(text, all, found.group(1)), String.format(known.sentence(), found.group(1)));
            }
        }
        String message = firstLine(last.isEmpty() ? problem.toString() : last);
        return new InvalidRuleException(
                line(text, all, null), "Camel can't load the rule: " + message + (message.endsWith(".") ? "" : "."));
    }

    /**
     * Returns the line number in Camel's message. If the message has none, returns the number of the first line of the
     * text that contains the name.
     */
    private static Integer line(String text, CharSequence message, String name) {
        Matcher line = LINE.matcher(message);
        if (line.find()) {
            return Integer.valueOf(line.group(1));
        }
        return RuleText.line(text, name);
    }

    /**
     * Returns the first line of a message, without web addresses, because an address may contain a secret. Shortens a
     * long line.
     */
    static String firstLine(String message) {
        String line =
                ADDRESS.matcher(message.strip().lines().findFirst().orElse("")).replaceAll("its address");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }
}

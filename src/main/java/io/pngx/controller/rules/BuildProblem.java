package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.List;
import java.util.function.Function;
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
                    "No component found with scheme: ([\\w.+-]+)",
                    name -> Text.of("There is no component \"{0}\"; check its spelling.", name)),
            new Known(
                    "No endpoint could be found for: ([\\w.+-]+)",
                    name -> Text.of("There is no component \"{0}\"; check its spelling.", name)),
            new Known(
                    "No bean could be found in the registry for: ([\\w.-]+)",
                    name -> Text.of("There is no bean \"{0}\"; check its spelling.", name)),
            new Known(
                    "Unknown node id: ([\\w.-]+)",
                    name -> Text.of("There is no step \"{0}\" in Camel; check its spelling.", name)),
            new Known(
                    "Unsupported field: ([\\w.-]+)",
                    name -> Text.of(
                            "\"{0}\" is not allowed at this place; check its spelling and its indentation.", name)),
            new Known(
                    "Property with key \\[([^\\]]+)\\] not found",
                    name -> Text.of(
                            "There is no value for {{{0}}}: set the environment variable, or give a default, "
                                    + "{{name:default}}.",
                            name)),
            new Known("Method with name: (\\w+) not found", name -> Text.of("The bean has no method \"{0}\".", name)));

    private record Known(Pattern pattern, Function<String, Text> sentence) {
        Known(String regex, Function<String, Text> sentence) {
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
                    Text.of(
                            "The rule is too large ({0}); divide it, or shorten its expressions.",
                            problem.getClass().getSimpleName()));
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
                        line(text, all, found.group(1)), known.sentence().apply(found.group(1)));
            }
        }
        String message = firstLine(last.isEmpty() ? problem.toString() : last);
        return new InvalidRuleException(
                line(text, all, null),
                message.endsWith(".")
                        ? Text.of("Camel can't load the rule: {0}", message)
                        : Text.of("Camel can't load the rule: {0}.", message));
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

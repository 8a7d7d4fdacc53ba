package io.pngx.controller.rules;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Camel says of a rule that it can't take, as one sentence with the line that it is about. */
final class BuildProblem {
    private static final Pattern LINE = Pattern.compile("line (\\d+), column");
    private static final Pattern ADDRESS = Pattern.compile("(?i)(?:" + RuleCalls.SCHEME + ":/*)?https?:\\S+");
    /** What Camel names, and what to say of it: the name stands in the text, and so has a line. */
    private static final List<Known> KNOWN = List.of(
            new Known(
                    "No component found with scheme: ([\\w.+-]+)",
                    "There is no component \"%s\" here; look at its spelling."),
            new Known(
                    "No endpoint could be found for: ([\\w.+-]+)",
                    "There is no component \"%s\" here; look at its spelling."),
            new Known(
                    "No bean could be found in the registry for: ([\\w.-]+)",
                    "There is no bean \"%s\" here; look at its spelling."),
            new Known("Unknown node id: ([\\w.-]+)", "There is no step \"%s\" in Camel; look at its spelling."),
            new Known(
                    "Unsupported field: ([\\w.-]+)",
                    "There is no \"%s\" in this place; look at its spelling and its indentation."),
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
                    "It is too much for this process to read ("
                            + problem.getClass().getSimpleName() + "); divide it, or make its expressions shorter.");
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
                return new InvalidRuleException(line(text, all, found.group(1)), String.format(known.sentence(), found.group(1)));
            }
        }
        String said = firstLine(last.isEmpty() ? problem.toString() : last);
        return new InvalidRuleException(line(text, all, null), "Camel can't take it: " + said + (said.endsWith(".") ? "" : "."));
    }

    /** Where Camel says a line, that; else the first line with the name that it complains about. */
    private static Integer line(String text, CharSequence said, String name) {
        Matcher line = LINE.matcher(said);
        if (line.find()) {
            return Integer.valueOf(line.group(1));
        }
        return RuleText.line(text, name);
    }

    /** Without web addresses: a part of one may be a secret. */
    static String firstLine(String message) {
        String line =
                ADDRESS.matcher(message.strip().lines().findFirst().orElse("")).replaceAll("its address");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }
}

package io.pngx.controller.rules;

import io.pngx.controller.config.Settings;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/** Fills in what stands between double braces in a rule, as Camel does, but nothing that belongs to the controller. */
final class Placeholders {
    private static final Pattern NAME = Pattern.compile("\\{\\{\\??([A-Za-z0-9_.-]+)(:[^{}]*)?}}");

    private static final int DEEPEST = 10;

    private final CamelContext camel;
    private final Map<String, Object> parameters;

    /** @param parameters of the template that is used; empty: none is */
    Placeholders(CamelContext camel, Map<String, Object> parameters) {
        this.camel = camel;
        this.parameters = parameters;
    }

    /** The parameters of the template alone; also one that stands in the value of another. */
    String parameters(String text) {
        String filled = text;
        for (int i = 0; i < DEEPEST; i++) {
            String before = filled;
            filled = NAME.matcher(before)
                    .replaceAll(name -> Matcher.quoteReplacement(
                            parameters.containsKey(name.group(1))
                                    ? String.valueOf(parameters.get(name.group(1)))
                                    : name.group()));
            if (filled.equals(before)) {
                return filled;
            }
        }
        throw new InvalidRuleException(
                null,
                "Parameters of a template stand for each other without an end; give each a text of " + "its own.");
    }

    /** @throws InvalidRuleException where something is asked for that no rule may know, or that there is not */
    String fill(String written, Integer line) {
        String text = parameters(written);
        if (!text.contains("{{")) {
            return text;
        }
        for (int begin = text.indexOf("{{"); begin >= 0; begin = text.indexOf("{{", begin + 2)) {
            Matcher name = NAME.matcher(text).region(begin, text.length());
            if (!name.lookingAt()) {
                throw new InvalidRuleException(
                        line,
                        "What stands between {{ and }} is one name here, such as {{invoice_hook}}, "
                                + "or a name with a default, {{name:default}}.");
            }
            allowed(name.group(1), line);
        }
        try {
            return camel.resolvePropertyPlaceholders(text);
        } catch (IllegalArgumentException e) {
            InvalidRuleException bad = BuildProblem.of(text, e);
            throw new InvalidRuleException(line, bad.getMessage());
        }
    }

    private void allowed(String name, Integer line) {
        if (name.equals("bean") || camel.getPropertiesComponent().getPropertiesFunction(name) != null) {
            throw new InvalidRuleException(
                    line,
                    "{{" + name + ":...}} is not allowed in a rule; write {{invoice_hook}} for the "
                            + "environment variable INVOICE_HOOK.");
        }
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        if (Settings.isOwn(variable) || variable.startsWith("PNGX_") || variable.startsWith("CAMEL_")) {
            throw new InvalidRuleException(
                    line,
                    "{{" + name + "}} is a setting of the controller, which no rule may know; give "
                            + "the value under another name.");
        }
    }
}

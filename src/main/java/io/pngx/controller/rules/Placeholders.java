package io.pngx.controller.rules;

import io.pngx.controller.config.Settings;
import io.pngx.controller.text.Text;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/** Fills in the placeholders of a rule as Camel does, but refuses placeholders for the controller's own settings. */
final class Placeholders {
    private static final Pattern NAME = Pattern.compile("\\{\\{\\??([A-Za-z0-9_.-]+)(:[^{}]*)?}}");

    private static final int MAX_DEPTH = 10;

    private final CamelContext camel;
    private final Map<String, Object> parameters;

    /** @param parameters the parameters of the template that the rule uses; empty if the rule uses no template */
    Placeholders(CamelContext camel, Map<String, Object> parameters) {
        this.camel = camel;
        this.parameters = parameters;
    }

    /**
     * Fills in the parameters of the template. The value of a parameter can contain the placeholder of another
     * parameter. All other placeholders stay unchanged.
     */
    String parameters(String text) {
        String filled = text;
        for (int i = 0; i < MAX_DEPTH; i++) {
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
                Text.of("Parameters of a template refer to each other in a circle; give each parameter its own "
                        + "value."));
    }

    /**
     * Fills in all placeholders of a text.
     *
     * @throws InvalidRuleException if a placeholder has no value, or if rules must not read the value
     */
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
                        Text.of("A placeholder must be one name, such as {{invoice_hook}}, or a name with a default, "
                                + "{{name:default}}."));
            }
            requireAllowed(name.group(1), line);
        }
        try {
            return camel.resolvePropertyPlaceholders(text);
        } catch (IllegalArgumentException e) {
            InvalidRuleException bad = BuildProblem.of(text, e);
            throw new InvalidRuleException(line, bad.sentence());
        }
    }

    private void requireAllowed(String name, Integer line) {
        if (name.equals("bean") || camel.getPropertiesComponent().getPropertiesFunction(name) != null) {
            throw new InvalidRuleException(
                    line,
                    Text.of(
                            "{{{0}:...}} is not allowed in a rule; write, for example, {{invoice_hook}} for the "
                                    + "environment variable INVOICE_HOOK.",
                            name));
        }
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        if (Settings.isOwn(variable) || variable.startsWith("PNGX_") || variable.startsWith("CAMEL_")) {
            throw new InvalidRuleException(
                    line,
                    Text.of(
                            "{{{0}}} is a setting of the controller, which rules must not read; set the value under "
                                    + "another name.",
                            name));
        }
    }
}

package io.pngx.controller.web.api;

import io.pngx.controller.rules.ParameterType;
import io.pngx.controller.rules.RuleTemplates;
import io.pngx.controller.rules.RuleTemplates.Parameter;
import io.pngx.controller.rules.RuleTemplates.Template;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Fields;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the text of a rule from a request. */
final class RuleText {
    private static final int LONGEST_TEXT = 50_000;
    /** The keys of a request that saves or checks a rule. */
    static final String[] KEYS = Stream.concat(
                    Stream.of("name", "text", "template"),
                    Arrays.stream(ParameterType.values()).map(ParameterType::parameter))
            .toArray(String[]::new);

    private RuleText() {}

    /** Returns the text that was sent, or the text of a template with its parameters. */
    static String of(Fields fields, List<Template> templates) {
        if (!fields.has("template")) {
            return fields.lines("text", LONGEST_TEXT);
        }
        String name = fields.text("template", 60);
        Template template = templates.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(null);
        if (template == null) {
            return name == null
                    ? null
                    : fields.refuse(
                            "template",
                            Text.of(
                                    "must be one of {0}",
                                    String.join(
                                            ", ",
                                            templates.stream()
                                                    .map(Template::name)
                                                    .toList())));
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (Parameter parameter : template.parameters()) {
            String value = fields.text(parameter.name(), 500);
            if (value != null) {
                parameter
                        .type()
                        .problem(value)
                        .ifPresentOrElse(
                                problem -> fields.refuse(parameter.name(), problem),
                                () -> values.put(parameter.name(), value));
            }
        }
        return RuleTemplates.text(name, values);
    }
}

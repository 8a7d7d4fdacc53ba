package io.pngx.controller.rules;

import io.pngx.controller.paperless.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.ResourceHelper;

/** Reads the ready-made rules: route templates in {@code rules/templates.yaml}. */
public final class RuleTemplates {
    private static final String RESOURCE = "/rules/templates.yaml";

    private final CamelContext camel;
    private final String text;
    private List<Template> all;

    RuleTemplates(CamelContext camel) {
        this.camel = camel;
        try (InputStream in = RuleTemplates.class.getResourceAsStream(RESOURCE)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A ready-made rule.
     *
     * @param hook the hook at which the route of the rule begins
     */
    public record Template(String name, String description, String hook, List<Parameter> parameters) {}

    /**
     * A parameter of a ready-made rule.
     *
     * @param type the type, which is derived from the name
     */
    public record Parameter(String name, String title, String description, String example, ParameterType type) {}

    static RouteBuilder load(CamelContext camel, String text) throws Exception {
        RoutesLoader loader = camel.getCamelContextExtension().getContextPlugin(RoutesLoader.class);
        RoutesBuilder builder =
                loader.getRoutesLoader("yaml").loadRoutesBuilder(ResourceHelper.fromString("rule.yaml", text));
        RouteBuilder routes = (RouteBuilder) builder;
        routes.setCamelContext(camel);
        routes.configure();
        return routes;
    }

    /** Returns all templates in the order of the file. */
    public synchronized List<Template> all() {
        if (all == null) {
            all = definitions().stream().map(RuleTemplates::template).toList();
        }
        return all;
    }

    List<String> names() {
        return all().stream().map(Template::name).toList();
    }

    Optional<RouteTemplateDefinition> definition(String id) {
        return definitions().stream()
                .filter(template -> template.getId().equals(id))
                .findFirst();
    }

    /** Returns the YAML of a template, for {@link RuleCheck}. */
    Optional<RuleText.Entry> entry(String id) {
        return RuleText.entries(text).stream()
                .filter(entry -> entry.text("id").filter(id::equals).isPresent())
                .findFirst();
    }

    private List<RouteTemplateDefinition> definitions() {
        try {
            return load(camel, text).getRouteTemplateCollection().getRouteTemplates();
        } catch (Exception e) {
            throw new IllegalStateException("The ready-made rules can't be read", e);
        }
    }

    private static Template template(RouteTemplateDefinition template) {
        return new Template(
                template.getId(),
                template.getDescriptionText(),
                template.getRoute().getInput().getUri().replace("direct:", ""),
                template.getTemplateParameters().stream()
                        .map(parameter -> {
                            ParameterType type =
                                    ParameterType.of(parameter.getName()).orElseThrow();
                            return new Parameter(
                                    parameter.getName(),
                                    type.title(),
                                    parameter.getDescription(),
                                    type.example(),
                                    type);
                        })
                        .toList());
    }

    /**
     * A use of a ready-made rule: the template, and the values of its parameters.
     *
     * @param values the name and value of each parameter
     */
    public record Use(Template template, Map<String, String> values) {}

    /**
     * Parses a text that consists of one use of a ready-made rule. A form can show and save such a text without a loss.
     *
     * @return empty if the text has comments, another entry, or another key
     */
    public Optional<Use> use(String text) {
        if (text == null || text.contains("#")) {
            return Optional.empty();
        }
        try {
            List<RuleText.Entry> entries = RuleText.entries(text);
            return entries.size() == 1 && entries.get(0).key().equals("templatedRoute")
                    ? use(entries.get(0))
                    : Optional.empty();
        } catch (InvalidRuleException e) {
            return Optional.empty();
        }
    }

    private Optional<Use> use(RuleText.Entry entry) {
        Map<String, String> values = entry.parameters();
        return all().stream()
                .filter(template -> entry.value().getValue().size() == 2
                        && entry.text("routeTemplateRef")
                                .filter(template.name()::equals)
                                .isPresent()
                        && template.parameters().stream()
                                .map(Parameter::name)
                                .collect(Collectors.toSet())
                                .equals(values.keySet()))
                .findFirst()
                .map(template -> new Use(template, values));
    }

    /**
     * Returns the text of a rule that uses a template.
     *
     * @param values the name and value of each parameter; the values are quoted, so that any text is safe
     */
    public static String text(String template, Map<String, String> values) {
        StringBuilder rule = new StringBuilder("- templatedRoute:\n    routeTemplateRef: ")
                .append(template)
                .append("\n    parameters:\n");
        values.forEach((name, value) -> rule.append("      - {name: ")
                .append(name)
                .append(", value: ")
                .append(quoted(value))
                .append("}\n"));
        return rule.toString();
    }

    /** Quotes a value as a JSON string, which is also a valid YAML string. */
    private static String quoted(String value) {
        return Json.MAPPER.getNodeFactory().textNode(value).toString();
    }
}

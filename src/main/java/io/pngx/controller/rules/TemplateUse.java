package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.model.DefaultRouteTemplateContext;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.model.TemplatedRouteParameterDefinition;

/** Creates routes from the templates that a rule uses. A template is part of the rule, or ready-made. */
final class TemplateUse {
    private final CamelContext camel;
    private final RuleTemplates templates;
    private final List<RuleText.Entry> entries;
    private final String text;

    TemplateUse(CamelContext camel, RuleTemplates templates, List<RuleText.Entry> entries, String text) {
        this.camel = camel;
        this.templates = templates;
        this.entries = entries;
        this.text = text;
    }

    /**
     * Creates the route for one use of a template. Parses the template again for each use, because the steps of the
     * parsed template are changed afterwards.
     */
    RuleRoutes.DefinedRoute of(TemplatedRouteDefinition templated) throws Exception {
        String id = templated.getRouteTemplateRef();
        Optional<RouteTemplateDefinition> own =
                RuleTemplates.load(camel, text).getRouteTemplateCollection().getRouteTemplates().stream()
                        .filter(template ->
                                template.getId() != null && template.getId().equals(id))
                        .findFirst();
        RouteTemplateDefinition template = own.or(() -> templates.definition(id))
                .orElseThrow(() -> new InvalidRuleException(
                        line(id),
                        Text.of(
                                "There is no template \"{0}\"; the templates are {1}.",
                                String.valueOf(id), String.join(", ", templates.names()))));
        Map<String, Object> parameters = parameters(template, templated);
        Placeholders placeholders = new Placeholders(camel, parameters);
        check(id, placeholders);
        RouteDefinition route = template.asRouteDefinition();
        FromDefinition from = new FromDefinition(template.getRoute().getInput().getUri());
        route.setInput(null);
        route.setInput(from);
        route.setTemplateParameters(parameters);
        route.setRouteTemplateContext(new DefaultRouteTemplateContext(camel));
        route.setDescription(template.getDescriptionText());
        return new RuleRoutes.DefinedRoute(route, placeholders);
    }

    /**
     * Checks a template with its parameters filled in, because a parameter could change an expression of a ready-made
     * template.
     */
    private void check(String template, Placeholders placeholders) {
        Optional<RuleText.Entry> own = entries.stream()
                .filter(entry -> entry.key().equals("routeTemplate")
                        && entry.text("id").filter(template::equals).isPresent())
                .findFirst();
        try {
            new RuleCheck(placeholders)
                    .template(own.or(() -> templates.entry(template))
                            .orElseThrow()
                            .value());
        } catch (InvalidRuleException e) {
            throw own.isPresent() ? e : new InvalidRuleException(line(template), e.sentence());
        }
    }

    private Map<String, Object> parameters(RouteTemplateDefinition template, TemplatedRouteDefinition templated) {
        Map<String, Object> given = new HashMap<>();
        for (TemplatedRouteParameterDefinition parameter :
                Optional.ofNullable(templated.getParameters()).orElse(List.of())) {
            given.put(parameter.getName(), parameter.getValue());
        }
        Map<String, Object> values = new HashMap<>();
        for (RouteTemplateParameterDefinition parameter :
                Optional.ofNullable(template.getTemplateParameters()).orElse(List.of())) {
            Object value = given.containsKey(parameter.getName())
                    ? given.remove(parameter.getName())
                    : parameter.getDefaultValue();
            if (value == null || value.toString().isBlank()) {
                throw new InvalidRuleException(
                        line(template.getId()),
                        parameter.getDescription() == null
                                ? Text.of(
                                        "The template \"{0}\" needs the parameter \"{1}\".",
                                        template.getId(), parameter.getName())
                                : Text.of(
                                        "The template \"{0}\" needs the parameter \"{1}\": {2}.",
                                        template.getId(), parameter.getName(), Text.of(parameter.getDescription())));
            }
            ParameterType.of(parameter.getName())
                    .flatMap(type -> type.problem(value.toString()))
                    .ifPresent(problem -> {
                        throw new InvalidRuleException(
                                line(parameter.getName()),
                                Text.of("The parameter \"{0}\" {1}.", parameter.getName(), problem));
                    });
            values.put(parameter.getName(), value);
        }
        given.keySet().stream().findFirst().ifPresent(unknown -> {
            throw new InvalidRuleException(
                    line(unknown),
                    Text.of(
                            "The template \"{0}\" has no parameter \"{1}\"; check the spelling, or remove the "
                                    + "parameter.",
                            template.getId(), unknown));
        });
        return values;
    }

    private Integer line(String part) {
        return RuleText.line(text, part);
    }
}

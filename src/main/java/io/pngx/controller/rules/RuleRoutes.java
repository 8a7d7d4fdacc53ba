package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/**
 * Builds the routes of a rule. Ids and endpoint names contain the revision, so that the routes of two revisions can run
 * at the same time. The routes have no error handler, so that errors return to the caller.
 */
final class RuleRoutes {
    private final CamelContext camel;
    private final RuleTemplates templates;
    private final String text;
    private final StepAddresses addresses;
    private final List<RuleText.Entry> entries;
    private final List<RouteDefinition> routes = new ArrayList<>();
    private final Map<Hook, String> endpoints = new EnumMap<>(Hook.class);

    private RuleRoutes(
            CamelContext camel, RuleTemplates templates, RuleCalls calls, String name, int revision, String text) {
        this.camel = camel;
        this.templates = templates;
        this.text = text;
        this.entries = RuleText.entries(text);
        this.addresses = new StepAddresses(camel, calls, text, RuleRouteId.prefix(name, revision));
    }

    /** The routes of a rule before they are started. */
    record Built(List<RouteDefinition> routes, Map<Hook, String> endpoints) {
        List<String> ids() {
            return routes.stream().map(RouteDefinition::getRouteId).toList();
        }
    }

    /**
     * Builds the routes of a text.
     *
     * @throws InvalidRuleException if the text is not a valid rule
     */
    static Built build(
            CamelContext camel, RuleTemplates templates, RuleCalls calls, String name, int revision, String text) {
        try {
            RuleRoutes rule = new RuleRoutes(camel, templates, calls, name, revision, text);
            rule.check();
            rule.define();
            return new Built(rule.routes, rule.endpoints);
        } catch (Exception e) {
            throw BuildProblem.of(text, e);
        }
    }

    /** Checks the text before Camel reads it. {@link TemplateUse} checks each template with its parameters. */
    private void check() {
        for (RuleText.Entry entry : entries) {
            switch (entry.key()) {
                case "route" -> new RuleCheck(new Placeholders(camel, Map.of())).route(entry.value());
                case "templatedRoute" -> new RuleCheck(new Placeholders(camel, Map.of())).templated(entry.value());
                default -> requireUsed(entry);
            }
        }
    }

    private void requireUsed(RuleText.Entry template) {
        String id = template.text("id").orElse("");
        if (entries.stream()
                .noneMatch(entry -> entry.key().equals("templatedRoute")
                        && entry.text("routeTemplateRef").filter(id::equals).isPresent())) {
            throw new InvalidRuleException(
                    RuleText.line(template.value()),
                    Text.of(
                            "No templatedRoute of this rule uses its template \"{0}\"; use or remove the template.",
                            id));
        }
    }

    private void define() throws Exception {
        RouteBuilder builder = RuleTemplates.load(camel, text);
        TemplateUse use = new TemplateUse(camel, templates, entries, text);
        List<DefinedRoute> defined = new ArrayList<>();
        builder.getRouteCollection()
                .getRoutes()
                .forEach(route -> defined.add(new DefinedRoute(route, new Placeholders(camel, Map.of()))));
        for (TemplatedRouteDefinition templated :
                builder.getTemplatedRouteCollection().getTemplatedRoutes()) {
            defined.add(use.of(templated));
        }
        defined.forEach(this::bindToHook);
        if (endpoints.isEmpty()) {
            throw new InvalidRuleException(
                    null,
                    Text.of("No route of this rule begins at a hook; begin one with from: direct:rule-select,"
                            + " direct:rule-transform, direct:rule-settled or direct:rule-alert."));
        }
        defined.forEach(this::prepareSteps);
        addresses.refuseCycles();
        addresses.uncalledRoute().ifPresent(name -> {
            throw new InvalidRuleException(
                    line("direct:" + name),
                    Text.of(
                            "No step of this rule calls the route that begins with from: direct:{0}; call the "
                                    + "route, let it begin at a hook, or remove it.",
                            name));
        });
    }

    /** A route, and the values of its placeholders. */
    record DefinedRoute(RouteDefinition route, Placeholders placeholders) {}

    /**
     * Lets a route begin at an endpoint of this revision, and registers the endpoint under the hook or the route's
     * name.
     */
    private void bindToHook(DefinedRoute defined) {
        RouteDefinition route = defined.route();
        String written = route.getInput() == null ? "" : route.getInput().getUri();
        String uri = addresses.resolve(defined, written);
        String name = StepAddresses.directName(uri);
        if (name == null || name.contains("$")) {
            throw new InvalidRuleException(
                    line(written),
                    Text.of(
                            "The controller calls the rules, so every route of a rule must begin with from: "
                                    + "direct:..., not with {0}.",
                            written));
        }
        Optional<Hook> hook = Hook.of(name);
        // A route with a misspelt hook would never be called, and documents that it should exclude would be sent.
        if (hook.isEmpty() && name.startsWith("rule-")) {
            throw new InvalidRuleException(
                    line(uri), Text.of("There is no hook direct:{0}; there are {1}.", name, Hook.names()));
        }
        String id = addresses.routeId(name);
        String endpoint = "direct:" + id;
        if (!addresses.add(name, endpoint)) {
            throw new InvalidRuleException(
                    line(uri),
                    Text.of(
                            hook.isPresent()
                                    ? "Two routes of this rule begin with direct:{0}; write two rules. The "
                                            + "controller calls rules in the order of their names."
                                    : "Two routes of this rule begin with direct:{0}; give each route its own name.",
                            name));
        }
        hook.ifPresent(there -> endpoints.put(there, endpoint));
        route.getInput().setUri(endpoint);
        route.setId(id);
        routes.add(route);
    }

    private void prepareSteps(DefinedRoute defined) {
        RouteDefinition route = defined.route();
        route.setErrorHandlerFactory(new NoErrorHandlerDefinition());
        route.setNodePrefixId(route.getRouteId() + "-");
        route.setAutoStartup(null);
        route.setStartupOrder(null);
        route.setRouteConfigurationId(null);
        route.setRoutePolicies(null);
        route.setRoutePolicyRef(null);
        Set<ProcessorDefinition<?>> seen = new HashSet<>();
        Collection<ProcessorDefinition> steps =
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class);
        for (ProcessorDefinition<?> step : steps) {
            if (!seen.add(step)) {
                continue;
            }
            step.addInterceptStrategy(SizeLimit.STRATEGY);
            if (step instanceof ToDefinition to) {
                addresses.rewrite(defined, to.getUri(), to::setUri);
            } else if (step instanceof WireTapDefinition<?> tap) {
                if (String.valueOf(tap.getUri()).contains("${")) {
                    throw new InvalidRuleException(
                            line("wireTap"),
                            Text.of("\"{0}\" is not allowed in a rule: {1}.", "wireTap", AllowList.REASONS.get("toD")));
                }
                // The tapped route would run on its own thread, without the limits of the rule.
                if (StepAddresses.directName(addresses.resolve(defined, tap.getUri())) != null) {
                    throw new InvalidRuleException(
                            line(tap.getUri()),
                            Text.of(
                                    "In a rule, \"wireTap\" can call only http:, https: and log:; call {0} with the "
                                            + "step \"to\".",
                                    StepAddresses.displayed(defined, tap.getUri())));
                }
                tap.setDynamicUri("false");
                addresses.rewrite(defined, tap.getUri(), tap::setUri);
            }
        }
    }

    private Integer line(String part) {
        return RuleText.line(text, part);
    }
}

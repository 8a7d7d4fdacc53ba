package io.pngx.controller.rules;

import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
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
 * at the same time. The routes have no error handler, so that errors return to the caller. HTTP calls of the routes
 * bypass the gateway, so that no call carries a token.
 */
final class RuleRoutes {
    private static final Pattern LINE_BREAK = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");
    private static final Pattern STARTS_WITH_COMPONENT = Pattern.compile("[A-Za-z][A-Za-z0-9-]*:.*", Pattern.DOTALL);

    private final CamelContext camel;
    private final RuleTemplates templates;
    private final RuleCalls calls;
    private final String text;
    private final String prefix;
    private final List<RuleText.Entry> entries;
    private final List<RouteDefinition> routes = new ArrayList<>();
    private final Map<Hook, String> endpoints = new EnumMap<>(Hook.class);
    private final Map<String, String> ownEndpoints = new HashMap<>();
    /** Maps the name of each called route of the rule to the ids of the routes that call it. */
    private final Map<String, Set<String>> callersByRoute = new HashMap<>();

    private int callCount;

    private RuleRoutes(
            CamelContext camel, RuleTemplates templates, RuleCalls calls, String name, int revision, String text) {
        this.camel = camel;
        this.templates = templates;
        this.calls = calls;
        this.text = text;
        this.entries = RuleText.entries(text);
        this.prefix = RuleRouteId.prefix(name, revision);
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
        refuseCycles();
        ownEndpoints.keySet().stream()
                .filter(name -> Hook.of(name).isEmpty() && !callersByRoute.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
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
        String uri = resolve(defined, written);
        String name = directName(uri);
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
        String id = routeId(name);
        String endpoint = "direct:" + id + "?block=false";
        if (ownEndpoints.put(name, endpoint) != null) {
            throw new InvalidRuleException(
                    line(uri),
                    Text.of(
                            hook.isPresent()
                                    ? "Two routes of this rule begin with direct:{0}; write two rules; rules are "
                                            + "called in the order of their names."
                                    : "Two routes of this rule begin with direct:{0}; give each route its own name.",
                            name));
        }
        hook.ifPresent(there -> endpoints.put(there, endpoint));
        route.getInput().setUri(endpoint.replace("?block=false", ""));
        route.setId(id);
        routes.add(route);
    }

    private String routeId(String name) {
        return prefix + Hook.of(name).map(Hook::word).orElse(name);
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
                rewriteUri(defined, to.getUri(), to::setUri);
            } else if (step instanceof WireTapDefinition<?> tap) {
                if (String.valueOf(tap.getUri()).contains("${")) {
                    throw new InvalidRuleException(
                            line("wireTap"),
                            Text.of("\"{0}\" is not allowed in a rule: {1}.", "wireTap", AllowList.REASONS.get("toD")));
                }
                // The tapped route would run on its own thread, without the limits of the rule.
                if (directName(resolve(defined, tap.getUri())) != null) {
                    throw new InvalidRuleException(
                            line(tap.getUri()),
                            Text.of(
                                    "In a rule, \"wireTap\" can call only http:, https: and log:; call {0} with the "
                                            + "step \"to\".",
                                    displayed(defined, tap.getUri())));
                }
                tap.setDynamicUri("false");
                rewriteUri(defined, tap.getUri(), tap::setUri);
            }
        }
    }

    private void rewriteUri(DefinedRoute defined, String uri, Consumer<String> setter) {
        String resolved = resolve(defined, uri);
        if (!STARTS_WITH_COMPONENT.matcher(resolved).matches()) {
            throw new InvalidRuleException(
                    line(uri), Text.of("The address {0} does not begin with a component, such as http:.", uri));
        }
        String name = directName(resolved);
        if (name != null) {
            String endpoint = ownEndpoints.get(name);
            if (endpoint == null) {
                throw new InvalidRuleException(
                        line(uri),
                        Text.of(
                                "A rule can only call its own routes, and this rule has no route that begins with "
                                        + "from: {0}.",
                                displayed(defined, uri)));
            }
            callersByRoute
                    .computeIfAbsent(name, key -> new HashSet<>())
                    .add(defined.route().getRouteId());
            setter.accept(endpoint);
        } else if (resolved.matches("(?i)https?:.*")) {
            String endpoint = prefix + ++callCount;
            withLine(uri, () -> setter.accept(calls.hideAddress(camel, endpoint, displayed(defined, uri), resolved)));
        } else if (resolved.startsWith("log:")) {
            withLine(uri, () -> checkLog(resolved, uri));
        } else {
            String shown = displayed(defined, uri);
            throw new InvalidRuleException(
                    line(uri),
                    Text.of(
                            "The component \"{0}\" is not allowed in a rule; allowed are http:, https:, log: and "
                                    + "direct: with a route of the rule.",
                            STARTS_WITH_COMPONENT.matcher(shown).matches() ? shown.replaceFirst(":.*", "") : shown));
        }
    }

    /**
     * Returns the URI with the parameters of the template filled in. Placeholders of the environment stay, because
     * their values may be secrets.
     */
    private static String displayed(DefinedRoute defined, String uri) {
        return defined.placeholders().parameters(uri);
    }

    private void checkLog(String resolved, String written) {
        if (RuleAddress.isReference(resolved.replaceFirst("\\?.*$", ""))) {
            throw new InvalidRuleException(
                    line(written), Text.of("The name after \"log:\" contains an encoded {{; write plain text."));
        }
        RuleAddress.parameters(resolved).forEach((name, value) -> {
            if (!AllowList.LOG_OPTIONS.contains(name) || RuleAddress.isReference(value)) {
                throw new InvalidRuleException(
                        line(written),
                        Text.of(
                                "The option \"{0}\" of \"log:\", or its value, is not allowed in a rule; allowed "
                                        + "options are {1}; a value must not begin with # or contain an encoded {{.",
                                name, String.join(", ", AllowList.LOG_OPTIONS)));
            }
        });
    }

    private void withLine(String written, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw new InvalidRuleException(
                    line(written),
                    Text.of(
                            "The address of this call {0}; write an address such as https://home.example/hook.",
                            e instanceof RefusedValueException refused ? refused.text() : e.getMessage()));
        }
    }

    /** Refuses a route that calls itself, directly or through other routes, because such a route would never end. */
    private void refuseCycles() {
        for (String name : callersByRoute.keySet()) {
            Set<String> callers = new HashSet<>();
            Deque<String> next = new ArrayDeque<>(callersByRoute.get(name));
            while (!next.isEmpty()) {
                String caller = next.poll();
                if (callers.add(caller)) {
                    callersByRoute.forEach((route, from) -> {
                        if (caller.equals(routeId(route))) {
                            next.addAll(from);
                        }
                    });
                }
            }
            if (callers.contains(routeId(name))) {
                throw new InvalidRuleException(
                        line("direct:" + name),
                        Text.of(
                                "The route that begins with from: direct:{0} calls itself, so it would never end; use "
                                        + "loop, or remove the call.",
                                name));
            }
        }
    }

    /**
     * Fills in the placeholders of a URI. Refuses line breaks, because Camel would join the lines, and call a URI that
     * was not checked.
     */
    private String resolve(DefinedRoute defined, String uri) {
        String resolved = defined.placeholders()
                .fill(
                        String.valueOf(uri),
                        line(String.valueOf(uri).strip().lines().findFirst().orElse("")))
                .strip();
        if (LINE_BREAK.matcher(resolved).find()) {
            throw new InvalidRuleException(
                    line(uri.strip().lines().findFirst().orElse("")),
                    Text.of("An address must be on one line, but this address contains a line break or another control "
                            + "character."));
        }
        return resolved;
    }

    /** Returns the name of a direct endpoint; null for other endpoints. */
    private static String directName(String uri) {
        return uri.matches("direct:.*") ? uri.replaceFirst("^direct:(//)?", "").replaceFirst("\\?.*$", "") : null;
    }

    private Integer line(String part) {
        return RuleText.line(text, part);
    }
}

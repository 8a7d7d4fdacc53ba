package io.pngx.controller.rules;

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
 * Makes routes of a rule's text: under ids and endpoint names of this one revision, so that it can run beside the one
 * before, without the pipeline's error policy, so that its errors come back to the caller, and with HTTP calls that do not
 * go through the gateway, so that no token goes with them.
 */
final class RuleRoutes {
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");
    private static final Pattern BEGINS_WITH_A_COMPONENT = Pattern.compile("[A-Za-z][A-Za-z0-9-]*:.*", Pattern.DOTALL);

    private final CamelContext camel;
    private final RuleTemplates templates;
    private final RuleCalls calls;
    private final String text;
    private final String prefix;
    private final List<RuleText.Entry> entries;
    private final List<RouteDefinition> routes = new ArrayList<>();
    private final Map<Hook, String> endpoints = new EnumMap<>(Hook.class);
    private final Map<String, String> own = new HashMap<>();
    /** The names of its own routes, and the ids of the routes that call them. */
    private final Map<String, Set<String>> called = new HashMap<>();

    private int numberOfCalls;

    private RuleRoutes(
            CamelContext camel, RuleTemplates templates, RuleCalls calls, String name, int revision, String text) {
        this.camel = camel;
        this.templates = templates;
        this.calls = calls;
        this.text = text;
        this.entries = RuleText.entries(text);
        this.prefix = "rule-" + name + "-r" + revision + "-";
    }

    /** Routes that are not started yet. */
    record Built(List<RouteDefinition> routes, Map<Hook, String> endpoints) {
        List<String> ids() {
            return routes.stream().map(RouteDefinition::getRouteId).toList();
        }
    }

    /** @throws InvalidRuleException where the text is none that can be taken up */
    static Built build(
            CamelContext camel, RuleTemplates templates, RuleCalls calls, String name, int revision, String text) {
        try {
            RuleRoutes rule = new RuleRoutes(camel, templates, calls, name, revision, text);
            rule.check();
            rule.read();
            return new Built(rule.routes, rule.endpoints);
        } catch (Exception e) {
            throw BuildProblem.of(text, e);
        }
    }

    /** Before Camel sees the text. What a template becomes is compared once more for each use of it. */
    private void check() {
        for (RuleText.Entry entry : entries) {
            switch (entry.key()) {
                case "route" -> new RuleCheck(new Placeholders(camel, Map.of())).route(entry.value());
                case "templatedRoute" -> new RuleCheck(new Placeholders(camel, Map.of())).templated(entry.value());
                default -> used(entry);
            }
        }
    }

    private void used(RuleText.Entry template) {
        String id = template.text("id").orElse("");
        if (entries.stream()
                .noneMatch(entry -> entry.key().equals("templatedRoute")
                        && entry.text("routeTemplateRef").filter(id::equals).isPresent())) {
            throw new InvalidRuleException(
                    RuleText.line(template.value()),
                    "No templatedRoute of this rule uses its template \"" + id + "\"; use it, or take it away.");
        }
    }

    private void read() throws Exception {
        RouteBuilder builder = RuleTemplates.load(camel, text);
        TemplateUse use = new TemplateUse(camel, templates, entries, text);
        List<Made> made = new ArrayList<>();
        builder.getRouteCollection()
                .getRoutes()
                .forEach(route -> made.add(new Made(route, new Placeholders(camel, Map.of()))));
        for (TemplatedRouteDefinition templated :
                builder.getTemplatedRouteCollection().getTemplatedRoutes()) {
            made.add(use.of(templated));
        }
        made.forEach(this::begin);
        if (endpoints.isEmpty()) {
            throw new InvalidRuleException(
                    null,
                    "No route of this rule begins at a hook; begin one with from: direct:rule-select,"
                            + " direct:rule-transform, direct:rule-settled or direct:rule-alert.");
        }
        made.forEach(this::finish);
        refuseCircles();
        own.keySet().stream()
                .filter(name -> Hook.of(name).isEmpty() && !called.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidRuleException(
                            line("direct:" + name),
                            "No step of this rule calls its route from: direct:" + name
                                    + "; call it, begin it at a hook, or take it away.");
                });
    }

    /** A route, and what fills in its placeholders. */
    record Made(RouteDefinition route, Placeholders placeholders) {}

    /** Where it begins: at a hook, or at a name of its own. */
    private void begin(Made made) {
        RouteDefinition route = made.route();
        String written = route.getInput() == null ? "" : route.getInput().getUri();
        String uri = resolved(made, written);
        String name = direct(uri);
        if (name == null || name.contains("$")) {
            throw new InvalidRuleException(
                    line(written),
                    "A rule is called by the controller; its routes begin with from: direct:..., not with " + written
                            + ".");
        }
        Optional<Hook> hook = Hook.of(name);
        // Misspelt beside another hook it would be a route that nobody asks, and what it holds back would go out.
        if (hook.isEmpty() && name.startsWith("rule-")) {
            throw new InvalidRuleException(line(uri), "There is no hook direct:" + name + "; there are " + Hook.names() + ".");
        }
        String id = routeId(name);
        String endpoint = "direct:" + id + "?block=false";
        if (own.put(name, endpoint) != null) {
            throw new InvalidRuleException(
                    line(uri),
                    "Two routes of this rule begin with direct:" + name + "; "
                            + (hook.isPresent()
                                    ? "write two rules, they are asked in the order of their names."
                                    : "give each a name of its own."));
        }
        hook.ifPresent(there -> endpoints.put(there, endpoint));
        route.getInput().setUri(endpoint.replace("?block=false", ""));
        route.setId(id);
        routes.add(route);
    }

    private String routeId(String name) {
        return prefix + Hook.of(name).map(Hook::word).orElse(name);
    }

    private void finish(Made made) {
        RouteDefinition route = made.route();
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
                change(made, to.getUri(), to::setUri);
            } else if (step instanceof WireTapDefinition<?> tap) {
                if (String.valueOf(tap.getUri()).contains("${")) {
                    throw new InvalidRuleException(
                            line("wireTap"),
                            "\"wireTap\" is not allowed in a rule: " + AllowList.REASONS.get("toD") + ".");
                }
                // A route would run on a thread of its own, without the limits of the rule.
                if (direct(resolved(made, tap.getUri())) != null) {
                    throw new InvalidRuleException(
                            line(tap.getUri()),
                            "\"wireTap\" calls http:, https: or log: in a rule; call " + shown(made, tap.getUri())
                                    + " with to.");
                }
                tap.setDynamicUri("false");
                change(made, tap.getUri(), tap::setUri);
            }
        }
    }

    private void change(Made made, String uri, Consumer<String> setter) {
        String resolved = resolved(made, uri);
        if (!BEGINS_WITH_A_COMPONENT.matcher(resolved).matches()) {
            throw new InvalidRuleException(line(uri), "The address " + uri + " does not begin with a component, such as http:.");
        }
        String name = direct(resolved);
        if (name != null) {
            String endpoint = own.get(name);
            if (endpoint == null) {
                throw new InvalidRuleException(
                        line(uri),
                        "A rule calls only its own routes; there is no route from: " + shown(made, uri) + " in it.");
            }
            called.computeIfAbsent(name, key -> new HashSet<>())
                    .add(made.route().getRouteId());
            setter.accept(endpoint);
        } else if (resolved.matches("(?i)https?:.*")) {
            String endpoint = prefix + ++numberOfCalls;
            checked(uri, () -> setter.accept(calls.hide(camel, endpoint, shown(made, uri), resolved)));
        } else if (resolved.startsWith("log:")) {
            checked(uri, () -> checkLog(resolved, uri));
        } else {
            String shown = shown(made, uri);
            throw new InvalidRuleException(
                    line(uri),
                    "The component \""
                            + (BEGINS_WITH_A_COMPONENT.matcher(shown).matches() ? shown.replaceFirst(":.*", "") : shown)
                            + "\" is not allowed in a rule; a rule calls http:, https:, log: "
                            + "and the direct: routes of its own.");
        }
    }

    /** With what stands in the rule filled in, and without what the environment holds, which may be a secret. */
    private static String shown(Made made, String uri) {
        return made.placeholders().parameters(uri);
    }

    private void checkLog(String resolved, String written) {
        if (RuleAddress.isLookedUp(resolved.replaceFirst("\\?.*$", ""))) {
            throw new InvalidRuleException(line(written), "The name behind log: holds an encoded {{; write plain text.");
        }
        RuleAddress.parameters(resolved).forEach((name, value) -> {
            if (!AllowList.LOG_OPTIONS.contains(name) || RuleAddress.isLookedUp(value)) {
                throw new InvalidRuleException(
                        line(written),
                        "The option \"" + name + "\" of log: is not allowed in a rule with "
                                + "this value; allowed are "
                                + String.join(", ", AllowList.LOG_OPTIONS)
                                + ", and a value does not begin with #, and holds no encoded {{.");
            }
        });
    }

    private void checked(String written, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw new InvalidRuleException(
                    line(written),
                    "The address of this call " + e.getMessage() + "; write it like https://home.example/hook.");
        }
    }

    /** A route that calls itself, also by way of another one, has no end. */
    private void refuseCircles() {
        for (String name : called.keySet()) {
            Set<String> callers = new HashSet<>();
            Deque<String> next = new ArrayDeque<>(called.get(name));
            while (!next.isEmpty()) {
                String caller = next.poll();
                if (callers.add(caller)) {
                    called.forEach((route, from) -> {
                        if (caller.equals(routeId(route))) {
                            next.addAll(from);
                        }
                    });
                }
            }
            if (callers.contains(routeId(name))) {
                throw new InvalidRuleException(
                        line("direct:" + name),
                        "The route from: direct:" + name
                                + " calls itself, and would never end; use loop, or take the call away.");
            }
        }
    }

    /** Camel joins the lines of an address; checked as one it would be another than is called. */
    private String resolved(Made made, String uri) {
        String resolved = made.placeholders()
                .fill(
                        String.valueOf(uri),
                        line(String.valueOf(uri).strip().lines().findFirst().orElse("")))
                .strip();
        if (BREAKS.matcher(resolved).find()) {
            throw new InvalidRuleException(
                    line(uri.strip().lines().findFirst().orElse("")),
                    "An address stands on one line; this one has a line break or another control character in it.");
        }
        return resolved;
    }

    /** The name of a direct endpoint; null where it is another one. */
    private static String direct(String uri) {
        return uri.matches("direct:.*") ? uri.replaceFirst("^direct:(//)?", "").replaceFirst("\\?.*$", "") : null;
    }

    private Integer line(String part) {
        return RuleText.line(text, part);
    }
}

package io.pngx.controller.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.DefaultRouteTemplateContext;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.SetHeadersDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.model.TemplatedRouteParameterDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/**
 * Makes routes of a rule's text: under ids and endpoint names of this one revision, so that it can run beside the one
 * before, without the pipeline's error policy, so that its errors come back to the caller, and with HTTP calls that do not
 * go through the gateway, so that no token goes with them.
 */
final class RuleRoutes {
    /** Steps that would go past {@link #change}, and so could reach the gateway, or fill in what a document asks of the environment. */
    private static final Set<String> CHOOSE_AN_ADDRESS = Set.of("dynamicRouter", "enrich", "poll", "pollEnrich", "recipientList", "routingSlip", "toD");
    /** In these Camel fills in what stands between double braces, from the environment, too. */
    private static final Set<String> HEADERS_WITH_AN_ADDRESS = Set.of("camelhttpuri", "camelresthttpuri");
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");
    private static final Pattern BEGINS_WITH_A_COMPONENT = Pattern.compile("[A-Za-z][A-Za-z0-9-]*:.*", Pattern.DOTALL);

    private final CamelContext camel;
    private final RuleTemplates templates;
    private final RuleCalls calls;
    private final String text;
    private final String prefix;
    private final List<RouteDefinition> routes = new ArrayList<>();
    private final Map<Hook, String> endpoints = new EnumMap<>(Hook.class);
    private final Map<String, String> own = new HashMap<>();
    private final Set<String> called = new HashSet<>();
    private int numberOfCalls;

    private RuleRoutes(CamelContext camel, RuleTemplates templates, RuleCalls calls, String name, int revision, String text) {
        this.camel = camel;
        this.templates = templates;
        this.calls = calls;
        this.text = text;
        this.prefix = "rule-" + name + "-r" + revision + "-";
    }

    /** Routes that are not started yet. */
    record Built(List<RouteDefinition> routes, Map<Hook, String> endpoints) {
        List<String> ids() {
            return routes.stream().map(RouteDefinition::getRouteId).toList();
        }
    }

    /** @throws BadRule where the text is none that can be taken up */
    static Built build(CamelContext camel, RuleTemplates templates, RuleCalls calls, String name, int revision, String text) {
        RuleText.check(text);
        try {
            RuleRoutes rule = new RuleRoutes(camel, templates, calls, name, revision, text);
            rule.read();
            return new Built(rule.routes, rule.endpoints);
        } catch (Exception e) {
            throw BuildProblem.of(text, e);
        }
    }

    private void read() throws Exception {
        RouteBuilder builder = RuleTemplates.load(camel, text);
        List<Made> made = new ArrayList<>();
        builder.getRouteCollection().getRoutes().forEach(route -> made.add(new Made(route, Map.of())));
        for (TemplatedRouteDefinition templated : builder.getTemplatedRouteCollection().getTemplatedRoutes()) {
            made.add(instance(templated));
        }
        made.forEach(this::begin);
        if (endpoints.isEmpty()) {
            throw new BadRule(null, "No route of this rule begins at a hook; begin one with from: direct:rule-select, direct:rule-transform, "
                    + "direct:rule-settled or direct:rule-alert.");
        }
        made.forEach(this::finish);
        own.keySet().stream().filter(name -> Hook.of(name).isEmpty() && !called.contains(name)).findFirst().ifPresent(name -> {
            throw new BadRule(line("direct:" + name), "No step of this rule calls its route from: direct:" + name + "; call it, begin it at a hook, or take it away.");
        });
    }

    private record Made(RouteDefinition route, Map<String, Object> parameters) {
        String fill(String uri) {
            String filled = uri;
            for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
                filled = filled.replace("{{" + parameter.getKey() + "}}", String.valueOf(parameter.getValue()));
            }
            return filled;
        }
    }

    /** A template is read anew for each use: its steps are changed below. */
    private Made instance(TemplatedRouteDefinition templated) throws Exception {
        String id = templated.getRouteTemplateRef();
        Optional<RouteTemplateDefinition> own = RuleTemplates.load(camel, text).getRouteTemplateCollection().getRouteTemplates().stream()
                .filter(template -> template.getId() != null && template.getId().equals(id)).findFirst();
        RouteTemplateDefinition template = own.or(() -> templates.fresh(id)).orElseThrow(() -> new BadRule(line(id), "There is no template \"" + id
                + "\"; there are " + String.join(", ", templates.names()) + "."));
        Map<String, Object> parameters = parameters(template, templated);
        RouteDefinition route = template.asRouteDefinition();
        FromDefinition from = new FromDefinition(template.getRoute().getInput().getUri());
        route.setInput(null);
        route.setInput(from);
        route.setTemplateParameters(parameters);
        route.setRouteTemplateContext(new DefaultRouteTemplateContext(camel));
        route.setDescription(template.getDescriptionText());
        return new Made(route, parameters);
    }

    private Map<String, Object> parameters(RouteTemplateDefinition template, TemplatedRouteDefinition templated) {
        Map<String, Object> given = new HashMap<>();
        for (TemplatedRouteParameterDefinition parameter : Optional.ofNullable(templated.getParameters()).orElse(List.of())) {
            given.put(parameter.getName(), parameter.getValue());
        }
        Map<String, Object> values = new HashMap<>();
        for (RouteTemplateParameterDefinition parameter : Optional.ofNullable(template.getTemplateParameters()).orElse(List.of())) {
            Object value = given.containsKey(parameter.getName()) ? given.remove(parameter.getName()) : parameter.getDefaultValue();
            if (value == null || value.toString().isBlank()) {
                throw new BadRule(line(template.getId()), "The template \"" + template.getId() + "\" needs the parameter \"" + parameter.getName() + "\""
                        + (parameter.getDescription() == null ? "." : ": " + parameter.getDescription() + "."));
            }
            ParameterType.of(parameter.getName()).flatMap(type -> type.problem(value.toString())).ifPresent(problem -> {
                throw new BadRule(line(parameter.getName()), "The parameter \"" + parameter.getName() + "\" " + problem + ".");
            });
            values.put(parameter.getName(), value);
        }
        given.keySet().stream().findFirst().ifPresent(unknown -> {
            throw new BadRule(line(unknown), "The template \"" + template.getId() + "\" has no parameter \"" + unknown + "\".");
        });
        return values;
    }

    /** Where it begins: at a hook, or at a name of its own. */
    private void begin(Made made) {
        RouteDefinition route = made.route();
        String written = route.getInput() == null ? "" : route.getInput().getUri();
        String uri = resolved(made, written);
        String name = direct(uri);
        if (name == null || name.contains("$")) {
            throw new BadRule(line(written), "A rule is called by the controller; its routes begin with from: direct:..., not with " + written + ".");
        }
        Optional<Hook> hook = Hook.of(name);
        // Misspelt beside another hook it would be a route that nobody asks, and what it holds back would go out.
        if (hook.isEmpty() && name.startsWith("rule-")) {
            throw new BadRule(line(uri), "There is no hook direct:" + name + "; there are " + Hook.names() + ".");
        }
        String id = prefix + hook.map(Hook::word).orElse(name);
        String endpoint = "direct:" + id + "?block=false";
        if (own.put(name, endpoint) != null) {
            throw new BadRule(line(uri), "Two routes of this rule begin with direct:" + name + "; "
                    + (hook.isPresent() ? "write two rules, they are asked in the order of their names." : "give each a name of its own."));
        }
        hook.ifPresent(there -> endpoints.put(there, endpoint));
        route.getInput().setUri(endpoint.replace("?block=false", ""));
        route.setId(id);
        routes.add(route);
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
        Collection<ProcessorDefinition> steps = ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class);
        for (ProcessorDefinition<?> step : steps) {
            if (!seen.add(step)) {
                continue;
            }
            if (CHOOSE_AN_ADDRESS.contains(step.getShortName()) || step instanceof WireTapDefinition<?> tap && String.valueOf(tap.getUri()).contains("${")) {
                throw new BadRule(line(step.getShortName()), "\"" + step.getShortName() + "\" is not allowed in a rule: it chooses its address while it runs; "
                        + "use to with a fixed address, and the headers CamelHttpPath and CamelHttpQuery for what changes.");
            }
            if (step instanceof ToDefinition to) {
                change(made, to.getUri(), to::setUri);
            } else if (step instanceof WireTapDefinition<?> tap) {
                tap.setDynamicUri("false");
                change(made, tap.getUri(), tap::setUri);
            } else if (step instanceof SetHeaderDefinition header) {
                check(header);
            } else if (step instanceof SetHeadersDefinition headers) {
                headers.getHeaders().forEach(this::check);
            }
        }
    }

    private void check(SetHeaderDefinition header) {
        String name = String.valueOf(header.getName());
        if (HEADERS_WITH_AN_ADDRESS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new BadRule(line(name), "A rule can't set the header " + name + ": it chooses an address; write it into the to, "
                    + "and what changes into CamelHttpPath and CamelHttpQuery.");
        }
    }

    private void change(Made made, String uri, Consumer<String> setter) {
        String resolved = resolved(made, uri);
        if (!BEGINS_WITH_A_COMPONENT.matcher(resolved).matches()) {
            throw new BadRule(line(uri), "The address " + uri + " does not begin with a component, such as http:.");
        }
        String name = direct(resolved);
        if (name != null) {
            String endpoint = own.get(name);
            if (endpoint == null) {
                throw new BadRule(line(uri), "A rule calls only its own routes; there is no route from: direct:" + name + " in it.");
            }
            called.add(name);
            setter.accept(endpoint);
        } else if (resolved.matches("(?i)https?:.*")) {
            setter.accept(hidden(made.fill(uri), resolved, uri));
        }
    }

    private String hidden(String filled, String resolved, String written) {
        try {
            return calls.hide(camel, prefix + ++numberOfCalls, filled, resolved);
        } catch (IllegalArgumentException e) {
            throw new BadRule(line(written), "The address of this call " + e.getMessage() + "; write it like https://home.example/hook.");
        }
    }

    /** Camel joins the lines of an address; checked as one it would be another than is called. */
    private String resolved(Made made, String uri) {
        String resolved = camel.resolvePropertyPlaceholders(made.fill(String.valueOf(uri))).strip();
        if (BREAKS.matcher(resolved).find()) {
            throw new BadRule(line(uri.strip().lines().findFirst().orElse("")), "An address stands on one line; this one has a line break or another control character in it.");
        }
        return resolved;
    }

    /** The name of a direct endpoint; null where it is another one. */
    private static String direct(String uri) {
        return uri.matches("direct:.*") ? uri.replaceFirst("^direct:(//)?", "").replaceFirst("\\?.*$", "") : null;
    }

    private Integer line(String part) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (part != null && !part.isBlank() && lines.get(i).contains(part)) {
                return i + 1;
            }
        }
        return null;
    }
}

package io.pngx.controller.rules;

import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/**
 * Checks the addresses that the steps of a rule call, and replaces them by endpoints of one revision of the rule. HTTP
 * calls bypass the gateway, so that no call carries a token.
 */
final class StepAddresses {
    private static final Pattern LINE_BREAK = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");
    private static final Pattern STARTS_WITH_COMPONENT = Pattern.compile("[A-Za-z][A-Za-z0-9-]*:.*", Pattern.DOTALL);

    private final CamelContext camel;
    private final RuleCalls calls;
    private final String text;
    private final String prefix;
    private final Map<String, String> ownEndpoints = new HashMap<>();
    /** Maps the name of each called route of the rule to the ids of its callers. */
    private final Map<String, Set<String>> callersByRoute = new HashMap<>();

    private int callCount;

    /** @param prefix the text with which the route ids of this revision begin */
    StepAddresses(CamelContext camel, RuleCalls calls, String text, String prefix) {
        this.camel = camel;
        this.calls = calls;
        this.text = text;
        this.prefix = prefix;
    }

    /**
     * Adds a route of the rule, which steps of the rule can call.
     *
     * @return false if the rule has another route of this name
     */
    boolean add(String name, String endpoint) {
        return ownEndpoints.put(name, endpoint) == null;
    }

    String routeId(String name) {
        return prefix + Hook.of(name).map(Hook::word).orElse(name);
    }

    /** Checks an address that a step calls. If an endpoint replaces the address, the setter gets the endpoint. */
    void rewrite(RuleRoutes.DefinedRoute defined, String uri, Consumer<String> setter) {
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
     * Returns the URI with only the parameters of the template filled in, because the value of another placeholder can
     * be a secret.
     */
    static String displayed(RuleRoutes.DefinedRoute defined, String uri) {
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
    void refuseCycles() {
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

    /** Returns the name of a route that begins at no hook, and that no step of the rule calls. */
    Optional<String> uncalledRoute() {
        return ownEndpoints.keySet().stream()
                .filter(name -> Hook.of(name).isEmpty() && !callersByRoute.containsKey(name))
                .findFirst();
    }

    /**
     * Fills in the placeholders of a URI. Refuses line breaks, because Camel would join the lines, and call a URI that
     * was not checked.
     */
    String resolve(RuleRoutes.DefinedRoute defined, String uri) {
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
    static String directName(String uri) {
        return uri.matches("direct:.*") ? uri.replaceFirst("^direct:(//)?", "").replaceFirst("\\?.*$", "") : null;
    }

    private Integer line(String part) {
        return RuleText.line(text, part);
    }
}

package io.pngx.controller.rules;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;

/** One revision of a rule: its text, and the routes that were built from it. */
final class RunningRule {
    private final String name;
    private final int revision;
    private final String text;
    private final Map<Hook, String> endpoints;
    private final List<String> routeIds;
    /** Number of consecutive calls that took too long. */
    private final AtomicInteger overruns = new AtomicInteger();

    private volatile long coolDownUntil;

    /** @param endpoints the endpoint of each hook of the rule */
    RunningRule(String name, int revision, String text, Map<Hook, String> endpoints, List<String> routeIds) {
        this.name = name;
        this.revision = revision;
        this.text = text;
        this.endpoints = endpoints;
        this.routeIds = routeIds;
    }

    String name() {
        return name;
    }

    int revision() {
        return revision;
    }

    String text() {
        return text;
    }

    /** Returns the endpoint of a hook; null if the rule does not have the hook. */
    String endpoint(Hook hook) {
        return endpoints.get(hook);
    }

    List<Hook> hooks() {
        return endpoints.keySet().stream().sorted().toList();
    }

    List<String> routeIds() {
        return routeIds;
    }

    /** Returns whether all routes run. An operator can stop a route in Hawtio. */
    boolean isStarted(CamelContext camel) {
        return routeIds.stream().allMatch(id -> camel.getRouteController().getRouteStatus(id) == ServiceStatus.Started);
    }

    boolean isCoolingDown(long nowNanos) {
        return overruns.get() >= RuleCaller.MAX_OVERRUNS && nowNanos - coolDownUntil < 0;
    }

    void endedInTime() {
        overruns.set(0);
    }

    void exceededTime(long untilNanos) {
        coolDownUntil = untilNanos;
        overruns.incrementAndGet();
    }
}

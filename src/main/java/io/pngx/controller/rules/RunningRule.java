package io.pngx.controller.rules;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;

/** One text of a rule with the routes that were made of it. */
final class RunningRule {
    private final String name;
    private final int revision;
    private final String text;
    private final Map<Hook, String> endpoints;
    private final List<String> routeIds;
    /** Calls in a row that took too long. */
    private final AtomicInteger overruns = new AtomicInteger();

    private volatile long restUntil;

    /** @param endpoints where each of its hooks is called */
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

    /** Null where it has no such hook. */
    String endpoint(Hook hook) {
        return endpoints.get(hook);
    }

    List<Hook> hooks() {
        return endpoints.keySet().stream().sorted().toList();
    }

    List<String> routeIds() {
        return routeIds;
    }

    /** A person may have stopped one of its routes. */
    boolean isStarted(CamelContext camel) {
        return routeIds.stream().allMatch(id -> camel.getRouteController().getRouteStatus(id) == ServiceStatus.Started);
    }

    boolean isAtRest(long nowNanos) {
        return overruns.get() >= RuleCaller.OVERRUNS && nowNanos - restUntil < 0;
    }

    void inTime() {
        overruns.set(0);
    }

    void overran(long restUntilNanos) {
        restUntil = restUntilNanos;
        overruns.incrementAndGet();
    }
}

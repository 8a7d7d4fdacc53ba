package io.pngx.controller.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pngx.controller.config.Build;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** Creates the meters of the controller. */
public final class MetricsConfiguration {
    private final PrometheusMeterRegistry registry;
    private final CallMeters calls;
    private final Metrics metrics;

    /**
     * Creates the meters. Must be called before {@link Runs#abortLeftOvers}; otherwise, the runs that this method ends
     * would not be counted.
     */
    public MetricsConfiguration(CamelContext camel, Tables tables, Clock clock) {
        registry = Metrics.registry(camel.getRegistry());
        calls = new CallMeters(
                registry,
                host -> tables.replicas().all().stream()
                        .filter(replica -> replica.host().equals(host))
                        .map(Replica::name)
                        .findFirst()
                        .orElse(host));
        metrics = new Metrics(registry, new ReplicaStatusReader(tables, clock), tables.runs(), calls);
    }

    public void install(Supplier<MasterStatus.Status> master, RuleEngine rules) {
        metrics.about(Build.read().version(), master);
        RuleMeters.register(registry, rules);
    }

    /** Returns the listener of calls and consume tasks. */
    public CallMeters calls() {
        return calls;
    }

    public Metrics metrics() {
        return metrics;
    }
}

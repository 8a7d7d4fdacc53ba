package io.pngx.controller.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Runs;
import io.prometheus.metrics.core.metrics.Info;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.spi.Registry;

/**
 * Exposes the meters of the controller, of Camel and of the JVM to Prometheus. The controller's meters are computed at
 * each scrape from committed rows of the database.
 */
public final class Metrics {
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    static final String PREFIX = "pngx.controller.";
    private static final List<String> MASTER_STATES =
            List.of("unknown", "ok", "blocked", "unreachable", "auth_failed", "error");

    private final PrometheusMeterRegistry registry;
    private final ReplicaStatusReader reader;
    private final CallMeters calls;
    private final RunChanges changes;
    private final Map<Long, ReplicaMeters> replicas = new HashMap<>();

    /**
     * Begins to count changes of runs. Must be called before {@link Runs#abortLeftOvers}; otherwise, the runs that this
     * method ends would not be counted.
     */
    public Metrics(PrometheusMeterRegistry registry, ReplicaStatusReader reader, Runs runs, CallMeters calls) {
        this.registry = registry;
        this.reader = reader;
        this.calls = calls;
        this.changes = new RunChanges(runs);
    }

    /** Returns the registry that Camel uses for its own meters. */
    static PrometheusMeterRegistry registry(Registry beans) {
        PrometheusMeterRegistry registry =
                beans.lookupByNameAndType(MicrometerConstants.METRICS_REGISTRY_NAME, PrometheusMeterRegistry.class);
        if (registry == null) {
            registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            beans.bind(MicrometerConstants.METRICS_REGISTRY_NAME, registry);
        }
        CamelMeters.keepWhatIsRead(registry);
        return registry;
    }

    /** Registers the meters of the build and of the master. */
    public void about(String version, Supplier<MasterStatus.Status> master) {
        Info build = Info.builder()
                .name("pngx_controller_build_info")
                .help("Version of the controller")
                .labelNames("version", "java")
                .build();
        build.setLabelValues(version, System.getProperty("java.specification.version"));
        registry.getPrometheusRegistry().register(build);
        Gauge.builder(PREFIX + "master.documents", () -> documents(master.get()))
                .description("Documents of the master at the last read; NaN: not read yet")
                .register(registry);
        for (String state : MASTER_STATES) {
            Gauge.builder(PREFIX + "master.state", () -> master.get().state().equals(state) ? 1 : 0)
                    .description("1 for the state that the master had at the last read; 0 for the other states")
                    .tag("state", state)
                    .register(registry);
        }
    }

    private static double documents(MasterStatus.Status master) {
        return master.documents() == null ? Double.NaN : master.documents();
    }

    /** Returns all meters in the text format of Prometheus. */
    public synchronized String scrape() {
        List<ReplicaStatus> statuses = reader.read();
        forget(statuses.stream().map(ReplicaStatus::replica).collect(Collectors.toMap(Replica::id, Replica::name)));
        for (ReplicaStatus status : statuses) {
            calls.target(status.replica().host());
            replicas.computeIfAbsent(status.replica().id(), id -> new ReplicaMeters(registry, status))
                    .update(status);
        }
        for (RunChanges.Change change : changes.take()) {
            ReplicaMeters meters = replicas.get(change.now().replicaId());
            if (meters != null) {
                meters.count(change);
            }
        }
        return MetricsText.of(registry.getPrometheusRegistry());
    }

    /** Removes the meters of deleted and renamed replicas. */
    private void forget(Map<Long, String> names) {
        Set<Long> gone = replicas.entrySet().stream()
                .filter(known -> !known.getValue().name().equals(names.get(known.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        for (long id : gone) {
            replicas.remove(id).remove();
            calls.remove(Replica.hostOf(id));
        }
    }
}

package io.pngx.controller.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pngx.controller.pipeline.MasterStatus;
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
 * What Prometheus reads: our own meters beside Camel's and the JVM's. Ours are made of what was committed, at the moment
 * that somebody asks.
 */
public final class Metrics {
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    static final String PREFIX = "pngx.controller.";
    private static final List<String> MASTER_STATES = List.of("unknown", "ok", "blocked", "unreachable", "auth_failed", "error");

    private final PrometheusMeterRegistry registry;
    private final ReplicaStatusReader reader;
    private final CallMeters calls;
    private final RunChanges changes;
    private final Map<Long, ReplicaMeters> replicas = new HashMap<>();

    /** Call it before left-over runs are ended, so that these ends are counted. */
    public Metrics(PrometheusMeterRegistry registry, ReplicaStatusReader reader, Runs runs, CallMeters calls) {
        this.registry = registry;
        this.reader = reader;
        this.calls = calls;
        this.changes = new RunChanges(runs);
    }

    /** The one that Camel puts its own meters into. */
    static PrometheusMeterRegistry registry(Registry beans) {
        PrometheusMeterRegistry registry = beans.lookupByNameAndType(MicrometerConstants.METRICS_REGISTRY_NAME, PrometheusMeterRegistry.class);
        if (registry == null) {
            registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            beans.bind(MicrometerConstants.METRICS_REGISTRY_NAME, registry);
        }
        CamelMeters.keepWhatIsRead(registry);
        return registry;
    }

    /** What there is one of. */
    public void about(String version, Supplier<MasterStatus.Status> master) {
        Info build = Info.builder().name("pngx_controller_build_info").help("The version that runs").labelNames("version", "java").build();
        build.setLabelValues(version, System.getProperty("java.specification.version"));
        registry.getPrometheusRegistry().register(build);
        Gauge.builder(PREFIX + "master.documents", () -> documents(master.get()))
                .description("Documents of the master when it was last read; NaN: not yet").register(registry);
        for (String state : MASTER_STATES) {
            Gauge.builder(PREFIX + "master.state", () -> master.get().state().equals(state) ? 1 : 0)
                    .description("1 for what the last reading of the master said").tag("state", state).register(registry);
        }
    }

    private static double documents(MasterStatus.Status master) {
        return master.documents() == null ? Double.NaN : master.documents();
    }

    /** Everything, in the text format of Prometheus. */
    public synchronized String scrape() {
        List<ReplicaStatus> statuses = reader.read();
        forget(statuses.stream().map(ReplicaStatus::replica).collect(Collectors.toMap(Replica::id, Replica::name)));
        for (ReplicaStatus status : statuses) {
            calls.target(status.replica().host());
            replicas.computeIfAbsent(status.replica().id(), id -> new ReplicaMeters(registry, status)).update(status);
        }
        for (RunChanges.Change change : changes.take()) {
            ReplicaMeters meters = replicas.get(change.now().replicaId());
            if (meters != null) {
                meters.count(change);
            }
        }
        return MetricsText.of(registry.getPrometheusRegistry());
    }

    /** Those that were deleted or renamed. */
    private void forget(Map<Long, String> names) {
        Set<Long> gone = replicas.entrySet().stream().filter(known -> !known.getValue().name().equals(names.get(known.getKey())))
                .map(Map.Entry::getKey).collect(Collectors.toSet());
        for (long id : gone) {
            replicas.remove(id).remove();
            calls.remove(Replica.hostOf(id));
        }
    }
}

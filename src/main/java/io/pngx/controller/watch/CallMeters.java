package io.pngx.controller.watch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pngx.controller.paperless.CallListener;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Operation;
import io.pngx.controller.pipeline.ConsumeListener;
import io.pngx.controller.store.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** How long the instances take to answer, and the replicas to consume: by name, a fixed set of operations, and a class of status. */
public final class CallMeters implements CallListener, ConsumeListener {
    private static final double[] ANSWERS = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60};
    private static final double[] CONSUMPTION = {1, 5, 15, 30, 60, 300, 900, 3600};

    /** What came back. */
    private enum Status {
        OK("2xx"), REDIRECT("3xx"), REFUSED("4xx"), BROKEN("5xx"), NONE("none");

        private final String label;

        Status(String label) {
            this.label = label;
        }

        static Status of(int status) {
            return switch (status / 100) {
                case 2 -> OK;
                case 3 -> REDIRECT;
                case 4 -> REFUSED;
                case 5 -> BROKEN;
                default -> NONE;
            };
        }
    }

    private record Target(Map<Operation, Map<Status, Timer>> calls, Timer consumption) {
    }

    private final MeterRegistry registry;
    private final Function<String, String> names;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();

    /** @param names what a replica is called, by its host name */
    public CallMeters(MeterRegistry registry, Function<String, String> names) {
        this.registry = registry;
        this.names = names;
        target(Instance.MASTER_HOST);
    }

    @Override
    public void called(Instance instance, Operation operation, int status, Duration took) {
        if (instance.role() != Instance.Role.PROBE) {
            target(instance.host()).calls().get(operation).get(Status.of(status)).record(took);
        }
    }

    @Override
    public void consumed(long replicaId, Duration took) {
        target(Replica.hostOf(replicaId)).consumption().record(took);
    }

    /** Registers the meters of an instance, where they are not yet. */
    Target target(String host) {
        return targets.computeIfAbsent(host, this::register);
    }

    /** It is gone, or has another name. */
    void remove(String host) {
        Target gone = targets.remove(host);
        if (gone != null) {
            gone.calls().values().forEach(statuses -> statuses.values().forEach(registry::remove));
            registry.remove(gone.consumption());
        }
    }

    private Target register(String host) {
        boolean master = host.equals(Instance.MASTER_HOST);
        String name = master ? "master" : names.apply(host);
        Map<Operation, Map<Status, Timer>> calls = new EnumMap<>(Operation.class);
        for (Operation operation : Operation.values()) {
            if (master && !operation.ofMaster()) {
                continue;
            }
            Map<Status, Timer> statuses = new EnumMap<>(Status.class);
            for (Status status : Status.values()) {
                statuses.put(status, timer("api.request.duration", "Until an answer of a paperless began", ANSWERS,
                        List.of("target", name, "operation", operation.word(), "status", status.label)));
            }
            calls.put(operation, statuses);
        }
        Timer consumption = master ? null : timer("consume.task.duration", "From an upload to the end of its consume task, as it was seen", CONSUMPTION,
                List.of("replica", name));
        return new Target(calls, consumption);
    }

    private Timer timer(String what, String help, double[] seconds, List<String> labels) {
        List<Duration> buckets = new ArrayList<>();
        DoubleStream.of(seconds).forEach(each -> buckets.add(Duration.ofMillis((long) (each * 1000))));
        return Timer.builder(Metrics.PREFIX + what).description(help).serviceLevelObjectives(buckets.toArray(Duration[]::new))
                .tags(labels.toArray(String[]::new)).register(registry);
    }
}

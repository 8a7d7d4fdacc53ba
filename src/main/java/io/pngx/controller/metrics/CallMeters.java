package io.pngx.controller.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pngx.controller.engine.uploads.ConsumeListener;
import io.pngx.controller.paperless.CallListener;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Operation;
import io.pngx.controller.store.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * Measures how long calls take, by instance, operation and class of status, and how long consume tasks take, by
 * replica. All counters and the timers of successful calls are registered in advance, so that they begin at 0. Most
 * timers of failed calls are registered when needed, because most combinations of operation and error never occur.
 */
public final class CallMeters implements CallListener, ConsumeListener {
    private static final double[] ANSWERS = {0.1, 0.5, 5};
    private static final double[] CONSUMPTION = {5, 15, 60, 300, 1800};

    private enum Status {
        OK("2xx"),
        REDIRECT("3xx"),
        REFUSED("4xx"),
        BROKEN("5xx"),
        NONE("none");

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

    private record Target(
            String name, Map<Operation, Map<Status, Timer>> calls, Map<Status, Counter> errors, Timer consumption) {}

    private final MeterRegistry registry;
    private final Function<String, String> names;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();

    /** @param names function that returns the replica's name for a host name */
    public CallMeters(MeterRegistry registry, Function<String, String> names) {
        this.registry = registry;
        this.names = names;
        target(Instance.MASTER_HOST);
    }

    @Override
    public void called(Instance instance, Operation operation, int status, Duration took) {
        if (instance.role() != Instance.Role.PROBE) {
            Target target = target(instance.host());
            Status what = Status.of(status);
            timer(target, operation, what).record(took);
            if (what != Status.OK) {
                target.errors().get(what).increment();
            }
        }
    }

    @Override
    public void consumed(long replicaId, Duration took) {
        target(Replica.hostOf(replicaId)).consumption().record(took);
    }

    /** Returns the meters of an instance. Registers them if they are missing. */
    Target target(String host) {
        return targets.computeIfAbsent(host, this::register);
    }

    /** Removes the meters of an instance that was deleted or renamed. */
    void remove(String host) {
        Target gone = targets.remove(host);
        if (gone != null) {
            gone.calls().values().forEach(timers -> timers.values().forEach(registry::remove));
            gone.errors().values().forEach(registry::remove);
            registry.remove(gone.consumption());
        }
    }

    private Target register(String host) {
        boolean master = host.equals(Instance.MASTER_HOST);
        String name = master ? "master" : names.apply(host);
        Map<Status, Counter> errors = new EnumMap<>(Status.class);
        EnumSet.complementOf(EnumSet.of(Status.OK))
                .forEach(status -> errors.put(
                        status,
                        Counter.builder(Metrics.PREFIX + "api.errors")
                                .description("Calls to an instance that were not answered with 2xx")
                                .tags("target", name, "status", status.label)
                                .register(registry)));
        Timer consumption = master
                ? null
                : timer(
                        "consume.task.duration",
                        "Time from an upload to the observed end of its consume task",
                        CONSUMPTION,
                        List.of("replica", name));
        Map<Operation, Map<Status, Timer>> calls = new EnumMap<>(Operation.class);
        EnumSet.allOf(Operation.class).forEach(operation -> calls.put(operation, new ConcurrentHashMap<>()));
        Target target = new Target(name, calls, errors, consumption);
        for (Operation operation : Operation.values()) {
            if (!master || operation.ofMaster()) {
                timer(target, operation, Status.OK);
            }
        }
        if (master) {
            errors.keySet()
                    .forEach(status -> timer(target, Operation.IDENTIFY, status)); // each has a timer from the start
        }
        return target;
    }

    private Timer timer(Target target, Operation operation, Status status) {
        return target.calls()
                .get(operation)
                .computeIfAbsent(
                        status,
                        missing -> timer(
                                "api.request.duration",
                                "Time until the response of an instance began",
                                ANSWERS,
                                List.of(
                                        "target",
                                        target.name(),
                                        "operation",
                                        operation.word(),
                                        "status",
                                        status.label)));
    }

    private Timer timer(String what, String help, double[] seconds, List<String> labels) {
        List<Duration> buckets = new ArrayList<>();
        DoubleStream.of(seconds).forEach(each -> buckets.add(Duration.ofMillis((long) (each * 1000))));
        return Timer.builder(Metrics.PREFIX + what)
                .description(help)
                .serviceLevelObjectives(buckets.toArray(Duration[]::new))
                .tags(labels.toArray(String[]::new))
                .register(registry);
    }
}

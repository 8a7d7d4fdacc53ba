package io.pngx.controller.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pngx.controller.store.DocumentStatus;
import io.pngx.controller.store.Run;
import io.pngx.controller.sync.Readiness;
import io.pngx.controller.sync.ReadinessFacts;
import io.pngx.controller.text.LowerCase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Meters of one replica. The constructor registers all values of all labels. The value of the label {@code replica} is
 * the replica's name.
 */
final class ReplicaMeters {
    private static final List<Run.State> ENDS =
            List.of(Run.State.SUCCESS, Run.State.PARTIAL, Run.State.FAILED, Run.State.CANCELLED, Run.State.ABORTED);
    private static final Map<String, ToLongFunction<Run>> ACTIONS = new LinkedHashMap<>();
    private static final Map<String, ToDoubleFunction<ReplicaStatus>> STATUSES = new LinkedHashMap<>();

    static {
        ACTIONS.put("uploaded", Run::uploaded);
        ACTIONS.put("adopted", Run::adopted);
        ACTIONS.put("updated", Run::updated);
        ACTIONS.put("unchanged", Run::unchanged);
        ACTIONS.put("contested", Run::contested);
        ACTIONS.put("excluded", Run::excluded);
        ACTIONS.put("failed", Run::failed);
        ACTIONS.put("deferred", Run::deferred);
        for (DocumentStatus one : DocumentStatus.values()) {
            STATUSES.put(one.word(), status -> status.counts().documents().of(one));
        }
        STATUSES.put("foreign", status -> status.counts().foreign());
    }

    private final MeterRegistry registry;
    private final String name;
    private final List<Meter> all = new ArrayList<>();
    private final Map<Run.Mode, Map<Run.State, Counter>> runs = new EnumMap<>(Run.Mode.class);
    private final Map<Run.Mode, Timer> durations = new EnumMap<>(Run.Mode.class);
    private final Map<String, Counter> documents = new LinkedHashMap<>();
    private final Counter bytes;
    private final Counter lookups;
    private final Counter deletions;
    private final Counter mismatches;
    private volatile ReplicaStatus status;

    ReplicaMeters(MeterRegistry registry, ReplicaStatus status) {
        this.registry = registry;
        this.name = status.replica().name();
        this.status = status;
        for (SyncState word : SyncState.values()) {
            gauge(
                    "replica.state",
                    "1 for the current state of the replica",
                    null,
                    now -> now.state() == word ? 1 : 0,
                    "state",
                    word.word());
        }
        gauge(
                "replica.lag",
                "Time since the end of the last successful run; before the first success, since the replica was added",
                "seconds",
                now -> now.lag().toMillis() / 1000.0);
        gauge(
                "replica.interval",
                "Time between two cycles",
                "seconds",
                now -> now.interval().toSeconds());
        STATUSES.forEach(
                (label, count) -> gauge("replica.documents", "Documents by status", null, count, "status", label));
        for (Readiness.Level level : Readiness.Level.values()) {
            gauge(
                    "replica.readiness",
                    "1 for the current level of readiness",
                    null,
                    now -> now.readiness().level() == level ? 1 : 0,
                    "level",
                    LowerCase.of(level));
        }
        gauge(
                "drill.passed",
                "1: the last drill with a result found no problem; 0: it found a problem, or no drill has a result yet",
                null,
                now -> drill(now).filter(ReadinessFacts.Drill::passed).isPresent() ? 1 : 0);
        gauge(
                "drill.last.timestamp",
                "End of the last drill with a result; 0: none yet",
                "seconds",
                now -> drill(now)
                        .map(drill -> drill.at().toEpochMilli() / 1000.0)
                        .orElse(0.0));
        gauge(
                "drill.documents",
                "Documents in the last drill with a result, by outcome: ok, failed",
                null,
                now -> drill(now)
                        .map(drill -> drill.documents() - drill.problems())
                        .orElse(0L),
                "result",
                "ok");
        gauge(
                "drill.documents",
                "Documents in the last drill with a result, by outcome: ok, failed",
                null,
                now -> drill(now).map(ReadinessFacts.Drill::problems).orElse(0L),
                "result",
                "failed");
        gauge("deletions.held", "Held deletions", null, now -> now.counts().deletionsHeld());
        for (Run.Mode mode : Run.Mode.values()) {
            gauge(
                    "last.success.timestamp",
                    "End of the last successful run; 0: none",
                    "seconds",
                    now -> success(now, mode),
                    "mode",
                    LowerCase.of(mode));
            Map<Run.State, Counter> ends = new EnumMap<>(Run.State.class);
            ENDS.forEach(end -> ends.put(
                    end,
                    counter(
                            "sync.runs",
                            "Runs that ended",
                            null,
                            "mode",
                            LowerCase.of(mode),
                            "outcome",
                            LowerCase.of(end))));
            runs.put(mode, ends);
            durations.put(
                    mode,
                    timer(
                            "sync.duration",
                            "Duration of completed runs",
                            List.of(5, 60, 600, 3600),
                            "mode",
                            LowerCase.of(mode)));
        }
        ACTIONS.keySet()
                .forEach(action -> documents.put(
                        action,
                        counter(
                                "documents.synced",
                                "Outcomes of documents in runs that write",
                                null,
                                "action",
                                action)));
        bytes = counter("transferred", "Uploaded originals", "bytes");
        lookups = counter("lookups.written", "Lookups that were created or changed", null);
        deletions = counter(
                "deletions", "Documents moved to the trash of the replica, and lookups deleted on the replica", null);
        mismatches = counter("verification.mismatches", "Copies whose verification found a mismatch", null);
    }

    String name() {
        return name;
    }

    void update(ReplicaStatus now) {
        status = now;
    }

    void count(RunChanges.Change change) {
        Run run = change.now();
        if (!run.mode().onlyReads()) {
            ACTIONS.forEach((action, count) -> documents.get(action).increment(change.added(count)));
        }
        bytes.increment(change.added(Run::bytes));
        lookups.increment(change.added(Run::lookups));
        deletions.increment(change.added(Run::deleted));
        mismatches.increment(change.added(Run::mismatched));
        if (change.ended()) {
            runs.get(run.mode()).get(run.state()).increment();
            if (run.state() == Run.State.SUCCESS || run.state() == Run.State.PARTIAL) {
                durations.get(run.mode()).record(Duration.between(run.startedAt(), run.finishedAt()));
            }
        }
    }

    /** Removes the meters of a replica that was deleted or renamed. */
    void remove() {
        all.forEach(registry::remove);
    }

    private void gauge(String what, String help, String unit, ToDoubleFunction<ReplicaStatus> value, String... labels) {
        all.add(Gauge.builder(Metrics.PREFIX + what, this, meters -> value.applyAsDouble(meters.status))
                .description(help)
                .baseUnit(unit)
                .tag("replica", name)
                .tags(labels)
                .register(registry));
    }

    private Counter counter(String what, String help, String unit, String... labels) {
        Counter counter = Counter.builder(Metrics.PREFIX + what)
                .description(help)
                .baseUnit(unit)
                .tag("replica", name)
                .tags(labels)
                .register(registry);
        all.add(counter);
        return counter;
    }

    private Timer timer(String what, String help, List<Integer> seconds, String... labels) {
        Timer timer = Timer.builder(Metrics.PREFIX + what)
                .description(help)
                .serviceLevelObjectives(
                        seconds.stream().map(Duration::ofSeconds).toArray(Duration[]::new))
                .tag("replica", name)
                .tags(labels)
                .register(registry);
        all.add(timer);
        return timer;
    }

    private static Optional<ReadinessFacts.Drill> drill(ReplicaStatus status) {
        return Optional.ofNullable(status.readiness().facts().drill());
    }

    private static double success(ReplicaStatus status, Run.Mode mode) {
        Instant at = status.lastSuccess().get(mode);
        return at == null ? 0 : at.toEpochMilli() / 1000.0;
    }
}

package io.pngx.controller.pipeline;

import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.sync.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Says which replicas get a cycle now. The database is the queue: runs asked for by hand wait there. */
public final class Schedule {
    /** How far a scan reaches back behind the watermark: changes are committed later than they are dated. */
    static final Duration OVERLAP = Duration.ofMinutes(5);

    private final Connections connections;
    private final KeyValues settings;
    private final Replicas replicas;
    private final Runs runs;
    private final Sessions sessions;

    public Schedule(Connections connections, KeyValues settings, Replicas replicas, Runs runs, Sessions sessions) {
        this.connections = connections;
        this.settings = settings;
        this.replicas = replicas;
        this.runs = runs;
        this.sessions = sessions;
    }

    /** The runs to start now, or, for a run whose uploads take longer than an interval, to plan anew. */
    public List<Run> due() {
        List<Run> due = new ArrayList<>();
        if (!connections.masterIsSet() || settings.paused()) {
            return due;
        }
        List<Replica> all = replicas.all();
        Instant now = Instant.now(); // after they were read: a cycle that began in between would seem to lie in the future
        for (Replica replica : all) {
            if (replica.enabled() && !replica.paused() && !sessions.busy(replica.id())) {
                Run open = runs.open(replica.id()).orElse(null);
                boolean elapsed = Due.elapsed(replica.lastCycleAt(), interval(replica), now);
                if (open != null && (open.state() == Run.State.QUEUED || elapsed)) {
                    due.add(open);
                } else if (open == null && elapsed) {
                    runs.queue(replica.id(), Run.Mode.INCREMENTAL).ifPresent(due::add);
                }
            }
        }
        due.forEach(run -> replicas.cycleStarted(run.replicaId(), now));
        return due;
    }

    /** Its lock was taken in between, so there was no cycle: it is due as before, once the lock is free. */
    public void missed(@ExchangeProperty("replicaId") long replicaId) {
        replicas.cycleStarted(replicaId, null);
    }

    private Duration interval(Replica replica) {
        return Duration.ofSeconds(Objects.requireNonNullElse(replica.intervalSeconds(), settings.syncIntervalSeconds()));
    }

    /** The time from which these runs need the master's changes; null: none needs them. */
    public Instant since(@Body List<Run> due) {
        return due.stream().map(run -> replicas.find(run.replicaId()).map(Replica::watermark).orElse(null))
                .filter(Objects::nonNull).min(Instant::compareTo).map(watermark -> watermark.minus(OVERLAP)).orElse(null);
    }
}

package io.pngx.controller.metrics;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.KnownCounts;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Reads the status of all replicas from the database. Metrics and alerts both use this class, so that they agree. */
public final class ReplicaStatusReader {
    private final Database db;
    private final Machine machine;
    private final KeyValues settings;
    private final Replicas replicas;
    private final Runs runs;
    private final ReadinessReader readiness;
    private final Clock clock;

    public ReplicaStatusReader(Tables tables, Clock clock) {
        this.db = tables.database();
        this.machine = tables.database().machine();
        this.settings = tables.settings();
        this.replicas = tables.replicas();
        this.runs = tables.runs();
        this.readiness = new ReadinessReader(tables);
        this.clock = clock;
    }

    /** Reads all replicas in one snapshot, so that the state of a replica and the end of its run are consistent. */
    public List<ReplicaStatus> read() {
        return db.inSnapshot(() -> {
            Map<Long, KnownCounts.Numbers> numbers = db.counts().all();
            return replicas.all().stream()
                    .map(replica -> status(replica, numbers.get(replica.id())))
                    .toList();
        });
    }

    private ReplicaStatus status(Replica row, KnownCounts.Numbers known) {
        Replica replica = machine.fault().map(row::failing).orElse(row);
        Instant now = clock.instant();
        Duration interval = settings.interval(replica);
        SyncState state = SyncState.of(
                replica,
                settings.paused(),
                runs.open(replica.id()).filter(run -> !run.mode().onlyReads()).isPresent(),
                known.counts().documents().behind(),
                interval,
                now);
        Instant since = replica.lastSyncTs() == null ? replicas.createdAt(replica.id()) : replica.lastSyncTs();
        Duration lag = Duration.between(since, now);
        return new ReplicaStatus(
                replica,
                state,
                interval,
                known.counts(),
                lag.isNegative() ? Duration.ZERO : lag,
                known.verified().mismatches(),
                readiness.of(replica, known.counts(), interval, settings.masterFailingSince(), now),
                runs.lastSuccess(replica.id()));
    }
}

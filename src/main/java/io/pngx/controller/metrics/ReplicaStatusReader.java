package io.pngx.controller.metrics;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReplicaCounts;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Verifications;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the status of all replicas from the database. Metrics and alerts both use this class, so that they agree.
 * Counts are cached until the database changes, because each count reads all rows of a replica.
 */
public final class ReplicaStatusReader {
    private final Database db;
    private final Machine machine;
    private final KeyValues settings;
    private final Replicas replicas;
    private final ReplicaCounts counts;
    private final Runs runs;
    private final Verifications verifications;
    private final ReadinessReader readiness;
    private final Clock clock;
    private final Map<Long, Counted> counted = new HashMap<>();
    private long countedVersion;

    /** Counts that read all rows of a replica. */
    private record Counted(ReplicaCounts.Counts counts, long mismatches) {}

    public ReplicaStatusReader(Database db, Clock clock) {
        this.db = db;
        this.machine = db.machine();
        this.settings = new KeyValues(db);
        this.replicas = new Replicas(db);
        this.counts = new ReplicaCounts(db);
        this.runs = new Runs(db);
        this.verifications = new Verifications(db);
        this.readiness = new ReadinessReader(db);
        this.clock = clock;
    }

    /** Reads all replicas in one snapshot, so that the state of a replica and the end of its run are consistent. */
    public synchronized List<ReplicaStatus> read() {
        // The version is read before the snapshot, so that no count is cached under a version that is newer than the
        // count.
        long version = db.version();
        if (version != countedVersion) {
            counted.clear();
            countedVersion = version;
        }
        return db.inSnapshot(() -> replicas.all().stream().map(this::status).toList());
    }

    private Counted count(long replicaId) {
        return new Counted(counts.of(replicaId), verifications.sum(replicaId).mismatches());
    }

    private ReplicaStatus status(Replica row) {
        Replica replica = machine.fault().map(row::failing).orElse(row);
        Instant now = clock.instant();
        Duration interval = settings.interval(replica);
        Counted known = counted.computeIfAbsent(replica.id(), this::count);
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
                known.mismatches(),
                readiness.of(replica, known.counts(), interval, settings.masterFailingSince(), now),
                runs.lastSuccess(replica.id()));
    }
}

package io.pngx.controller.web.views;

import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.metrics.ReadinessReader;
import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.Coverage;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.DocumentCounts;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.KnownCounts;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReplicaCounts;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.sync.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads from the database what the API and the pages show of replicas. The number of SQL statements that read all
 * replicas does not depend on the number of replicas.
 */
final class ReplicaViews {
    private final Database db;
    private final Machine machine;
    private final KeyValues settings;
    private final Replicas replicas;
    private final ReplicaCounts counts;
    private final Runs runs;
    private final ReadinessReader readiness;
    private final MaintenanceState maintenance;
    private final ConnectionOptionsTable connectionOptions;
    private final Coverage coverage;
    private final Supplier<MasterStatus.Status> master;

    ReplicaViews(Tables tables, Supplier<MasterStatus.Status> master) {
        this.db = tables.database();
        this.master = master;
        machine = tables.database().machine();
        settings = tables.settings();
        replicas = tables.replicas();
        counts = tables.replicaCounts();
        runs = tables.runs();
        readiness = new ReadinessReader(tables);
        maintenance = tables.maintenance();
        connectionOptions = tables.connectionOptions();
        coverage = tables.coverage();
    }

    /** The settings that apply to all replicas, read once for several views. */
    private record Common(boolean paused, boolean masterSet, int interval, Instant masterFailingSince, Instant now) {
        Duration interval(Replica replica) {
            return Duration.ofSeconds(replica.intervalSeconds() == null ? interval : replica.intervalSeconds());
        }
    }

    private Common common() {
        return new Common(
                settings.paused(),
                settings.get(Setting.MASTER_URL).isPresent(),
                settings.get(Setting.SYNC_INTERVAL),
                settings.masterFailingSince(),
                Instant.now());
    }

    /**
     * Reads the states of all replicas, without the slow counts of documents, because every page needs these states.
     */
    List<ReplicaState> states() {
        return db.inSnapshot(() -> {
            Common common = common();
            Set<Long> waiting = counts.replicasThatWait();
            Map<Long, Run> open = openRuns();
            return rows().stream()
                    .map(replica -> new ReplicaState(
                            replica,
                            SyncState.of(
                                    replica,
                                    common.paused(),
                                    open.containsKey(replica.id())
                                            && !open.get(replica.id()).mode().onlyReads(),
                                    waiting.contains(replica.id()) ? 1 : 0,
                                    common.interval(replica),
                                    common.now())))
                    .toList();
        });
    }

    /** Returns the number of replicas from which rules exclude documents. */
    int lackDocuments() {
        return counts.replicasThatLackDocuments().size();
    }

    List<ReplicaView> all() {
        return db.inSnapshot(() -> {
            Map<Long, KnownCounts.Numbers> known = db.counts().all();
            Common common = common();
            List<Replica> rows = rows();
            Map<Long, Readiness> ready =
                    readiness.of(rows, known, common::interval, common.masterFailingSince(), common.now());
            Map<Long, Run> open = openRuns();
            Map<Long, MaintenanceState.State> maintained = maintenance.all();
            Map<String, ConnectionOptionsTable.Row> options = connectionOptions.all();
            return rows.stream()
                    .map(replica -> view(
                            replica,
                            common,
                            known.get(replica.id()).counts(),
                            ready.get(replica.id()),
                            open.get(replica.id()),
                            maintained.getOrDefault(replica.id(), MaintenanceState.State.NOTHING),
                            known.get(replica.id()).verified(),
                            options.getOrDefault(replica.host(), ConnectionOptionsTable.Row.NONE)))
                    .toList();
        });
    }

    ReplicaView one(Replica row) {
        return db.inSnapshot(() -> {
            Replica replica = withFault(row);
            Common common = common();
            KnownCounts.Numbers known = db.counts().of(replica.id());
            return view(
                    replica,
                    common,
                    known.counts(),
                    readiness(replica, known, common),
                    runs.open(replica.id()).orElse(null),
                    maintenance.of(replica.id()),
                    known.verified(),
                    connectionOptions.of(replica.host()));
        });
    }

    /**
     * Returns whether a replica could take over, with the first documents and files that it lacks.
     *
     * @param listed how many documents and files are listed
     */
    ReadinessView readiness(Replica row, int listed) {
        KnownCounts.Numbers known = db.counts().of(row.id());
        DocumentCounts documents = known.counts().documents();
        // The numbers are known, so a list without documents needs no query, which would read all copies.
        return ReadinessView.of(
                readiness(withFault(row), known, common()),
                documents.missingAfterTakeover() == 0 ? List.of() : coverage.missing(row.id(), listed),
                documents.oldAfterTakeover() == 0 ? List.of() : coverage.old(row.id(), listed),
                documents.newestOnly() == 0 ? List.of() : coverage.newestOnly(row.id(), listed));
    }

    private Readiness readiness(Replica replica, KnownCounts.Numbers known, Common common) {
        return readiness.of(
                replica, known.counts(), common.interval(replica), common.masterFailingSince(), common.now());
    }

    private ReplicaView view(
            Replica replica,
            Common common,
            ReplicaCounts.Counts counted,
            Readiness ready,
            Run open,
            MaintenanceState.State maintained,
            Verifications.Sum verified,
            ConnectionOptionsTable.Row options) {
        return ReplicaView.of(
                replica,
                counted,
                ready,
                open == null ? null : Progress.of(open, common.now()),
                common.paused(),
                common.masterSet(),
                common.interval(replica),
                common.now(),
                maintained,
                verified,
                options,
                master.get());
    }

    private List<Replica> rows() {
        return replicas.all().stream().map(this::withFault).toList();
    }

    private Replica withFault(Replica row) {
        return machine.fault().map(row::failing).orElse(row);
    }

    private Map<Long, Run> openRuns() {
        return runs.open().stream().collect(Collectors.toMap(Run::replicaId, Function.identity()));
    }
}

package io.pngx.controller.alerts;

import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.metrics.ReplicaStatus;
import io.pngx.controller.metrics.ReplicaStatusReader;
import io.pngx.controller.metrics.RunChanges;
import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.store.AlertStates;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Detects changes of conditions. Each change raises exactly one alert, even if the controller restarts: condition and
 * message are committed together.
 */
public final class AlertDetector {
    private static final long MASTER = 0;
    private static final String BACKUP_FAILED = "backup_failed";
    private static final String SWITCHOVER_FAILED = "switchover_failed";

    private final Database db;
    private final KeyValues settings;
    private final AlertStates states;
    private final Switchovers switchovers;
    private final ReplicaStatusReader reader;
    private final RunChanges runs;
    private final WeeklyReport report;
    private final Outgoing outgoing;
    private final Supplier<MasterStatus.Status> master;
    private final Clock clock;
    private final SpareTime spareTime = new SpareTime();

    AlertDetector(
            Tables tables,
            ReplicaStatusReader reader,
            RunChanges runs,
            Outgoing outgoing,
            Supplier<MasterStatus.Status> master,
            Clock clock) {
        this.db = tables.database();
        this.settings = tables.settings();
        this.states = new AlertStates(tables.database());
        this.switchovers = tables.switchovers();
        this.reader = reader;
        this.runs = runs;
        this.report = new WeeklyReport(settings, tables.runHistory());
        this.outgoing = outgoing;
        this.master = master;
        this.clock = clock;
    }

    /** @return one event for each change since the last call of this method */
    public List<Event> detect() {
        if (db.machine().fault().isPresent()) {
            return List.of(); // no row can be stored during a fault of the machine; a later call detects the changes
        }
        return spareTime.use(this::changes).orElse(List.of());
    }

    private List<Event> changes() {
        Instant now = clock.instant();
        List<ReplicaStatus> statuses = reader.read();
        MasterStatus.Status read = master.get();
        List<RunChanges.Change> changes = runs.take();
        return db.inTransaction(() -> {
            List<Event> events = new ArrayList<>();
            ofMaster(read, events, now);
            ofBackup(events, now);
            ofSwitchover(events, now);
            statuses.forEach(status -> ofReplica(status, events, now));
            report.due(statuses, now).ifPresent(events::add);
            states.deleteOrphans();
            events.forEach(event -> outgoing.add(event, now));
            changes.forEach(change -> outgoing.ping(change, now));
            outgoing.forget(now);
            return events;
        });
    }

    /** Detects changes of one replica. While a replica is paused, its conditions do not change. */
    private void ofReplica(ReplicaStatus status, List<Event> events, Instant now) {
        Map<String, Instant> before = states.of(status.replica().id());
        Map<Condition, String> found = Condition.of(status, Duration.ofSeconds(settings.get(Setting.ALERT_LAG)));
        for (Condition condition : Condition.values()) {
            boolean undecided = status.state() == SyncState.PAUSED
                    || status.state() == SyncState.SYNCING && condition.isKnownAtTheEndOfARun();
            if (!undecided) {
                change(status, condition, before.get(condition.word()), found, events, now);
            }
        }
    }

    private void change(
            ReplicaStatus status,
            Condition condition,
            Instant since,
            Map<Condition, String> found,
            List<Event> events,
            Instant now) {
        long id = status.replica().id();
        String name = status.replica().name();
        String message = found.get(condition);
        if (since == null && message != null) {
            states.on(id, condition.word(), now);
            events.add(new Event(condition.event(), id, name, message, now));
        } else if (since != null && message == null) {
            states.off(id, condition.word());
            boolean becameAnother =
                    found.keySet().stream().anyMatch(other -> other.event().equals(condition.event()));
            if (condition.recovers() && !becameAnother) {
                events.add(new Event(
                        Event.RECOVERED,
                        id,
                        name,
                        "Replica \"" + name + "\" has recovered. The condition \""
                                + condition.event().replace('_', ' ') + "\" began at " + Times.text(since) + ".",
                        now));
            }
        }
    }

    /** Detects whether the last backup of the controller's database failed. */
    private void ofBackup(List<Event> events, Instant now) {
        Optional<String> error = settings.get(KeyValues.BACKUP_ERROR);
        boolean said = states.of(MASTER).containsKey(BACKUP_FAILED);
        if (error.isPresent() && !said) {
            states.on(MASTER, BACKUP_FAILED, now);
            events.add(new Event(
                    BACKUP_FAILED,
                    null,
                    null,
                    "The database of the controller could not be backed up: " + error.get(),
                    now));
        } else if (error.isEmpty() && said) {
            states.off(MASTER, BACKUP_FAILED);
            events.add(new Event(
                    Event.RECOVERED, null, null, "The backup of the controller's database works again.", now));
        }
    }

    /**
     * Detects whether the controller gave up the newest switchover. Raises one alert for each switchover that was given
     * up.
     */
    private void ofSwitchover(List<Event> events, Instant now) {
        Optional<Switchover> failed =
                switchovers.newest().filter(newest -> newest.state() == Switchover.State.GIVEN_UP);
        Instant said = states.of(MASTER).get(SWITCHOVER_FAILED);
        if (Objects.equals(failed.map(Switchover::changedAt).orElse(null), said)) {
            return;
        }
        states.off(MASTER, SWITCHOVER_FAILED);
        failed.ifPresent(switchover -> {
            states.on(MASTER, SWITCHOVER_FAILED, switchover.changedAt());
            events.add(new Event(
                    SWITCHOVER_FAILED,
                    switchover.replicaId(),
                    switchover.replicaName(),
                    switchover.failure().toString(),
                    now));
        });
    }

    private void ofMaster(MasterStatus.Status read, List<Event> events, Instant now) {
        Instant since = states.of(MASTER).get(Condition.FAILING);
        boolean bad = read.lastError() != null;
        if (since == null && bad) {
            states.on(MASTER, Condition.FAILING, now);
            events.add(new Event(Condition.FAILING, null, null, "The master can't be read: " + read.lastError(), now));
        } else if (since != null && read.state().equals("ok")) {
            states.off(MASTER, Condition.FAILING);
            events.add(new Event(
                    Event.RECOVERED,
                    null,
                    null,
                    "The master can be read again. The failure began at " + Times.text(since) + ".",
                    now));
        }
    }
}

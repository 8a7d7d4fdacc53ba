package io.pngx.controller.alerts;

import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.store.AlertStates;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Times;
import io.pngx.controller.watch.Lookout;
import io.pngx.controller.watch.ReplicaLook;
import io.pngx.controller.watch.RunChanges;
import io.pngx.controller.watch.StateWord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Detects changes of state. Each change is notified once, also across restarts: the state and the alert are committed
 * in one transaction.
 */
public final class AlertDetector {
    private static final long MASTER = 0;
    private static final String BACKUP_FAILED = "backup_failed";

    private final Database db;
    private final KeyValues settings;
    private final AlertStates states;
    private final Lookout statusReader;
    private final RunChanges runs;
    private final OutboxWriter outbox;
    private final Supplier<MasterStatus.Status> master;
    private final Clock clock;

    AlertDetector(
            Database db,
            Lookout statusReader,
            RunChanges runs,
            OutboxWriter outbox,
            Supplier<MasterStatus.Status> master,
            Clock clock) {
        this.db = db;
        this.settings = new KeyValues(db);
        this.states = new AlertStates(db);
        this.statusReader = statusReader;
        this.runs = runs;
        this.outbox = outbox;
        this.master = master;
        this.clock = clock;
    }

    /**
     * Compares all states with the last ones, and puts the alerts and pings into the outbox.
     *
     * @return the changes since the last call
     */
    public List<Event> detect() {
        if (db.machine().fault().isPresent()) {
            return List.of(); // changes can't be stored now, and are found in a later call
        }
        Instant now = clock.instant();
        List<ReplicaLook> statuses = statusReader.look();
        MasterStatus.Status read = master.get();
        List<RunChanges.Change> changes = runs.take();
        return db.inTransaction(() -> {
            List<Event> events = new ArrayList<>();
            detectMaster(read, events, now);
            detectBackup(events, now);
            statuses.forEach(status -> detectReplica(status, events, now));
            states.forgetTheGone();
            events.forEach(event -> outbox.add(event, now));
            changes.forEach(change -> outbox.ping(change, now));
            outbox.deleteOld(now);
            return events;
        });
    }

    /** Conditions of a paused replica stay as they were: pausing is no failure, and no recovery. */
    private void detectReplica(ReplicaLook status, List<Event> events, Instant now) {
        Map<String, Instant> before = states.of(status.replica().id());
        Map<Condition, String> found = Condition.of(status, Duration.ofSeconds(settings.alertLagSeconds()));
        for (Condition condition : Condition.values()) {
            boolean unknown = status.state() == StateWord.PAUSED
                    || status.state() == StateWord.SYNCING && condition.isKnownAtEndOfRun();
            if (!unknown) {
                update(status, condition, before.get(condition.word()), found, events, now);
            }
        }
    }

    private void update(
            ReplicaLook status,
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
            boolean becameOtherCondition =
                    found.keySet().stream().anyMatch(other -> other.event().equals(condition.event()));
            if (condition.notifiesRecovery() && !becameOtherCondition) {
                events.add(new Event(
                        "recovered",
                        id,
                        name,
                        "Replica \"" + name + "\" is well again ("
                                + condition.event().replace('_', ' ') + " since " + Times.text(since) + ").",
                        now));
            }
        }
    }

    /** Detects failed and successful backups of the controller's database. */
    private void detectBackup(List<Event> events, Instant now) {
        Optional<String> error = settings.get(KeyValues.BACKUP_ERROR);
        boolean notified = states.of(MASTER).containsKey(BACKUP_FAILED);
        if (error.isPresent() && !notified) {
            states.on(MASTER, BACKUP_FAILED, now);
            events.add(new Event(
                    BACKUP_FAILED,
                    null,
                    null,
                    "The database of the controller could not be backed up: " + error.get(),
                    now));
        } else if (error.isEmpty() && notified) {
            states.off(MASTER, BACKUP_FAILED);
            events.add(new Event("recovered", null, null, "The database of the controller was backed up again.", now));
        }
    }

    private void detectMaster(MasterStatus.Status read, List<Event> events, Instant now) {
        Instant since = states.of(MASTER).get(Condition.FAILING);
        boolean failing = read.lastError() != null;
        if (since == null && failing) {
            states.on(MASTER, Condition.FAILING, now);
            events.add(new Event(Condition.FAILING, null, null, "The master can't be read: " + read.lastError(), now));
        } else if (since != null && read.state().equals("ok")) {
            states.off(MASTER, Condition.FAILING);
            events.add(new Event(
                    "recovered",
                    null,
                    null,
                    "The master is read again (failing since " + Times.text(since) + ").",
                    now));
        }
    }
}

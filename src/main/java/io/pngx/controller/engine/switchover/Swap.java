package io.pngx.controller.engine.switchover;

import io.pngx.controller.engine.housekeeping.Backups;
import io.pngx.controller.engine.instances.Connections;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.MasterSwap;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SwapUndo;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.SwitchoverReport;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Carries out the swap of a switchover, or undoes the swap. Requires that no run is open and no call is under way. */
public final class Swap {
    /** If a line of the report counts more documents than this, the log omits their titles. */
    private static final int NAMED = 10;

    private final Tables tables;
    private final Runs runs;
    private final ReplicaLocks locks;
    private final Gateway gateway;
    private final Connections connections;
    private final Backups backups;
    private final FirstWrite firstWrite;
    private final PromotedChanges promotedChanges;
    private final Function<Replica, Text> readiness;
    private final Journal journal;
    private final Clock clock;
    private volatile Runnable connectionsChanged = () -> {};

    /** @param readiness function that returns a sentence on whether a replica could take over now */
    public Swap(
            Tables tables,
            ReplicaLocks locks,
            Gateway gateway,
            Connections connections,
            Backups backups,
            FirstWrite firstWrite,
            PromotedChanges promotedChanges,
            Function<Replica, Text> readiness,
            Journal journal,
            Clock clock) {
        this.tables = tables;
        this.runs = tables.runs();
        this.locks = locks;
        this.gateway = gateway;
        this.connections = connections;
        this.backups = backups;
        this.firstWrite = firstWrite;
        this.promotedChanges = promotedChanges;
        this.readiness = readiness;
        this.journal = journal;
        this.clock = clock;
    }

    /** @param action is called after the addresses of instances were changed */
    public void afterChange(Runnable action) {
        connectionsChanged = action;
    }

    /**
     * Cancels all open runs. Once no run is open, refuses all locks until {@link #resumeRuns}.
     *
     * @return whether all locks are refused now
     */
    boolean suspendRuns() {
        locks.drain();
        runs.open().stream().filter(run -> !run.cancelRequested()).map(Run::id).forEach(runs::endForSwitchover);
        return runs.open().isEmpty() && locks.suspendIfIdle();
    }

    void resumeRuns() {
        locks.resume();
    }

    /** Carries out the swap. Requires {@link #suspendRuns}. */
    void carryOut(Switchover switchover) {
        Replica promoted = tables.replicas().find(switchover.replicaId()).orElseThrow();
        String before = promotedChanges.before(switchover, promoted);
        String backup = backups.writeBeforeSwitchover(switchover.id());
        try {
            fence(promoted.host());
            firstWrite.await();
            Text ready = readiness.apply(promoted);
            SwitchoverReport report = tables.database().inTransaction(() -> {
                requireSameAddresses(switchover); // the user may have changed an address during the backup
                promotedChanges.store(before);
                return new MasterSwap(tables.database()).carryOut(switchover, backup, ready, clock.instant());
            });
            log(switchover, report, backup);
            tables.database().recordSwaps();
        } finally {
            refresh();
        }
    }

    private void requireSameAddresses(Switchover switchover) {
        Text changed = changedAddress(switchover);
        if (changed != null) {
            throw new SwitchoverRefusedException(changed);
        }
    }

    /**
     * @return which address was changed since the request, so that the swap would affect another instance than the one
     *     that the user named; null if no address was changed
     */
    Text changedAddress(Switchover switchover) {
        String replica =
                tables.replicas().find(switchover.replicaId()).map(Replica::url).orElse(switchover.replicaUrl());
        if (!replica.equals(switchover.replicaUrl())) {
            return Text.of(
                    "The address of the replica was changed from {0} to {1} since the request. Nothing was swapped;"
                            + " request the switchover again.",
                    switchover.replicaUrl(), replica);
        }
        String master = tables.settings().get(Setting.MASTER_URL).orElse("");
        return master.equals(switchover.masterUrl())
                ? null
                : Text.of(
                        "The address of the master was changed from {0} to {1} since the request. Nothing was swapped;"
                                + " request the switchover again.",
                        switchover.masterUrl(), master);
    }

    private void fence(String host) {
        if (!gateway.fence(host) || !gateway.fence(Instance.MASTER_HOST)) {
            throw new SwitchoverRefusedException(Text.of("A call to an instance did not end; try again."));
        }
    }

    private void log(Switchover switchover, SwitchoverReport report, String backup) {
        write(
                LogRow.Level.WARN,
                Text.of(
                        "\"{0}\" at {1} is the master now. The switchover was requested {2}. The old master at {3} is a"
                                + " replica, and is switched off. {4} documents keep their mapping. Backup before"
                                + " the switchover: {5}.",
                        switchover.replicaName(),
                        switchover.replicaUrl(),
                        Switchover.author(switchover.requestedBy()),
                        switchover.masterUrl(),
                        String.valueOf(report.documents()),
                        backup));
        report.lines()
                .forEach(line -> write(
                        line.isWarning() ? LogRow.Level.WARN : LogRow.Level.INFO,
                        Text.of("{0} ({1}){2}", line.text(), String.valueOf(line.count()), names(line))));
    }

    /**
     * @return the titles and ids of the documents in a line of the report; empty for more than {@link #NAMED} documents
     */
    private static String names(SwitchoverReport.Line line) {
        return line.documents().isEmpty() || line.count() > NAMED
                ? ""
                : line.documents().stream()
                        .map(document -> "\"" + document.title() + "\""
                                + (document.id() == null ? "" : " (" + document.id() + ")"))
                        .collect(Collectors.joining(", ", ": ", ""));
    }

    /**
     * Undoes a switchover. Requires {@link #suspendRuns}.
     *
     * @throws SwitchoverRefusedException if the controller has written since, or another switchover followed
     */
    void undo(Switchover switchover) {
        requireNotTooLate(switchover);
        Text changed = promotedChanges.changed(switchover);
        try {
            fence(Replica.hostOf(switchover.oldMasterId()));
            if (!new SwapUndo(tables.database())
                    .carryOut(switchover.id(), backups.file(switchover.backup()), clock.instant(), changed)) {
                throw tooLate();
            }
            Text why = changed == null ? waitedBefore(switchover) : changed;
            String url = tables.settings().get(Setting.MASTER_URL).orElse(switchover.masterUrl());
            write(
                    LogRow.Level.WARN,
                    why == null
                            ? Text.of(
                                    "The switchover was undone: the master is at {0} again, and \"{1}\" is a replica."
                                            + " No change of this replica since the switchover was found.",
                                    url, switchover.replicaName())
                            : Text.of(
                                    "The switchover was undone: the master is at {0} again, and \"{1}\" is a replica."
                                            + " {2} Nothing is written to this replica before you accept a dry run.",
                                    url, switchover.replicaName(), why));
            tables.database().recordSwaps();
        } finally {
            refresh();
        }
    }

    /** @return a sentence if the unchanged replica waited for an accepted dry run before the switchover; else null */
    private Text waitedBefore(Switchover undone) {
        return tables.replicas()
                .find(undone.replicaId())
                .filter(Replica::dryRunFirst)
                .map(replica -> Text.of("This replica waited for an accepted dry run before the switchover."))
                .orElse(null);
    }

    private void requireNotTooLate(Switchover switchover) {
        Switchover now = tables.switchovers().find(switchover.id()).orElseThrow();
        if (now.state() == Switchover.State.UNDONE) {
            throw new SwitchoverRefusedException(Text.of("The switchover is undone already."));
        }
        if (!now.canBeUndone()) {
            throw tooLate();
        }
    }

    private static SwitchoverRefusedException tooLate() {
        return new SwitchoverRefusedException(
                Text.of("The switchover can't be undone any more: the controller has written to a replica since, or"
                        + " another switchover followed. Make the old master the master again instead."));
    }

    private void refresh() {
        connections.refresh();
        connectionsChanged.run();
    }

    private void write(LogRow.Level level, Text message) {
        journal.writeForSystem(level, "switchover", message);
    }
}

package io.pngx.controller.engine.switchover;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.store.Coverage;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.DocumentCounts;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.ReplacedCopies;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReplicaCounts;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchover.State;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Explanation;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances the open switchover. The database holds the current step, so the process continues the switchover after a
 * restart. Before the swap, a restarted process tests again whether the switchover is still possible.
 *
 * <p>A planned switchover has four steps. A failover has only the last step.
 *
 * <ol>
 *   <li>A full run, which also finds what users changed on the replica; then runs until no document is behind.
 *   <li>A verification of the documents that were not verified since their last change.
 *   <li>Runs until no document is behind.
 *   <li>The swap.
 * </ol>
 */
public final class SwitchoverSteps {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    /**
     * If a run still writes changes after this number of runs, the controller gives up the switchover, because the
     * master keeps changing.
     */
    private static final int MAX_RUNS = 20;
    /** Time within which open runs must end. A run ends after its current document. */
    private static final Duration END_OF_RUNS = Duration.ofMinutes(10);

    private static final Text ANYWAY = Text.of("To switch over anyway, stop the master, then fail over.");

    private final Database db;
    private final Switchovers switchovers;
    private final KeyValues settings;
    private final Replicas replicas;
    private final Runs runs;
    private final OpenUploads openUploads;
    private final ReplacedCopies replacedCopies;
    private final MaintenanceState maintenance;
    private final Coverage coverage;
    private final ReplicaCounts counts;
    private final SwitchoverRequests requests;
    private final Swap swap;
    private final Journal journal;
    private final Clock clock;

    public SwitchoverSteps(Tables tables, SwitchoverRequests requests, Swap swap, Journal journal, Clock clock) {
        this.db = tables.database();
        this.switchovers = tables.switchovers();
        this.settings = tables.settings();
        this.replicas = tables.replicas();
        this.runs = tables.runs();
        this.openUploads = tables.openUploads();
        this.replacedCopies = tables.replacedCopies();
        this.maintenance = tables.maintenance();
        this.coverage = new Coverage(db);
        this.counts = new ReplicaCounts(db);
        this.requests = requests;
        this.swap = swap;
        this.journal = journal;
        this.clock = clock;
    }

    /** Advances the open switchover by at most one step, and carries out a requested undo. */
    public void advance() {
        if (!db.machine().works()) {
            return;
        }
        try {
            Optional<Switchover> open = switchovers.open();
            if (requests.undoRequested().isEmpty()
                    && open.filter(each -> each.state() == State.SWAPPING).isEmpty()) {
                swap.resumeRuns(); // lets runs start again after a cancelled swap, or after an undo that took too long
            }
            requests.undoRequested().ifPresent(this::undo);
            open.ifPresent(this::advance);
        } catch (RuntimeException e) {
            LOG.error("switchover: {}", e.toString());
            if (db.machine().failed(e).isEmpty()) {
                switchovers.open().ifPresent(open -> giveUp(open, Explanation.of(e)));
            }
        }
    }

    private void advance(Switchover switchover) {
        switch (switchover.state()) {
            case CATCHING_UP -> catchUp(switchover, State.VERIFYING);
            case VERIFYING -> verify(switchover);
            case LAST_RUN -> catchUp(switchover, State.SWAPPING);
            case SWAPPING -> swap(switchover);
            case DONE, UNDONE, GIVEN_UP, CANCELLED -> {}
        }
    }

    /** Starts runs until a run has nothing to do, and no document is behind. */
    private void catchUp(Switchover switchover, State next) {
        Replica replica = usable(switchover);
        if (replica == null) {
            return;
        }
        Optional<Run> run = currentRun(switchover);
        if (run.isEmpty()) {
            begin(switchover, next == State.VERIFYING ? Run.Mode.FULL : Run.Mode.INCREMENTAL);
            return;
        }
        switch (run.get().state()) {
            case QUEUED, RUNNING -> {}
            case ABORTED -> begin(switchover, run.get().mode());
            case CANCELLED -> giveUp(switchover, Text.of("A run was cancelled."));
            case FAILED ->
                giveUp(switchover, Text.of("A run failed: {0}", run.get().error()));
            case SUCCESS, PARTIAL -> {
                Text behind = behind(replica);
                boolean moved = changes(run.get()) > 0;
                Text differing = differing(replica, run.get());
                if (!moved && behind == null && differing == null) {
                    switchovers.step(switchover.id(), next, clock.instant());
                } else if (moved && switchover.runs() < MAX_RUNS) {
                    begin(switchover, Run.Mode.INCREMENTAL);
                } else if (!moved && behind != null) {
                    giveUp(switchover, behind);
                } else if (differing != null) {
                    giveUp(switchover, differing);
                } else {
                    giveUp(
                            switchover,
                            Text.of(
                                    "The master kept changing during {0} runs. Ask the users of the master to stop"
                                            + " working first.",
                                    String.valueOf(switchover.runs())));
                }
            }
        }
    }

    /** @return a message about lookups that the run could not make equal; null if there are none */
    private Text differing(Replica replica, Run run) {
        List<Text> lookups = maintenance.differingLookups(replica.id());
        return lookups.isEmpty()
                ? null
                : Text.join(
                        " ",
                        List.of(
                                Text.of(
                                        "Lookups of the replica are missing or differ from the master's: {0}. {1}",
                                        Text.join(", ", lookups), run.error() == null ? "" : run.error()),
                                ANYWAY));
    }

    private void verify(Switchover switchover) {
        if (usable(switchover) == null) {
            return;
        }
        Optional<Run> run = currentRun(switchover);
        if (run.isEmpty()) {
            begin(switchover, Run.Mode.VERIFY);
            return;
        }
        switch (run.get().state()) {
            case QUEUED, RUNNING -> {}
            case ABORTED -> begin(switchover, Run.Mode.VERIFY);
            case CANCELLED -> giveUp(switchover, Text.of("The verification was cancelled."));
            case FAILED, PARTIAL ->
                giveUp(
                        switchover,
                        Text.of(
                                "The verification found differences: {0} Ask users to stop working on master and"
                                        + " replica, then start the switchover again.",
                                run.get().error()));
            case SUCCESS -> switchovers.step(switchover.id(), State.LAST_RUN, clock.instant());
        }
    }

    private void swap(Switchover switchover) {
        Replica promoted = replicas.find(switchover.replicaId()).orElse(null);
        Text why = promoted == null ? Text.of("The replica was removed.") : obstacle(switchover, promoted);
        if (why != null) {
            giveUp(switchover, why);
            return;
        }
        if (requests.isLeftOver(switchover)) {
            requests.testAgain(switchover, promoted);
            // A planned switchover needs another run, because the master may have changed since the last run. A
            // failover only waits again until no run is open.
            State next = switchover.kind() == Switchover.Kind.PLANNED ? State.LAST_RUN : State.SWAPPING;
            switchovers.step(switchover.id(), next, clock.instant());
            requests.tested(switchover);
            return;
        }
        if (!swap.suspendRuns()) {
            if (switchover.changedAt().plus(END_OF_RUNS).isBefore(clock.instant())) {
                giveUp(switchover, Text.of("A run did not end. Try again when no run is open."));
            }
            return;
        }
        try {
            Replica replica = replicas.find(switchover.replicaId()).orElseThrow();
            if (switchovers.open().filter(open -> open.id() == switchover.id()).isEmpty()) {
                return; // the user cancelled the switchover during suspendRuns()
            }
            if (switchover.kind() == Switchover.Kind.PLANNED
                    && (behind(replica) != null || runs.wasCancelled(replica.id()))) {
                // Another run copies the changes that the replica lacks, for example because suspendRuns() cancelled a
                // run.
                switchovers.step(switchover.id(), State.LAST_RUN, clock.instant());
                return;
            }
            swap.carryOut(switchover);
        } finally {
            swap.resumeRuns();
        }
    }

    private void undo(SwitchoverRequests.Undo undo) {
        if (!swap.suspendRuns()) {
            return;
        }
        if (!undo.decided().compareAndSet(false, true)) {
            swap.resumeRuns();
            return;
        }
        Text problem = null;
        try {
            swap.undo(undo.switchover());
        } catch (RuntimeException e) {
            db.machine().failed(e);
            problem = Explanation.of(e);
        } finally {
            swap.resumeRuns();
        }
        requests.undone(problem);
    }

    /**
     * @return the replica; null if the controller gave up, because the replica can't be synchronised, a rule may change
     *     documents, or an address was changed
     */
    private Replica usable(Switchover switchover) {
        Replica replica = replicas.find(switchover.replicaId()).orElse(null);
        Text why = replica == null
                ? Text.of("The replica was removed.")
                : !replica.enabled()
                        ? Text.of("The replica was switched off.")
                        : replica.paused() || settings.paused()
                                ? Text.of("The replica was paused.")
                                : obstacle(switchover, replica);
        if (why != null) {
            giveUp(switchover, why);
        }
        return why == null ? replica : null;
    }

    /** @return what the user changed since the request, so that the switchover must not go on; null: nothing */
    private Text obstacle(Switchover switchover, Replica replica) {
        Text rules = switchover.kind() == Switchover.Kind.PLANNED ? requests.changingRules(replica) : null;
        return rules == null ? swap.changedAddress(switchover) : rules;
    }

    /** @return the run that the current step started; empty if the current step has started no run yet */
    private Optional<Run> currentRun(Switchover switchover) {
        return Optional.ofNullable(switchover.runId()).flatMap(runs::find);
    }

    /** Queues a run as soon as no other run of the replica is open. */
    private void begin(Switchover switchover, Run.Mode mode) {
        db.inTransaction(() -> runs.queue(switchover.replicaId(), mode)
                .ifPresent(run -> switchovers.waitFor(switchover.id(), run.id())));
    }

    private static long changes(Run run) {
        return run.uploaded() + run.adopted() + run.updated() + run.lookups();
    }

    /** @return a message about the changes that the replica lacks; null if the replica lacks no change */
    private Text behind(Replica replica) {
        DocumentCounts documents = counts.of(replica.id()).documents();
        if (documents.missing() + documents.outdated() + documents.behind() > 0) {
            Text counts = Text.of(
                    "Documents are not in sync: {0} are missing, {1} lack changes.",
                    String.valueOf(documents.missing()), String.valueOf(documents.outdated()));
            Text next = Text.of("Correct these documents first; see the documents of the replica.");
            return coverage.wanted(replica.id(), 1).stream()
                    .map(missing -> Text.of("Document {0}: {1}", String.valueOf(missing.masterId()), missing.why()))
                    .findFirst()
                    .map(why -> Text.join(" ", List.of(counts, why, next, ANYWAY)))
                    .orElseGet(() -> Text.join(" ", List.of(counts, next, ANYWAY)));
        }
        boolean open = !openUploads.open(replica.id()).isEmpty()
                || !replacedCopies.open(replica.id()).isEmpty();
        return open ? Text.of("An upload or the replacement of a file is not finished yet. Try again later.") : null;
    }

    private void giveUp(Switchover switchover, Text why) {
        if (switchovers.end(switchover.id(), State.GIVEN_UP, why, clock.instant())) {
            journal.writeForReplica(
                    LogRow.Level.ERROR,
                    switchover.replicaId(),
                    "switchover",
                    Switchover.failure(switchover.replicaName(), why));
        }
    }
}

package io.pngx.controller.engine.switchover;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.RuleTable;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchover.Kind;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** Accepts or refuses the requests of users: to switch over, to cancel, to undo. */
public final class SwitchoverRequests {
    /** Name of the old master, if the user gives none. */
    public static final String OLD_MASTER = "Old master";

    /** How long a request waits for the end of an undo that has begun. */
    private static final Duration END_OF_UNDO = Duration.ofMinutes(3);

    private final Tables tables;
    private final Supplier<ConnectionReport> testMaster;
    private final Function<Replica, ConnectionReport> testReplica;
    private final Journal journal;
    private final Clock clock;
    private final AtomicReference<Undo> undo = new AtomicReference<>();
    /** Id of the switchover whose requirements this process has tested; 0: none. */
    private volatile long tested;

    /**
     * A requested undo.
     *
     * @param outcome completes with null, or with the reason why the undo failed
     * @param decided whether the undo has begun, or was given up before it began
     */
    record Undo(Switchover switchover, CompletableFuture<Text> outcome, AtomicBoolean decided) {}

    /**
     * @param testMaster tests the connection to the master
     * @param testReplica tests the connection to a replica
     */
    public SwitchoverRequests(
            Tables tables,
            Supplier<ConnectionReport> testMaster,
            Function<Replica, ConnectionReport> testReplica,
            Journal journal,
            Clock clock) {
        this.tables = tables;
        this.testMaster = testMaster;
        this.testReplica = testReplica;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Requests a switchover, which the route {@code advanceSwitchover} then carries out.
     *
     * @param oldMasterName name of the old master as a replica; null: {@link #OLD_MASTER}
     * @param by who requested the switchover, as the log says it, for example {@code by hand}
     * @throws SwitchoverRefusedException if the switchover is not possible; nothing changed
     */
    public Switchover promote(Replica replica, Kind kind, String oldMasterName, String by) {
        String masterUrl = tables.settings()
                .get(Setting.MASTER_URL)
                .filter(url -> tables.settings().get(Setting.MASTER_TOKEN).isPresent())
                .orElseThrow(() ->
                        new SwitchoverRefusedException(Text.of("No master is set, so no replica can take over.")));
        refuseIfOpen();
        if (kind == Kind.PLANNED) {
            requireRunning(replica);
        }
        requireInstances(replica, kind);
        if (kind == Kind.PLANNED) {
            requireNoChangingRule(replica);
        }
        Switchover request = tables.switchovers()
                .request(
                        kind,
                        replica,
                        masterUrl,
                        oldMasterName == null ? OLD_MASTER : oldMasterName,
                        by,
                        clock.instant())
                .orElseThrow(SwitchoverRequests::another);
        tested = request.id();
        journal.writeForReplica(
                LogRow.Level.WARN,
                replica.id(),
                "switchover",
                Text.of(
                        kind == Kind.PLANNED
                                ? "A planned switchover to \"{0}\" was requested {1}."
                                : "A failover to \"{0}\" was requested {1}.",
                        replica.name(),
                        Switchover.author(by)));
        return request;
    }

    /**
     * Returns whether an earlier process began the switchover, and this process has not tested the requirements of the
     * switchover yet.
     */
    boolean isLeftOver(Switchover switchover) {
        return switchover.id() != tested;
    }

    /**
     * Tests again whether a failover that an earlier process began is still possible.
     *
     * @throws SwitchoverRefusedException if the master answers again, or the replica can't be used
     */
    void testAgain(Switchover switchover, Replica replica) {
        if (switchover.kind() == Kind.FAILOVER) {
            requireInstances(replica, Kind.FAILOVER);
        }
    }

    /**
     * Records that this process has tested the requirements of a switchover, and has stored the switchover's next step.
     */
    void tested(Switchover switchover) {
        tested = switchover.id();
    }

    private void refuseIfOpen() {
        if (tables.switchovers().open().isPresent()) {
            throw another();
        }
    }

    private static SwitchoverRefusedException another() {
        return new SwitchoverRefusedException(Text.of("A switchover is under way; wait for its end, or cancel it."));
    }

    private void requireRunning(Replica replica) {
        if (!replica.enabled() || replica.paused() || tables.settings().paused()) {
            throw new SwitchoverRefusedException(Text.of(
                    "The replica \"{0}\" is paused or switched off. Resume the replica or switch the replica on "
                            + "first, because a planned switchover begins with runs.",
                    replica.name()));
        }
        if (replica.dryRunFirst()) {
            throw new SwitchoverRefusedException(Text.of(
                    "The replica \"{0}\" waits for an accepted dry run: start a dry run, "
                            + "accept it, and wait for a full run.",
                    replica.name()));
        }
    }

    private void requireNoChangingRule(Replica replica) {
        Text rules = changingRules(replica);
        if (rules != null) {
            throw new SwitchoverRefusedException(rules);
        }
    }

    /** Returns why the rules of a replica prevent a planned switchover; null: they do not. */
    Text changingRules(Replica replica) {
        List<String> rules = new RuleTable(tables.database()).changing(replica.id());
        return rules.isEmpty()
                ? null
                : Text.of(
                        "Rules that may change documents are on for the replica \"{0}\": {1}. Switch them off first;"
                                + " the switchover then begins by making the copies equal, except copies that another"
                                + " rule excludes: these keep the changed values. Otherwise, the changed values would"
                                + " become the values of the library.",
                        replica.name(), String.join(", ", rules));
    }

    /** Tests the master, and for a failover also the replica, because a failover has no run that would use it. */
    private void requireInstances(Replica replica, Kind kind) {
        requireKind(replica, kind, testMaster.get());
        ConnectionReport report = kind == Kind.FAILOVER ? testReplica.apply(replica) : null;
        if (report != null && !report.ok()) {
            throw new SwitchoverRefusedException(Text.of(
                    "The replica \"{0}\" can't be used now, so it can't become the master. Correct this first, or"
                            + " make another replica the master.{1}",
                    replica.name(), problem(report)));
        }
    }

    private static Text problem(ConnectionReport report) {
        return report.problems().stream()
                .filter(each -> each.kind().equals("error"))
                .map(each -> Text.of(" The reason: {0}", each.message()))
                .findFirst()
                .orElse(Text.of(""));
    }

    /**
     * Checks the master. A planned switchover requires that the master answers; a failover requires that the master
     * does not answer. A failover to a blocked replica does not require this, because another library may answer at the
     * master's address. A replica that waits for an accepted dry run is blocked for another reason.
     */
    private static void requireKind(Replica replica, Kind kind, ConnectionReport master) {
        if (kind == Kind.PLANNED && !master.ok()) {
            throw new SwitchoverRefusedException(Text.of(
                    "The master does not answer, so its last changes can't be copied. If you can't wait for the "
                            + "master, fail over.{0}",
                    problem(master)));
        }
        boolean mayBeOtherLibrary = replica.state() == Replica.State.BLOCKED && !replica.dryRunFirst();
        if (kind == Kind.FAILOVER && master.ok() && !mayBeOtherLibrary) {
            throw new SwitchoverRefusedException(
                    Text.of("The master answers. A failover would lose its last changes: use a planned switchover, "
                            + "or stop the master first."));
        }
    }

    /**
     * Cancels an open switchover.
     *
     * @throws SwitchoverRefusedException if the switchover has ended
     */
    public Switchover cancel(Switchover switchover, String by) {
        if (!tables.switchovers().end(switchover.id(), Switchover.State.CANCELLED, null, clock.instant())) {
            throw new SwitchoverRefusedException(
                    Text.of("The switchover has ended already; there is nothing to cancel."));
        }
        journal.writeForReplica(
                LogRow.Level.WARN,
                switchover.replicaId(),
                "switchover",
                Text.of(
                        "The switchover to \"{0}\" was cancelled {1}.",
                        switchover.replicaName(), Switchover.author(by)));
        return tables.switchovers().find(switchover.id()).orElseThrow();
    }

    /**
     * Undoes a switchover, and waits until it is undone.
     *
     * @throws SwitchoverRefusedException if the switchover can't be undone; nothing changed
     */
    public Switchover undo(Switchover switchover, Duration patience) {
        refuseIfOpen();
        Undo request = new Undo(switchover, new CompletableFuture<>(), new AtomicBoolean());
        if (!undo.compareAndSet(null, request)) {
            throw new SwitchoverRefusedException(Text.of("The switchover is being undone already."));
        }
        try {
            Text problem = outcome(request, patience);
            if (problem != null) {
                throw new SwitchoverRefusedException(problem);
            }
        } catch (TimeoutException e) {
            throw new SwitchoverRefusedException(
                    Text.of("The switchover is still being undone; look at the switchovers in a minute."));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SwitchoverRefusedException(
                    Text.of("The controller is being stopped, so the switchover was not undone."));
        } finally {
            undo.compareAndSet(request, null);
        }
        return tables.switchovers().find(switchover.id()).orElseThrow();
    }

    private static Text outcome(Undo request, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return request.outcome().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return request.decided().compareAndSet(false, true)
                    ? Text.of("A run does not end, so the switchover was not undone; try again.")
                    : request.outcome().get(END_OF_UNDO.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    Optional<Undo> undoRequested() {
        return Optional.ofNullable(undo.get());
    }

    /** @param problem why the switchover was not undone; null if the switchover was undone */
    void undone(Text problem) {
        undoRequested().ifPresent(request -> {
            undo.compareAndSet(request, null);
            request.outcome().complete(problem);
        });
    }
}

package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.text.Text;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases orphaned locks, ends abandoned runs, and interrupts calls of cancelled runs. Ends or interrupts a run only
 * if two checks in a row find the same problem.
 */
public final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    private static final Text BROKE_OFF =
            Text.of("The run ended unexpectedly; the log of the process has the reason. The next run continues.");

    private final Gateway gateway;
    private final Sessions sessions;
    private final ReplicaLocks locks;
    private final Runs runs;
    private final StopSignal stops;
    private final Machine machine;
    private final Journal journal;
    private Set<Long> abandoned = Set.of();
    private Set<Long> ending = Set.of();

    public Watchdog(
            Gateway gateway,
            Sessions sessions,
            ReplicaLocks locks,
            Runs runs,
            StopSignal stops,
            Machine machine,
            Journal journal) {
        this.gateway = gateway;
        this.sessions = sessions;
        this.locks = locks;
        this.runs = runs;
        this.stops = stops;
        this.machine = machine;
        this.journal = journal;
    }

    public synchronized void check() {
        if (stops.isClosing()) {
            return;
        }
        boolean works = machine.fault().isEmpty();
        if (works) {
            locks.orphanedLocks().forEach(replicaId -> isolated(() -> free(replicaId)));
        }
        Set<Run> running = runs.open().stream()
                .filter(run -> run.state() == Run.State.RUNNING)
                .collect(Collectors.toSet());
        // During a fault of the machine, ends no run: a paused run only looks abandoned, and its end could not be
        // stored.
        abandoned = works ? foundTwice(running, abandoned, this::isAbandoned, this::end) : Set.of();
        ending = foundTwice(
                running,
                ending,
                this::shouldEnd,
                run -> locks.lockThread(run.replicaId()).ifPresent(gateway::cutStuck));
    }

    /** Runs an action and logs its failure, so that the other checks still run. */
    private void isolated(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            if (machine.failed(e).isEmpty()) {
                LOG.error("watchdog: {}", e.toString());
            }
        }
    }

    private Set<Long> foundTwice(Set<Run> runs, Set<Long> before, Predicate<Run> is, Consumer<Run> then) {
        Set<Long> seen = new HashSet<>();
        for (Run run : runs) {
            if (is.test(run)) {
                seen.add(run.id());
                if (before.contains(run.id())) {
                    isolated(() -> then.accept(run));
                }
            }
        }
        return seen;
    }

    /**
     * Releases a lock that has no holder any more, because an {@code Error} ended the thread or Camel's processing of
     * the exchange.
     */
    private void free(long replicaId) {
        Text why =
                Text.of("The work on this replica ended unexpectedly and kept its lock; the lock was released. The log"
                        + " of the process has the reason.");
        sessions.current(replicaId).ifPresent(session -> session.stop(Replica.State.ERROR, BROKE_OFF));
        locks.release(replicaId); // released before the log row is written, because the database may refuse writes
        journal.write(LogRow.Level.ERROR, runs.open(replicaId).map(Run::id).orElse(null), replicaId, null, "lock", why);
    }

    private boolean isAbandoned(Run run) {
        return !locks.isLocked(run.replicaId())
                && sessions.current(run.replicaId())
                        .filter(session -> session.runId() == run.id())
                        .isEmpty()
                && (!sessions.isPausedByMachine(run.id()) || runs.stop(run.id()).isPresent());
    }

    private void end(Run run) {
        Runs.Stop stop = run.cancelRequested()
                ? runs.cancelReason(run.id())
                : sessions.isPausedByMachine(run.id()) ? Runs.Stop.PAUSED : null;
        boolean cancelled = stop != null;
        Text why = cancelled ? stop.text() : BROKE_OFF;
        journal.writeForRun(cancelled ? LogRow.Level.WARN : LogRow.Level.ERROR, run, why);
        runs.finish(run.id(), cancelled ? Run.State.CANCELLED : Run.State.FAILED, why);
        sessions.clearPausedByMachine(run.id());
    }

    /** @return whether the user stopped the run, but the exchange of the run still holds the lock */
    private boolean shouldEnd(Run run) {
        boolean wanted = locks.isLocked(run.replicaId()) && runs.stop(run.id()).isPresent();
        if (wanted) {
            sessions.current(run.replicaId())
                    .filter(session -> session.runId() == run.id())
                    .ifPresent(stops::shouldStop);
        }
        return wanted;
    }
}

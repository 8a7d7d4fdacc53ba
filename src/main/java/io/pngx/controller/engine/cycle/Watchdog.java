package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends locks, runs and calls that outlived what they were for. A run or a call has to be found so in two looks. */
public final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    private static final String BROKE_OFF = "The run broke off; the log of the process says why. The next one goes on.";

    private final Gateway gateway;
    private final Sessions sessions;
    private final Runs runs;
    private final StopSignal stops;
    private final Machine machine;
    private final Journal journal;
    private Set<Long> abandoned = Set.of();
    private Set<Long> ending = Set.of();

    public Watchdog(Gateway gateway, Sessions sessions, Runs runs, StopSignal stops, Machine machine, Journal journal) {
        this.gateway = gateway;
        this.sessions = sessions;
        this.runs = runs;
        this.stops = stops;
        this.machine = machine;
        this.journal = journal;
    }

    public synchronized void look() {
        if (stops.isClosing()) {
            return;
        }
        boolean works = machine.fault().isEmpty();
        if (works) {
            sessions.lost().forEach(replicaId -> alone(() -> free(replicaId)));
        }
        Set<Run> running = runs.open().stream()
                .filter(run -> run.state() == Run.State.RUNNING)
                .collect(Collectors.toSet());
        // What the machine paused looks like it, too, and no end could be written now.
        abandoned = works ? seenAgain(running, abandoned, this::isAbandoned, this::end) : Set.of();
        ending = seenAgain(
                running,
                ending,
                this::isEnding,
                run -> sessions.thread(run.replicaId()).ifPresent(gateway::cutStuck));
    }

    /** The failure of one replica does not keep the others from being looked at. */
    private void alone(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            if (machine.failed(e).isEmpty()) {
                LOG.error("watchdog: {}", e.toString());
            }
        }
    }

    private Set<Long> seenAgain(Set<Run> runs, Set<Long> before, Predicate<Run> is, Consumer<Run> then) {
        Set<Long> seen = new HashSet<>();
        for (Run run : runs) {
            if (is.test(run)) {
                seen.add(run.id());
                if (before.contains(run.id())) {
                    alone(() -> then.accept(run));
                }
            }
        }
        return seen;
    }

    /** Whoever held the lock will never give it back: an {@code Error} met Camel itself, or ended the thread. */
    private void free(long replicaId) {
        String why = "The work on this replica broke off and left its lock behind; the lock was freed. "
                + "The log of the process says why it broke off.";
        sessions.inHand(replicaId).ifPresent(session -> session.stop(Replica.State.ERROR, BROKE_OFF));
        sessions.free(replicaId); // first: where nothing can be written, it is free all the same
        journal.write(LogRow.Level.ERROR, runs.open(replicaId).map(Run::id).orElse(null), replicaId, null, "lock", why);
    }

    private boolean isAbandoned(Run run) {
        return !sessions.busy(run.replicaId())
                && sessions.inHand(run.replicaId())
                        .filter(session -> session.runId() == run.id())
                        .isEmpty()
                && (!sessions.isPausedByMachine(run.id()) || runs.stop(run.id()).isPresent());
    }

    private void end(Run run) {
        Runs.Stop stop = run.cancelRequested()
                ? Runs.Stop.CANCELLED
                : sessions.isPausedByMachine(run.id()) ? Runs.Stop.PAUSED : null;
        boolean cancelled = stop != null;
        String why = cancelled ? stop.text() : BROKE_OFF;
        journal.write(cancelled ? LogRow.Level.WARN : LogRow.Level.ERROR, run.id(), run.replicaId(), null, "run", why);
        runs.finish(run.id(), cancelled ? Run.State.CANCELLED : Run.State.FAILED, why);
        sessions.begunOrEnded(run.id());
    }

    /** A person wants it to end, and it is still in somebody's hand. */
    private boolean isEnding(Run run) {
        boolean wanted = sessions.busy(run.replicaId()) && runs.stop(run.id()).isPresent();
        if (wanted) {
            sessions.inHand(run.replicaId())
                    .filter(session -> session.runId() == run.id())
                    .ifPresent(stops::asked);
        }
        return wanted;
    }
}

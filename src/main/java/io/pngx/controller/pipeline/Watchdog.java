package io.pngx.controller.pipeline;

import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Ends locks, runs and calls that outlived what they were for. A run or a call has to be found so in two looks. */
public final class Watchdog {
    private static final String BROKE_OFF = "The run broke off; the log of the process says why. The next one goes on.";

    private final Gateway gateway;
    private final Sessions sessions;
    private final Runs runs;
    private final Stops stops;
    private final Journal journal;
    private Set<Long> abandoned = Set.of();
    private Set<Long> ending = Set.of();

    public Watchdog(Gateway gateway, Sessions sessions, Runs runs, Stops stops, Journal journal) {
        this.gateway = gateway;
        this.sessions = sessions;
        this.runs = runs;
        this.stops = stops;
        this.journal = journal;
    }

    public synchronized void look() {
        if (stops.isClosing()) {
            return;
        }
        sessions.lost().forEach(this::free);
        Set<Run> running = runs.open().stream()
                .filter(run -> run.state() == Run.State.RUNNING)
                .collect(Collectors.toSet());
        abandoned = seenAgain(running, abandoned, this::isAbandoned, this::end);
        ending = seenAgain(running, ending, this::isEnding, run -> sessions.thread(run.replicaId())
                .ifPresent(gateway::cutStuck));
    }

    private static Set<Long> seenAgain(Set<Run> runs, Set<Long> before, Predicate<Run> is, Consumer<Run> then) {
        Set<Long> seen = new HashSet<>();
        for (Run run : runs) {
            if (is.test(run)) {
                seen.add(run.id());
                if (before.contains(run.id())) {
                    then.accept(run);
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
        journal.write(LogRow.Level.ERROR, runs.open(replicaId).map(Run::id).orElse(null), replicaId, null, "lock", why);
        sessions.free(replicaId);
    }

    private boolean isAbandoned(Run run) {
        return !sessions.busy(run.replicaId())
                && sessions.inHand(run.replicaId())
                        .filter(session -> session.runId() == run.id())
                        .isEmpty();
    }

    private void end(Run run) {
        boolean cancelled = run.cancelRequested();
        String why = cancelled ? "Cancelled by hand." : BROKE_OFF;
        journal.write(cancelled ? LogRow.Level.WARN : LogRow.Level.ERROR, run.id(), run.replicaId(), null, "run", why);
        runs.finish(run.id(), cancelled ? Run.State.CANCELLED : Run.State.FAILED, why);
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

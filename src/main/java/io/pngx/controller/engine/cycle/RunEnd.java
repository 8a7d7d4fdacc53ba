package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.uploads.OpenQuestions;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.RunWork;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.WorkQueue;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.ExchangeProperty;

/** Ends a run that has nothing left to do, or that must stop. */
public final class RunEnd {
    private final Runs runs;
    private final Replicas replicas;
    private final WorkQueue work;
    private final RunWork runWork;
    private final Adoptions adoptions;
    private final OpenQuestions questions;
    private final NightlyTasks nights;
    private final Sessions sessions;
    private final StopSignal stops;
    private final Journal journal;

    public RunEnd(
            Tables tables,
            OpenQuestions questions,
            NightlyTasks nights,
            Sessions sessions,
            StopSignal stops,
            Journal journal) {
        this.runs = tables.runs();
        this.replicas = tables.replicas();
        this.work = tables.work();
        this.runWork = tables.runWork();
        this.adoptions = tables.adoptions();
        this.questions = questions;
        this.nights = nights;
        this.sessions = sessions;
        this.stops = stops;
        this.journal = journal;
    }

    /** @return whether only deletions, the last stage, are left */
    public boolean onlyDeletionsLeft(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return !stops.shouldStop(session) && runWork.isDone(session.runId());
    }

    /** Ends the run if nothing is left to do. Called at the end of every tick, after all other records are written. */
    public void check(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        if (session.isPaused() || stops.hasEnded(session) || stops.isClosing()) {
            // A paused run resumes after the fault. If the process stops, the next start of the process ends the run.
            if (session.isPaused()) {
                sessions.markPausedByMachine(session.runId());
            }
            sessions.close(session);
        } else if (stops.shouldStop(session)) {
            sessions.close(session);
            journal.warn(session, null, "run", session.stoppedBecause());
            if (session.stoppedState() != null) {
                replicas.state(session.replicaId(), session.stoppedState(), session.stoppedBecause());
            }
            runs.finish(
                    session.runId(),
                    session.cancelled() ? Run.State.CANCELLED : Run.State.FAILED,
                    session.stoppedBecause());
        } else if (runWork.isDone(session.runId())) {
            sessions.close(session);
            work.putBackQuestions(session.run());
            String open = questions.message(session.replicaId());
            if (open != null) {
                session.incomplete(open);
            }
            Run run = runs.find(session.runId()).orElseThrow();
            long offered = adoptions.count(session.replicaId());
            if (offered > 0) {
                session.incomplete("Adoption offered: " + offered + (offered == 1 ? " document is" : " documents are")
                        + " already on the replica; check the dry run, and confirm the adoption.");
            }
            boolean whole = run.failed() == 0 && run.deferred() == 0 && session.incomplete() == null;
            if (!session.run().isHinted() || session.incomplete() != null) {
                replicas.state(session.replicaId(), Replica.State.OK, session.incomplete());
            }
            if (whole && !session.run().isHinted()) {
                replicas.succeeded(session.replicaId(), Instant.now());
            }
            journal.info(session, null, "run", summary(run));
            nights.fullRunEnded(run);
            runs.finish(run.id(), whole ? Run.State.SUCCESS : Run.State.PARTIAL, session.incomplete());
        }
    }

    /** @return a sentence with all counts above zero */
    private static String summary(Run run) {
        String counts = Stream.of(
                        count(run.uploaded(), "uploaded"),
                        count(run.adopted(), "adopted"),
                        count(run.updated(), "updated"),
                        count(run.drifted(), "edited on the replica"),
                        count(run.unchanged(), "unchanged"),
                        count(run.excluded(), "excluded by a rule"),
                        count(run.failed(), "failed"),
                        count(run.deferred(), "deferred"),
                        count(run.lookups(), run.lookups() == 1 ? "lookup written" : "lookups written"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        return counts.isEmpty() ? "The run is done: there was nothing to do." : "The run is done: " + counts + ".";
    }

    private static Optional<String> count(long count, String word) {
        return count == 0 ? Optional.empty() : Optional.of(count + " " + word);
    }
}

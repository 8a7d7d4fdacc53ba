package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.adoption.SurplusDocuments;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.uploads.OpenQuestions;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReplicaCounts;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.RunWork;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.ExchangeProperty;

/** Ends a run that has nothing left to do, or that must stop. */
public final class RunEnd {
    private final Runs runs;
    private final Replicas replicas;
    private final WorkQueue work;
    private final RunWork runWork;
    private final Adoptions adoptions;
    private final ReplicaCounts counts;
    private final OpenQuestions questions;
    private final SurplusDocuments surplus;
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
        this.counts = new ReplicaCounts(tables.database());
        this.questions = questions;
        this.surplus = new SurplusDocuments(tables, journal);
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
            // A paused run resumes when the machine works again. If the process stops, the next start of the controller
            // ends the run.
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
            runs.finish(session.runId(), session.endState(), session.stoppedBecause());
        } else if (runWork.isDone(session.runId())) {
            sessions.close(session);
            work.deferQuestions(session.run());
            Text open = questions.message(session.replicaId());
            if (open != null) {
                session.incomplete(open);
            }
            Run run = runs.find(session.runId()).orElseThrow();
            long offered = adoptions.count(session.replicaId());
            if (offered > 0) {
                session.incomplete(Text.of(
                        offered == 1
                                ? "Adoption offered: {0} document is already on the replica; check the dry run, and"
                                        + " confirm the adoption."
                                : "Adoption offered: {0} documents are already on the replica; check the dry run, and"
                                        + " confirm the adoption.",
                        String.valueOf(offered)));
            }
            if (run.uploaded() > 0) {
                surplus.warn(session);
            }
            boolean whole = run.failed() == 0 && run.deferred() == 0 && session.incomplete() == null;
            if (!session.run().isHinted() || session.incomplete() != null) {
                replicas.state(session.replicaId(), Replica.State.OK, session.incomplete());
            }
            if (whole && !session.run().isHinted()) {
                replicas.succeeded(session.replicaId(), Instant.now());
            }
            journal.info(session, null, "run", summary(run, counts.failed(run.replicaId()) - run.failed()));
            nights.fullRunEnded(run);
            runs.finish(run.id(), whole ? Run.State.SUCCESS : Run.State.PARTIAL, session.incomplete());
        }
    }

    /**
     * @param earlier failed documents that the run did not try
     * @return a sentence with all counts above zero
     */
    private static Text summary(Run run, long earlier) {
        return earlier <= 0
                ? summary(run)
                : Text.of(
                        "{0-}; {1}.",
                        summary(run),
                        Text.plural(
                                earlier,
                                "{0} document that failed earlier waits",
                                "{0} documents that failed earlier wait",
                                String.valueOf(earlier)));
    }

    private static Text summary(Run run) {
        List<Text> counts = Stream.of(
                        count(run.uploaded(), Text.of("uploaded")),
                        count(run.adopted(), Text.of("adopted")),
                        count(run.updated(), Text.of("updated")),
                        count(run.drifted(), Text.of("edited on the replica")),
                        count(run.unchanged(), Text.of("unchanged")),
                        count(run.contested(), Text.of("contested")),
                        count(run.excluded(), Text.of("excluded by a rule")),
                        count(run.failed(), Text.of("failed")),
                        count(run.deferred(), Text.of("deferred")),
                        count(run.deleted(), Text.of("deleted")),
                        count(run.lookups(), Text.of(run.lookups() == 1 ? "lookup written" : "lookups written")))
                .flatMap(Optional::stream)
                .toList();
        return counts.isEmpty()
                ? Text.of("The run is done: there was nothing to do.")
                : Text.of("The run is done: {0}.", Text.join(", ", counts));
    }

    private static Optional<Text> count(long count, Text word) {
        return count == 0 ? Optional.empty() : Optional.of(Text.of("{0} {1}", String.valueOf(count), word));
    }
}

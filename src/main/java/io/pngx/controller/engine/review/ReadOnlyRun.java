package io.pngx.controller.engine.review;

import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.text.Text;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Begins and ends runs that only read: the gateway refuses their writes, and each run ends even if its exchange fails.
 */
public final class ReadOnlyRun {
    private final Guard guard;
    private final Sessions sessions;
    private final Runs runs;
    private final StopSignal stops;
    private final Journal journal;

    public ReadOnlyRun(Guard guard, Sessions sessions, Runs runs, StopSignal stops, Journal journal) {
        this.sessions = sessions;
        this.guard = guard;
        this.runs = runs;
        this.stops = stops;
        this.journal = journal;
    }

    /**
     * Makes the gateway refuse every write to the replica until the end of the exchange. The caller must hold the lock
     * of the replica.
     */
    public void begin(@Body ReplicaRun job, Exchange exchange) {
        String host = job.getHost();
        guard.denyWrites(host);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                guard.allowWrites(host);
                sessions.closeReadOnly(job.replicaId());
                finishBroken(job);
            }

            @Override
            public boolean allowHandover() {
                return false;
            }
        });
    }

    /** Ends a run that is still open when its exchange is done. Such a run skipped its last steps after a failure. */
    private void finishBroken(ReplicaRun job) {
        Run run = job.run();
        if (stops.isClosing()
                || runs.find(run.id()).map(now -> now.finishedAt() != null).orElse(true)) {
            return;
        }
        Session session = job.session();
        Text why = session != null && session.stopped()
                ? session.stoppedBecause()
                : Text.of("The run ended unexpectedly; the log has the cause.");
        if (session != null) {
            journal.warn(session, null, "run", why);
        }
        runs.finish(run.id(), session == null ? Run.State.FAILED : session.endState(), why);
    }

    /**
     * Ends a run. If the run had to stop, its state becomes failed or cancelled.
     *
     * @return whether the run came to its end: it was neither cancelled, nor did it fail
     */
    boolean end(Session session, Text summary, Text incomplete) {
        if (stops.isClosing() || stops.hasEnded(session)) {
            return false;
        }
        if (stops.shouldStop(session)) {
            journal.warn(session, null, "run", session.stoppedBecause());
            runs.finish(session.runId(), session.endState(), session.stoppedBecause());
            return false;
        }
        journal.info(session, null, "run", summary);
        Text missing = incomplete == null ? session.incomplete() : incomplete;
        runs.finish(session.runId(), missing == null ? Run.State.SUCCESS : Run.State.PARTIAL, missing);
        return true;
    }
}

package io.pngx.controller.engine.review;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.SynchronizationAdapter;

/** A run that only reads: nothing it does can write to the replica, and it has an end however its exchange ends. */
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

    /** From here to the end of the exchange the gateway refuses every write to the replica. Called under its lock. */
    public void begin(Exchange exchange, @ExchangeProperty("host") String host, @ExchangeProperty("run") Run run) {
        guard.denyWrites(host);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                guard.allowWrites(host);
                sessions.looked(run.replicaId());
                brokenOff(done, run);
            }

            @Override
            public boolean allowHandover() {
                return false;
            }
        });
    }

    /** What was handled elsewhere ended the exchange: then the run has no end yet. */
    private void brokenOff(Exchange exchange, Run run) {
        if (stops.isClosing()
                || runs.find(run.id()).map(now -> now.finishedAt() != null).orElse(true)) {
            return;
        }
        Session session = exchange.getProperty("session", Session.class);
        String why =
                session != null && session.stopped() ? session.stoppedBecause() : "It broke off; the log says why.";
        if (session != null) {
            journal.warn(session, null, "run", why);
        }
        runs.finish(run.id(), session != null && session.cancelled() ? Run.State.CANCELLED : Run.State.FAILED, why);
    }

    /** Ends it. Something may have stopped it on the way. */
    void end(Session session, String said, String incomplete) {
        if (stops.isClosing() || stops.over(session)) {
            return;
        }
        if (stops.asked(session)) {
            journal.warn(session, null, "run", session.stoppedBecause());
            runs.finish(
                    session.runId(),
                    session.cancelled() ? Run.State.CANCELLED : Run.State.FAILED,
                    session.stoppedBecause());
        } else {
            journal.info(session, null, "run", said);
            String missing = incomplete == null ? session.incomplete() : incomplete;
            runs.finish(session.runId(), missing == null ? Run.State.SUCCESS : Run.State.PARTIAL, missing);
        }
    }
}

package io.pngx.controller.engine.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Begins and ends a drill, and checks sign-in page and index. During a drill, the gateway refuses every write to the
 * replica. Each drill ends, even if its exchange fails.
 */
public final class DrillRunner {
    /** Assumed age of the replica's index, if the replica does not say when it last wrote the index. */
    private static final Duration INDEX_DELAY = Duration.ofMinutes(15);

    private final Drills drills;
    private final ReplicaLocks locks;
    private final Guard guard;
    private final StopSignal stops;
    private final Journal journal;
    private final Clock clock;

    public DrillRunner(Drills drills, ReplicaLocks locks, Guard guard, StopSignal stops, Journal journal, Clock clock) {
        this.drills = drills;
        this.locks = locks;
        this.guard = guard;
        this.stops = stops;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Locks the replica, and makes the gateway refuse every write to the replica until the end of the exchange.
     *
     * @return false if another exchange uses the replica, or if the drill has begun already
     */
    public boolean begin(@Body DrillJob job, Exchange exchange) {
        if (!locks.lock(exchange, job.replica().id(), null) || !drills.start(job.id(), clock.instant())) {
            return false;
        }
        job.indexedUntil(clock.instant().minus(INDEX_DELAY));
        guard.denyWrites(job.getHost());
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                guard.allowWrites(job.getHost());
                if (!stops.isClosing()) {
                    job.stop(Drill.State.ABORTED, DrillJob.BROKE_OFF);
                    finish(job);
                }
            }

            @Override
            public boolean allowHandover() {
                return false;
            }
        });
        log(job, LogRow.Level.INFO, Text.of("A drill begins; nothing is written to the replica."));
        return true;
    }

    public List<AccessStep> access(@Body DrillJob job) {
        return List.of(new AccessStep(job, DrillStep.Kind.SIGN_IN), new AccessStep(job, DrillStep.Kind.INDEX));
    }

    public void recordSignIn(@Body AccessStep step, @Variable(ExchangeNames.ANSWER) String page, Exchange exchange) {
        step.recordSignIn(
                Received.of(exchange, ExchangeNames.ANSWER).status(),
                Received.header(exchange, ExchangeNames.ANSWER, "Location")
                        .map(location -> location.replaceFirst("[?#].*$", "").replaceFirst("//[^/@]*@", "//"))
                        .orElse(""),
                page == null ? "" : page);
    }

    public void recordIndex(@Body AccessStep step, @Variable(ExchangeNames.ANSWER) JsonNode status) {
        step.recordIndex(status);
    }

    public void end(@Body DrillJob job) {
        if (!stops.isClosing()) {
            finish(job);
        }
    }

    /** Commits the result together with the checks, unless the drill has ended already. */
    private void finish(DrillJob job) {
        Drill.State state = job.state();
        Text summary = job.summary();
        if (drills.finish(job.id(), state, summary, job.checks(), clock.instant())) {
            log(
                    job,
                    state == Drill.State.PASSED ? LogRow.Level.INFO : LogRow.Level.WARN,
                    switch (state) {
                        case PASSED -> Text.of("The drill passed. {0}", summary);
                        case FAILED -> Text.of("The drill failed. {0}", summary);
                        default -> Text.of("The drill was not completed. {0}", summary);
                    });
        }
    }

    private void log(DrillJob job, LogRow.Level level, Text message) {
        journal.writeForReplica(level, job.replica().id(), "drill", message);
    }
}

package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.RunWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * Decides whether uploads of a replica continue at once, after a short wait, or at the next tick, so that neither the
 * tick nor another replica delays an upload.
 */
public final class UploadRounds {
    /** After this time the lock of the replica is released, so that a new cycle can add work items to a long run. */
    private static final Duration LONGEST = Duration.ofSeconds(1);
    /** About the time between two ticks. A tick carries out each step that is due later. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(200);

    private static final int ACKNOWLEDGED_AT_ONCE = 50;

    private final OpenUploads openUploads;
    private final RunWork runWork;

    public UploadRounds(OpenUploads openUploads, RunWork runWork) {
        this.openUploads = openUploads;
        this.runWork = runWork;
    }

    public UploadRound begin(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return new UploadRound(session, LONGEST);
    }

    /** Decides after a round when the next round begins, if there is one. */
    public void ended(@Body UploadRound round) {
        ended(round, Instant.now());
    }

    void ended(UploadRound round, Instant now) {
        if (round.hasMoved()) {
            round.again(Duration.ZERO, now);
            return;
        }
        Instant due = openUploads.nextDue(round.session().replicaId()).orElse(null);
        Duration wait = due == null ? null : Duration.between(now, due).plusMillis(1);
        if (wait == null || wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0) {
            round.close(); // an overdue step failed in this round, so a tick repeats the step
        } else {
            round.again(wait, now);
        }
    }

    /** Returns one job with all finished tasks if a batch is full or no upload waits; empty otherwise. */
    public List<AcknowledgementJob> acknowledgements(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        if (!mustAcknowledge(session)) {
            return List.of();
        }
        List<Long> tasks = List.copyOf(session.uploads().finishedTasks());
        session.uploads().finishedTasks().clear();
        return List.of(new AcknowledgementJob(session, tasks));
    }

    private boolean mustAcknowledge(Session session) {
        int finished = session.uploads().finishedTasks().size();
        return !session.stopped()
                && finished > 0
                && (finished >= ACKNOWLEDGED_AT_ONCE
                        || openUploads.inFlight(session.replicaId()) == 0
                        || runWork.isDone(session.runId()));
    }
}

package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.RunWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * Decides whether uploads of a replica continue immediately, after a short wait, or at the next tick. An upload that is
 * due soon waits neither for the next tick nor for another replica.
 */
public final class UploadRounds {
    /**
     * Longest wait until the next step is due: about the time between two ticks. If the step is due later, a tick
     * carries out the step.
     */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private static final int ACKNOWLEDGED_AT_ONCE = 50;

    private final Database database;
    private final ReplicaLocks locks;
    private final OpenUploads openUploads;
    private final RunWork runWork;

    public UploadRounds(Database database, ReplicaLocks locks, OpenUploads openUploads, RunWork runWork) {
        this.database = database;
        this.locks = locks;
        this.openUploads = openUploads;
        this.runWork = runWork;
    }

    public UploadRound begin(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        session.uploads().upcoming().clear(); // another thread may have changed the work items
        return new UploadRound(session);
    }

    /** Decides after a round when the next round begins, if there is one. */
    public void ended(@Body UploadRound round) {
        ended(round, Instant.now());
    }

    void ended(UploadRound round, Instant now) {
        if (locks.isLockWanted(round.session().replicaId())) {
            round.close(); // a due cycle needs the lock, to add work items to the run
            return;
        }
        if (round.hasMoved()) {
            round.again(Duration.ZERO);
            return;
        }
        Instant due = openUploads.nextDue(round.session().replicaId()).orElse(null);
        Duration wait = due == null ? null : Duration.between(now, due).plusMillis(1);
        if (wait == null || wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0) {
            round.close(); // a tick carries out later steps, and repeats an overdue step that failed in this round
        } else {
            round.again(wait);
        }
    }

    /** Returns one job with all finished tasks if the tasks fill a batch; otherwise empty. */
    public List<AcknowledgementJob> fullBatch(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return session.uploads().finishedTasks().size() >= ACKNOWLEDGED_AT_ONCE ? acknowledgements(session) : List.of();
    }

    /** Returns one job with all finished tasks if the tasks fill a batch, or if no upload waits; otherwise empty. */
    public List<AcknowledgementJob> acknowledgements(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        if (!mustAcknowledge(session)) {
            return List.of();
        }
        List<Long> tasks = List.copyOf(session.uploads().finishedTasks());
        database.flush(); // a task whose upload a power failure can still undo must not be acknowledged
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

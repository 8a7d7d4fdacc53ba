package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;

/** Table {@code sync_runs}. A unique index ensures that each replica has at most one open run: queued or running. */
public final class Runs {
    /**
     * Query for open runs. The query names an index, because SQLite would otherwise read all runs in the order of their
     * ids.
     */
    static final String OPEN =
            "select * from sync_runs indexed by sync_runs_open where state in ('queued', 'running') order by id";

    static final String LAST_SUCCESS = "select max(finished_at) from sync_runs where replica_id = ? and mode = ?"
            + " and state = 'success' and hinted_documents is null";

    private final Database db;
    private final RunStops stops;

    public Runs(Database db) {
        this.db = db;
        stops = new RunStops(db);
    }

    /** Queues a run. Returns empty if the replica has an open run. */
    public Optional<Run> queue(long replicaId, Run.Mode mode) {
        return queue(replicaId, mode, null);
    }

    /**
     * Queues an incremental run or a verification of only these documents, which webhooks or a user named. Returns
     * empty if the replica has an open run.
     */
    public Optional<Run> queueHinted(long replicaId, Run.Mode mode, Collection<Long> documents) {
        return queue(
                replicaId,
                mode,
                documents.stream().sorted().map(String::valueOf).collect(Collectors.joining(",")));
    }

    private Optional<Run> queue(long replicaId, Run.Mode mode, String hintedDocuments) {
        try {
            return Optional.of(db.write()
                    .sql("""
                    insert into sync_runs(replica_id, mode, state, phase, started_at, hinted_documents)
                    values (?, ?, 'queued', 'waiting', ?, ?) returning *""")
                    .params(replicaId, LowerCase.of(mode), Times.text(Instant.now()), hintedDocuments)
                    .query(Rows.of(Run.class))
                    .single());
        } catch (DataAccessException e) {
            if (String.valueOf(e.getMessage()).contains("SQLITE_CONSTRAINT")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Queues an incremental run. If an incremental run of only some documents is open, makes that run compare all
     * changes instead. Returns empty if another run is open.
     */
    public Optional<Run> queueIncremental(long replicaId) {
        return queue(replicaId, Run.Mode.INCREMENTAL)
                .or(() -> open(replicaId)
                        .filter(run -> run.isHinted() && run.mode() == Run.Mode.INCREMENTAL)
                        .map(run -> {
                            makeDue(replicaId);
                            return run;
                        }));
    }

    private void makeDue(long replicaId) {
        db.write()
                .sql("update replicas set last_cycle_at = null where id = ?")
                .param(replicaId)
                .update();
    }

    /** Records that an open run compares all changes, even if it began with only some documents. */
    public void compareAllChanges(long id) {
        db.write()
                .sql("update sync_runs set hinted_documents = null where id = ? and finished_at is null")
                .param(id)
                .update();
    }

    public Optional<Run> find(long id) {
        return db.read()
                .sql("select * from sync_runs where id = ?")
                .param(id)
                .query(Rows.of(Run.class))
                .optional();
    }

    /** Reasons to stop a run after the current document. */
    public enum Stop {
        ENDED(Text.of("The run has ended.")),
        CANCELLED(Text.of("Cancelled by hand.")),
        SWITCHOVER(Text.of("The switchover ended the run.")),
        PAUSED(Text.of("Paused by hand."));

        private final Text text;

        Stop(Text text) {
            this.text = text;
        }

        /** Returns the reason as a sentence for users. */
        public Text text() {
            return text;
        }
    }

    /** Returns the reason to stop a run; empty: the run continues. A run that does not exist counts as ended. */
    public Optional<Stop> stop(long id) {
        return stops.of(id);
    }

    /** Returns who cancelled a run: {@link Stop#SWITCHOVER} or, by hand, {@link Stop#CANCELLED}. */
    public Stop cancelReason(long id) {
        return stops.cancelReason(id);
    }

    public Optional<Run> open(long replicaId) {
        return db.read()
                .sql("select * from sync_runs where replica_id = ? and state in ('queued', 'running')")
                .param(replicaId)
                .query(Rows.of(Run.class))
                .optional();
    }

    public List<Run> open() {
        return db.read().sql(OPEN).query(Rows.of(Run.class)).list();
    }

    /** @return whether the user or a switchover cancelled the newest incremental or full run */
    public boolean wasCancelled(long replicaId) {
        return db.read()
                .sql("""
                select state = 'cancelled' and cancel_requested from sync_runs
                where replica_id = ? and mode in ('incremental', 'full') order by id desc limit 1""")
                .param(replicaId)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** Returns the newest run of a mode. */
    public Optional<Run> last(long replicaId, Run.Mode mode) {
        return db.read()
                .sql("select * from sync_runs where replica_id = ? and mode = ? order by id desc limit 1")
                .params(replicaId, LowerCase.of(mode))
                .query(Rows.of(Run.class))
                .optional();
    }

    /**
     * Returns when the last successful run of each mode ended. A mode that never succeeded has no entry. Ignores runs
     * that compared only documents that webhooks or users named.
     */
    public Map<Run.Mode, Instant> lastSuccess(long replicaId) {
        Map<Run.Mode, Instant> last = new EnumMap<>(Run.Mode.class);
        for (Run.Mode mode : Run.Mode.values()) {
            db.read()
                    .sql(LAST_SUCCESS)
                    .params(replicaId, LowerCase.of(mode))
                    .query(String.class)
                    .optional()
                    .ifPresent(at -> last.put(mode, Times.instant(at)));
        }
        return last;
    }

    /** Returns the runs with an id above {@code id}, and the runs whose id is in {@code others}, ordered by id. */
    public List<Run> after(long id, Collection<Long> others) {
        return db.read()
                .sql("select * from sync_runs where id > :id or id in (:others) order by id")
                .param("id", id)
                .param("others", others.isEmpty() ? List.of(0L) : others)
                .query(Rows.of(Run.class))
                .list();
    }

    /** @return the last runs of a replica, or of all replicas for null, newest first */
    public List<Run> recent(Long replicaId, int limit) {
        return db.read()
                .sql("""
                select * from sync_runs where :replica is null or replica_id = :replica
                order by id desc limit :limit""")
                .param("replica", replicaId)
                .param("limit", limit)
                .query(Rows.of(Run.class))
                .list();
    }

    /**
     * Asks a run to end after its current document. A queued run ends immediately, because the queued run of a paused
     * replica might never start.
     */
    public void requestCancel(long id) {
        cancel(id, RunStops.BY_USER, null);
    }

    /** Asks a run to end after its current document, because a switchover swaps the instances or undoes the swap. */
    public void endForSwitchover(long id) {
        cancel(id, RunStops.BY_SWITCHOVER, Stop.SWITCHOVER.text());
    }

    private void cancel(long id, int by, Text reasonOfQueued) {
        db.inTransaction(() -> {
            db.stopReasons().changed();
            boolean waits = db.write()
                    .sql("update sync_runs set cancel_requested = ? where id = ? and finished_at is null "
                            + "returning state")
                    .params(by, id)
                    .query(String.class)
                    .optional()
                    .filter("queued"::equals)
                    .isPresent();
            if (waits) {
                finish(id, Run.State.CANCELLED, reasonOfQueued);
            }
        });
    }

    public void started(long id) {
        db.write()
                .sql("update sync_runs set state = 'running', started_at = ? where id = ? and state = 'queued'")
                .params(Times.text(Instant.now()), id)
                .update();
    }

    /**
     * Ends a run. The unfinished work items of the run wait for the next run.
     *
     * @param error one sentence; null: the run did not fail
     */
    public void finish(long id, Run.State state, Text error) {
        db.inTransaction(() -> {
            db.stopReasons().changed();
            db.write()
                    .sql("update sync_runs set state = ?, phase = 'finished', current = null, error = ?, "
                            + "error_text = ?, finished_at = ? where id = ? and finished_at is null")
                    .params(
                            LowerCase.of(state),
                            StoredText.english(error),
                            StoredText.write(error),
                            Times.text(Instant.now()),
                            id)
                    .update();
            db.write()
                    .sql("update work set run_id = null where run_id = ?")
                    .param(id)
                    .update();
        });
        stops.forget(id);
    }

    /**
     * Ends the runs that a stopped process left open. Makes the replica of each run due now, except if the user
     * cancelled the run.
     *
     * @return number of ended runs
     */
    public int abortLeftOvers() {
        List<Run> left = open();
        for (Run run : left) {
            if (run.cancelRequested()) {
                finish(run.id(), Run.State.CANCELLED, cancelReason(run.id()).text());
                continue;
            }
            finish(run.id(), Run.State.ABORTED, interrupted(run));
            makeDue(run.replicaId());
        }
        return left.size();
    }

    private static Text interrupted(Run run) {
        if (run.mode().onlyReads()) {
            return Text.of("The controller was stopped during this run. Start the run again.");
        }
        return run.isFullAndUnplanned()
                ? Text.of("The controller was stopped during this run. Nothing was planned yet; if you started the run"
                        + " by hand, start it again.")
                : Text.of("The controller was stopped during this run. The next run continues this run.");
    }
}

package io.pngx.controller.store;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DataAccessException;

/** Table {@code sync_runs}. At most one run of a replica is open (queued or running); the database sees to it. */
public final class Runs {
    private final Database db;

    public Runs(Database db) {
        this.db = db;
    }

    /** Asks for a run. Empty where one is open already: a busy replica is refused, not queued twice. */
    public Optional<Run> queue(long replicaId, Run.Mode mode) {
        try {
            return Optional.of(db.write()
                    .sql("""
                    insert into sync_runs(replica_id, mode, state, phase, started_at)
                    values (?, ?, 'queued', 'waiting', ?) returning *""")
                    .params(replicaId, lower(mode), Times.text(Instant.now()))
                    .query(Rows.of(Run.class))
                    .single());
        } catch (DataAccessException e) {
            if (String.valueOf(e.getMessage()).contains("SQLITE_CONSTRAINT")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public Optional<Run> find(long id) {
        return db.read()
                .sql("select * from sync_runs where id = ?")
                .param(id)
                .query(Rows.of(Run.class))
                .optional();
    }

    /** Why a run is to stop after the document in hand. */
    public enum Stop {
        ENDED("Its run has ended."),
        CANCELLED("Cancelled by hand."),
        PAUSED("Paused by hand.");

        private final String text;

        Stop(String text) {
            this.text = text;
        }

        /** One sentence for a person. */
        public String text() {
            return text;
        }
    }

    /** Asked for every document, so it is one small query. Empty where it may go on; one that is no longer known has ended. */
    public Optional<Stop> stop(long id) {
        return db.read()
                .sql("""
                select case when s.finished_at is not null then 'ENDED' when s.cancel_requested then 'CANCELLED'
                  when s.mode <> 'dry_run' and (r.paused or not r.enabled or exists
                    (select 1 from settings where key = 'paused' and value = 'true')) then 'PAUSED' end
                from sync_runs s join replicas r on r.id = s.replica_id where s.id = ?""")
                .param(id)
                .query((rs, row) -> Optional.ofNullable(rs.getString(1)).map(Stop::valueOf))
                .optional()
                .orElse(Optional.of(Stop.ENDED));
    }

    public Optional<Run> open(long replicaId) {
        return db.read()
                .sql("select * from sync_runs where replica_id = ? and state in ('queued', 'running')")
                .param(replicaId)
                .query(Rows.of(Run.class))
                .optional();
    }

    public List<Run> open() {
        return db.read()
                .sql("select * from sync_runs where state in ('queued', 'running') order by id")
                .query(Rows.of(Run.class))
                .list();
    }

    /** Did an operator cancel the newest run that wrote? */
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

    /** The newest of this kind. */
    public Optional<Run> last(long replicaId, Run.Mode mode) {
        return db.read()
                .sql("select * from sync_runs where replica_id = ? and mode = ? order by id desc limit 1")
                .params(replicaId, lower(mode))
                .query(Rows.of(Run.class))
                .optional();
    }

    /** When the last run of each mode ended without a failure; modes that never did are missing. */
    public Map<Run.Mode, Instant> lastSuccess(long replicaId) {
        Map<Run.Mode, Instant> last = new EnumMap<>(Run.Mode.class);
        db.read()
                .sql(
                        "select mode, max(finished_at) as at from sync_runs where replica_id = ? and state = 'success' group by mode")
                .param(replicaId)
                .query(rs -> {
                    last.put(
                            Run.Mode.valueOf(rs.getString("mode").toUpperCase(Locale.ROOT)),
                            Times.instant(rs.getString("at")));
                });
        return last;
    }

    /** Those that were asked for after a run, and some others, by id. */
    public List<Run> after(long id, Collection<Long> others) {
        return db.read()
                .sql("select * from sync_runs where id > :id or id in (:others) order by id")
                .param("id", id)
                .param("others", others.isEmpty() ? List.of(0L) : others)
                .query(Rows.of(Run.class))
                .list();
    }

    /** Newest first. */
    public List<Run> recent(Long replicaId, int limit) {
        return recent(replicaId, null, limit);
    }

    /** Newest first; a null is no filter. {@code beforeId} asks for the next page. */
    public List<Run> recent(Long replicaId, Long beforeId, int limit) {
        return db.read()
                .sql("""
                select * from sync_runs
                where (:replica is null or replica_id = :replica) and (:before is null or id < :before)
                order by id desc limit :limit""")
                .param("replica", replicaId)
                .param("before", beforeId)
                .param("limit", limit)
                .query(Rows.of(Run.class))
                .list();
    }

    /** Asks a run to end after the document in hand. One that still waits ends here: a paused replica's never begins. */
    public void requestCancel(long id) {
        db.inTransaction(() -> {
            boolean waits = db.write()
                    .sql(
                            "update sync_runs set cancel_requested = 1 where id = ? and finished_at is null returning state")
                    .param(id)
                    .query(String.class)
                    .optional()
                    .filter("queued"::equals)
                    .isPresent();
            if (waits) {
                finish(id, Run.State.CANCELLED, null);
            }
        });
    }

    public void started(long id) {
        db.write()
                .sql("update sync_runs set state = 'running', started_at = ? where id = ? and state = 'queued'")
                .params(Times.text(Instant.now()), id)
                .update();
    }

    public void phase(long id, String phase) {
        db.write()
                .sql("update sync_runs set phase = ?, current = null where id = ?")
                .params(phase, id)
                .update();
    }

    public void current(long id, String what) {
        db.write()
                .sql("update sync_runs set current = ? where id = ?")
                .params(what, id)
                .update();
    }

    public void lookupWritten(long id) {
        db.write()
                .sql("update sync_runs set lookups = lookups + 1 where id = ?")
                .param(id)
                .update();
    }

    public void sent(long id, long bytes) {
        db.write()
                .sql("update sync_runs set bytes = bytes + ? where id = ?")
                .params(bytes, id)
                .update();
    }

    /** A copy was found edited on the replica. */
    public void drifted(long id) {
        db.write()
                .sql("update sync_runs set drifted = drifted + 1 where id = ?")
                .param(id)
                .update();
    }

    /** What a run that only reads will look at, and how much of it is as it should be. */
    public void looks(long id, long total) {
        planned(id, total);
    }

    /** A document that a run that only reads can say nothing of now. */
    public void putBack(long id) {
        count(id, Run.Outcome.DEFERRED);
    }

    /** Documents of a run that only reads that need nothing. */
    public void unchanged(long id, long documents) {
        db.write()
                .sql("update sync_runs set unchanged = unchanged + ? where id = ?")
                .params(documents, id)
                .update();
    }

    /** Counts an outcome; call it in the transaction that records the outcome itself. */
    void count(long id, Run.Outcome outcome) {
        String column = outcome.column();
        db.write()
                .sql("update sync_runs set " + column + " = " + column + " + 1 where id = ?")
                .param(id)
                .update();
    }

    void planned(long id, long rows) {
        db.write()
                .sql("update sync_runs set total = total + ? where id = ?")
                .params(rows, id)
                .update();
    }

    /** Ends a run; {@code error} is one sentence, or null. The work rows that it did not reach wait for the next. */
    public void finish(long id, Run.State state, String error) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update sync_runs set state = ?, phase = 'finished', current = null, error = ?, "
                            + "finished_at = ? where id = ? and finished_at is null")
                    .params(lower(state), error, Times.text(Instant.now()), id)
                    .update();
            db.write()
                    .sql("update work set run_id = null where run_id = ?")
                    .param(id)
                    .update();
        });
    }

    /**
     * Ends the runs that a stopped process left open; their replicas are due at once, but for those that a person cancelled.
     *
     * @return how many there were
     */
    public int abortLeftOvers() {
        List<Run> left = open();
        for (Run run : left) {
            if (run.cancelRequested()) {
                finish(run.id(), Run.State.CANCELLED, Stop.CANCELLED.text());
                continue;
            }
            finish(run.id(), Run.State.ABORTED, "The controller was stopped during this run; " + whatNext(run));
            db.write()
                    .sql("update replicas set last_cycle_at = null where id = ?")
                    .param(run.replicaId())
                    .update();
        }
        return left.size();
    }

    private static String whatNext(Run run) {
        if (run.mode().onlyReads()) {
            return "start it again.";
        }
        return run.isFullAndUnplanned()
                ? "it had planned nothing yet, and one that was asked for by hand has to be asked for again."
                : "the next run goes on with it.";
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

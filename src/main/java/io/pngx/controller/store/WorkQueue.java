package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Table {@code work}: the work items of all replicas, with their failed attempts. */
public final class WorkQueue {
    /**
     * Condition on a row {@code w}: the work item must wait, because the document is missing on the master. SQLite uses
     * the partial index only if the condition lists the states of the index.
     */
    static final String IDLE = "exists (select 1 from tombstones t where t.replica_id = w.replica_id "
            + "and t.kind = 'documents' and t.master_id = w.master_id and t.by_rule is null and t.state <> 'DONE' "
            + "and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED'))";

    /** Due time of a work item that waits for the user: so late that the work item is never due. */
    static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    /** Condition on a row {@code w}: the work item waits for the user, see {@link #NEVER}. */
    static final String WAITS_FOR_USER = "coalesce(w.next_at > '9000', 0)";

    private final Database db;
    private final RunProgress progress;

    public WorkQueue(Database db) {
        this.db = db;
        this.progress = new RunProgress(db);
    }

    /**
     * Records the digest of a document just before its upload, because the document may have changed since the plan
     * recorded a digest. If the upload fails and the digest then changes on the master, the next plan makes the work
     * item due.
     */
    public void tried(long replicaId, long masterId, String seen) {
        db.write()
                .sql("update work set seen = ? where replica_id = ? and master_id = ?")
                .params(seen, replicaId, masterId)
                .update();
    }

    public void changeReason(long replicaId, long masterId, Work.Reason reason) {
        db.write()
                .sql("update work set reason = ? where replica_id = ? and master_id = ?")
                .params(LowerCase.of(reason), replicaId, masterId)
                .update();
    }

    /** Queues a document for the second pass of this run, because its links must point to another copy. */
    public void link(long replicaId, long masterId, long runId) {
        db.inTransaction(() -> {
            int added = db.write()
                    .sql("""
                    insert into work(replica_id, master_id, reason, created_at, run_id) values (?, ?, 'link', ?, ?)
                      on conflict do nothing""")
                    .params(replicaId, masterId, Times.text(Instant.now()), runId)
                    .update();
            if (added == 1) {
                progress.addTotal(runId, 1);
            }
        });
    }

    public Optional<Work> find(long replicaId, long masterId) {
        return db.read()
                .sql("select * from work where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .query(Rows.of(Work.class))
                .optional();
    }

    /** Defers the work items with unknown upload outcomes to the next run. Called at the end of a run. */
    public void deferQuestions(Run run) {
        db.inTransaction(() -> db.read()
                .sql("select u.* from uploads u join work w using (replica_id, master_id) "
                        + "where w.run_id = ? "
                        + "and u.state in ('PLANNED', 'POSTED') and u.question is not null")
                .param(run.id())
                .query(Rows.of(Upload.class))
                .list()
                .forEach(upload -> defer(run.replicaId(), upload.masterId(), run.id(), upload.question())));
    }

    /** Returns failed work items, those with the most attempts first. */
    public List<Work> failed(long replicaId, int limit) {
        return db.read()
                .sql("select * from work where replica_id = ? and attempts > 0 order by attempts desc, master_id "
                        + "limit ?")
                .params(replicaId, limit)
                .query(Rows.of(Work.class))
                .list();
    }

    /**
     * Numbers of failed documents of a replica.
     *
     * @param often documents that failed at least as often as the caller asked
     * @param refused other documents whose file the replica refused at the last attempt. Another attempt brings the
     *     same answer, unless the document or the replica is changed.
     * @param waiting documents that no run tries again before the user retries them
     */
    public record Failed(long often, long refused, long waiting) {}

    /** Counts the failed documents of each replica, by the replica's id. Omits replicas without failed documents. */
    public Map<Long, Failed> failed(int attempts) {
        return db.read()
                .sql("""
                select w.replica_id, sum(w.attempts >= :attempts and not WAITS) as often,
                  sum(w.attempts < :attempts and w.refused and not WAITS) as refused,
                  sum(w.refused and WAITS) as waiting
                from work w where (w.refused or w.attempts >= :attempts) and not IDLE group by w.replica_id""".replace("WAITS", WAITS_FOR_USER).replace("IDLE", IDLE))
                .param("attempts", attempts)
                .query(Rows.byReplica(Failed.class));
    }

    /** Counts a failed attempt and removes the work item from its run until {@code nextAt}. */
    public void failed(long replicaId, long masterId, long runId, Text error, Instant nextAt) {
        failed(replicaId, masterId, runId, error, nextAt, false);
    }

    /** @param refused whether the attempt failed because the replica refused the file */
    void failed(long replicaId, long masterId, long runId, Text error, Instant nextAt, boolean refused) {
        db.inTransaction(() -> {
            if (leave(
                    replicaId,
                    masterId,
                    "attempts = attempts + 1, error = ?, error_text = ?, refused = ?, next_at = ?",
                    StoredText.english(error),
                    StoredText.write(error),
                    refused,
                    Times.text(nextAt))) {
                progress.count(runId, Run.Outcome.FAILED);
            }
        });
    }

    /**
     * Leaves a work item out of its run without another attempt: its file would have the same end, until the user
     * retries the document.
     */
    public void failedUntilRetry(long replicaId, long masterId, long runId, Text error) {
        failed(replicaId, masterId, runId, error, NEVER, true);
    }

    /** Defers a work item to the next run without counting an attempt. */
    public void defer(long replicaId, long masterId, long runId, Text why) {
        db.inTransaction(() -> {
            if (leave(
                    replicaId, masterId, "error = ?, error_text = ?", StoredText.english(why), StoredText.write(why))) {
                progress.count(runId, Run.Outcome.DEFERRED);
            }
        });
    }

    /** Removes a work item from its run until the user decides. The work item does not count as failed. */
    void waitForUser(long replicaId, long masterId, Text why) {
        db.write()
                .sql("select run_id from work where replica_id = ? and master_id = ? and run_id is not null")
                .params(replicaId, masterId)
                .query(Long.class)
                .optional()
                .ifPresent(run -> progress.addTotal(run, -1));
        db.write()
                .sql("update work set run_id = null, error = ?, error_text = ?, refused = 0, next_at = ?"
                        + " where replica_id = ? and master_id = ?")
                .params(StoredText.english(why), StoredText.write(why), Times.text(NEVER), replicaId, masterId)
                .update();
    }

    private boolean leave(long replicaId, long masterId, String set, Object... values) {
        var statement = db.write()
                .sql("update work set run_id = null, " + set
                        + " where replica_id = ? and master_id = ? and run_id is not null");
        for (Object value : values) {
            statement = statement.param(value);
        }
        return statement.param(replicaId).param(masterId).update() == 1;
    }

    /**
     * Deletes a finished work item and counts its outcome in the run. Must be called in the transaction that changes
     * the mapping.
     */
    void done(long replicaId, long masterId, Long runId, Run.Outcome outcome) {
        int rows = db.write()
                .sql("delete from work where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .update();
        if (rows == 1 && runId != null) {
            progress.count(runId, outcome);
        }
    }

    /** Deletes the work items of unchanged documents, and counts these documents in the run. */
    void unchanged(long replicaId, Collection<Long> masterIds, long runId) {
        int rows = db.write()
                .sql("delete from work where replica_id = :replica and master_id in (:ids)")
                .param("replica", replicaId)
                .param("ids", masterIds)
                .update();
        progress.unchanged(runId, rows);
    }

    /** Moves a document of the second pass to the next run, and records why. */
    void leaveForLater(long replicaId, long masterId, Text why) {
        db.write()
                .sql("""
                insert into work(replica_id, master_id, reason, error, error_text, created_at)
                values (?, ?, 'link', ?, ?, ?) on conflict do nothing""")
                .params(replicaId, masterId, StoredText.english(why), StoredText.write(why), Times.text(Instant.now()))
                .update();
    }

    /** Queues a document for the next run unless it has a work item. */
    void queue(long replicaId, long masterId, Work.Reason reason) {
        db.write()
                .sql("insert into work(replica_id, master_id, reason, created_at) values (?, ?, ?, ?) "
                        + "on conflict do nothing")
                .params(replicaId, masterId, LowerCase.of(reason), Times.text(Instant.now()))
                .update();
    }

    /**
     * Queues the documents of all copies for the next run. Omits documents that have a work item, that are missing on
     * the master, or that a rule excludes.
     */
    void queueAll(long replicaId) {
        db.write()
                .sql("insert into work(replica_id, master_id, reason, created_at) "
                        + "select m.replica_id, m.master_id, 'full', ? from sync_map m where m.replica_id = ? and "
                        + SyncMap.KEPT_EQUAL + "on conflict do nothing")
                .params(Times.text(Instant.now()), replicaId)
                .update();
    }

    /**
     * Queues a settled document again, so that the same run compares the document a second time, for example to write
     * its links.
     */
    void requeue(long replicaId, long masterId, long runId, Work.Reason reason) {
        int before = db.write()
                .sql("delete from work where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .update();
        db.write()
                .sql("""
                insert into work(replica_id, master_id, reason, created_at, run_id) values (?, ?, ?, ?, ?)""")
                .params(replicaId, masterId, LowerCase.of(reason), Times.text(Instant.now()), runId)
                .update();
        progress.addTotal(runId, 1 - before);
    }
}

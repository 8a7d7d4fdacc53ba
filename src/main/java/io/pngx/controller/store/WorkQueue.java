package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/** Table {@code work}: what is still to be done, and what was tried in vain. */
public final class WorkQueue {
    /** Of a row w: its document is missing on the master, so nothing can be done for it. All states are the index's. */
    static final String IDLE = "exists (select 1 from tombstones t where t.replica_id = w.replica_id "
            + "and t.kind = 'documents' and t.master_id = w.master_id and t.by_rule is null and t.state <> 'DONE' "
            + "and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED'))";

    private static final String TO_UPLOAD = """
            select w.* from work w where w.run_id = :run
            and not exists (select 1 from sync_map m where m.replica_id = w.replica_id and m.master_id = w.master_id)
            and not exists (select 1 from uploads u where u.replica_id = w.replica_id and u.master_id = w.master_id
              and u.state in ('PLANNED', 'POSTED', 'CONSUMED'))
            """;
    private static final String TO_SELECT = """
            select w.* from work w where w.run_id = :run
            and (w.reason = 'gone' or not exists (select 1 from sync_map m where m.replica_id = w.replica_id and m.master_id = w.master_id))
            and not exists (select 1 from uploads u where u.replica_id = w.replica_id and u.master_id = w.master_id
              and u.state in ('PLANNED', 'POSTED', 'CONSUMED'))
            """;

    /** A row whose upload is an open question for longer than a moment: it does not hold its run. */
    private static final String QUESTION = """
            exists (select 1 from uploads u where u.replica_id = w.replica_id and u.master_id = w.master_id
              and u.state in ('PLANNED', 'POSTED') and u.question is not null and u.question_at < ?)""";
    /** Most questions are answered within this time: then their run is a whole one. */
    private static final Duration MOMENT = Duration.ofSeconds(30);

    private final Database db;
    private final Replicas replicas;
    private final Runs runs;

    public WorkQueue(Database db, Replicas replicas, Runs runs) {
        this.db = db;
        this.replicas = replicas;
        this.runs = runs;
    }

    /**
     * A row that a plan wants.
     *
     * @param seen what the list of the master says of it now; null where it was not scanned
     */
    public record Planned(long masterId, Work.Reason reason, String seen) {}

    /**
     * Commits a plan: its rows, the waiting rows that are due again, and then the watermark, all or nothing.
     * A row that exists keeps its attempts. It becomes due at once where its document was touched or a full run asks;
     * a new document that failed waits until its time, or until it is modified on the master (a person may have mended it there); what
     * waits for a person goes on waiting, and what is not on the master until it is there again.
     *
     * @param onMaster knows a complete inventory
     * @return how many rows the run has to do now
     */
    public long plan(
            long replicaId,
            long runId,
            Collection<Planned> plan,
            LongPredicate onMaster,
            Instant watermark,
            Instant now) {
        return db.inTransaction(() -> {
            String created = Times.text(now);
            // A replica has one run at a time: rows in the hand of another one were left behind by it.
            db.write()
                    .sql("update work set run_id = null where replica_id = ? and run_id <> ?")
                    .params(replicaId, runId)
                    .update();
            for (Planned row : plan) {
                db.write()
                        .sql("""
                        insert into work(replica_id, master_id, reason, created_at, run_id) values (?, ?, ?, ?, ?)
                        on conflict do update set reason = excluded.reason, next_at = null, run_id = excluded.run_id
                          where excluded.reason <> 'new' or work.seen <> ? and not exists
                            (select 1 from adoptions a where a.replica_id = work.replica_id and a.master_id = work.master_id)""")
                        .params(
                                replicaId,
                                row.masterId(),
                                row.reason().name().toLowerCase(Locale.ROOT),
                                created,
                                runId,
                                row.seen())
                        .update();
            }
            db
                    .write()
                    .sql(
                            "select master_id from work where replica_id = ? and run_id is null and (next_at is null or next_at <= ?)")
                    .params(replicaId, created)
                    .query(Long.class)
                    .list()
                    .stream()
                    .filter(onMaster::test)
                    .forEach(masterId -> db.write()
                            .sql("update work set run_id = ? where replica_id = ? and master_id = ?")
                            .params(runId, replicaId, masterId)
                            .update());
            // What is under way of a row that is due is due itself: the run would wait for its back-off.
            db.write().sql("""
                    update uploads set next_poll_at = null where replica_id = ? and state in ('PLANNED', 'POSTED', 'CONSUMED')
                    and master_id in (select master_id from work where run_id = ?)""").params(replicaId, runId).update();
            long rows = db.write()
                    .sql("select count(*) from work where run_id = ?")
                    .param(runId)
                    .query(Long.class)
                    .single();
            long open = db.write()
                    .sql("select total - uploaded - adopted - updated - unchanged - failed - deferred "
                            + "from sync_runs where id = ?")
                    .param(runId)
                    .query(Long.class)
                    .single();
            runs.planned(runId, rows - open);
            if (watermark != null) {
                replicas.watermark(replicaId, watermark);
            }
            return rows;
        });
    }

    /** Another look is asked for: what failed is tried at once, whenever it would have been tried again. What waits for a person goes on waiting. */
    public void dueAgain(long replicaId) {
        db.write().sql("""
                update work set next_at = null where replica_id = ? and not exists
                  (select 1 from adoptions a where a.replica_id = work.replica_id and a.master_id = work.master_id)""").param(replicaId).update();
    }

    /**
     * Drops the rows of documents that left the master and have no copy: there is nothing to do for them. What has a copy
     * keeps its row until the copy's fate is decided; it may only seem to have left, and its change is seen but once.
     *
     * @param onMaster knows a complete inventory
     */
    public void dropWhatLeft(long replicaId, LongPredicate onMaster) {
        db.inTransaction(() -> {
            for (long masterId :
                    db.write().sql("""
                    select w.master_id from work w left join sync_map m using (replica_id, master_id)
                    where w.replica_id = ? and (m.master_id is null or exists (select 1 from tombstones t where t.replica_id = w.replica_id
                      and t.kind = 'documents' and t.master_id = w.master_id and t.state = 'REJECTED'))""").param(replicaId).query(Long.class).list()) {
                if (!onMaster.test(masterId)) {
                    db.write()
                            .sql("delete from work where replica_id = ? and master_id = ?")
                            .params(replicaId, masterId)
                            .update();
                }
            }
        });
    }

    /** Rows of a run whose document is on the replica already, by document id, after {@code after}. */
    public List<Work> mapped(long runId, long after, int limit) {
        return db.read()
                .sql("""
                select w.* from work w join sync_map m using (replica_id, master_id)
                where w.run_id = ? and w.master_id > ? and w.reason not in ('link', 'file') order by w.master_id limit ?""")
                .params(runId, after, limit)
                .query(Rows.of(Work.class))
                .list();
    }

    /** Rows of a run whose document has to be uploaded and is not under way, by document id, after {@code after}. */
    public List<Work> toUpload(long runId, long after, int limit) {
        return db.read()
                .sql(TO_UPLOAD + "and w.master_id > :after order by w.master_id limit :limit")
                .param("run", runId)
                .param("after", after)
                .param("limit", limit)
                .query(Rows.of(Work.class))
                .list();
    }

    /** Rows of a run whose document the replica does not hold, be it new there or gone from there, and is not under way. */
    public List<Work> toSelect(long runId) {
        return db.read()
                .sql(TO_SELECT)
                .param("run", runId)
                .query(Rows.of(Work.class))
                .list();
    }

    /** Those of {@link #toSelect(long)} among these documents. */
    public List<Work> toSelect(long runId, Collection<Long> masterIds) {
        return db.read()
                .sql(TO_SELECT + "and w.master_id in (:ids)")
                .param("run", runId)
                .param("ids", masterIds)
                .query(Rows.of(Work.class))
                .list();
    }

    /** Rows of a run whose file is another one than the master's, and not under way. */
    public List<Work> files(long runId, int limit) {
        return db.read()
                .sql("""
                select w.* from work w join sync_map m using (replica_id, master_id) where w.run_id = ? and w.reason = 'file'
                and not exists (select 1 from uploads u where u.replica_id = w.replica_id and u.master_id = w.master_id
                  and u.state in ('PLANNED', 'POSTED', 'CONSUMED'))
                order by w.master_id limit ?""")
                .params(runId, limit)
                .query(Rows.of(Work.class))
                .list();
    }

    /** What a new document was when it was tried: once it is something else on the master, it need not wait for its next time. */
    public void tried(long replicaId, long masterId, String seen) {
        db.write()
                .sql("update work set seen = ? where replica_id = ? and master_id = ?")
                .params(seen, replicaId, masterId)
                .update();
    }

    /** What has to be done for a document of this run turned out to be something else. */
    public void turn(long replicaId, long masterId, Work.Reason reason) {
        db.write()
                .sql("update work set reason = ? where replica_id = ? and master_id = ?")
                .params(reason.name().toLowerCase(Locale.ROOT), replicaId, masterId)
                .update();
    }

    /** A document whose links lead to another copy now: looked at in the second pass of this run. */
    public void link(long replicaId, long masterId, long runId) {
        db.inTransaction(() -> {
            int added = db.write()
                    .sql("""
                    insert into work(replica_id, master_id, reason, created_at, run_id) values (?, ?, 'link', ?, ?) on conflict do nothing""")
                    .params(replicaId, masterId, Times.text(Instant.now()), runId)
                    .update();
            if (added == 1) {
                runs.planned(runId, 1);
            }
        });
    }

    /** Rows of the second pass: documents whose links could not be written in the first. What lost its copy since is uploaded before. */
    public List<Work> links(long runId, long after, int limit) {
        return db.read()
                .sql("""
                select w.* from work w join sync_map m using (replica_id, master_id)
                where w.run_id = ? and w.master_id > ? and w.reason = 'link' order by w.master_id limit ?""")
                .params(runId, after, limit)
                .query(Rows.of(Work.class))
                .list();
    }

    public Optional<Work> find(long replicaId, long masterId) {
        return db.read()
                .sql("select * from work where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .query(Rows.of(Work.class))
                .optional();
    }

    private static String aMomentAgo() {
        return Times.text(Instant.now().minus(MOMENT));
    }

    /** Has a run nothing left to do but to wait for open questions? */
    public boolean isDone(long runId) {
        return db.read()
                .sql("select not exists (select 1 from work w where w.run_id = ? and not " + QUESTION + ")")
                .params(runId, aMomentAgo())
                .query(Boolean.class)
                .single();
    }

    /** At the end of a run: the rows that open questions left in it wait for the next one. */
    public void putBackQuestions(Run run) {
        db.inTransaction(() -> db.read()
                .sql("select u.* from uploads u join work w using (replica_id, master_id) "
                        + "where w.run_id = ? "
                        + "and u.state in ('PLANNED', 'POSTED') and u.question is not null")
                .param(run.id())
                .query(Rows.of(Upload.class))
                .list()
                .forEach(upload -> defer(run.replicaId(), upload.masterId(), run.id(), upload.question())));
    }

    /** Documents that failed for this reason, and whose time has not come. */
    public Set<Long> waiting(long replicaId, Work.Reason reason, Instant now) {
        return db.read()
                .sql(
                        "select master_id from work where replica_id = ? and reason = ? and attempts > 0 and run_id is null and next_at > ?")
                .params(replicaId, reason.name().toLowerCase(Locale.ROOT), Times.text(now))
                .query(Long.class)
                .set();
    }

    /** Rows that failed, worst first. */
    public List<Work> failed(long replicaId, int limit) {
        return db.read()
                .sql(
                        "select * from work where replica_id = ? and attempts > 0 order by attempts desc, master_id limit ?")
                .params(replicaId, limit)
                .query(Rows.of(Work.class))
                .list();
    }

    /** A failure: the row waits until {@code nextAt}; the run goes on without it. */
    public void failed(long replicaId, long masterId, long runId, String error, Instant nextAt) {
        db.inTransaction(() -> {
            if (leave(
                    replicaId,
                    masterId,
                    "attempts = attempts + 1, error = ?, next_at = ?",
                    error,
                    Times.text(nextAt))) {
                runs.count(runId, Run.Outcome.FAILED);
            }
        });
    }

    /** Puts a row back for the next run; no attempt is counted. */
    public void defer(long replicaId, long masterId, long runId, String why) {
        db.inTransaction(() -> {
            if (leave(replicaId, masterId, "error = ?", why)) {
                runs.count(runId, Run.Outcome.DEFERRED);
            }
        });
    }

    /** Takes a row out of its run until a person says so, which is no failure. */
    void waitForPerson(long replicaId, long masterId, String why, Instant never) {
        db.write()
                .sql("select run_id from work where replica_id = ? and master_id = ? and run_id is not null")
                .params(replicaId, masterId)
                .query(Long.class)
                .optional()
                .ifPresent(run -> runs.planned(run, -1));
        db.write()
                .sql("update work set run_id = null, error = ?, next_at = ? where replica_id = ? and master_id = ?")
                .params(why, Times.text(never), replicaId, masterId)
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

    /** The document is as it should be: its row goes, the run counts it. Call it in the transaction of the mapping. */
    void done(long replicaId, long masterId, Long runId, Run.Outcome outcome) {
        int rows = db.write()
                .sql("delete from work where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .update();
        if (rows == 1 && runId != null) {
            runs.count(runId, outcome);
        }
    }

    /** Is there nothing left for a run but its second pass? */
    public boolean onlyLinksLeft(long runId) {
        return db.read()
                        .sql("""
                select not exists (select 1 from work w where w.run_id = ? and (w.reason <> 'link'
                  or not exists (select 1 from sync_map m where m.replica_id = w.replica_id and m.master_id = w.master_id))
                  and not QUESTION)""".replace("QUESTION", QUESTION))
                        .params(runId, aMomentAgo())
                        .query(Boolean.class)
                        .single()
                && !isDone(runId);
    }

    /** A document of the second pass that still waits for another one: the next run looks again. */
    void leaveForLater(long replicaId, long masterId, String why) {
        db.write()
                .sql("""
                insert into work(replica_id, master_id, reason, error, created_at) values (?, ?, 'link', ?, ?)
                on conflict do nothing""")
                .params(replicaId, masterId, why, Times.text(Instant.now()))
                .update();
    }

    /** Queues a document for the next run, where it is not queued already. */
    void queue(long replicaId, long masterId, Work.Reason reason) {
        db.write()
                .sql(
                        "insert into work(replica_id, master_id, reason, created_at) values (?, ?, ?, ?) on conflict do nothing")
                .params(replicaId, masterId, reason.name().toLowerCase(Locale.ROOT), Times.text(Instant.now()))
                .update();
    }

    /** Keeps a settled document's row for the second pass. */
    void again(long replicaId, long masterId, long runId, Work.Reason reason) {
        int before = db.write()
                .sql("delete from work where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .update();
        db.write()
                .sql("""
                insert into work(replica_id, master_id, reason, created_at, run_id) values (?, ?, ?, ?, ?)""")
                .params(replicaId, masterId, reason.name().toLowerCase(Locale.ROOT), Times.text(Instant.now()), runId)
                .update();
        runs.planned(runId, 1 - before);
    }
}

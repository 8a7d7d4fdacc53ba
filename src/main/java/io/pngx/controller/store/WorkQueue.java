package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/** Table {@code work}: the work items of all replicas, with their failed attempts. */
public final class WorkQueue {
    /**
     * Condition on a row {@code w}: the document is missing on the master, so that its work item must wait. The list of
     * states lets SQLite use the partial index.
     */
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
            and (w.reason = 'gone' or not exists (select 1 from sync_map m where m.replica_id = w.replica_id
              and m.master_id = w.master_id))
            and not exists (select 1 from uploads u where u.replica_id = w.replica_id and u.master_id = w.master_id
              and u.state in ('PLANNED', 'POSTED', 'CONSUMED'))
            """;

    /**
     * Condition on a row {@code w}: its upload has had an unknown outcome for longer than {@link #GRACE}. Such a row
     * does not keep a run open.
     */
    private static final String UNKNOWN_OUTCOME = """
            exists (select 1 from uploads u where u.replica_id = w.replica_id and u.master_id = w.master_id
              and u.state in ('PLANNED', 'POSTED') and u.question is not null and u.question_at < ?)""";
    /**
     * Time that a run waits for an upload with an unknown outcome. Most of these uploads are resolved within this time.
     */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Database db;
    private final Replicas replicas;
    private final Runs runs;

    public WorkQueue(Database db, Replicas replicas, Runs runs) {
        this.db = db;
        this.replicas = replicas;
        this.runs = runs;
    }

    /**
     * A work item that a plan requests.
     *
     * @param seen digest of the document in the master's list; null: no scan listed the document
     */
    public record Planned(long masterId, Work.Reason reason, String seen) {
        private boolean isLike(Planned other) {
            return reason == other.reason && Objects.equals(seen, other.seen);
        }
    }

    /**
     * Commits a plan in one transaction: its work items, the waiting work items that are due, and the watermark.
     *
     * <p>An existing work item keeps its attempts. An existing work item becomes due at once if its document changed or
     * if the run is full. A new document whose upload failed waits for its next attempt. If the document changes on the
     * master meanwhile, it becomes due at once, because the change may have solved the problem. Work items that wait
     * for the user stay as they are. Work items whose document is missing on the master wait until the document
     * returns.
     *
     * @param onMaster returns whether a document is in a complete inventory of the master
     * @param watermark new watermark; null: the watermark stays
     * @return number of work items of the run
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
            // A replica has one run at a time, so the rows of any other run are leftovers.
            db.write()
                    .sql("update work set run_id = null where replica_id = ? and run_id <> ?")
                    .params(replicaId, runId)
                    .update();
            List<Planned> alike = new ArrayList<>();
            for (Planned row : plan) {
                if (!alike.isEmpty() && !row.isLike(alike.get(0))) {
                    insert(replicaId, runId, alike, created);
                    alike.clear();
                }
                alike.add(row);
            }
            insert(replicaId, runId, alike, created);
            db
                    .write()
                    .sql("select master_id from work where replica_id = ? and run_id is null and (next_at is null "
                            + "or next_at <= ?)")
                    .params(replicaId, created)
                    .query(Long.class)
                    .list()
                    .stream()
                    .filter(onMaster::test)
                    .forEach(masterId -> db.write()
                            .sql("update work set run_id = ? where replica_id = ? and master_id = ?")
                            .params(runId, replicaId, masterId)
                            .update());
            // Polls the open uploads of due rows at once. Otherwise the run would wait for the back-off of these
            // uploads.
            db.write().sql("""
                    update uploads set next_poll_at = null where replica_id = ?
                      and state in ('PLANNED', 'POSTED', 'CONSUMED')
                    and master_id in (select master_id from work where run_id = ?)
                    """).params(replicaId, runId).update();
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

    /** Inserts work items of one reason with one statement, because a full run plans all documents. */
    private void insert(long replicaId, long runId, List<Planned> alike, String created) {
        if (alike.isEmpty()) {
            return;
        }
        db.write()
                .sql("""
                insert into work(replica_id, master_id, reason, created_at, run_id)
                  select ?, value, ?, ?, ? from json_each(?) where true
                on conflict do update set reason = excluded.reason, next_at = null, run_id = excluded.run_id
                  where excluded.reason <> 'new' or work.seen <> ? and not exists
                    (select 1 from adoptions a where a.replica_id = work.replica_id
                      and a.master_id = work.master_id)""")
                .params(
                        replicaId,
                        alike.get(0).reason().name().toLowerCase(Locale.ROOT),
                        created,
                        runId,
                        alike.stream()
                                .map(row -> String.valueOf(row.masterId()))
                                .collect(Collectors.joining(",", "[", "]")),
                        alike.get(0).seen())
                .update();
    }

    /** Makes all failed work items due at once. Work items that wait for the user stay as they are. */
    public void dueAgain(long replicaId) {
        db.write().sql("""
                update work set next_at = null where replica_id = ? and not exists
                  (select 1 from adoptions a where a.replica_id = work.replica_id and a.master_id = work.master_id)
                  """).param(replicaId).update();
    }

    /**
     * Deletes the work items of documents that are missing on the master, if they have no copy or if the user kept
     * their copy. Every other document with a copy keeps its work item: the document may be missing only in this
     * inventory, and a scan reports each change only once.
     *
     * @param onMaster returns whether a document is in a complete inventory of the master
     */
    public void dropWhatLeft(long replicaId, LongPredicate onMaster) {
        db.inTransaction(() -> {
            for (long masterId :
                    db.write().sql("""
                    select w.master_id from work w left join sync_map m using (replica_id, master_id)
                    where w.replica_id = ? and (m.master_id is null or exists (select 1 from tombstones t
                      where t.replica_id = w.replica_id
                      and t.kind = 'documents' and t.master_id = w.master_id and t.state = 'REJECTED'))
                      """).param(replicaId).query(Long.class).list()) {
                if (!onMaster.test(masterId)) {
                    db.write()
                            .sql("delete from work where replica_id = ? and master_id = ?")
                            .params(replicaId, masterId)
                            .update();
                }
            }
        });
    }

    /** Returns work items of a run whose document has a copy, ordered by document id, with ids above {@code after}. */
    public List<Work> mapped(long runId, long after, int limit) {
        return db.read()
                .sql("""
                select w.* from work w join sync_map m using (replica_id, master_id)
                where w.run_id = ? and w.master_id > ? and w.reason not in ('link', 'file') order by w.master_id
                  limit ?""")
                .params(runId, after, limit)
                .query(Rows.of(Work.class))
                .list();
    }

    /**
     * Returns work items of a run whose document needs an upload and has no open upload, ordered by document id, with
     * ids above {@code after}.
     */
    public List<Work> toUpload(long runId, long after, int limit) {
        return db.read()
                .sql(TO_UPLOAD + "and w.master_id > :after order by w.master_id limit :limit")
                .param("run", runId)
                .param("after", after)
                .param("limit", limit)
                .query(Rows.of(Work.class))
                .list();
    }

    /**
     * Returns work items of a run whose document has no copy and no open upload. The document is new, or its copy was
     * deleted on the replica.
     */
    public List<Work> toSelect(long runId) {
        return db.read()
                .sql(TO_SELECT)
                .param("run", runId)
                .query(Rows.of(Work.class))
                .list();
    }

    /** Returns the work items of {@link #toSelect(long)}, restricted to some documents. */
    public List<Work> toSelect(long runId, Collection<Long> masterIds) {
        return db.read()
                .sql(TO_SELECT + "and w.master_id in (:ids)")
                .param("run", runId)
                .param("ids", masterIds)
                .query(Rows.of(Work.class))
                .list();
    }

    /** Returns work items of a run whose copy needs the master's current file and has no open upload. */
    public List<Work> files(long runId, int limit) {
        return db.read()
                .sql("""
                select w.* from work w join sync_map m using (replica_id, master_id) where w.run_id = ?
                  and w.reason = 'file'
                and not exists (select 1 from uploads u where u.replica_id = w.replica_id and u.master_id = w.master_id
                  and u.state in ('PLANNED', 'POSTED', 'CONSUMED'))
                order by w.master_id limit ?""")
                .params(runId, limit)
                .query(Rows.of(Work.class))
                .list();
    }

    /**
     * Records the digest of a new document when its upload fails. When the digest changes on the master, the next plan
     * retries at once.
     */
    public void tried(long replicaId, long masterId, String seen) {
        db.write()
                .sql("update work set seen = ? where replica_id = ? and master_id = ?")
                .params(seen, replicaId, masterId)
                .update();
    }

    /** Changes the reason of a work item. */
    public void changeReason(long replicaId, long masterId, Work.Reason reason) {
        db.write()
                .sql("update work set reason = ? where replica_id = ? and master_id = ?")
                .params(reason.name().toLowerCase(Locale.ROOT), replicaId, masterId)
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
                runs.planned(runId, 1);
            }
        });
    }

    /**
     * Returns work items of the second pass: documents whose links could not be written in the first pass and that have
     * a copy.
     */
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

    private static String graceCutoff() {
        return Times.text(Instant.now().minus(GRACE));
    }

    /** @return whether a run has no work items except those with unknown upload outcomes */
    public boolean isDone(long runId) {
        return db.read()
                .sql("select not exists (select 1 from work w where w.run_id = ? and not " + UNKNOWN_OUTCOME + ")")
                .params(runId, graceCutoff())
                .query(Boolean.class)
                .single();
    }

    /** Defers the work items with unknown upload outcomes to the next run. Called at the end of a run. */
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

    /** Returns the documents with a failed work item of this reason that is not due yet. */
    public Set<Long> waiting(long replicaId, Work.Reason reason, Instant now) {
        return db.read()
                .sql("select master_id from work where replica_id = ? and reason = ? and attempts > 0 "
                        + "and run_id is null and next_at > ?")
                .params(replicaId, reason.name().toLowerCase(Locale.ROOT), Times.text(now))
                .query(Long.class)
                .set();
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

    /** Counts a failed attempt and removes the work item from its run until {@code nextAt}. */
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

    /** Defers a work item to the next run without counting an attempt. */
    public void defer(long replicaId, long masterId, long runId, String why) {
        db.inTransaction(() -> {
            if (leave(replicaId, masterId, "error = ?", why)) {
                runs.count(runId, Run.Outcome.DEFERRED);
            }
        });
    }

    /** Removes a work item from its run until the user decides. The work item does not count as failed. */
    void waitForUser(long replicaId, long masterId, String why, Instant never) {
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
            runs.count(runId, outcome);
        }
    }

    /** Deletes the work items of unchanged documents, and counts these documents in the run. */
    void unchanged(long replicaId, Collection<Long> masterIds, long runId) {
        int rows = db.write()
                .sql("delete from work where replica_id = :replica and master_id in (:ids)")
                .param("replica", replicaId)
                .param("ids", masterIds)
                .update();
        runs.unchanged(runId, rows);
    }

    /**
     * @return whether all remaining work items of a run belong to its second pass, apart from those with unknown upload
     *     outcomes
     */
    public boolean onlyLinksLeft(long runId) {
        return db.read()
                        .sql("""
                select not exists (select 1 from work w where w.run_id = ? and (w.reason <> 'link'
                  or not exists (select 1 from sync_map m where m.replica_id = w.replica_id
                    and m.master_id = w.master_id))
                  and not UNKNOWN_OUTCOME)""".replace("UNKNOWN_OUTCOME", UNKNOWN_OUTCOME))
                        .params(runId, graceCutoff())
                        .query(Boolean.class)
                        .single()
                && !isDone(runId);
    }

    /** Moves a document of the second pass to the next run, and records why. */
    void leaveForLater(long replicaId, long masterId, String why) {
        db.write()
                .sql("""
                insert into work(replica_id, master_id, reason, error, created_at) values (?, ?, 'link', ?, ?)
                on conflict do nothing""")
                .params(replicaId, masterId, why, Times.text(Instant.now()))
                .update();
    }

    /** Queues a document for the next run unless it has a work item. */
    void queue(long replicaId, long masterId, Work.Reason reason) {
        db.write()
                .sql("insert into work(replica_id, master_id, reason, created_at) values (?, ?, ?, ?) "
                        + "on conflict do nothing")
                .params(replicaId, masterId, reason.name().toLowerCase(Locale.ROOT), Times.text(Instant.now()))
                .update();
    }

    /** Queues a settled document again in the same run, for example for the second pass. */
    void requeue(long replicaId, long masterId, long runId, Work.Reason reason) {
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

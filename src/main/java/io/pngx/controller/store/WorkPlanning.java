package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/** Commits the plan of a run: which documents need attention. */
public final class WorkPlanning {
    /** Rows in one statement: more rows would not be faster, and their text takes memory. */
    private static final int ROWS_AT_ONCE = 5000;

    private final Database db;
    private final Replicas replicas;
    private final RunProgress progress;

    public WorkPlanning(Database db, Replicas replicas) {
        this.db = db;
        this.replicas = replicas;
        this.progress = new RunProgress(db);
    }

    /**
     * A work item that a plan requests.
     *
     * @param seen digest of the document in the master's list; null: not known. A changed document is then requested
     *     whatever its digest. A new document that waits for its next attempt keeps waiting.
     */
    public record Planned(long masterId, Work.Reason reason, String seen) {}

    /**
     * Commits a plan in one transaction: its work items, the waiting work items that are due, and the watermark.
     *
     * <p>An existing work item keeps its number of failed attempts. What the plan requests decides whether a waiting
     * work item becomes due now:
     *
     * <ul>
     *   <li>a new document: only if the document changed on the master after the last attempt, because the change may
     *       have solved the problem, and not if the work item waits for the user
     *   <li>a changed document: only if the document changed after the last attempt, because a scan lists a change in
     *       several runs
     *   <li>all other reasons (the run is full, the copy is gone, links or a serial number must be written): always
     * </ul>
     *
     * <p>Work items whose document is missing on the master wait until the document returns.
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
            // A replica has one run at a time, so work items of other runs come from interrupted runs.
            db.write()
                    .sql("update work set run_id = null where replica_id = ? and run_id <> ?")
                    .params(replicaId, runId)
                    .update();
            List<Planned> alike = new ArrayList<>();
            for (Planned row : plan) {
                if (!alike.isEmpty() && (row.reason() != alike.get(0).reason() || alike.size() == ROWS_AT_ONCE)) {
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
            // Makes the next poll of the open uploads of this run due now. Otherwise, the run would wait for the
            // back-off of these uploads.
            db.write().sql("""
                    update uploads set next_poll_at = null where replica_id = ?
                      and state in ('PLANNED', 'POSTED', 'CONSUMED')
                    and master_id in (select master_id from work where run_id = ?)
                    """).params(replicaId, runId).update();
            long rows = count(runId);
            long open = db.write()
                    .sql("select total - uploaded - adopted - updated - unchanged - failed - deferred "
                            + "from sync_runs where id = ?")
                    .param(runId)
                    .query(Long.class)
                    .single();
            progress.addTotal(runId, rows - open);
            if (watermark != null) {
                replicas.watermark(replicaId, watermark);
            }
            return rows;
        });
    }

    /** Inserts many work items of one reason in one statement, because a full run plans every document. */
    private void insert(long replicaId, long runId, List<Planned> alike, String created) {
        if (alike.isEmpty()) {
            return;
        }
        db.write()
                .sql("""
                insert into work(replica_id, master_id, reason, seen, created_at, run_id)
                  select ?, value ->> 0, ?, value ->> 1, ?, ? from json_each(?) where true
                on conflict do update set reason = excluded.reason, seen = coalesce(excluded.seen, work.seen),
                    next_at = null, run_id = excluded.run_id
                  where case excluded.reason
                    when 'new' then work.seen <> excluded.seen and not exists
                      (select 1 from adoptions a where a.replica_id = work.replica_id
                        and a.master_id = work.master_id)
                    when 'changed' then excluded.seen is null or work.seen is not excluded.seen
                      or work.reason not in ('changed', 'full', 'file', 'link')
                    else true end""")
                .params(
                        replicaId,
                        LowerCase.of(alike.get(0).reason()),
                        created,
                        runId,
                        alike.stream().map(WorkPlanning::pair).collect(Collectors.joining(",", "[", "]")))
                .update();
    }

    /** Returns the id and the digest as JSON. A digest consists of letters and digits. */
    private static String pair(Planned row) {
        return "[" + row.masterId() + (row.seen() == null ? "]" : ",\"" + row.seen() + "\"]");
    }

    /** Makes all failed work items due now. Work items that wait for the user stay as they are. */
    public void makeDue(long replicaId) {
        db.write().sql("""
                update work set next_at = null where replica_id = ? and not exists
                  (select 1 from adoptions a where a.replica_id = work.replica_id and a.master_id = work.master_id)
                  """).param(replicaId).update();
    }

    /** Makes the work item of one document due at once. A work item that waits for the user stays as it is. */
    public void makeDue(long replicaId, long masterId) {
        db.write()
                .sql("update work set next_at = null where replica_id = ? and master_id = ? and not exists"
                        + " (select 1 from adoptions a where a.replica_id = work.replica_id"
                        + " and a.master_id = work.master_id)")
                .params(replicaId, masterId)
                .update();
    }

    /**
     * Deletes the work items of documents that are missing on the master, if they have no copy or if the user kept
     * their copy. Other documents with a copy keep their work items: if the inventory was incomplete, no later scan
     * would report the same change again.
     *
     * @param onMaster returns whether a document is in a complete inventory of the master
     */
    public void deleteWorkOfMissing(long replicaId, LongPredicate onMaster) {
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

    /** Returns the number of work items that are left in a run. */
    public long count(long runId) {
        return db.write()
                .sql("select count(*) from work where run_id = ?")
                .param(runId)
                .query(Long.class)
                .single();
    }

    /** Returns the number of work items of a run that have this reason. */
    public long count(long runId, Work.Reason reason) {
        return db.read()
                .sql("select count(*) from work where run_id = ? and reason = ?")
                .params(runId, LowerCase.of(reason))
                .query(Long.class)
                .single();
    }

    /** Returns the documents with a failed work item of this reason that is not due yet. */
    public Set<Long> waiting(long replicaId, Work.Reason reason, Instant now) {
        return db.read()
                .sql("select master_id from work where replica_id = ? and reason = ? and attempts > 0 "
                        + "and run_id is null and next_at > ?")
                .params(replicaId, LowerCase.of(reason), Times.text(now))
                .query(Long.class)
                .set();
    }
}

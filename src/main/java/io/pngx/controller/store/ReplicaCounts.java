package io.pngx.controller.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts the documents of replicas. Pages, API, metrics, alerts and readiness use these numbers, and the lists of
 * documents use the same SQL for the status of a document.
 */
public final class ReplicaCounts {
    /** The work items whose documents are {@code PENDING} or {@code FAILED}. */
    private static final String WAITING = """
            select 1 from work w where w.replica_id = r.id and not IDLE
            and not exists (select 1 from adoptions a where a.replica_id = r.id and a.master_id = w.master_id)
            and not exists (select 1 from tombstones t where t.replica_id = r.id and t.kind = 'documents'
              and t.master_id = w.master_id and t.state = 'HELD'
              and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED'))
            """.replace("IDLE", WorkQueue.IDLE);

    /**
     * The documents of a replica, as the rows {@code k} that {@link DocumentStatus#JOINS} requires. A document without
     * a mapping can be in several tables; {@code union} makes one row of it.
     */
    private static final String DOCUMENTS = """
            select replica_id, master_id, replica_doc_id, contested_at, changed_at from sync_map OF_REPLICA
            union all
            select o.replica_id, o.master_id, null, null, null from (
              select w.replica_id, w.master_id from work w OF_REPLICA and not IDLE
              union select replica_id, master_id from unselected OF_REPLICA
              union select replica_id, master_id from adoptions OF_REPLICA
              union select replica_id, master_id from tombstones OF_REPLICA and state = 'HELD' and kind = 'documents') o
            where not exists (select 1 from sync_map m
              where m.replica_id = o.replica_id and m.master_id = o.master_id)
            """.replace("IDLE", WorkQueue.IDLE);

    /**
     * Query for the numbers: one row for each replica that has documents. Without {@code limit -1}, SQLite would
     * compute the status of each document once for every number.
     */
    private static final String STATUSES = """
            select replica_id,
              sum(status = 'IN_SYNC') as in_sync, sum(status = 'PENDING') as pending,
              sum(status = 'FAILED') as failed, sum(status = 'HELD') as held,
              sum(status = 'CONTESTED') as contested, sum(status = 'DIFFERS') as differs,
              sum(status = 'EXCLUDED_NO_COPY') as excluded_no_copy,
              sum(status = 'EXCLUDED_OLD_COPY') as excluded_old_copy,
              sum(status = 'DELETING') as deleting, sum(status = 'KEPT') as kept,
              sum(wanted and not copy) as missing,
              sum(wanted and copy and status in ('PENDING', 'FAILED')) as outdated,
              sum(excluded and not copy) as excluded_missing, sum(excluded and copy) as excluded_old,
              sum(wanted and copy) as copies, sum(gone and status = 'HELD') as retained,
              sum(wanted and copy and mismatch and bytes in ('differs', 'missing')) as damaged,
              sum(wanted and copy and mismatch and bytes not in ('differs', 'missing')
                and status not in ('PENDING', 'FAILED', 'CONTESTED')) as different,
              sum(wanted and copy and result = 'ok') as verified,
              min(case when wanted and copy and result = 'ok' then verified_at end) as oldest
            from (select *, not gone and left_out as excluded, not gone and not left_out as wanted from (
              select k.replica_id, k.replica_doc_id is not null as copy, VALUE as status,
                coalesce(v.result, '') as result, v.bytes, v.verified_at, coalesce(MISMATCH, 0) as mismatch,
                coalesce(t.by_rule is null and TOMBSTONE, 0) as gone,
                x.master_id is not null and coalesce(w.attempts, 0) = 0
                  or coalesce(t.by_rule is not null and TOMBSTONE, 0) as left_out
              from (DOCUMENTS) k JOINS limit -1)) BY_REPLICA""".replace("DOCUMENTS", DOCUMENTS)
            .replace("JOINS", DocumentStatus.JOINS)
            .replace("VALUE", DocumentStatus.VALUE)
            .replace("MISMATCH", DocumentStatus.MISMATCH)
            .replace("TOMBSTONE", DocumentStatus.TOMBSTONE);

    private static final String COUNTS = """
            select r.id as replica_id, s.*, r.unmapped_documents as unmapped,
              (select count(distinct m.master_id) NEWEST_ONLY) as newest_only,
              (select count(*) from tombstones t where t.replica_id = r.id and t.state = 'HELD') as deletions_held,
              (select count(*) from adoptions a where a.replica_id = r.id) as offered,
              (select max(at) from (
                select max(finished_at) as at from sync_runs where replica_id = r.id
                  and mode in ('incremental', 'full') and hinted_documents is null
                  and state in ('success', 'partial')
                  and finished_at > coalesce((select max(swapped_at) from switchovers where state = 'DONE'), '')
                union all select r.last_sync_ts)) as last_completed
            from replicas r left join (STATUSES) s on s.replica_id = r.id
            """.replace("NEWEST_ONLY", Coverage.NEWEST_ONLY.replace(":replica", "r.id"))
            .replace("STATUSES", STATUSES);

    static final String ONE = COUNTS.replace("OF_REPLICA", "where replica_id = :replica")
                    .replace("BY_REPLICA", "") + " where r.id = :replica";

    static final String SOME =
            COUNTS.replace("OF_REPLICA", "where replica_id in (:replicas)").replace("BY_REPLICA", "group by replica_id")
                    + " where r.id in (:replicas)";

    /** Number of documents that are {@code FAILED}. Reads the work items only, so that each run can ask. */
    private static final String FAILED =
            WAITING.replace("select 1 from work", "select count(*) from work").replace("r.id", ":replica")
                    + " and w.attempts > 0";

    private final Database db;

    public ReplicaCounts(Database db) {
        this.db = db;
    }

    /** Counts the documents of a replica. One statement reads all numbers, so that they are consistent. */
    public Counts of(long replicaId) {
        return db.read()
                .sql(ONE)
                .param("replica", replicaId)
                .query(ReplicaCounts::row)
                .optional()
                .orElse(Counts.NOTHING);
    }

    /** Counts the documents of replicas, in one statement. */
    public Map<Long, Counts> of(Collection<Long> replicaIds) {
        Map<Long, Counts> counts = new HashMap<>();
        db.read()
                .sql(SOME)
                .param("replicas", replicaIds)
                .query((row, number) -> counts.put(row.getLong("replica_id"), row(row, number)))
                .list();
        return counts;
    }

    private static Counts row(ResultSet row, int number) throws SQLException {
        Others others = Rows.of(Others.class).mapRow(row, number);
        return new Counts(
                Rows.of(DocumentCounts.class).mapRow(row, number),
                others.unmapped(),
                others.deletionsHeld(),
                others.offered(),
                others.lastCompleted());
    }

    /** Returns the number of failed documents of a replica. */
    public long failed(long replicaId) {
        return db.read()
                .sql(FAILED)
                .param("replica", replicaId)
                .query(Long.class)
                .single();
    }

    /** Returns the replicas that have a pending or failed document. */
    public Set<Long> replicasThatWait() {
        return Set.copyOf(db.read()
                .sql("select r.id from replicas r where exists (" + WAITING + ")")
                .query(Long.class)
                .list());
    }

    /** Returns the replicas from which rules exclude documents. */
    public Set<Long> replicasThatLackDocuments() {
        return Set.copyOf(db.read()
                .sql("select r.id from replicas r where exists (select 1 from unselected x where x.replica_id = r.id)")
                .query(Long.class)
                .list());
    }

    private record Others(long unmapped, long deletionsHeld, long offered, Instant lastCompleted) {}

    /**
     * Numbers of one replica.
     *
     * @param unmapped unmapped documents in the replica's last inventory
     * @param deletionsHeld deletions of documents and lookups that wait for the user
     * @param offered adoptions that wait for the user
     * @param lastCompleted end of the last run that processed all its documents, even if single documents failed; null:
     *     none
     */
    public record Counts(
            DocumentCounts documents, long unmapped, long deletionsHeld, long offered, Instant lastCompleted) {
        /** Numbers of a replica that was just added or removed. */
        public static final Counts NOTHING = new Counts(DocumentCounts.NOTHING, 0, 0, 0, null);

        /** Returns the number of foreign documents. */
        public long foreign() {
            return Math.max(0, unmapped - offered);
        }

        /** Returns the number of deletions and adoptions that wait for the user. */
        public long decisions() {
            return deletionsHeld + offered;
        }
    }
}

package io.pngx.controller.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Counts the copies of the master's documents on a replica, and lists the documents that the replica lacks. */
public final class Coverage {
    private static final String MISSING = """
            from work w where w.replica_id = :replica and not IDLE
            and not exists (select 1 from sync_map m where m.replica_id = w.replica_id and m.master_id = w.master_id)
            """.replace("IDLE", WorkQueue.IDLE);

    /**
     * Copies that have a newer file of their document but not the first file, because the replica kept no versions when
     * it got the newer file.
     */
    private static final String NEWEST_ONLY = """
            from file_versions f join sync_map m using (replica_id, replica_doc_id)
            where f.replica_id = :replica and f.state = 'LIVE' and f.master_version_id <> m.master_id and not LEFT
            and not exists (select 1 from unselected x
              where x.replica_id = m.replica_id and x.master_id = m.master_id)
            and not exists (select 1 from file_versions o where o.replica_id = f.replica_id
              and o.replica_doc_id = f.replica_doc_id and o.master_version_id = m.master_id and o.state = 'LIVE')
            """.replace("LEFT", SyncMap.LEFT);

    /** Rows of {@link Missing}: documents without a copy. */
    private static final String ABSENT = """
            select w.master_id, coalesce(a.title, (select u.file_name from uploads u
                where u.replica_id = w.replica_id and u.master_id = w.master_id
                  order by u.id desc limit 1)) as title,
              case when a.master_id is not null then 'Its adoption waits for your decision.'
                when w.error is not null then w.error
                when w.reason = 'gone' then 'The copy is missing on the replica.'
                else 'The document is new on the master.' end as why
            from (select w.* MISSING) w left join adoptions a using (replica_id, master_id)
            """.replace("MISSING", MISSING);

    private final Database db;

    public Coverage(Database db) {
        this.db = db;
    }

    /**
     * Numbers of documents of one replica.
     *
     * @param copies copies of documents that are on the master and that no rule excludes
     * @param missing documents of the master without a copy
     * @param excluded documents that a rule excludes, with or without a copy
     * @param outdated copies with a work item
     * @param contested contested copies
     * @param held copies of documents that are missing on the master and whose deletion waits for a decision
     * @param damaged copies whose file differed at the last verification
     * @param different copies of which only the metadata differed at the last verification
     * @param verified copies that were equal at the last verification
     * @param oldest time of the oldest verification among {@code verified}; null: none yet
     * @param newestOnly copies that lack the older files of their document
     * @param lastCompleted end of the last run that processed all its documents, even if single documents failed; null:
     *     none
     */
    public record Counts(
            long copies,
            long missing,
            long excluded,
            long outdated,
            long contested,
            long held,
            long damaged,
            long different,
            long verified,
            Instant oldest,
            long newestOnly,
            Instant lastCompleted) {
        /** Numbers of a replica that a user has just removed. */
        public static final Counts NOTHING = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, null, 0, null);
    }

    /** One document of the master that has no copy. */
    public record Missing(long masterId, String title, String why) {}

    /** A document with a copy that lacks the older files. */
    public record NewestOnly(long masterId, String title) {}

    private static final String COUNTS =
            """
            select r.id as replica_id, coalesce(s.copies, 0) as copies,
              (select count(*) MISSING) as missing,
              (select count(*) from unselected x where x.replica_id = :replica) as excluded,
              coalesce(s.outdated, 0) as outdated, coalesce(s.contested, 0) as contested,
              (select count(*) from tombstones t where t.replica_id = :replica and t.kind = 'documents'
                and t.by_rule is null and t.state = 'HELD') as held,
              coalesce(s.damaged, 0) as damaged, coalesce(s.different, 0) as different,
              coalesce(s.verified, 0) as verified, s.oldest,
              (select count(distinct m.master_id) NEWEST_ONLY) as newest_only,
              (select max(at) from (
                select max(finished_at) as at from sync_runs where replica_id = :replica
                  and mode in ('incremental', 'full') and hinted_documents is null
                  and state in ('success', 'partial')
                  and finished_at > coalesce((select max(swapped_at) from switchovers where state = 'DONE'), '')
                union all select r.last_sync_ts)) as last_completed
            from replicas r left join (
              select replica_id, count(*) as copies, sum(touched) as outdated,
                sum(contested_at is not null and not touched) as contested,
                sum(result = 'mismatch' and bytes <> 'ok') as damaged,
                sum(result = 'mismatch' and bytes = 'ok') as different,
                sum(result = 'ok') as verified, min(case when result = 'ok' then verified_at end) as oldest
              from (
                select m.replica_id, m.contested_at, v.result, v.bytes, v.verified_at,
                  exists (select 1 from work w where w.replica_id = m.replica_id and w.master_id = m.master_id)
                    as touched
                from sync_map m left join verifications v using (replica_id, master_id)
                where COPIES not LEFT
                and not exists (select 1 from unselected x
                  where x.replica_id = m.replica_id and x.master_id = m.master_id)) group by replica_id
            ) s on s.replica_id = r.id
            """.replace("LEFT", SyncMap.LEFT).replace("MISSING", MISSING).replace("NEWEST_ONLY", NEWEST_ONLY);

    /** Returns the numbers of one replica. One statement reads all numbers, so that they are consistent. */
    public Counts counts(long replicaId) {
        return db.read()
                .sql(COUNTS.replace("COPIES", "m.replica_id = :replica and") + " where r.id = :replica")
                .param("replica", replicaId)
                .query(Rows.of(Counts.class))
                .optional()
                .orElse(Counts.NOTHING);
    }

    /** Returns the numbers of every replica by replica id, in one statement. */
    public Map<Long, Counts> counts() {
        return db.read()
                .sql(COUNTS.replace("COPIES", "").replace(":replica", "r.id"))
                .query(Rows.byReplica(Counts.class));
    }

    /** Returns documents of the master that have no copy and that no rule excludes, lowest ids first. */
    public List<Missing> missing(long replicaId, int limit) {
        return db.read()
                .sql(ABSENT + "order by w.master_id limit :limit")
                .param("replica", replicaId)
                .param("limit", limit)
                .query(Rows.of(Missing.class))
                .list();
    }

    /**
     * Returns documents with ids above {@code after} that have no copy, or whose copy has only the newest file, lowest
     * ids first.
     */
    public List<Missing> missingOrNewestOnly(long replicaId, long after, int limit) {
        return db.read()
                .sql("select * from (" + ABSENT
                        + " union all select distinct m.master_id, m.title, 'The copy has only the newest version of its"
                        + " file.' " + NEWEST_ONLY + ") where master_id > :after order by master_id limit :limit")
                .param("replica", replicaId)
                .param("after", after)
                .param("limit", limit)
                .query(Rows.of(Missing.class))
                .list();
    }

    /** Returns documents whose copies lack their older files, lowest ids first. */
    public List<NewestOnly> newestOnly(long replicaId, int limit) {
        return db.read()
                .sql("select distinct m.master_id, m.title " + NEWEST_ONLY + " order by m.master_id limit :limit")
                .param("replica", replicaId)
                .param("limit", limit)
                .query(Rows.of(NewestOnly.class))
                .list();
    }
}

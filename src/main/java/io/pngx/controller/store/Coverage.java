package io.pngx.controller.store;

import java.time.Instant;
import java.util.List;

/** Counts the copies of the master's documents on a replica, and lists the documents that the replica lacks. */
public final class Coverage {
    private static final String MISSING = """
            from work w where w.replica_id = :replica and not IDLE
            and not exists (select 1 from sync_map m where m.replica_id = w.replica_id and m.master_id = w.master_id)
            """.replace("IDLE", WorkQueue.IDLE);

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
     * @param oldest time of the oldest verification of a copy; null: none yet
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
            Instant lastCompleted) {}

    /** One document of the master that has no copy. */
    public record Missing(long masterId, String title, String why) {}

    /** Counts everything in one statement, so that the numbers are consistent. */
    public Counts counts(long replicaId) {
        return db.read()
                .sql("""
                with m as materialized (
                  select m.master_id, m.contested_at, v.result, v.bytes, v.verified_at,
                    exists (select 1 from work w where w.replica_id = m.replica_id and w.master_id = m.master_id)
                      as touched
                  from sync_map m left join verifications v using (replica_id, master_id)
                  where m.replica_id = :replica and not LEFT
                  and not exists (select 1 from unselected x
                    where x.replica_id = m.replica_id and x.master_id = m.master_id))
                select count(*) as copies,
                  (select count(*) MISSING) as missing,
                  (select count(*) from unselected x where x.replica_id = :replica) as excluded,
                  coalesce(sum(touched), 0) as outdated,
                  coalesce(sum(contested_at is not null and not touched), 0) as contested,
                  (select count(*) from tombstones t where t.replica_id = :replica and t.kind = 'documents'
                    and t.by_rule is null and t.state = 'HELD') as held,
                  coalesce(sum(result = 'mismatch' and bytes <> 'ok'), 0) as damaged,
                  coalesce(sum(result = 'mismatch' and bytes = 'ok'), 0) as different,
                  coalesce(sum(result = 'ok'), 0) as verified,
                  min(verified_at) as oldest,
                  (select max(at) from (
                    select max(finished_at) as at from sync_runs where replica_id = :replica
                      and mode in ('incremental', 'full') and hinted_documents is null
                      and state in ('success', 'partial')
                      and finished_at > coalesce((select max(swapped_at) from switchovers where state = 'DONE'), '')
                    union all select last_sync_ts from replicas where id = :replica)) as last_completed
                from m""".replace("LEFT", SyncMap.LEFT).replace("MISSING", MISSING))
                .param("replica", replicaId)
                .query(Rows.of(Counts.class))
                .single();
    }

    /** Returns documents of the master that have no copy and that no rule excludes, lowest ids first. */
    public List<Missing> missing(long replicaId, int limit) {
        return db.read()
                .sql("""
                select w.master_id, coalesce(a.title, (select u.file_name from uploads u
                    where u.replica_id = w.replica_id and u.master_id = w.master_id
                      order by u.id desc limit 1)) as title,
                  case when a.master_id is not null then 'Its adoption waits for your decision.'
                    when w.error is not null then w.error
                    when w.reason = 'gone' then 'The copy is missing on the replica.'
                    else 'The document is new on the master.' end as why
                from (select w.* MISSING) w left join adoptions a using (replica_id, master_id)
                order by w.master_id limit :limit""".replace("MISSING", MISSING))
                .param("replica", replicaId)
                .param("limit", limit)
                .query(Rows.of(Missing.class))
                .list();
    }
}

package io.pngx.controller.store;

import java.util.List;

/**
 * Compares what two replicas know about the documents of the master. Finds the documents that would be lost or set back
 * to an older state if the replica {@code :id} became the master while the replica {@code :other} stays a replica.
 */
public final class OtherCopies {
    /**
     * Copies {@code o} of the other replica that have a newer state of their document than the copy {@code r}. If both
     * have the same time, the new file of the document is not on {@code r} yet. Ignores documents that a rule excludes
     * from one of the replicas.
     */
    static final String NEWER = """
            from sync_map o join sync_map r on r.replica_id = :id and r.master_id = o.master_id
            where o.replica_id = :other and (o.modified > coalesce(r.modified, '')
              or o.modified = r.modified and o.seen is not null and r.seen is null
                and '' not in (o.file_checksum, r.file_checksum) and o.file_checksum <> r.file_checksum)
            and not exists (select 1 from unselected x
              where x.replica_id in (:id, :other) and x.master_id = o.master_id)
            and not exists (select 1 from tombstones t where t.replica_id in (:id, :other) and t.kind = 'documents'
              and t.master_id = o.master_id and t.by_rule is not null
              and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED'))
            """;

    /** Condition on a row {@code o}: the replica {@code :id} never had the document, or had it before its return. */
    private static final String LACKED = """
            not exists (select 1 from sync_map m where m.replica_id = :id and m.master_id = o.master_id)
            and not exists (select 1 from tombstones t where t.replica_id = :id and t.kind = 'documents'
              and t.master_id = o.master_id and t.state = 'DONE' and t.by_rule is null and not RETURNED)
            """.replace("RETURNED", SwapPairs.RETURNED);

    /** Copies {@code o} of documents that the replica {@code :id} lacks, so that they become foreign. */
    static final String FOREIGN = "from sync_map o where o.replica_id = :other and " + LACKED;

    /** Condition on a row {@code o}: the replica {@code :id} does not know the document. */
    private static final String UNKNOWN = LACKED + """
            and not exists (select 1 from work w where w.replica_id = :id and w.master_id = o.master_id)
            and not exists (select 1 from unselected x where x.replica_id = :id and x.master_id = o.master_id)
            and not exists (select 1 from adoptions a where a.replica_id = :id and a.master_id = o.master_id)
            and not exists (select 1 from tombstones t where t.replica_id = :other and t.kind = 'documents'
              and t.master_id = o.master_id and t.by_rule is null
              and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED'))
            """;

    /** Copies {@code o} of documents that the replica {@code :id} does not know. */
    private static final String ONLY_OTHER = "from sync_map o where o.replica_id = :other and " + UNKNOWN;

    /**
     * Runs that wrote lookups of the other replica after the last run of the replica {@code :id} had ended. The states
     * of single lookups are not known. Both replicas get a change of the same cycle from one list of the master. The
     * first run of a replica does not count, because it writes all lookups.
     */
    private static final String LOOKUP_RUNS = """
            from sync_runs x where x.replica_id = :other and x.lookups > 0 and x.mode in ('incremental', 'full')
            and x.started_at > coalesce((select max(y.finished_at) from sync_runs y
              where y.replica_id = :id and y.mode in ('incremental', 'full') and y.state in ('success', 'partial')
              and y.hinted_documents is null), '')
            and exists (select 1 from sync_runs z where z.replica_id = x.replica_id and z.id < x.id
              and z.mode in ('incremental', 'full') and z.state in ('success', 'partial'))
            """;

    private final Database db;

    public OtherCopies(Database db) {
        this.db = db;
    }

    /** Counts what {@code other} knows and {@code replicaId} does not. */
    public TakeoverLead lead(long other, long replicaId) {
        return db.read()
                .sql("""
                select (select count(*) from (
                  select master_id from sync_map where replica_id = :other
                  union select w.master_id from work w where w.replica_id = :other
                  union select master_id from unselected where replica_id = :other
                  union select master_id from adoptions where replica_id = :other) o where UNKNOWN) as unknown,
                (select count(*) NEWER and not exists (select 1 from work w
                  where w.replica_id = r.replica_id and w.master_id = r.master_id)) as newer
                """.replace("UNKNOWN", UNKNOWN).replace("NEWER", NEWER))
                .param("other", other)
                .param("id", replicaId)
                .query(Rows.of(TakeoverLead.class))
                .single();
    }

    /** A document of the master of which only another replica has the newest state. */
    public record Row(long masterId, String title) {}

    /** Returns documents of which {@code other} has a newer state than {@code replicaId}, lowest ids first. */
    public List<Row> newer(long other, long replicaId, int limit) {
        return page(NEWER, other, replicaId, limit);
    }

    public long countNewer(long other, long replicaId) {
        return count(NEWER, other, replicaId);
    }

    /** Returns documents that {@code other} has and {@code replicaId} does not know, lowest ids first. */
    public List<Row> unknown(long other, long replicaId, int limit) {
        return page(ONLY_OTHER, other, replicaId, limit);
    }

    public long countUnknown(long other, long replicaId) {
        return count(ONLY_OTHER, other, replicaId);
    }

    /** Counts the lookups of {@code other} that runs created or changed after the last run of {@code replicaId}. */
    public long countLookups(long other, long replicaId) {
        return number("select coalesce(sum(x.lookups), 0) " + LOOKUP_RUNS, other, replicaId);
    }

    private List<Row> page(String rows, long other, long replicaId, int limit) {
        return db.read()
                .sql("select o.master_id, o.title " + rows + " order by o.master_id limit :limit")
                .param("other", other)
                .param("id", replicaId)
                .param("limit", limit)
                .query(Rows.of(Row.class))
                .list();
    }

    private long count(String rows, long other, long replicaId) {
        return number("select count(*) " + rows, other, replicaId);
    }

    private long number(String sql, long other, long replicaId) {
        return db.read()
                .sql(sql)
                .param("other", other)
                .param("id", replicaId)
                .query(Long.class)
                .single();
    }
}

package io.pngx.controller.store;

import java.util.Map;
import java.util.Set;

/** Counts the documents of replicas by status, for pages, API, metrics and alerts. */
public final class ReplicaCounts {
    private static final String PENDING = """
            select 1 from work w where w.replica_id = r.id and w.attempts = 0 and not IDLE
            and not exists (select 1 from adoptions a where a.replica_id = r.id and a.master_id = w.master_id)
            """.replace("IDLE", WorkQueue.IDLE);

    private static final String FAILED =
            "select 1 from work w where w.replica_id = r.id and w.attempts > 0 and not " + WorkQueue.IDLE;

    private static final String COUNTS =
            """
            select r.id as replica_id,
              (select count(*) from sync_map m where m.replica_id = r.id and not LEFT) as mapped,
              (select count(*) from (PENDING)) as pending,
              (select count(*) from (FAILED)) as failed,
              (select count(*) from sync_map m join work w using (replica_id, master_id) where m.replica_id = r.id
                and not LEFT) as touched,
              r.unmapped_documents as unmapped,
              (select count(*) from tombstones t where t.replica_id = r.id and t.state = 'HELD')
                + (select count(*) from adoptions a where a.replica_id = r.id) as held,
              (select count(*) from adoptions a where a.replica_id = r.id) as offered,
              (select count(*) from sync_map m where m.replica_id = r.id
                and m.contested_at is not null) as contested
            from replicas r
            """.replace("PENDING", PENDING).replace("FAILED", FAILED).replace("LEFT", SyncMap.LEFT);

    private final Database db;

    public ReplicaCounts(Database db) {
        this.db = db;
    }

    /** Counts the documents of a replica by status, for pages and API. */
    public Counts of(long id) {
        return db.read()
                .sql(COUNTS + " where r.id = ?")
                .param(id)
                .query(Rows.of(Counts.class))
                .single();
    }

    /** Counts the documents of every replica by status, in one statement. */
    public Map<Long, Counts> all() {
        return db.read().sql(COUNTS).query(Rows.byReplica(Counts.class));
    }

    /** Returns the replicas that have a pending or failed document. */
    public Set<Long> replicasThatWait() {
        return Set.copyOf(db.read()
                .sql("select r.id from replicas r where exists (" + PENDING + ") or exists (" + FAILED + ")")
                .query(Long.class)
                .list());
    }

    /**
     * Counts of documents.
     *
     * @param mapped copies of documents that are on the master
     * @param pending documents on the master that wait for their first attempt
     * @param failed documents whose last attempt failed
     * @param touched copies that are pending or failed
     * @param unmapped unmapped documents in the replica's last inventory
     * @param held deletions and adoptions that wait for the user
     * @param offered adoptions that wait for the user
     * @param contested contested copies
     */
    public record Counts(
            long mapped,
            long pending,
            long failed,
            long touched,
            long unmapped,
            long held,
            long offered,
            long contested) {
        /** Counts of a replica that was just added. */
        public static final Counts NOTHING = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

        public long inSync() {
            return mapped - touched;
        }

        /** Returns the number of foreign documents. */
        public long foreign() {
            return Math.max(0, unmapped - offered);
        }
    }
}

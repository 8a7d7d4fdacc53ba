package io.pngx.controller.store;

import java.util.List;

/** Table {@code duplicates}: documents that a v2 replica cannot hold, because another copy there has the same bytes. */
public final class Duplicates {
    private final Database db;

    public Duplicates(Database db) {
        this.db = db;
    }

    /**
     * @param holderId the master's document whose copy has the same bytes
     * @param seen digest of the master's document when it was last compared
     */
    public record Duplicate(long replicaId, long masterId, long holderId, String sha256, String seen) {}

    public List<Duplicate> of(long replicaId) {
        return db.read()
                .sql("select * from duplicates where replica_id = ?")
                .param(replicaId)
                .query(Rows.of(Duplicate.class))
                .list();
    }

    public void put(Duplicate duplicate) {
        db.write()
                .sql("""
                insert into duplicates(replica_id, master_id, holder_id, sha256, seen) values (?, ?, ?, ?, ?)
                on conflict do update set holder_id = excluded.holder_id, sha256 = excluded.sha256,
                  seen = excluded.seen""")
                .params(
                        duplicate.replicaId(),
                        duplicate.masterId(),
                        duplicate.holderId(),
                        duplicate.sha256(),
                        duplicate.seen())
                .update();
    }

    /** Deletes a duplicate and makes its work item due now, because the replica may no longer have the other copy. */
    public void tryAgain(Duplicate duplicate) {
        db.inTransaction(() -> {
            db.write()
                    .sql("delete from duplicates where replica_id = ? and master_id = ?")
                    .params(duplicate.replicaId(), duplicate.masterId())
                    .update();
            db.write()
                    .sql("update work set next_at = null where replica_id = ? and master_id = ?")
                    .params(duplicate.replicaId(), duplicate.masterId())
                    .update();
        });
    }
}

package io.pngx.controller.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Table {@code unselected}: documents that the rules exclude from a replica. */
public final class Unselected {
    private final Database db;
    private final WorkQueue work;

    public Unselected(Database db, WorkQueue work) {
        this.db = db;
        this.work = work;
    }

    /**
     * A document that the rules exclude.
     *
     * @param rule rule that excludes the document
     * @param revision revision of the replica's rules when the document was excluded
     * @param seen digest of the master's document when the document was excluded
     */
    public record Entry(long replicaId, long masterId, String rule, String revision, String seen, String title) {}

    /**
     * Records an excluded document and finishes its work item, in one transaction. An existing copy is not compared
     * until the rules select its document again.
     */
    public void exclude(Entry entry, long runId) {
        db.inTransaction(() -> {
            put(entry);
            work.done(entry.replicaId(), entry.masterId(), runId, Run.Outcome.EXCLUDED);
        });
    }

    /** Records an excluded document. Must be called in a transaction. */
    void put(Entry entry) {
        db.write()
                .sql("""
                insert into unselected(replica_id, master_id, rule, revision, seen, title) values (?, ?, ?, ?, ?, ?)
                on conflict do update set rule = excluded.rule, revision = excluded.revision, seen = excluded.seen,
                  title = excluded.title""")
                .params(
                        entry.replicaId(),
                        entry.masterId(),
                        entry.rule(),
                        entry.revision(),
                        entry.seen(),
                        entry.title())
                .update();
        db.write()
                .sql("update sync_map set fingerprint = null, seen = ?, title = ? where replica_id = ? "
                        + "and master_id = ?")
                .params(entry.seen(), entry.title(), entry.replicaId(), entry.masterId())
                .update();
    }

    /** Deletes the entry of a document that the rules select again. */
    public void remove(long replicaId, long masterId) {
        db.write()
                .sql("delete from unselected where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .update();
    }

    /** Deletes all entries of a replica. Called when the replica has no rule that can exclude documents. */
    public void clear(long replicaId) {
        db.write()
                .sql("delete from unselected where replica_id = ?")
                .param(replicaId)
                .update();
    }

    /** Returns the entries of a replica by master id. */
    public Map<Long, Entry> of(long replicaId) {
        Map<Long, Entry> entries = new HashMap<>();
        db.read()
                .sql("select * from unselected where replica_id = ?")
                .param(replicaId)
                .query(Rows.of(Entry.class))
                .list()
                .forEach(entry -> entries.put(entry.masterId(), entry));
        return entries;
    }

    public Optional<Entry> find(long replicaId, long masterId) {
        return db.read()
                .sql("select * from unselected where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .query(Rows.of(Entry.class))
                .optional();
    }

    public boolean contains(long replicaId, long masterId) {
        return db.exists("select 1 from unselected where replica_id = ? and master_id = ?", replicaId, masterId);
    }

    public long count(long replicaId) {
        return db.read()
                .sql("select count(*) from unselected where replica_id = ?")
                .param(replicaId)
                .query(Long.class)
                .single();
    }

    /**
     * Deletes the entries of documents that are missing on the master.
     *
     * @param onMaster returns whether a document is in a complete inventory of the master
     */
    public void keepOnly(long replicaId, LongPredicate onMaster) {
        List<Long> left =
                of(replicaId).keySet().stream().filter(id -> !onMaster.test(id)).toList();
        db.inTransaction(() -> left.forEach(id -> remove(replicaId, id)));
    }
}

package io.pngx.controller.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Table {@code sync_map}: mappings of documents to their copies. */
public final class SyncMap {

    /**
     * Condition on a row {@code m}: its document has a tombstone, because the document is missing on the master, or
     * because a rule no longer selects the document. SQLite uses the partial index only if the condition lists the
     * states of the index.
     */
    static final String LEFT =
            "exists (select 1 from tombstones t where t.replica_id = m.replica_id and t.kind = 'documents' "
                    + "and t.master_id = m.master_id and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', "
                    + "'REJECTED'))";

    /** Condition on a row {@code m}: the master has the document, no rule excludes it, and runs keep the copy equal. */
    static final String KEPT_EQUAL = "not " + LEFT
            + " and not exists (select 1 from unselected s where s.replica_id = m.replica_id "
            + "and s.master_id = m.master_id) ";

    private final Database db;

    public SyncMap(Database db) {
        this.db = db;
    }

    public Optional<Mapping> find(long replicaId, long masterId) {
        return db.read()
                .sql("select * from sync_map where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .query(Rows.of(Mapping.class))
                .optional();
    }

    /** Reads the mappings of several master documents in one query. Returns the mappings by master id. */
    public Map<Long, Mapping> find(long replicaId, Collection<Long> masterIds) {
        return db
                .read()
                .sql("select * from sync_map where replica_id = :replica and master_id in (:ids)")
                .param("replica", replicaId)
                .param("ids", masterIds)
                .query(Rows.of(Mapping.class))
                .list()
                .stream()
                .collect(Collectors.toMap(Mapping::masterId, Function.identity()));
    }

    /** Returns the ids of all copies by the ids of the master's documents. */
    public CopyIds ids(long replicaId) {
        // Two long texts are read much faster than one row for each mapping.
        return db.read()
                .sql("select json_group_array(master_id), json_group_array(replica_doc_id) from"
                        + " (select master_id, replica_doc_id from sync_map where replica_id = ? order by master_id)")
                .param(replicaId)
                .query((row, number) -> CopyIds.parse(row.getString(1), row.getString(2)))
                .single();
    }

    /** Returns the id of the copy to which a master document is mapped. */
    public Optional<Long> replicaDoc(long replicaId, long masterId) {
        return find(replicaId, masterId).map(Mapping::replicaDocId);
    }

    /** Returns the id of the master document to which a copy is mapped. */
    public Optional<Long> masterDoc(long replicaId, long replicaDocId) {
        return db.read()
                .sql("select master_id from sync_map where replica_id = ? and replica_doc_id = ?")
                .params(replicaId, replicaDocId)
                .query(Long.class)
                .optional();
    }

    /**
     * Returns the digest that a document of an old master had at its last comparison before the switchover. Empty if
     * the replica never was the master, or if the document had changes that were not compared before the switchover.
     */
    public Optional<String> seenAsMaster(long replicaId, long masterId) {
        return db.read()
                .sql("select seen_as_master from sync_map where replica_id = ? and master_id = ?"
                        + " and seen_as_master is not null")
                .params(replicaId, masterId)
                .query(String.class)
                .optional();
    }

    /** Returns the digest of the master's document when it was last compared. */
    public Optional<String> seen(long replicaId, long masterId) {
        return find(replicaId, masterId).map(Mapping::seen);
    }

    /** Deletes the mapping of a copy that the replica no longer holds. The next run uploads the document again. */
    public void forget(long replicaId, long masterId) {
        db.inTransaction(() -> {
            forgetParts(replicaId, masterId);
            db.write()
                    .sql("delete from sync_map where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
        });
    }

    /** Deletes the mapping of a copy that stays on the replica. The controller's notes on the copy stay known. */
    void release(long replicaId, long masterId) {
        db.inTransaction(() -> {
            forgetParts(replicaId, masterId, List.of("file_versions"));
            db.write()
                    .sql("delete from sync_map where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
        });
    }

    /**
     * Deletes the rows of the files and notes of a lost copy, because a replica that was created again assigns the same
     * ids again.
     */
    private void forgetParts(long replicaId, long masterId) {
        forgetParts(replicaId, masterId, List.of("file_versions", "note_map"));
    }

    private void forgetParts(long replicaId, long masterId, List<String> tables) {
        tables.forEach(table -> db.write()
                .sql("delete from " + table + " where replica_id = ? and replica_doc_id = "
                        + "(select replica_doc_id from sync_map where replica_id = ? and master_id = ?)")
                .params(replicaId, replicaId, masterId)
                .update());
    }

    /**
     * Maps a replaced copy again, in place of a copy that the replica no longer holds. If no upload of the controller
     * is known to have created the replaced copy, the copy counts as adopted, so that a user must approve its deletion.
     */
    void mapAgain(ReplacedCopy old) {
        forgetParts(old.replicaId(), old.masterId());
        db.write()
                .sql("""
                update sync_map set replica_doc_id = ?, replica_added = ?, replica_modified = null, file_checksum = ?,
                  fingerprint = null, seen = null, seen_as_master = null, contested_at = null, number_taken = null,
                  links_left_out = null, adopted = not exists (select 1 from uploads u where u.replica_id = ?
                    and u.replica_doc_id = ? and u.state = 'SETTLED' and not u.adopted)
                where replica_id = ? and master_id = ?""")
                .params(
                        old.replicaDocId(),
                        Times.text(old.replicaAdded()),
                        old.sha256(),
                        old.replicaId(),
                        old.replicaDocId(),
                        old.replicaId(),
                        old.masterId())
                .update();
        countOneForeignLess(old.replicaId());
    }

    /** Returns those of the checksums that a copy has. Adopted documents do not count. */
    public Set<String> filesOfCopies(long replicaId, Collection<String> sha256) {
        return db.read()
                .sql("select file_checksum from sync_map where replica_id = ? and not adopted"
                        + " and file_checksum in (select value from json_each(?))")
                .params(replicaId, "[\"" + String.join("\",\"", sha256) + "\"]")
                .query(String.class)
                .set();
    }

    public long count(long replicaId) {
        return db.read()
                .sql("select count(*) from sync_map where replica_id = ?")
                .param(replicaId)
                .query(Long.class)
                .single();
    }

    /**
     * Records the new file of a document's copy. If a new copy has the file, the new copy replaces the old copy.
     *
     * @param adopted whether the new copy is a foreign document, so that a user must approve its deletion
     * @return mapping of the replaced copy; empty: no copy was replaced, or the mapping was deleted
     */
    Optional<Mapping> file(long replicaId, long masterId, long replicaDocId, String sha256, boolean adopted) {
        Optional<Mapping> old = db.write()
                .sql("select * from sync_map where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .query(Rows.of(Mapping.class))
                .optional()
                .filter(found -> found.replicaDocId() != replicaDocId);
        if (old.isPresent()) {
            detachFromDeleted(replicaId, replicaDocId);
            db.write()
                    .sql("update sync_map set replica_added = null, replica_modified = null, adopted = ? "
                            + "where replica_id = ? and master_id = ?")
                    .params(adopted, replicaId, masterId)
                    .update();
            if (adopted) {
                countOneForeignLess(replicaId);
            }
        }
        db.write()
                .sql("update sync_map set replica_doc_id = ?, file_checksum = ? where replica_id = ? and master_id = ?")
                .params(replicaDocId, sha256, replicaId, masterId)
                .update();
        return old;
    }

    /** Maps a document to its copy. If the replica's trash holds an earlier copy, that copy stays there. */
    void add(long replicaId, long masterId, long replicaDocId, String sha256, boolean adopted) {
        if (db.write().sql(Tombstones.ANY).param(replicaId).query(Boolean.class).single()) {
            detachFromDeleted(replicaId, replicaDocId);
            db.write()
                    .sql("update tombstones set state = 'RETURNED' where replica_id = ? and kind = 'documents' "
                            + "and master_id = ? and state = 'DONE'")
                    .params(replicaId, masterId)
                    .update();
        }
        db.write()
                .sql("""
                insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, adopted, synced_at)
                values (?, ?, ?, ?, ?, ?)""")
                .params(replicaId, masterId, replicaDocId, sha256, adopted, Times.text(Instant.now()))
                .update();
        if (adopted) {
            countOneForeignLess(replicaId);
        }
    }

    /** Lowers the number of foreign documents, because one of the documents in the last inventory is a copy now. */
    private void countOneForeignLess(long replicaId) {
        db.write()
                .sql("update replicas set unmapped_documents = max(0, unmapped_documents - 1) where id = ?")
                .param(replicaId)
                .update();
    }

    /** Deletes the mapping and ends the tombstone of a copy whose document is missing on the master. */
    private void detachFromDeleted(long replicaId, long replicaDocId) {
        db.write().sql("""
                update tombstones set state = 'RETURNED', cause = null, reason = null
                where replica_id = ? and kind = 'documents'
                and replica_object_id = ? and state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED')
                """).params(replicaId, replicaDocId).update();
        db.write()
                .sql("""
                delete from sync_map where replica_id = ? and replica_doc_id = ? and master_id in
                  (select master_id from tombstones where replica_id = ? and kind = 'documents'
                    and replica_object_id = ?)""")
                .params(replicaId, replicaDocId, replicaId, replicaDocId)
                .update();
    }
}

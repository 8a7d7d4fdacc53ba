package io.pngx.controller.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Table {@code replaced_copies}: copies that a new copy replaced, and replacements with other bytes than were sent. The
 * controller moves these documents to the replica's trash once a copy with the right file is mapped.
 */
public final class ReplacedCopies {
    /** Condition: a replacement that has other bytes than were sent, see {@link #keep}. */
    static final String KEPT = "(replaced_copies.state = 'RETURNED' and replaced_copies.sha256 = '' and exists ("
            + "select 1 from uploads u where u.replica_id = replaced_copies.replica_id and u.kind = 'replacement'"
            + " and u.replica_doc_id = replaced_copies.replica_doc_id and u.state = 'FAILED'))";

    private final Database db;
    private final SyncMap mappings;

    public ReplacedCopies(Database db) {
        this.db = db;
        this.mappings = new SyncMap(db);
    }

    /**
     * Returns the replaced copies of a document, newest first, except those that were restored or mapped again, or that
     * another document or upload uses.
     */
    public List<ReplacedCopy> unused(long replicaId, long masterId) {
        return db.read()
                .sql("""
                select r.* from replaced_copies r where r.replica_id = ? and r.master_id = ? and r.state <> 'RETURNED'
                  and not exists (select 1 from sync_map m
                    where m.replica_id = r.replica_id and m.replica_doc_id = r.replica_doc_id)
                  and not exists (select 1 from uploads u
                    where u.replica_id = r.replica_id and u.replica_doc_id = r.replica_doc_id
                      and u.state in ('PLANNED', 'POSTED', 'CONSUMED'))
                order by r.id desc""")
                .params(replicaId, masterId)
                .query(Rows.of(ReplacedCopy.class))
                .list();
    }

    /**
     * Maps a replaced copy as the copy of its document again, because the copy that replaced it is gone. The next
     * comparison finds that the file differs.
     */
    public void mapAgain(ReplacedCopy old) {
        db.inTransaction(() -> {
            mappings.mapAgain(old);
            returned(old.replicaId(), old.replicaDocId());
        });
    }

    /** Returns replaced copies that are not in the trash yet. */
    public List<ReplacedCopy> open(long replicaId) {
        return db.read()
                .sql("select * from replaced_copies where replica_id = ? and state in ('OPEN', 'ACTING') order by id")
                .param(replicaId)
                .query(Rows.of(ReplacedCopy.class))
                .list();
    }

    /**
     * Finds the newest replaced copy with these bytes for which the controller sent a deletion. If the answer was lost,
     * the copy may still be live.
     */
    public Optional<ReplacedCopy> trashedWith(long replicaId, String sha256) {
        return db.read()
                .sql("select * from replaced_copies where replica_id = ? and sha256 = ?"
                        + " and state in ('ACTING', 'DONE') order by id desc limit 1")
                .params(replicaId, sha256)
                .query(Rows.of(ReplacedCopy.class))
                .optional();
    }

    /** @return whether this document is a replaced copy that goes to the trash */
    public boolean isOpen(long replicaId, long replicaDocId) {
        return db.exists(
                "select 1 from replaced_copies where replica_id = ? and replica_doc_id = ?"
                        + " and state in ('OPEN', 'ACTING')",
                replicaId,
                replicaDocId);
    }

    /** @return whether the controller sent a deletion of this document as a replaced copy */
    public boolean inTrash(long replicaId, long replicaDocId) {
        return db.exists(
                "select 1 from replaced_copies where replica_id = ? and replica_doc_id = ? "
                        + "and state in ('ACTING', 'DONE')",
                replicaId,
                replicaDocId);
    }

    /**
     * Records the intent to delete a replaced copy. The intent must be committed before the controller deletes the
     * copy.
     */
    public void acting(long id) {
        db.write()
                .sql("update replaced_copies set state = 'ACTING' where id = ?")
                .param(id)
                .update();
    }

    public void done(long id) {
        db.write()
                .sql("update replaced_copies set state = 'DONE', acted_at = ? where id = ?")
                .params(Times.text(Instant.now()), id)
                .update();
    }

    /** Records that a replaced copy is no longer in the trash. */
    public void returned(long replicaId, long replicaDocId) {
        db.write()
                .sql("update replaced_copies set state = 'RETURNED' where replica_id = ? and replica_doc_id = ?")
                .params(replicaId, replicaDocId)
                .update();
    }

    /**
     * Keeps a replacement that has other bytes than were sent, until {@link #replaceKept}. Must be called in the
     * transaction that fails its upload.
     *
     * @param added when the replica added the replacement
     */
    void keep(Upload upload, Instant added) {
        add(upload.replicaId(), upload.masterId(), upload.replicaDocId(), upload.copyId(), added, "", "RETURNED");
    }

    /**
     * Replaces the kept documents of earlier uploads of a document by the document of this upload. Must be called in
     * the transaction that changes the mapping.
     */
    void replaceKept(Upload upload) {
        db.write()
                .sql("""
                update replaced_copies set state = 'OPEN', replacement_id = ?
                where replica_id = ? and master_id = ? and replica_doc_id <> ? and """ + KEPT)
                .params(upload.replicaDocId(), upload.replicaId(), upload.masterId(), upload.replicaDocId())
                .update();
    }

    /** Adds a replaced copy. Must be called in the transaction that changes the mapping. */
    void add(Mapping old, long replacementId) {
        add(
                old.replicaId(),
                old.masterId(),
                old.replicaDocId(),
                replacementId,
                old.replicaAdded(),
                old.fileChecksum(),
                "OPEN");
    }

    private void add(
            long replicaId,
            long masterId,
            long replicaDocId,
            long replacementId,
            Instant added,
            String sha256,
            String state) {
        db.write()
                .sql("""
                insert into replaced_copies(replica_id, master_id, replica_doc_id, replacement_id, replica_added,
                  sha256, state, replaced_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        replicaId,
                        masterId,
                        replicaDocId,
                        replacementId,
                        Times.text(added),
                        sha256,
                        state,
                        Times.text(Instant.now()))
                .update();
    }
}

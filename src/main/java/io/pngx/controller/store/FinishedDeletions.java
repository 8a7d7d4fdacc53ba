package io.pngx.controller.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Records finished deletions and finished restores, changes the mappings in the same transaction, and finds the copies
 * in a replica's trash.
 */
public final class FinishedDeletions {
    private final Database db;
    private final Tombstones tombstones;

    public FinishedDeletions(Database db, Tombstones tombstones) {
        this.db = db;
        this.tombstones = tombstones;
    }

    /** @return whether the controller moved this document to the replica's trash */
    public boolean inTrash(long replicaId, long replicaDocId) {
        return db.exists(
                "select 1 from tombstones where replica_id = ? and kind = 'documents' "
                        + "and replica_object_id = ? and state = 'DONE'",
                replicaId,
                replicaDocId);
    }

    /**
     * Returns the tombstones of copies that had this id on the replica, that the controller moved to the replica's
     * trash, and did not restore. Several tombstones can match, because a replica that was restored from a backup may
     * assign an id again.
     */
    public List<Tombstone> trashed(long replicaId, long replicaDocId) {
        return db.read()
                .sql("select * from tombstones where replica_id = ? and kind = 'documents' "
                        + "and replica_object_id = ? and state = 'DONE' and restoring = 0")
                .params(replicaId, replicaDocId)
                .query(Rows.of(Tombstone.class))
                .list();
    }

    /**
     * Commits the intent to restore a trashed copy, before the call. Without the intent, a copy whose restore was not
     * recorded would count as restored by a user.
     */
    public void restoring(long replicaId, long replicaDocId) {
        db.write()
                .sql("update tombstones set restoring = 1 where replica_id = ? and kind = 'documents' "
                        + "and replica_object_id = ? and state = 'DONE'")
                .params(replicaId, replicaDocId)
                .update();
    }

    /** @return whether the controller began to restore the copy */
    public boolean isRestoring(Tombstone tombstone) {
        return db.exists("select 1 from tombstones where id = ? and restoring = 1", tombstone.id());
    }

    /** Returns the tombstone of a master document if the controller moved the copy to the replica's trash. */
    public Optional<Tombstone> trashedOf(long replicaId, long masterId) {
        return db.read()
                .sql("select * from tombstones where replica_id = ? and kind = 'documents' and master_id = ? "
                        + "and state = 'DONE'")
                .params(replicaId, masterId)
                .query(Rows.of(Tombstone.class))
                .optional();
    }

    /**
     * Records a finished deletion: the document is in the replica's trash, or the lookup is deleted. Deletes the
     * mapping, and counts the deletion in its run, in the same transaction.
     *
     * @param runId the run that carried out the deletion
     */
    public void done(Tombstone tombstone, long runId, Instant now) {
        db.inTransaction(() -> {
            db.write().sql("""
                    update tombstones set state = 'DONE', cause = null, reason = null, acted_at = ?, restoring = 0
                    where id = ?
                    """).params(Times.text(now), tombstone.id()).update();
            db.write()
                    .sql("update sync_runs set deleted = deleted + 1 where id = ?")
                    .param(runId)
                    .update();
            if (tombstone.ofDocument()) {
                unmap(tombstone);
            } else {
                db.write()
                        .sql("delete from lookup_map where replica_id = ? and kind = ? and master_id = ?")
                        .params(tombstone.replicaId(), tombstone.kind(), tombstone.masterId())
                        .update();
                // The copies lost this lookup. Fingerprints of earlier versions of the controller contain only names:
                // if the master later had a lookup of the same name, these fingerprints would wrongly count as equal.
                db.write()
                        .sql("update sync_map set fingerprint = null where replica_id = ? and length(fingerprint) = 32")
                        .param(tombstone.replicaId())
                        .update();
            }
        });
    }

    /**
     * Ends the deletion of a copy that a user already removed from the replica. A later return of the document restores
     * the copy, if it is in the replica's trash. The deletion affects no document, so it counts neither in a run nor
     * towards the limit.
     */
    public void alreadyRemoved(Tombstone tombstone, Instant now) {
        db.inTransaction(() -> {
            int ended =
                    db.write().sql("""
                    update tombstones set state = 'DONE', cause = null, reason = null, weight = 0, acted_at = ?
                    where id = ? and state in ('OPEN', 'HELD', 'APPROVED', 'REJECTED')
                    """).params(Times.text(now), tombstone.id()).update();
            if (ended == 1) {
                unmap(tombstone);
            }
        });
    }

    /**
     * Records which copies with an undecided deletion the replica no longer has: the deletion of such a copy affects no
     * document, so its weight is 0.
     */
    public void recordRemoved(long replicaId, Collection<Long> copies) {
        db.write()
                .sql("""
                update tombstones set weight = replica_object_id not in (select value from json_each(:copies))
                where replica_id = :replica and kind = 'documents'
                  and state in ('OPEN', 'HELD', 'APPROVED', 'REJECTED')
                  and weight <> (replica_object_id not in (select value from json_each(:copies)))""")
                .param("copies", copies.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")))
                .param("replica", replicaId)
                .update();
    }

    /**
     * Ends the deletions of all copies that the last run found removed, even if the user chose to keep the copy. Such
     * copies must not stay mapped in a swap.
     *
     * @return number of ended deletions
     */
    int endRemoved(long replicaId, Instant now) {
        List<Tombstone> removed = db.write()
                .sql("select * from tombstones where replica_id = ? and kind = 'documents' and weight = 0"
                        + " and state in ('OPEN', 'HELD', 'APPROVED', 'REJECTED')")
                .param(replicaId)
                .query(Rows.of(Tombstone.class))
                .list();
        removed.forEach(tombstone -> alreadyRemoved(tombstone, now));
        return removed.size();
    }

    /** Deletes mapping and work item of a copy that is gone, and keeps in the tombstone what identifies the copy. */
    private void unmap(Tombstone tombstone) {
        db.write().sql("""
                update tombstones set adopted = m.adopted, added = coalesce(m.added, tombstones.added),
                  replica_added = coalesce(m.replica_added, tombstones.replica_added) from sync_map m
                where tombstones.id = ? and m.replica_id = tombstones.replica_id
                  and m.master_id = tombstones.master_id
                  and m.replica_doc_id = tombstones.replica_object_id""").param(tombstone.id()).update();
        db.write()
                .sql("delete from sync_map where replica_id = ? and master_id = ? and replica_doc_id = ?")
                .params(tombstone.replicaId(), tombstone.masterId(), tombstone.replicaObjectId())
                .update();
        mapUnsettledReplacement(tombstone);
        db.write()
                .sql("delete from work where replica_id = ? and master_id = ?")
                .params(tombstone.replicaId(), tombstone.masterId())
                .update();
    }

    /**
     * If the deleted copy has a replacement that was consumed but never settled, maps the replacement as the copy of
     * the document. The next run then opens a tombstone for the document.
     */
    private void mapUnsettledReplacement(Tombstone tombstone) {
        int mapped = db.write()
                .sql("""
                insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, adopted, title, synced_at)
                select u.replica_id, u.master_id, u.replica_doc_id,
                  case u.task_status when 'NOT_STORED' then '' else u.sha256 end, u.adopted, ?, ? from uploads u
                where u.replica_id = ? and u.master_id = ? and u.kind = 'replacement' and u.state = 'FAILED'
                  and u.replica_doc_id <> ?
                  and not exists (select 1 from replaced_copies where replaced_copies.replica_id = u.replica_id
                    and replaced_copies.replica_doc_id = u.replica_doc_id and not """ + ReplacedCopies.KEPT + """
                )
                order by u.id desc limit 1
                on conflict do nothing""")
                .params(
                        tombstone.title(),
                        Times.text(Instant.now()),
                        tombstone.replicaId(),
                        tombstone.masterId(),
                        tombstone.replicaObjectId())
                .update();
        if (mapped == 1) {
            tombstones.returned(tombstone.id()); // a later restore must not use the deleted copy
        }
    }

    /**
     * Reopens a finished deletion and maps its copy, so that a run can restore the copy for a moment and change it.
     * Afterwards, the copy goes back to the trash.
     */
    public void actAgain(Tombstone tombstone) {
        db.inTransaction(() -> {
            db.write()
                    .sql("""
                    insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, adopted, added,
                      replica_added, synced_at)
                    select t.replica_id, t.master_id, t.replica_object_id, coalesce((select u.sha256 from uploads u
                      where u.replica_id = t.replica_id
                      and u.master_id = t.master_id and u.replica_doc_id = t.replica_object_id order by u.id desc
                        limit 1), ''), t.adopted, t.added, t.replica_added, ?
                    from tombstones t where t.id = ?
                    on conflict do nothing""")
                    .params(Times.text(Instant.now()), tombstone.id())
                    .update();
            tombstones.acting(tombstone.id());
        });
    }

    /**
     * Ends the tombstone of a document that is back on the master, after the copy was restored. Maps the copy again, so
     * that the next run compares the copy.
     */
    public void restored(Tombstone tombstone, String sha256) {
        db.inTransaction(() -> {
            tombstones.returned(tombstone.id());
            db.write()
                    .sql("""
                    insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, adopted, added,
                      replica_added, synced_at)
                    select replica_id, master_id, replica_object_id, ?, adopted, added, replica_added, ?
                      from tombstones where id = ?""")
                    .params(sha256, Times.text(Instant.now()), tombstone.id())
                    .update();
        });
    }
}

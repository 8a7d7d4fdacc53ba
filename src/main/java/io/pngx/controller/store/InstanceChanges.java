package io.pngx.controller.store;

import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adapts the rows of a replica after the master, the instance of the replica or its address changed. */
public final class InstanceChanges {
    private static final Text OTHER_LIBRARY = Text.of("The master is another library now, or in an older state.");
    private static final Text OTHER_INSTANCE = Text.of("The replica is another instance now.");
    private static final Text OTHER_ADDRESS = Text.of("The address of the replica changed; the controller searches for"
            + " the document by its checksum at the new address.");

    private final Database db;
    private final SyncMap mappings;
    private final CopyInvalidation invalidation;
    private final NoteMap notes;

    public InstanceChanges(Database db, SyncMap mappings, CopyInvalidation invalidation) {
        this.db = db;
        this.mappings = mappings;
        this.invalidation = invalidation;
        this.notes = new NoteMap(db);
    }

    /**
     * Discards mappings after the user accepted another library as the master.
     *
     * @param same documents that both libraries have; these documents keep their mappings, and a run compares or
     *     restores the copies
     * @param proven copies that the replica still has, as document ids of the replica; the notes of the controller on
     *     these copies stay known, also if a copy loses its mapping
     */
    public void keepOnly(long replicaId, Set<Long> same, Set<Long> proven) {
        db.inTransaction(() -> {
            Map<Long, Long> copies = mappings.ids(replicaId);
            Set<Long> mapped = copies.keySet();
            copies.forEach((id, copy) -> {
                if (!same.contains(id) && proven.contains(copy)) {
                    mappings.release(replicaId, id);
                } else if (!same.contains(id)) {
                    mappings.forget(replicaId, id);
                }
            });
            notes.detach(replicaId);
            invalidation.clearFingerprints(replicaId);
            db.write()
                    .sql("update sync_map set seen = null, modified = null where replica_id = ?")
                    .param(replicaId)
                    .update();
            db.write()
                    .sql("delete from work where replica_id = ?")
                    .param(replicaId)
                    .update();
            db
                    .read()
                    .sql("select * from tombstones where replica_id = ? and kind = 'documents'")
                    .param(replicaId)
                    .query(Rows.of(Tombstone.class))
                    .list()
                    .stream()
                    .filter(each -> !same.contains(each.masterId())
                            || !mapped.contains(each.masterId()) && each.state() != Tombstone.State.DONE)
                    .forEach(each -> db.write()
                            .sql("delete from tombstones where id = ?")
                            .param(each.id())
                            .update());
            List.of("replaced_copies", "duplicates", "unselected")
                    .forEach(table -> db.write()
                            .sql("delete from " + table
                                    + " where replica_id = ? and master_id not in (select m.master_id "
                                    + "from sync_map m where m.replica_id = ?)")
                            .params(replicaId, replicaId)
                            .update());
            // These uploads sent files of the old library. A settlement would map the files to documents of the new
            // library.
            db.write()
                    .sql("update uploads set state = 'FAILED', error = ?, error_text = ? where replica_id = ? "
                            + "and state in ('PLANNED', 'POSTED', 'CONSUMED')")
                    .params(StoredText.english(OTHER_LIBRARY), StoredText.write(OTHER_LIBRARY), replicaId)
                    .update();
        });
    }

    /**
     * Ends the open uploads of a replica, after the user accepted another instance or an older state of the replica.
     * The documents of these uploads are uploaded again.
     */
    public void beginUploadsAnew(long replicaId) {
        // On the new instance, the document ids of these uploads may belong to other documents.
        db.write()
                .sql("update uploads set state = 'FAILED', replica_doc_id = null, error = ?, error_text = ? "
                        + "where replica_id = ? and state in ('PLANNED', 'POSTED', 'CONSUMED')")
                .params(StoredText.english(OTHER_INSTANCE), StoredText.write(OTHER_INSTANCE), replicaId)
                .update();
    }

    /**
     * Fails the consumed uploads of a replica whose address changed, because their document ids may belong to other
     * documents at the new address. The work items start again with a search by checksum.
     */
    public void failConsumed(long replicaId) {
        db.write()
                .sql("update uploads set state = 'FAILED', error = ?, error_text = ?, changed_at = ?"
                        + " where replica_id = ? and state = 'CONSUMED'")
                .params(
                        StoredText.english(OTHER_ADDRESS),
                        StoredText.write(OTHER_ADDRESS),
                        Times.text(Instant.now()),
                        replicaId)
                .update();
    }
}

package io.pngx.controller.store;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Table {@code note_map}: maps notes of the master to notes of copies. */
public final class NoteMap {
    private final Database db;

    public NoteMap(Database db) {
        this.db = db;
    }

    /**
     * A mapped note.
     *
     * @param masterNoteId below 0: see {@link #detach}
     * @param replicaNoteId id of the note on the replica; null: the note is about to be added
     * @param text text of the note until the addition succeeded; afterwards null
     * @param ours whether the controller added the note; false: the replica already had a note with the same text; the
     *     controller never deletes that note
     * @param deleting whether the note is about to be deleted
     */
    public record MappedNote(
            long id,
            long replicaId,
            long replicaDocId,
            long masterNoteId,
            Long replicaNoteId,
            String text,
            boolean ours,
            boolean deleting) {}

    public List<MappedNote> of(long replicaId, long replicaDocId) {
        return db
                .read()
                .sql("select * from note_map where replica_id = ? and replica_doc_id = ?")
                .params(replicaId, replicaDocId)
                .query(Rows.of(MappedNote.class))
                .list()
                .stream()
                .sorted(Comparator.comparing(MappedNote::id)) // cheaper here than in SQLite, for each new document
                .toList();
    }

    /** Returns the mapped notes of several copies, by the document id of the copy. */
    public Map<Long, List<MappedNote>> of(long replicaId, Collection<Long> replicaDocIds) {
        return db
                .read()
                .sql("select * from note_map where replica_id = :replica and replica_doc_id in (:ids) order by id")
                .param("replica", replicaId)
                .param("ids", replicaDocIds)
                .query(Rows.of(MappedNote.class))
                .list()
                .stream()
                .collect(Collectors.groupingBy(MappedNote::replicaDocId));
    }

    /** Records the intent to add a note. The intent must be committed before the controller adds the note. */
    public void adding(long replicaId, long replicaDocId, long masterNoteId, String text) {
        put(replicaId, replicaDocId, masterNoteId, null, text, true);
    }

    /** Records that a note exists on the replica. */
    public void put(long replicaId, long replicaDocId, long masterNoteId, long replicaNoteId, boolean ours) {
        put(replicaId, replicaDocId, masterNoteId, replicaNoteId, null, ours);
    }

    private void put(
            long replicaId, long replicaDocId, long masterNoteId, Long replicaNoteId, String text, boolean ours) {
        db.write()
                .sql("""
                insert into note_map(replica_id, replica_doc_id, master_note_id, replica_note_id, text, ours)
                  values (?, ?, ?, ?, ?, ?)
                on conflict do update set replica_note_id = excluded.replica_note_id, text = excluded.text,
                  ours = excluded.ours, deleting = 0""")
                .params(replicaId, replicaDocId, masterNoteId, replicaNoteId, text, ours)
                .update();
    }

    /** Records the intent to delete a note. The intent must be committed before the controller deletes the note. */
    public void deleting(long replicaId, long replicaDocId, long masterNoteId, long replicaNoteId) {
        db.write()
                .sql("update note_map set deleting = 1, replica_note_id = ? where replica_id = ? "
                        + "and replica_doc_id = ? and master_note_id = ?")
                .params(replicaNoteId, replicaId, replicaDocId, masterNoteId)
                .update();
    }

    /** Returns the copies to which the controller added notes, as document ids of the replica, by master id. */
    public Map<Long, Long> copiesWithNotes(long replicaId) {
        Map<Long, Long> copies = new HashMap<>();
        db.read()
                .sql("select m.master_id, m.replica_doc_id from sync_map m where m.replica_id = ? and exists (select 1"
                        + " from note_map n where n.replica_id = m.replica_id and n.replica_doc_id = m.replica_doc_id"
                        + " and n.ours)")
                .param(replicaId)
                .query(rs -> {
                    copies.put(rs.getLong(1), rs.getLong(2));
                });
        return copies;
    }

    /**
     * Replaces the master's ids by negative ids, because other notes of the master may have these ids now. The notes
     * stay known as the controller's. A comparison maps each of these notes to an equal note of the master, or deletes
     * the note.
     */
    public void detach(long replicaId) {
        db.write()
                .sql("update note_map set master_note_id = -id where replica_id = ? and master_note_id > 0")
                .param(replicaId)
                .update();
    }

    /**
     * Deletes the mappings of notes of former copies. Called when the replica is another instance, or in an older
     * state, because the ids may belong to documents and notes of users now.
     */
    public void forgetFormerCopies(long replicaId) {
        db.write()
                .sql("delete from note_map where replica_id = ? and master_note_id < 0 and not exists (select 1"
                        + " from sync_map m where m.replica_id = note_map.replica_id"
                        + " and m.replica_doc_id = note_map.replica_doc_id)")
                .param(replicaId)
                .update();
    }

    public void remove(long replicaId, long replicaDocId, long masterNoteId) {
        db.write()
                .sql("delete from note_map where replica_id = ? and replica_doc_id = ? and master_note_id = ?")
                .params(replicaId, replicaDocId, masterNoteId)
                .update();
    }
}

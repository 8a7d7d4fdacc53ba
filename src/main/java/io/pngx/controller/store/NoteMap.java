package io.pngx.controller.store;

import java.util.Collection;
import java.util.Comparator;
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

    public void remove(long replicaId, long replicaDocId, long masterNoteId) {
        db.write()
                .sql("delete from note_map where replica_id = ? and replica_doc_id = ? and master_note_id = ?")
                .params(replicaId, replicaDocId, masterNoteId)
                .update();
    }
}

package io.pngx.controller.store;

import java.util.List;

/** Table {@code note_map}: which note of a copy stands for which note of the master. */
public final class NoteMap {
    private final Database db;

    public NoteMap(Database db) {
        this.db = db;
    }

    /**
     * @param replicaNoteId null: about to be added
     * @param text          what was to be added, as long as the answer is not known
     * @param ours          false: it was there before us, with the same text; it is never deleted
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
        return db.read()
                .sql("select * from note_map where replica_id = ? and replica_doc_id = ? order by id")
                .params(replicaId, replicaDocId)
                .query(Rows.of(MappedNote.class))
                .list();
    }

    /** The intent: about to add it. */
    public void adding(long replicaId, long replicaDocId, long masterNoteId, String text) {
        put(replicaId, replicaDocId, masterNoteId, null, text, true);
    }

    /** It is there. */
    public void put(long replicaId, long replicaDocId, long masterNoteId, long replicaNoteId, boolean ours) {
        put(replicaId, replicaDocId, masterNoteId, replicaNoteId, null, ours);
    }

    private void put(
            long replicaId, long replicaDocId, long masterNoteId, Long replicaNoteId, String text, boolean ours) {
        db.write()
                .sql("""
                insert into note_map(replica_id, replica_doc_id, master_note_id, replica_note_id, text, ours) values (?, ?, ?, ?, ?, ?)
                on conflict do update set replica_note_id = excluded.replica_note_id, text = excluded.text, ours = excluded.ours, deleting = 0""")
                .params(replicaId, replicaDocId, masterNoteId, replicaNoteId, text, ours)
                .update();
    }

    /** The intent: about to delete it. */
    public void deleting(long replicaId, long replicaDocId, long masterNoteId, long replicaNoteId) {
        db.write()
                .sql(
                        "update note_map set deleting = 1, replica_note_id = ? where replica_id = ? and replica_doc_id = ? and master_note_id = ?")
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

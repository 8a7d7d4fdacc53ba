package io.pngx.controller.store;

import java.util.List;

/** Fills temporary tables with the pairs of objects on the old and the new master. */
final class SwapPairs {
    private static final List<String> NAMES = List.of("documents", "versions", "notes", "lookups");

    /**
     * Condition on a tombstone {@code t}: after the deletion, another replica compared its copy. The document had
     * returned on the old master, so the copy must not go to the trash.
     */
    static final String RETURNED = "exists (select 1 from sync_map r where r.replica_id <> t.replica_id"
            + " and r.master_id = t.master_id and r.synced_at > t.acted_at)";

    private final Database db;

    SwapPairs(Database db) {
        this.db = db;
    }

    /**
     * Creates and fills the tables. The pairs include documents that were deleted on the old master, if their copies
     * are in the promoted replica's trash and the documents did not return. If the bytes of a version changed, the
     * promoted replica has several files for the version; the pair contains the newest file. Ignores replaced copies,
     * with their notes and files.
     */
    void fill(long promoted) {
        for (String name : NAMES) {
            db.write()
                    .sql("create temp table swap_" + name + " (kind text not null default '', old_id integer not null, "
                            + "new_id integer not null, added text, primary key (old_id, kind), unique (new_id, kind))")
                    .update();
        }
        update("""
                insert into swap_documents(old_id, new_id, added)
                select master_id, replica_doc_id, replica_added from sync_map
                where replica_id = :promoted""", promoted);
        update("""
                insert or ignore into swap_documents(old_id, new_id, added)
                select master_id, replica_object_id, replica_added from tombstones t
                where replica_id = :promoted and kind = 'documents' and state = 'DONE' and by_rule is null
                  and not RETURNED
                order by id desc""".replace("RETURNED", RETURNED), promoted);
        update("""
                insert or ignore into swap_versions(old_id, new_id)
                select f.master_version_id, f.replica_version_id
                from file_versions f join swap_documents d on d.new_id = f.replica_doc_id
                where f.replica_id = :promoted and f.state <> 'SUPERSEDED'
                order by f.state = 'LIVE' desc, f.replica_version_id desc""", promoted);
        update(
                "insert or ignore into swap_versions(old_id, new_id) select old_id, new_id from swap_documents",
                promoted);
        update("""
                insert or ignore into swap_notes(old_id, new_id)
                select n.master_note_id, n.replica_note_id
                from note_map n join swap_documents d on d.new_id = n.replica_doc_id
                where n.replica_id = :promoted and n.replica_note_id is not null and not n.deleting
                  and n.master_note_id > 0
                order by n.id""", promoted);
        update("""
                insert into swap_lookups(kind, old_id, new_id)
                select kind, master_id, replica_lookup_id from lookup_map where replica_id = :promoted
                  and master_id > 0""", promoted);
    }

    void drop() {
        NAMES.forEach(name -> db.write().sql("drop table swap_" + name).update());
    }

    private void update(String sql, long promoted) {
        db.write().sql(sql).param("promoted", promoted).update();
    }
}

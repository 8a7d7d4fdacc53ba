package io.pngx.controller.store;

import java.util.List;

/**
 * Converts the mappings of all replicas to the new master, by the pairs in {@link SwapPairs}. The mappings of the old
 * master are the inverted mappings of the promoted replica. The mappings of the other replicas are joined with the
 * mappings of the promoted replica.
 */
final class SwapMappings {
    private final Database db;

    SwapMappings(Database db) {
        this.db = db;
    }

    /**
     * Maps the new master's documents to those of the old master. The flags {@code adopted} and {@code ours} are kept,
     * so that switching back leads to the same mappings.
     */
    void invert(long promoted, long oldMaster) {
        String[] statements = {
            """
            insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at, added,
              replica_added, title, adopted, seen_as_master, archive_serial_number)
            select :old, replica_doc_id, master_id, file_checksum, synced_at, replica_added, added, title, adopted,
              seen, archive_serial_number
            from sync_map where replica_id = :promoted""",
            """
            insert into lookup_map(replica_id, kind, master_id, replica_lookup_id)
            select :old, kind, new_id, old_id from swap_lookups""",
            """
            insert into note_map(replica_id, replica_doc_id, master_note_id, replica_note_id, ours)
            select :old, d.old_id, s.new_id, s.old_id, n.ours
            from swap_notes s
            join note_map n on n.master_note_id = s.old_id and n.replica_note_id = s.new_id and n.replica_id = :promoted
            join swap_documents d on d.new_id = n.replica_doc_id order by n.id""",
            // Every version that is not live becomes trashed: before a run uses such a version, the run asks whether
            // the trash has the version. A damaged file of the promoted replica has an empty checksum. The checksum in
            // the mapping is used instead, because the old master's file may be intact.
            """
            insert into file_versions(replica_id, replica_doc_id, replica_version_id, master_version_id, md5, sha256,
              label, state)
            select :old, d.old_id, s.old_id, s.new_id, f.md5, case when f.md5 is null and f.sha256 = ''
                then coalesce((select m.file_checksum from sync_map m where m.replica_id = f.replica_id
                  and m.replica_doc_id = f.replica_doc_id), '') else f.sha256 end, f.label,
              case f.state when 'LIVE' then 'LIVE' else 'TRASHED' end
            from swap_versions s
            join file_versions f on f.replica_version_id = s.new_id and f.replica_id = :promoted
              and f.master_version_id = s.old_id
            join swap_documents d on d.new_id = f.replica_doc_id""",
            // Adds tombstones of documents that are in the trash of both instances. If a user restores such a document
            // on the new master, a run can restore the copy on the old master.
            """
            insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, seen_trashed,
              by_person, first_seen_at, acted_at, adopted, added, replica_added)
            select :old, t.kind, s.new_id, s.old_id, t.title, t.state, 1, 1, t.first_seen_at, t.acted_at, t.adopted,
              t.replica_added, t.added
            from swap_documents s
            join tombstones t on t.master_id = s.old_id and t.replica_object_id = s.new_id
              and t.replica_id = :promoted and t.kind = 'documents' and t.state = 'DONE' and t.by_rule is null
              and t.seen_trashed = 1
            where not exists (select 1 from sync_map m where m.replica_id = t.replica_id
              and m.master_id = t.master_id) order by t.id"""
        };
        for (String statement : statements) {
            db.write()
                    .sql(statement)
                    .param("promoted", promoted)
                    .param("old", oldMaster)
                    .update();
        }
    }

    /** Joins the mappings of the other replicas with those of the promoted replica. */
    void join(long promoted) {
        // Deletes the rows about files and notes of a copy that has no counterpart, because the copy becomes foreign.
        for (String table : List.of("file_versions", "note_map")) {
            update(
                    "delete from " + table
                            + " where replica_id <> :promoted and exists (select 1 from sync_map m where "
                            + "m.replica_id = " + table + ".replica_id and m.replica_doc_id = " + table
                            + ".replica_doc_id "
                            + "and m.master_id not in (select old_id from swap_documents))",
                    promoted);
        }
        rekey("note_map", "master_note_id", "notes", "true", promoted);
        rekey("lookup_map", "master_id", "lookups", "true", promoted);
        update("update lookup_map set definition = null where replica_id <> :promoted", promoted);
        update(
                "delete from file_versions where replica_id <> :promoted and master_version_id not in "
                        + "(select old_id from swap_versions)",
                promoted);
        update(
                "update file_versions set master_version_id = (select new_id from swap_versions where old_id = "
                        + "master_version_id) where replica_id <> :promoted",
                promoted);
        update(
                "update sync_map set added = (select added from swap_documents where old_id = master_id), "
                        + "fingerprint = null, seen = null, modified = null, contested_at = null, number_taken = null, "
                        + "links_left_out = null where replica_id <> :promoted",
                promoted);
        rekey("sync_map", "master_id", "documents", "true", promoted);
        rekey("replaced_copies", "master_id", "documents", "true", promoted);
        // Deletes uploads that sent no byte, and uploads of versions that the new master lacks.
        update(
                "delete from uploads where replica_id <> :promoted and (state = 'PLANNED' and posting_at is null "
                        + "or master_version_id not in (select old_id from swap_versions))",
                promoted);
        update(
                "update uploads set master_modified = null, master_version_id = (select new_id from swap_versions "
                        + "where old_id = master_version_id) where replica_id <> :promoted",
                promoted);
        rekey("uploads", "master_id", "documents", "true", promoted);
        rekey("unselected", "master_id", "documents", "true", promoted);
        // Without a digest, the next run applies the rules again.
        update("update unselected set seen = '' where replica_id <> :promoted", promoted);
        joinTombstones(promoted);
    }

    /**
     * Keeps finished deletions, because they count towards the daily limit even without a counterpart. Keeps the
     * decisions to keep a copy or lookup: without them, the next runs would delete what the user kept.
     */
    private void joinTombstones(long promoted) {
        update(
                "delete from tombstones where replica_id <> :promoted and state not in ('DONE', 'REJECTED', "
                        + "'RETURNED')",
                promoted);
        // Without a counterpart, a kept copy or lookup becomes foreign.
        update(
                "update tombstones set state = 'RETURNED' where replica_id <> :promoted and case "
                        + "when kind = 'documents' then master_id not in (select old_id from swap_documents) "
                        + "else state = 'DONE' or not exists (select 1 from swap_lookups s "
                        + "where s.kind = tombstones.kind and s.old_id = master_id) end",
                promoted);
        update(
                "update tombstones set added = (select added from swap_documents where old_id = master_id) "
                        + "where replica_id <> :promoted and state = 'DONE'",
                promoted);
        String kept = "state in ('DONE', 'REJECTED') and kind ";
        rekey("tombstones", "master_id", "documents", kept + "= 'documents'", promoted);
        rekey("tombstones", "master_id", "lookups", kept + "<> 'documents'", promoted);
    }

    /**
     * Deletes the rows without a counterpart, and replaces the old id of each other row by the id on the new master.
     * Sets negative ids first, because an old id may be the new id of another row.
     */
    private void rekey(String table, String column, String pairs, String rows, long promoted) {
        String others = " where replica_id <> :promoted and " + rows;
        String pair = "select new_id from swap_" + pairs + " s where s.old_id = " + table + "." + column
                + (pairs.equals("lookups") ? " and s.kind = " + table + ".kind" : "");
        update("delete from " + table + others + " and not exists (" + pair + ")", promoted);
        update("update " + table + " set " + column + " = -(" + pair + ")" + others, promoted);
        update("update " + table + " set " + column + " = -" + column + others, promoted);
    }

    private void update(String sql, long promoted) {
        db.write().sql(sql).param("promoted", promoted).update();
    }
}

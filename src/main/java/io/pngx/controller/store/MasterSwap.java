package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;

/**
 * Makes a replica the master, in one transaction. The old master becomes a replica that only has dry runs, and all
 * mappings are converted, so that nothing is uploaded again.
 *
 * <p>The mappings of the old master are the inverted mappings of the promoted replica. The mappings of the other
 * replicas are joined with the mappings of the promoted replica. All copies are compared again.
 */
public final class MasterSwap {
    /**
     * Number of full runs that must be complete before the first automatic deletion on a replica, after the master
     * changed.
     */
    static final int RUNS_BEFORE_DELETIONS = 2;

    private static final List<String> FORGOTTEN =
            List.of("work", "lookup_intents", "adoptions", "unselected", "duplicates", "verifications", "drills");

    private final Database db;
    private final Switchovers switchovers;
    private final Replicas replicas;
    private final KeyValues settings;
    private final ConnectionOptionsTable connectionOptions;

    public MasterSwap(Database db) {
        this.db = db;
        this.switchovers = new Switchovers(db);
        this.replicas = new Replicas(db);
        this.settings = new KeyValues(db);
        this.connectionOptions = new ConnectionOptionsTable(db);
    }

    /**
     * Carries out the swap of a switchover. No run may be open.
     *
     * @param backup name of the backup that was just written
     * @param readiness one sentence about the readiness of the promoted replica
     * @return the report, whose lines are also in the log
     */
    public SwitchoverReport carryOut(Switchover switchover, String backup, Text readiness, Instant now) {
        return db.inTransaction(() -> {
            Replica promoted = db.write()
                    .sql("select * from replicas where id = ?")
                    .param(switchover.replicaId())
                    .query(Rows.of(Replica.class))
                    .single();
            SwitchoverReport report = new SwapFindings(db).of(promoted, readiness);
            pair(promoted.id());
            join(promoted.id());
            long oldMaster = addOldMaster(promoted, switchover.id());
            invert(promoted.id(), oldMaster);
            dropPairs();
            beginAnew();
            swapConnections(promoted, oldMaster);
            db.write()
                    .sql("delete from alert_states where replica_id = ?")
                    .param(promoted.id())
                    .update();
            replicas.delete(promoted.id());
            db.write()
                    .sql("update replicas set name = ? where id = ?")
                    .params(freeName(switchover.oldMasterName()), oldMaster)
                    .update();
            switchovers.done(switchover.id(), oldMaster, backup, report, now);
            return report;
        });
    }

    /** Adds the old master under a provisional name, because the promoted replica may have its name. */
    private long addOldMaster(Replica promoted, long switchover) {
        long id = replicas.add(
                "switchover " + switchover,
                setting(Setting.MASTER_URL),
                setting(Setting.MASTER_TOKEN),
                false,
                promoted.intervalSeconds(),
                promoted.uploadsInFlight());
        db.write()
                .sql("update replicas set dry_run_first = 1 where id = ?")
                .param(id)
                .update();
        return id;
    }

    private String setting(Setting<?> setting) {
        return db.write()
                .sql("select value from settings where key = ?")
                .param(setting.key())
                .query(String.class)
                .single();
    }

    /**
     * Fills temporary tables with the pairs of objects on the old and the new master. The pairs include documents that
     * were deleted on the old master, if their copies are in the promoted replica's trash. If the bytes of a version
     * changed, the promoted replica has several files for the version, and the newest file is used. Ignores the notes
     * and the files of replaced copies.
     */
    private void pair(long promoted) {
        for (String name : List.of("documents", "versions", "notes", "lookups")) {
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
                select master_id, replica_object_id, replica_added from tombstones
                where replica_id = :promoted and kind = 'documents' and state = 'DONE' and by_rule is null
                order by id desc""", promoted);
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
                order by n.id""", promoted);
        update("""
                insert into swap_lookups(kind, old_id, new_id)
                select kind, master_id, replica_lookup_id from lookup_map where replica_id = :promoted""", promoted);
    }

    private void dropPairs() {
        List.of("documents", "versions", "notes", "lookups")
                .forEach(name -> db.write().sql("drop table swap_" + name).update());
    }

    /**
     * Maps the new master's documents to those of the old master. The flags {@code adopted} and {@code ours} are kept,
     * so that switching back leads to the same mappings.
     */
    private void invert(long promoted, long oldMaster) {
        String[] statements = {
            """
            insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at, added,
              replica_added, title, adopted, seen_as_master, archive_serial_number)
            select :old, replica_doc_id, master_id, file_checksum, synced_at, replica_added, added, title, adopted, seen,
              archive_serial_number
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
            // A version that is not live counts as trashed: a run that needs the version first asks whether the trash
            // has it. If a file on the promoted replica was damaged, its checksum was deleted. The checksum in the
            // mapping is then used, because the old master's file may be intact.
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
    private void join(long promoted) {
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
                        + "fingerprint = null, seen = null, contested_at = null, number_taken = null, "
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
        // Keeps finished deletions, because they count towards the daily limit even without a counterpart.
        update("delete from tombstones where replica_id <> :promoted and state not in ('DONE', 'RETURNED')", promoted);
        update(
                "update tombstones set state = 'RETURNED' where replica_id <> :promoted and (kind <> 'documents' or "
                        + "master_id not in (select old_id from swap_documents))",
                promoted);
        update(
                "update tombstones set added = (select added from swap_documents where old_id = master_id) "
                        + "where replica_id <> :promoted and state = 'DONE'",
                promoted);
        rekey("tombstones", "master_id", "documents", "state = 'DONE'", promoted);
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

    /** Resets the state of all replicas, because stored ids, times and decisions refer to the old master. */
    private void beginAnew() {
        FORGOTTEN.forEach(table -> db.write().sql("delete from " + table).update());
        db.write().sql("delete from plans").update();
        db.write().sql("""
                update replicas set watermark = null, highest_master_id = null, highest_seen_at = null,
                  proven_url = substr(proven_url, 1, instr(proven_url, ' ')), people = null, rules_revision = null,
                  acceptable = null, accepted = null, unmapped_documents = 0, last_sync_ts = null, state = 'new',
                  last_error = null""").update();
        db.write().sql("""
                insert into maintenance_state(replica_id, runs_before_deletions) select id, ? from replicas where true
                on conflict do update set runs_before_deletions = excluded.runs_before_deletions, last_full_at = null,
                  planned_at = null, highest_doc_id = null, adopt_up_to = null, accepted_at = null,
                  missing_accounts = null""").param(RUNS_BEFORE_DELETIONS).update();
    }

    private void swapConnections(Replica promoted, long oldMaster) {
        ConnectionOptionsTable.Row ofPromoted = connectionOptions.of(promoted.host());
        ConnectionOptionsTable.Row ofMaster = connectionOptions.of("master");
        connectionOptions.put("master", ofPromoted);
        connectionOptions.put(Replica.hostOf(oldMaster), ofMaster);
        settings.put(Setting.MASTER_URL, promoted.url());
        settings.put(Setting.MASTER_TOKEN, promoted.token());
        settings.forget(KeyValues.MASTER_FAILING_SINCE);
    }

    private String freeName(String wanted) {
        List<String> taken = db.write()
                .sql("select lower(name) from replicas")
                .query(String.class)
                .list();
        String name = wanted;
        for (int number = 2; taken.contains(name.toLowerCase(java.util.Locale.ROOT)); number++) {
            name = wanted + " " + number;
        }
        return name;
    }

    private void update(String sql, long promoted) {
        db.write().sql(sql).param("promoted", promoted).update();
    }
}

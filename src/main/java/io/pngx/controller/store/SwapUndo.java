package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Restores the rows from the backup that was made before a swap. An undo is possible as long as the controller has sent
 * no write since the swap, because the controller then has changed no instance.
 */
public final class SwapUndo {
    /** Tables whose rows belong to one replica. Each table comes after the tables that its rows refer to. */
    private static final List<String> OF_REPLICAS = List.of(
            "maintenance_state",
            "work",
            "lookup_map",
            "lookup_intents",
            "sync_map",
            "file_versions",
            "note_map",
            "unselected",
            "duplicates",
            "adoptions",
            "uploads",
            "replaced_copies",
            "tombstones",
            "verifications",
            "drills");

    private static final String TABLES =
            "select group_concat(sql, ' ') from (select sql from SCHEMA.sqlite_master where type = 'table' "
                    + "and name not like 'swap_%' order by name)";

    private final Database db;
    private final Switchovers switchovers;
    private final ConnectionOptionsTable options;
    private final KeyValues settings;
    private final CopyInvalidation invalidation;

    public SwapUndo(Database db) {
        this.db = db;
        this.switchovers = new Switchovers(db);
        this.options = new ConnectionOptionsTable(db);
        this.settings = new KeyValues(db);
        this.invalidation = new CopyInvalidation(db, new WorkQueue(db));
    }

    /**
     * Undoes a switchover, in one transaction. Must be called only when no run is open.
     *
     * @param changed what was changed on the promoted instance since the swap, so that the instance only has dry runs
     *     until the user accepts one; null: nothing
     * @return whether the switchover was undone; false: the controller has written to an instance since the switchover,
     *     or another switchover followed
     * @throws Database.Unusable if the backup is missing or damaged, or has tables of another version
     */
    public boolean carryOut(long id, Path backup, Instant now, Text changed) {
        if (!Files.exists(backup)) {
            throw new Database.Unusable("The backup " + backup.getFileName() + " from before the switchover is missing,"
                    + " so the switchover can't be undone; make the old master the master again instead.");
        }
        DatabaseFileCheck.requireIntact(backup);
        // A database can't be attached within a transaction.
        db.write().sql("attach ? as before").param(backup.toString()).update();
        try {
            return db.inTransaction(() -> {
                Switchover switchover = switchovers
                        .last()
                        .filter(last -> last.id() == id && last.canBeUndone())
                        .orElse(null);
                if (switchover == null) {
                    return false;
                }
                requireSameTables();
                requireFreeNameAndAddress(switchover);
                restore(switchover);
                switchovers.undone(id, changed != null && dryRunFirst(switchover.replicaId()) ? changed : null, now);
                return true;
            });
        } finally {
            db.write().sql("detach before").update();
        }
    }

    /**
     * Lets the promoted instance only have dry runs, and queues all of its copies.
     *
     * @return false: an earlier switchover already had this effect, and its report keeps the findings of dry runs
     */
    private boolean dryRunFirst(long promoted) {
        invalidation.compareAll(promoted);
        return db.write()
                        .sql("update replicas set dry_run_first = 1 where id = ? and not dry_run_first")
                        .param(promoted)
                        .update()
                == 1;
    }

    private void requireSameTables() {
        String now = db.write()
                .sql(TABLES.replace("SCHEMA", "main"))
                .query(String.class)
                .single();
        String then = db.write()
                .sql(TABLES.replace("SCHEMA", "before"))
                .query(String.class)
                .single();
        if (!now.equals(then)) {
            throw new Database.Unusable("The controller was upgraded since the switchover, so the switchover can't be"
                    + " undone; make the old master the master again instead.");
        }
    }

    private void requireFreeNameAndAddress(Switchover switchover) {
        String url = ofReplica(switchover.oldMasterId()).map(Connection::url).orElse(switchover.masterUrl());
        boolean taken = db.write()
                .sql("select exists (select 1 from replicas where (lower(name) = lower(?) or url = ?)"
                        + " and id <> ?)")
                .params(switchover.replicaName(), url, switchover.oldMasterId())
                .query(Boolean.class)
                .single();
        if (taken) {
            throw new Database.Unusable("Another replica has the name \"" + switchover.replicaName()
                    + "\" or the address " + url
                    + " now; rename or remove that replica first.");
        }
    }

    /** The address, token and options with which the controller reaches an instance. */
    private record Connection(String url, String token, ConnectionOptionsTable.Row options) {}

    private Connection ofMaster() {
        return new Connection(setting(Setting.MASTER_URL), setting(Setting.MASTER_TOKEN), options.of("master"));
    }

    private String setting(Setting<?> setting) {
        return db.write()
                .sql("select value from settings where key = ?")
                .param(setting.key())
                .query(String.class)
                .single();
    }

    /** @return the connection of a replica; empty if a user removed the replica */
    private Optional<Connection> ofReplica(long id) {
        return db.write()
                .sql("select url, token from replicas where id = ?")
                .param(id)
                .query((row, number) ->
                        new Connection(row.getString("url"), row.getString("token"), options.of(Replica.hostOf(id))))
                .optional();
    }

    private void restoreOptions(String host, ConnectionOptionsTable.Row row) {
        options.forget(host);
        if (!row.equals(ConnectionOptionsTable.Row.NONE)) {
            options.put(host, row);
        }
    }

    private void restore(Switchover switchover) {
        Map<String, Object> ids = Map.of("promoted", switchover.replicaId(), "old", switchover.oldMasterId());
        // Tokens and addresses are those of now: since the backup, a user may have replaced them or the secret key. The
        // connection of an old master that a user removed comes from the backup.
        Connection promoted = ofMaster();
        Optional<Connection> old = ofReplica(switchover.oldMasterId());
        run("delete from replicas where id = :old", ids);
        run("""
                insert into replicas select * from before.replicas where id = :promoted
                  and not exists (select 1 from main.replicas r where r.id = :promoted)""", ids);
        // A replica that the user changed after the swap keeps its settings. A replica that was the master before an
        // earlier switchover needs a dry run again, because the user may have accepted a dry run that compared this
        // replica with the promoted master.
        run("""
                update replicas set (state, last_error, last_error_text, proven_url, watermark, last_sync_ts,
                  unmapped_documents, highest_master_id, highest_seen_at, people, rules_revision, acceptable, accepted,
                  dry_run_first) =
                (select state, last_error, last_error_text, proven_url, watermark, last_sync_ts, unmapped_documents,
                  highest_master_id, highest_seen_at, people, rules_revision, acceptable, accepted, dry_run_first
                  from before.replicas b where b.id = replicas.id)
                where id in (select id from before.replicas)""", ids);
        run("insert or ignore into sync_runs select * from before.sync_runs where replica_id = :promoted", ids);
        run(
                "insert or ignore into replica_samples select * from before.replica_samples"
                        + " where replica_id = :promoted",
                ids);
        run("insert or ignore into plans select * from before.plans where run_id in (select id from sync_runs)", ids);
        for (String table : OF_REPLICAS) {
            // Also deletes the rows of a replica that was added after the swap, because these rows refer to the new
            // master.
            run("delete from " + table, ids);
            run(
                    "insert into " + table + " select * from before." + table
                            + " where replica_id in (select id from main.replicas)",
                    ids);
        }
        for (String table : List.of("drill_checks", "drill_documents")) {
            run(
                    "insert into " + table + " select * from before." + table
                            + " where drill_id in (select id from main.drills)",
                    ids);
        }
        run("""
                update replicas set watermark = null, highest_master_id = null, highest_seen_at = null
                where id not in (select id from before.replicas)""", ids);
        // Discards the proof of each replica that still has a probe tag of an interrupted proof. The next proof removes
        // the tag.
        run(
                "update replicas set proven_url = substr(proven_url, 1, instr(proven_url, ' '))"
                        + " where id in (select replica_id from main.probes)",
                ids);
        run("insert or ignore into probes select * from before.probes where replica_id = :promoted", ids);
        run("""
                insert or ignore into rule_replicas select * from before.rule_replicas where replica_id = :promoted
                  and name in (select name from rules)""", ids);
        run("insert or ignore into alert_targets select * from before.alert_targets where replica_id = :promoted", ids);
        run("delete from connection_options where host in ('master', 'replica-' || :old)", ids);
        run("delete from settings where key = '" + KeyValues.MASTER_FAILING_SINCE + "'", ids);
        run("delete from settings where key = '" + KeyValues.PROMOTED_AT_SWAP + "'", ids);
        run("insert into settings select * from before.settings where key = '" + KeyValues.PROMOTED_AT_SWAP + "'", ids);
        restoreConnections(switchover, promoted, old);
    }

    private void restoreConnections(Switchover switchover, Connection promoted, Optional<Connection> old) {
        db.write()
                .sql("update replicas set url = ?, token = ? where id = ?")
                .params(promoted.url(), promoted.token(), switchover.replicaId())
                .update();
        restoreOptions(Replica.hostOf(switchover.replicaId()), promoted.options());
        if (old.isPresent()) {
            settings.put(Setting.MASTER_URL, old.get().url());
            settings.put(Setting.MASTER_TOKEN, old.get().token());
            restoreOptions("master", old.get().options());
            return;
        }
        db.write()
                .sql("update settings set value = (select b.value from before.settings b where b.key = settings.key)"
                        + " where key in (?, ?)")
                .params(Setting.MASTER_URL.key(), Setting.MASTER_TOKEN.key())
                .update();
        db.write()
                .sql("insert into connection_options select * from before.connection_options where host = 'master'")
                .update();
    }

    private void run(String sql, Map<String, Object> ids) {
        db.write().sql(sql).params(ids).update();
    }
}

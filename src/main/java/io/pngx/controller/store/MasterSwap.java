package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Makes a replica the master, in one transaction. The old master becomes a replica that only has dry runs, and all
 * mappings are converted, so that nothing is uploaded again. All copies are compared again. A replica that has newer
 * states of documents than the new master only has dry runs, too, until the user accepts one.
 */
public final class MasterSwap {
    /** Number of full runs that must be complete after a swap, before a replica's first automatic deletion. */
    static final int RUNS_BEFORE_DELETIONS = 2;

    private static final List<String> FORGOTTEN =
            List.of("work", "lookup_intents", "adoptions", "duplicates", "verifications", "drills");

    private final Database db;
    private final Switchovers switchovers;
    private final SwapPairs pairs;
    private final SwapMappings mappings;
    private final Replicas replicas;
    private final KeyValues settings;
    private final ConnectionOptionsTable connectionOptions;

    public MasterSwap(Database db) {
        this.db = db;
        this.switchovers = new Switchovers(db);
        this.pairs = new SwapPairs(db);
        this.mappings = new SwapMappings(db);
        this.replicas = new Replicas(db);
        this.settings = new KeyValues(db);
        this.connectionOptions = new ConnectionOptionsTable(db);
    }

    /**
     * Carries out the swap of a switchover. Must be called only when no run is open.
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
            int removed = new FinishedDeletions(db, new Tombstones(db)).endRemoved(promoted.id(), now);
            SwitchoverReport report =
                    new SwapFindings(db).of(promoted, readiness).withRemoved(removed);
            pairs.fill(promoted.id());
            mappings.join(promoted.id());
            long oldMaster = addOldMaster(promoted, switchover.id());
            mappings.invert(promoted.id(), oldMaster);
            pairs.drop();
            beginAnew();
            report.dryRunFirst().forEach(this::dryRunFirst);
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

    /** Adds the old master under a provisional name, because the promoted replica may still have the final name. */
    private long addOldMaster(Replica promoted, long switchover) {
        long id = replicas.add(
                "switchover " + switchover,
                setting(Setting.MASTER_URL),
                setting(Setting.MASTER_TOKEN),
                false,
                promoted.intervalSeconds(),
                promoted.uploadsInFlight());
        dryRunFirst(id);
        return id;
    }

    private void dryRunFirst(long id) {
        db.write()
                .sql("update replicas set dry_run_first = 1 where id = ?")
                .param(id)
                .update();
    }

    private String setting(Setting<?> setting) {
        return db.write()
                .sql("select value from settings where key = ?")
                .param(setting.key())
                .query(String.class)
                .single();
    }

    /** Resets the state of all replicas, because these ids, times and decisions refer to the old master. */
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
                  missing_accounts = null, differing_lookups = null""").param(RUNS_BEFORE_DELETIONS).update();
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
        for (int number = 2; taken.contains(name.toLowerCase(Locale.ROOT)); number++) {
            name = wanted + " " + number;
        }
        return name;
    }
}

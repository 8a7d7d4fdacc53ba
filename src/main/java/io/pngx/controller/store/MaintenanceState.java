package io.pngx.controller.store;

import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Table {@code maintenance_state}: for each replica, the times of the last full run and the last nightly verification,
 * the confirmed adoption, and the accounts and lookups of the master that the replica lacks.
 */
public final class MaintenanceState {
    private static final String MISSING_ACCOUNTS = "missing_accounts";
    private static final String DIFFERING_LOOKUPS = "differing_lookups";

    private final Database db;

    public MaintenanceState(Database db) {
        this.db = db;
    }

    /**
     * @param lastFullAt end of the last full run that ended normally; null: none yet
     * @param lastVerifyAt start of the last nightly verification; null: none yet
     * @param highestDocId highest document id in the replica's last inventory; null: no inventory yet
     * @param adoptUpTo highest replica document id that may be adopted; null: no adoption was confirmed
     * @param acceptedAt when the user confirmed the adoption
     * @param nightlyRunId run of the last nightly verification; such a run verifies only a share of the copies
     * @param plannedAt when the watermark was last moved; null: not known
     */
    public record State(
            Instant lastFullAt,
            Instant lastVerifyAt,
            Long highestDocId,
            Long adoptUpTo,
            Instant acceptedAt,
            Long nightlyRunId,
            Instant plannedAt) {
        public static final State NOTHING = new State(null, null, null, null, null, null, null);

        /** @return whether a document that the replica had before the controller may be adopted */
        public boolean mayAdopt(long replicaDocId) {
            return adoptUpTo != null && replicaDocId <= adoptUpTo;
        }
    }

    private static final String STATE = "select replica_id, last_full_at, last_verify_at, highest_doc_id, adopt_up_to, "
            + "accepted_at, nightly_run_id, planned_at from maintenance_state";

    public State of(long replicaId) {
        Optional<State> state = db.read()
                .sql(STATE + " where replica_id = ?")
                .param(replicaId)
                .query(Rows.of(State.class))
                .optional();
        return state.orElse(State.NOTHING);
    }

    /** Returns the stored states by replica id. */
    public Map<Long, State> all() {
        return db.read().sql(STATE).query(Rows.byReplica(State.class));
    }

    /** Records the end of a full run. */
    public void fullRun(long replicaId, Instant ended) {
        put(replicaId, "last_full_at", Times.text(ended));
    }

    /** Counts a complete full run after a switchover. */
    public void fullRunSinceSwitchover(long replicaId) {
        db.write()
                .sql("update maintenance_state set runs_before_deletions = runs_before_deletions - 1 "
                        + "where replica_id = ? and runs_before_deletions > 0")
                .param(replicaId)
                .update();
    }

    /**
     * Returns how many more full runs must be completed before the first automatic deletion. A switchover sets this
     * number; without a switchover, the number is 0.
     */
    public int runsBeforeDeletions(long replicaId) {
        return db.read()
                .sql("select runs_before_deletions from maintenance_state where replica_id = ?")
                .param(replicaId)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /**
     * Records a plan, which moved the watermark.
     *
     * @param newestChange time of the newest change that the scan listed; null: the scan listed no change
     */
    public void planned(long replicaId, Instant now, Instant newestChange) {
        put(replicaId, "planned_at", Times.text(now));
        if (newestChange != null) {
            put(replicaId, "newest_change", Times.text(newestChange));
        }
    }

    /**
     * Returns the time of the newest change of the master that was listed so far, on the clock that paperless-ngx uses
     * for the times of changes; null: not known.
     */
    public Instant newestChange(long replicaId) {
        return db.read()
                .sql("select coalesce((select newest_change from maintenance_state where replica_id = ?),"
                        + " (select max(modified) from sync_map where replica_id = ?))")
                .params(replicaId, replicaId)
                .query(String.class)
                .optional()
                .map(Times::instant)
                .orElse(null);
    }

    /** Records the users and groups of the master that the replica lacks. */
    public void missingAccounts(long replicaId, List<Text> accounts) {
        put(replicaId, MISSING_ACCOUNTS, lines(accounts));
    }

    /**
     * Returns the users and groups of the master that the replica lacked at the last plan; empty: none, or not known.
     */
    public List<Text> missingAccounts(long replicaId) {
        return texts(MISSING_ACCOUNTS, replicaId);
    }

    /**
     * Returns the users and groups of the master that each replica lacked, by replica id. A replica that lacked none
     * can be omitted.
     */
    public Map<Long, List<Text>> missingAccounts() {
        return texts(MISSING_ACCOUNTS);
    }

    /** Records the lookups that the run could not make equal to the master's. */
    public void differingLookups(long replicaId, List<Text> lookups) {
        if (!lookups.equals(differingLookups(replicaId))) {
            put(replicaId, DIFFERING_LOOKUPS, lines(lookups));
        }
    }

    /** Returns the lookups that could not be made equal to the master's; empty: none, or not known. */
    public List<Text> differingLookups(long replicaId) {
        return texts(DIFFERING_LOOKUPS, replicaId);
    }

    /** Returns the lookups that differ on each replica, by replica id. A replica without such lookups can be omitted. */
    public Map<Long, List<Text>> differingLookups() {
        return texts(DIFFERING_LOOKUPS);
    }

    private List<Text> texts(String column, long replicaId) {
        return db.read()
                .sql("select " + column + " from maintenance_state where replica_id = ? and " + column + " is not null")
                .param(replicaId)
                .query(String.class)
                .optional()
                .map(MaintenanceState::read)
                .orElse(List.of());
    }

    private record Lines(String lines) {}

    private Map<Long, List<Text>> texts(String column) {
        Map<Long, List<Text>> texts = new HashMap<>();
        db.read()
                .sql("select replica_id, " + column + " as lines from maintenance_state where " + column
                        + " is not null")
                .query(Rows.byReplica(Lines.class))
                .forEach((replica, row) -> texts.put(replica, read(row.lines())));
        return texts;
    }

    private static List<Text> read(String lines) {
        return lines.lines().map(StoredText::read).toList();
    }

    private static String lines(List<Text> texts) {
        return texts.stream().map(StoredText::json).collect(Collectors.joining("\n"));
    }

    public void verification(long replicaId, Instant began) {
        put(replicaId, "last_verify_at", Times.text(began));
    }

    public void nightlyRun(long replicaId, long runId) {
        put(replicaId, "nightly_run_id", runId);
    }

    /** Records the highest document id of an inventory. The id decreases if the newest document was deleted. */
    public void seen(long replicaId, long highestDocId) {
        put(replicaId, "highest_doc_id", highestDocId);
    }

    /**
     * Records that the user confirmed the adoption of all documents in the replica's last inventory. The work items of
     * these documents become due now.
     */
    public void acceptAdoption(long replicaId, Instant now) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update maintenance_state set adopt_up_to = highest_doc_id, accepted_at = ? "
                            + "where replica_id = ?")
                    .params(Times.text(now), replicaId)
                    .update();
            // The confirmation covers copies that were trashed before. The clock may have been wrong at that time.
            db.write()
                    .sql("update tombstones set acted_at = :now where replica_id = :replica and kind = 'documents'"
                            + " and state = 'DONE' and acted_at > :now")
                    .param("now", Times.text(now))
                    .param("replica", replicaId)
                    .update();
            db.write()
                    .sql("update work set next_at = null, error = null where replica_id = ? and master_id in "
                            + "(select master_id from adoptions where replica_id = ?)")
                    .params(replicaId, replicaId)
                    .update();
            db.write()
                    .sql("delete from adoptions where replica_id = ?")
                    .param(replicaId)
                    .update();
        });
    }

    private void put(long replicaId, String column, Object value) {
        db.write()
                .sql("insert into maintenance_state(replica_id, " + column
                        + ") values (?, ?) on conflict do update set " + column + " = excluded." + column)
                .params(replicaId, value)
                .update();
    }
}

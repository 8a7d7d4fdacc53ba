package io.pngx.controller.store;

import java.time.Instant;
import java.util.Optional;

/** Table {@code maintenance_state}: when a replica was last looked at as a whole, and what a person confirmed about its own documents. */
public final class MaintenanceState {
    private final Database db;

    public MaintenanceState(Database db) {
        this.db = db;
    }

    /**
     * @param lastFullAt   when the last full run that came to its end began; null: none yet
     * @param lastVerifyAt when the last nightly verification began; null: none yet
     * @param highestDocId of the replica's last inventory; null: it was never looked at
     * @param adoptUpTo    documents of the replica up to this id may be adopted; null: none was confirmed
     * @param acceptedAt   when a person confirmed it
     * @param nightlyRunId the run of the last nightly verification: it looks at a share only
     * @param plannedAt    when the watermark was moved; null: not known
     */
    public record State(
            Instant lastFullAt,
            Instant lastVerifyAt,
            Long highestDocId,
            Long adoptUpTo,
            Instant acceptedAt,
            Long nightlyRunId,
            Instant plannedAt) {
        static final State NOTHING = new State(null, null, null, null, null, null, null);

        /** May a document that the replica held before us be adopted? */
        public boolean mayAdopt(long replicaDocId) {
            return adoptUpTo != null && replicaDocId <= adoptUpTo;
        }
    }

    public State of(long replicaId) {
        Optional<State> state = db.read()
                .sql(
                        "select last_full_at, last_verify_at, highest_doc_id, adopt_up_to, accepted_at, nightly_run_id, planned_at "
                                + "from maintenance_state where replica_id = ?")
                .param(replicaId)
                .query(Rows.of(State.class))
                .optional();
        return state.orElse(State.NOTHING);
    }

    public void fullRun(long replicaId, Instant began) {
        put(replicaId, "last_full_at", Times.text(began));
    }

    /** The watermark was moved. */
    public void planned(long replicaId, Instant now) {
        put(replicaId, "planned_at", Times.text(now));
    }

    public void verification(long replicaId, Instant began) {
        put(replicaId, "last_verify_at", Times.text(began));
    }

    public void nightlyRun(long replicaId, long runId) {
        put(replicaId, "nightly_run_id", runId);
    }

    /** Its inventory was read; a smaller highest id is remembered, too: the newest may have gone. */
    public void seen(long replicaId, long highestDocId) {
        put(replicaId, "highest_doc_id", highestDocId);
    }

    /** A person confirmed that what the replica held when it was last looked at may be adopted. */
    public void acceptAdoption(long replicaId, Instant now) {
        db.inTransaction(() -> {
            db.write()
                    .sql(
                            "update maintenance_state set adopt_up_to = highest_doc_id, accepted_at = ? where replica_id = ?")
                    .params(Times.text(now), replicaId)
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

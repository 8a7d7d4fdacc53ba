package io.pngx.controller.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Table {@code alert_states}: active conditions that were already notified. */
public final class AlertStates {
    private final Database db;

    public AlertStates(Database db) {
        this.db = db;
    }

    /** Returns when each active condition of a replica began; replica 0 is the master. */
    public Map<String, Instant> of(long replicaId) {
        Map<String, Instant> states = new LinkedHashMap<>();
        db.read()
                .sql("select condition, since from alert_states where replica_id = ?")
                .param(replicaId)
                .query(rs -> {
                    states.put(rs.getString("condition"), Times.instant(rs.getString("since")));
                });
        return states;
    }

    public void on(long replicaId, String condition, Instant since) {
        db.write()
                .sql("insert into alert_states(replica_id, condition, since) values (?, ?, ?) on conflict do nothing")
                .params(replicaId, condition, Times.text(since))
                .update();
    }

    public void off(long replicaId, String condition) {
        db.write()
                .sql("delete from alert_states where replica_id = ? and condition = ?")
                .params(replicaId, condition)
                .update();
    }

    /** Deletes the conditions of replicas that were deleted. */
    public void deleteOrphans() {
        db.write()
                .sql("delete from alert_states where replica_id <> 0 and replica_id not in (select id from replicas)")
                .update();
    }
}

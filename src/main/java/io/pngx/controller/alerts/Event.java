package io.pngx.controller.alerts;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A change of state.
 *
 * @param event   {@code failing}, {@code recovered}, {@code documents_failed}, {@code blocked}, {@code held}, {@code
 *     verification_failed}, {@code lag}, {@code backup_failed} or {@code test}
 * @param replica the name of the replica; null: the event concerns no replica
 * @param message one sentence for the user
 */
public record Event(String event, Long replicaId, String replica, String message, Instant at) {
    /** Returns the event as a rule sees it: without {@code replica_id} where the event concerns no replica. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("event", event);
        if (replicaId != null) {
            map.put("replica_id", replicaId);
        }
        map.put("replica", replica);
        map.put("message", message);
        map.put("at", at.toString());
        return map;
    }
}

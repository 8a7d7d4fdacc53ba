package io.pngx.controller.alerts;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A state that changed.
 *
 * @param event   {@code failing}, {@code recovered}, {@code documents_failed}, {@code blocked}, {@code held}, {@code verification_failed}, {@code lag}, {@code backup_failed}, {@code test}
 * @param replica its name; null: it is about the master, or about none
 * @param message one sentence for a person
 */
public record Event(String event, Long replicaId, String replica, String message, Instant at) {
    /** As a rule sees it: without {@code replica_id} where it is about no replica. */
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

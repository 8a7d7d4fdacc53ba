package io.pngx.controller.alerts;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event that is sent as an alert.
 *
 * @param event {@code failing}, {@code recovered}, {@code documents_failed}, {@code blocked}, {@code held}, {@code
 *     verification_failed}, {@code drill_failed}, {@code lag}, {@code not_ready}, {@code backup_failed}, {@code
 *     switchover_failed}, {@code weekly_report}, {@code new_release} or {@code test}
 * @param replica name of the replica; null: the event is not about a replica
 * @param message one sentence for users; a report has one line for each replica
 */
public record Event(String event, Long replicaId, String replica, String message, Instant at) {
    static final String RECOVERED = "recovered";
    static final String TEST = "test";
    static final String WEEKLY_REPORT = "weekly_report";
    static final String NEW_RELEASE = "new_release";

    /** Returns the event for rules. Omits {@code replica_id} if the event is not about a replica. */
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

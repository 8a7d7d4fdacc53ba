package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.util.List;
import java.util.Map;

/**
 * The settings of alerts as the API and the pages show them, without addresses and tokens.
 *
 * @param values the settings by key
 */
public record AlertsView(@JsonAnyGetter Map<String, Object> values, List<Target> targets) {
    /**
     * A receiver of alerts or pings.
     *
     * @param field name of the form field with the address
     * @param replicaId id of the replica whose runs a ping reports; null: the target receives alerts
     * @param replica name of that replica; null: the target receives alerts
     * @param origin scheme, host and port of the address; null: no address is set
     * @param lastError one sentence; null: the target accepted the last alert
     */
    public record Target(
            String name,
            String field,
            Long replicaId,
            String replica,
            boolean saved,
            String origin,
            boolean tokenSet,
            String lastOkAt,
            String lastError) {}
}

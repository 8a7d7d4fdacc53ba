package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Map;

/**
 * The settings of alerts as the API and the pages show them, without addresses and tokens.
 *
 * @param values the key and value of each setting
 */
public record AlertsView(@JsonAnyGetter Map<String, Object> values, List<Target> targets) {
    /**
     * A receiver of alerts or pings.
     *
     * @param title name on the page
     * @param field name of a form field: the field with the address, for mail with the server, for Telegram with the
     *     token
     * @param replicaId id of the replica whose runs a ping reports; null: the target receives alerts
     * @param replica name of that replica; null: the target receives alerts
     * @param origin scheme, host and port of the address; null: no address is set
     * @param tokenSet whether a token, a password or services of Apprise are saved
     * @param options options of mail and Telegram that are not secret, by name
     * @param lastError one sentence; null: the target accepted the last alert
     */
    public record Target(
            String name,
            @JsonIgnore Text title,
            String field,
            Long replicaId,
            String replica,
            boolean saved,
            String origin,
            boolean tokenSet,
            Map<String, Object> options,
            String lastOkAt,
            Text lastError) {}
}

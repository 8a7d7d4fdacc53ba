package io.pngx.controller.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Map;

/**
 * Destination of alerts.
 *
 * @param name {@code webhook}, {@code ntfy}, {@code apprise}, {@code mail}, {@code telegram}, or {@code ping-1} for
 *     replica 1
 * @param replicaId replica whose runs the ping reports; null: not a ping
 * @param url the address, encrypted
 * @param token the secret, encrypted: a token, a password, or the addresses of Apprise's services; null: none
 * @param options what the target needs beyond address and secret, as JSON; null: nothing
 * @param lastOkAt time of the last delivery that succeeded; null: none
 * @param lastError why the last delivery failed, in one sentence; null: the last delivery succeeded
 */
public record AlertTarget(
        String name, Long replicaId, String url, String token, String options, Instant lastOkAt, Text lastError) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static String ping(long replicaId) {
        return "ping-" + replicaId;
    }

    public boolean isPing() {
        return replicaId != null;
    }

    public AlertKind kind() {
        return isPing() ? AlertKind.PING : AlertKind.of(name);
    }

    /** Returns the options by name. */
    public Map<String, String> optionMap() {
        try {
            return options == null ? Map.of() : JSON.readValue(options, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The options of the target " + name + " are not readable", e);
        }
    }

    /** Returns an option; empty if it is not set. */
    public String option(String key) {
        return optionMap().getOrDefault(key, "");
    }

    static String json(Map<String, String> options) {
        try {
            return options.isEmpty() ? null : JSON.writeValueAsString(options);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Options can't be written as JSON", e);
        }
    }
}

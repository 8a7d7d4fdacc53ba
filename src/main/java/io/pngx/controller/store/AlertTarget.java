package io.pngx.controller.store;

import java.time.Instant;

/**
 * Destination of alerts.
 *
 * @param name {@code webhook}, {@code ntfy}, or {@code ping-1} for replica 1
 * @param replicaId replica whose runs the ping reports; null: not a ping
 * @param url encrypted
 * @param token encrypted; null: none
 * @param lastError why the last delivery failed, in one sentence; null: the last delivery succeeded
 */
public record AlertTarget(String name, Long replicaId, String url, String token, Instant lastOkAt, String lastError) {
    public static final String WEBHOOK = "webhook";
    public static final String NTFY = "ntfy";

    public static String ping(long replicaId) {
        return "ping-" + replicaId;
    }

    public boolean isPing() {
        return replicaId != null;
    }
}

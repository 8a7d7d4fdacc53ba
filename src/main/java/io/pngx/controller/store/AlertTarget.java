package io.pngx.controller.store;

import java.time.Instant;

/**
 * Where alerts go.
 *
 * @param name      {@code webhook}, {@code ntfy}, or {@code ping-1} of replica 1
 * @param replicaId of a ping; else null
 * @param url       encrypted
 * @param token     encrypted; null: none
 * @param lastError one sentence; null: it took the last one
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

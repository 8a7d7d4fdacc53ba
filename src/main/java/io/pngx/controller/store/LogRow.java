package io.pngx.controller.store;

import java.time.Instant;

/** One row of the log: an event, the ids of the objects concerned, and one sentence. */
public record LogRow(
        long id, Instant ts, Level level, Long runId, Long replicaId, Long masterId, String action, String message) {

    public enum Level {
        INFO,
        WARN,
        ERROR
    }
}

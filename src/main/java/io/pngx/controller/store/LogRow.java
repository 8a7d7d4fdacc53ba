package io.pngx.controller.store;

import java.time.Instant;

/** One line of the log: what happened to which document on which replica, in one sentence. */
public record LogRow(long id, Instant ts, Level level, Long runId, Long replicaId, Long masterId, String action,
        String message) {

    /** Action of a deletion that waits for a decision. */
    public static final String HELD = "held";
    /** Action of a deletion that the user approved. */
    public static final String APPROVED = "approved";

    public enum Level { INFO, WARN, ERROR }
}

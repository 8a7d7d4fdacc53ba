package io.pngx.controller.web.views;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Times;

/**
 * A row of the log as the API and the pages show it.
 *
 * @param replica name of the replica; null: the row is not about a replica, or the replica was deleted
 */
public record LogView(
        long id,
        String ts,
        String level,
        Long runId,
        Long replicaId,
        String replica,
        Long masterId,
        String action,
        String message) {

    public static LogView of(LogRow row, String replica) {
        return new LogView(
                row.id(),
                Times.text(row.ts()),
                row.level().name(),
                row.runId(),
                row.replicaId(),
                replica,
                row.masterId(),
                row.action(),
                row.message());
    }
}

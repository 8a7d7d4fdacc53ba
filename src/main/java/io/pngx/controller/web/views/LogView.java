package io.pngx.controller.web.views;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;

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
        Text message) {

    /** Returns the row with its message in a language, for JSON. */
    public LogView in(Language language) {
        return new LogView(
                id, ts, level, runId, replicaId, replica, masterId, action, Text.verbatim(message.in(language)));
    }

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
                row.sentence());
    }
}

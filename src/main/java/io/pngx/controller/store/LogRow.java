package io.pngx.controller.store;

import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;

/**
 * One row of the log: an event, the ids of the objects concerned, and one sentence.
 *
 * @param message the sentence in English
 * @param text pattern and values of the sentence as JSON; null: the sentence is the same in every language
 */
public record LogRow(
        long id,
        Instant ts,
        Level level,
        Long runId,
        Long replicaId,
        Long masterId,
        String action,
        String message,
        String text) {

    public enum Level {
        INFO,
        WARN,
        ERROR
    }

    /** Returns the sentence, which pages translate. */
    public Text sentence() {
        return StoredText.read(message, text);
    }
}

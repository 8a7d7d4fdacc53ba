package io.pngx.controller.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;

/**
 * A finding of a dry run about one document of an old master.
 *
 * @param documentId id on the old master
 * @param masterId id on the new master; null: the new master never had the document
 * @param details JSON: changes as {@code [{key, old, new}]}, or the metadata of a document that is left behind
 */
public record ReturnedDocument(
        long id, Finding finding, long documentId, Long masterId, String title, String details, Instant foundAt) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the details as JSON. */
    public JsonNode json() {
        try {
            return JSON.readTree(details);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Row " + id + " of the findings can't be read", e);
        }
    }

    public enum Finding {
        /**
         * Only the old master has the document. No run copies the document. A run may delete the document if {@code
         * masterId} is set: the new master deleted it, and it was changed on the old master after the last sync.
         */
        LEFT_BEHIND,
        /** The document was changed on the old master after the last sync. A run overwrites the changes. */
        DIVERGED,
        /**
         * The document was not changed on the old master after the last sync, but differs. A run overwrites the
         * document.
         */
        OVERWRITTEN,
        /** The document was deleted on the old master. A run restores the document. */
        DELETED
    }
}

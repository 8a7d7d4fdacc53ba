package io.pngx.controller.store;

import java.time.Instant;

/**
 * What a dry run found about one document of an old master.
 *
 * @param documentId id on the old master
 * @param masterId id on the new master; null: the new master does not have the document
 * @param details JSON: changes as {@code [{key, old, new}]}, or the metadata of a document that is left behind
 */
public record ReturnedDocument(
        long id,
        long switchoverId,
        Finding finding,
        long documentId,
        Long masterId,
        String title,
        String details,
        Instant foundAt) {

    /** Kinds of findings. */
    public enum Finding {
        /** Only the old master has the document. No run carries or deletes it. */
        LEFT_BEHIND,
        /** The document was changed on the old master after the last sync. A run overwrites the changes. */
        DIVERGED,
        /** The document was not changed on the old master since, but differs. A run overwrites it. */
        OVERWRITTEN,
        /** The document was deleted on the old master. A run restores it. */
        DELETED
    }
}

package io.pngx.controller.store;

import java.time.Instant;

/**
 * A replaced copy on a v2 replica, which cannot replace the file of a document.
 *
 * @param replacementId new copy, whose bytes were verified
 * @param replicaAdded when the replaced copy was added to the replica; null: not known
 * @param sha256 SHA-256 of the replaced copy's file
 */
public record Replacement(
        long id,
        long replicaId,
        long masterId,
        long replicaDocId,
        long replacementId,
        Instant replicaAdded,
        String sha256,
        State state,
        Instant replacedAt,
        Instant actedAt) {

    public enum State {
        /** Waits to be moved to the replica's trash. */
        OPEN,
        /** About to be moved to the trash. */
        ACTING,
        /** In the replica's trash. */
        DONE,
        /** Restored or purged from the trash. */
        RETURNED
    }

    @Override
    public String toString() {
        return "document " + masterId;
    }
}

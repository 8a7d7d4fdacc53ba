package io.pngx.controller.store;

import java.time.Instant;

/**
 * A copy that a new copy replaced. Only v2 replicas have replaced copies, because paperless-ngx 2.x cannot replace the
 * file of a document.
 *
 * @param replacementId new copy, whose bytes were verified
 * @param replicaAdded when the replaced copy was added to the replica; null: not known
 * @param sha256 SHA-256 of the replaced copy's file
 */
public record ReplacedCopy(
        long id,
        long replicaId,
        long masterId,
        long replicaDocId,
        long replacementId,
        Instant replicaAdded,
        String sha256,
        State state,
        Instant actedAt) {

    public enum State {
        /** The replaced copy must be moved to the replica's trash. */
        OPEN,
        /** The replaced copy is about to be moved to the trash. */
        ACTING,
        /** The replaced copy is in the replica's trash. */
        DONE,
        /** The replaced copy was restored or purged from the trash, or is the copy again. */
        RETURNED
    }

    @Override
    public String toString() {
        return "document " + masterId;
    }
}

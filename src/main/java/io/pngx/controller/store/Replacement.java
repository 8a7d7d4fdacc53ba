package io.pngx.controller.store;

import java.time.Instant;

/**
 * A copy on a v2 replica whose place another one has taken, since a v2 can't replace the file of a document.
 *
 * @param replacementId the copy with the new bytes, which were verified
 * @param replicaAdded  when the replica took the old copy in; null: not known
 * @param sha256        of the old copy's bytes
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
        /** To be moved to the replica's trash. */
        OPEN,
        /** About to be. */
        ACTING,
        /** In the replica's trash. */
        DONE,
        /** It has left the trash again, or was purged from it. */
        RETURNED
    }

    @Override
    public String toString() {
        return "document " + masterId;
    }
}

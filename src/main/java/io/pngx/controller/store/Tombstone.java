package io.pngx.controller.store;

import java.time.Instant;

/**
 * A mapped document or lookup that left the master, or a document that a rule no longer selects.
 *
 * @param kind {@code documents}, or the kind of lookup as in the API
 * @param title title or name, for messages
 * @param reason why the deletion is held; null: it is not held
 * @param seenTrashed whether the object was seen in the master's trash, which proves that it was deleted, and not only
 *     omitted from a list
 * @param weight number of documents that the deletion affects
 * @param firstSeenAt when the object was first missing
 * @param actedAt when the copy was moved to the replica's trash, or the lookup deleted; null: not yet
 * @param byPerson whether the user approved the deletion, so that it does not count towards the cap
 * @param byRule rule that no longer selects the document; null: the object left the master
 * @param added when the document was added to the master, known once its copy is trashed; null: not known
 * @param replicaAdded when the copy was added to the replica; null: not known
 */
public record Tombstone(
        long id,
        long replicaId,
        String kind,
        long masterId,
        long replicaObjectId,
        String title,
        State state,
        String reason,
        boolean seenTrashed,
        long weight,
        Instant firstSeenAt,
        Instant actedAt,
        boolean byPerson,
        String byRule,
        Instant added,
        Instant replicaAdded) {
    public static final String DOCUMENTS = "documents";

    public enum State {
        /** Must be missing once more, later. */
        OPEN,
        /** Waits for the user's decision. */
        HELD,
        /** Approved by the user. */
        APPROVED,
        /** About to be deleted. */
        ACTING,
        DONE,
        /** Kept on the replica by the user. */
        REJECTED,
        /** Back on the master. */
        RETURNED
    }

    /**
     * @return whether the copy was taken out of the trash for a moment, so that it must return there regardless of
     *     other decisions
     */
    public boolean goesBack() {
        return state == State.ACTING && actedAt != null;
    }

    public boolean ofDocument() {
        return DOCUMENTS.equals(kind);
    }

    @Override
    public String toString() {
        return (ofDocument() ? "document \"" : kind + " \"") + title + "\"";
    }
}

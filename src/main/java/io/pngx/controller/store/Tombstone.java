package io.pngx.controller.store;

import java.time.Instant;

/**
 * A mapped document or lookup that left the master, or a document that a rule no longer selects.
 *
 * @param kind        {@code documents}, or a kind of lookup as the API names it
 * @param title       for a person
 * @param reason      why it waits; null where it does not wait for a person
 * @param seenTrashed it was seen in the master's trash, so it was not a hole in a list
 * @param weight      documents that its deletion touches
 * @param firstSeenAt when it was first missed
 * @param actedAt     when it was moved to the replica's trash, or deleted; null before
 * @param byPerson    a person approved it, so it does not count towards the cap
 * @param byRule      the rule that no longer selects it for the replica; null: it left the master
 * @param added       when the master took the document in, once its copy is in the replica's trash; null: not known
 * @param replicaAdded when the replica took that copy in; null: not known
 */
public record Tombstone(long id, long replicaId, String kind, long masterId, long replicaObjectId, String title,
        State state, String reason, boolean seenTrashed, long weight, Instant firstSeenAt, Instant actedAt,
        boolean byPerson, String byRule, Instant added, Instant replicaAdded) {
    public static final String DOCUMENTS = "documents";

    public enum State {
        /** It has to be missed once more, later. */
        OPEN,
        /** It waits for a person. */
        HELD,
        /** A person approved it. */
        APPROVED,
        /** About to be deleted. */
        ACTING,
        DONE,
        /** A person wants to keep it on the replica. */
        REJECTED,
        /** It came back. */
        RETURNED
    }

    /** It was in the trash already, and was taken out for a moment: it has to go back whatever else is decided meanwhile. */
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

package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * A mapped document or lookup that is missing on the master, or a document that a rule no longer selects.
 *
 * @param kind {@code documents}, or the kind of lookup as in the API
 * @param title title or name, for messages
 * @param reason why the deletion is held; if a foreign document or lookup uses the lookup, also the reason that the
 *     user approved; otherwise null
 * @param cause cause of the hold as it is stored; see {@link #cause}
 * @param seenTrashed whether the object was seen in the master's trash. The trash proves a deletion. Without this
 *     proof, the object may only be missing in an incomplete list.
 * @param weight number of documents that the deletion affects
 * @param firstSeenAt when the object was first missing
 * @param actedAt when the copy was moved to the replica's trash, or the lookup deleted; null: not yet
 * @param byPerson whether the user decided; an approved deletion does not count towards the limit. False for an
 *     approved deletion that a run must still check, see {@link Tombstones#decide}
 * @param byRule rule that no longer selects the document; null: the object is missing on the master
 * @param added time at which the document was added to the master, recorded when the copy is trashed; null: not known
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
        Text reason,
        DeletionCause cause,
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
        /** The object must be found missing once more, in a later run. */
        OPEN,
        /** The deletion waits for the user's decision. */
        HELD,
        /** The user approved the deletion. */
        APPROVED,
        /** The copy or lookup is about to be deleted. */
        ACTING,
        DONE,
        /** The user decided to keep the copy or lookup. The user can still approve the deletion. */
        REJECTED,
        /** The document or lookup is back on the master. */
        RETURNED;

        /** Returns whether the user can approve a deletion in this state. */
        public boolean isApprovable() {
            return this == HELD || this == REJECTED;
        }

        /** Returns whether the user can reject a deletion in this state. */
        public boolean isRejectable() {
            return this == HELD || this == OPEN;
        }
    }

    /**
     * @return whether the controller took the copy out of the trash only for a moment. Such a copy goes back to the
     *     trash in every deletion mode.
     */
    public boolean goesBack() {
        return state == State.ACTING && actedAt != null;
    }

    /**
     * Returns why the deletion is due or held; null: the object is missing on the master, and there is no reason.
     */
    @Override
    public DeletionCause cause() {
        if (byRule != null) {
            return DeletionCause.RULE;
        }
        return reason == null ? null : cause == null ? DeletionCause.OTHER : cause;
    }

    /** @return whether the reason names this use of the lookup. The approval covers further users of the same kind. */
    public boolean names(Text use) {
        return reason != null
                && Stream.concat(Stream.of(reason), reason.values().stream())
                        .anyMatch(part ->
                                part instanceof Text text && text.pattern().equals(use.pattern()));
    }

    /** @return whether the master may have given the id of the lookup to another one; see {@link LookupMap#detach} */
    public boolean isDetached() {
        return isDetached(masterId);
    }

    /** @return whether this is no id of the master, but stands for an id that the master may use for another lookup */
    public static boolean isDetached(long masterId) {
        return masterId < 0;
    }

    public boolean ofDocument() {
        return DOCUMENTS.equals(kind);
    }

    /** Returns kind and title, for sentences. */
    public Text name() {
        return name(kind, title);
    }

    static Text name(String kind, String title) {
        return Text.of("{0} \"{1}\"", Text.of(kind.replace('_', ' ').replaceFirst("s$", "")), String.valueOf(title));
    }

    @Override
    public String toString() {
        return name().toString();
    }
}

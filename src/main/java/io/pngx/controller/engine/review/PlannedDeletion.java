package io.pngx.controller.engine.review;

import io.pngx.controller.store.Tombstone;
import io.pngx.controller.sync.Deletion;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;

/**
 * A document or lookup that the master no longer lists, or a document that a rule excludes.
 *
 * @param known the tombstone; null: none yet
 * @param evidence the master's answer about the document; null: the master was not asked
 * @param rule the rule that excludes the document; null: the object is missing on the master
 * @param removed whether a user already removed the copy from the replica
 */
record PlannedDeletion(
        String kind,
        long masterId,
        long replicaId,
        String title,
        Tombstone known,
        boolean adopted,
        Deletion.Evidence evidence,
        String rule,
        boolean removed) {

    boolean lookup() {
        return !Tombstone.DOCUMENTS.equals(kind);
    }

    Tombstone.State state() {
        return known == null ? Tombstone.State.OPEN : known.state();
    }

    boolean isUndecided() {
        return state() == Tombstone.State.OPEN || state() == Tombstone.State.APPROVED;
    }

    /**
     * @return whether runs have nothing to delete, because the copy is gone. The absence of a document on the master
     *     must be confirmed first.
     */
    boolean endsAsRemoved(Duration interval, Instant now) {
        return removed && state() != Tombstone.State.ACTING && (rule != null || isConfirmed(interval, now));
    }

    /** @return whether an earlier run found the document or lookup missing, or excluded */
    boolean isConfirmed(Duration interval, Instant now) {
        return known != null && Deletion.isConfirmed(known.firstSeenAt(), interval, now);
    }

    Deletion.Missed missed(int number, Instant now) {
        return new Deletion.Missed(
                number,
                lookup(),
                evidence == Deletion.Evidence.TRASHED || rule != null || known != null && known.seenTrashed(),
                adopted,
                weight(),
                known == null ? now : known.firstSeenAt());
    }

    /** Only the stored weight of a lookup counts: a user may have removed or restored a copy since it was stored. */
    private long weight() {
        if (lookup()) {
            return known == null ? 1 : known.weight();
        }
        return removed ? 0 : 1;
    }

    Text stays() {
        return stays(rule);
    }

    static Text stays(String rule) {
        return Text.of("The rule \"{0}\" does not select the document; its copy is no longer kept equal.", rule);
    }

    Text waitsForConfirmation() {
        return rule == null
                ? Text.of("A later run must confirm the absence on the master before the deletion.")
                : Text.of(
                        "The rule \"{0}\" does not select the document; its copy goes to the trash once the deletion"
                                + " is confirmed.",
                        rule);
    }

    Text alreadyRemoved() {
        return rule == null
                ? Text.of("The document is no longer on the master; its copy was already removed from the replica.")
                : Text.of(
                        "The rule \"{0}\" does not select the document; its copy was already removed from the"
                                + " replica.",
                        rule);
    }

    Text due() {
        if (rule != null) {
            return Text.of(
                    "The rule \"{0}\" does not select the document; its copy goes to the replica's trash.", rule);
        }
        return Text.of(
                lookup()
                        ? "The lookup is no longer on the master. A run deletes the lookup on the replica, and removes"
                                + " it from all copies, unless a foreign document uses the lookup."
                        : "The document is no longer on the master; its copy goes to the replica's trash.");
    }
}

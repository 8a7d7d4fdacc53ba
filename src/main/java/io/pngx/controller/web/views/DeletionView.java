package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;

/**
 * A deletion as the API and the pages show it.
 *
 * @param replica the name of the replica
 * @param masterId null: the master may have given the id to another object
 * @param state the word of {@code phase}
 * @param cause the cause as one word; null: the deletion is not held
 */
public record DeletionView(
        long id,
        long replicaId,
        String replica,
        String kind,
        Long masterId,
        long replicaObjectId,
        String title,
        String state,
        @JsonIgnore Tombstone.State phase,
        Text reason,
        String cause,
        boolean seenTrashed,
        String byRule,
        long weight,
        String firstSeenAt,
        String actedAt) {

    static DeletionView of(Tombstone tombstone, String replica) {
        return new DeletionView(
                tombstone.id(),
                tombstone.replicaId(),
                replica,
                tombstone.kind(),
                tombstone.isDetached() ? null : tombstone.masterId(),
                tombstone.replicaObjectId(),
                tombstone.title(),
                LowerCase.of(tombstone.state()),
                tombstone.state(),
                tombstone.reason(),
                LowerCase.of(tombstone.cause()),
                tombstone.seenTrashed(),
                tombstone.byRule(),
                tombstone.weight(),
                Times.text(tombstone.firstSeenAt()),
                Times.text(tombstone.actedAt()));
    }

    /** Returns whether the user can approve the deletion. */
    @JsonIgnore
    public boolean approvable() {
        return phase.isApprovable();
    }

    /** Returns whether the user can reject the deletion. */
    @JsonIgnore
    public boolean rejectable() {
        return phase.isRejectable();
    }

    /** Returns the title with kind and id, for the label of a field. */
    public Text label() {
        return masterId == null
                ? Text.of("{0} ({1} {2} of the replica)", title, kindText(), String.valueOf(replicaObjectId))
                : Text.of("{0} ({1} {2})", title, kindText(), String.valueOf(masterId));
    }

    /** Returns the kind for users, for example {@code storage path} for {@code storage_paths}. */
    public Text kindText() {
        return Text.of(kind.replace('_', ' ').replaceFirst("s$", ""));
    }
}

package io.pngx.controller.web.views;

import io.pngx.controller.store.Times;
import io.pngx.controller.store.Tombstone;
import java.util.Locale;

/**
 * A deletion as the API and the pages show it.
 *
 * @param replica the name of the replica
 */
public record DeletionView(
        long id,
        long replicaId,
        String replica,
        String kind,
        long masterId,
        long replicaObjectId,
        String title,
        String state,
        String reason,
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
                tombstone.masterId(),
                tombstone.replicaObjectId(),
                tombstone.title(),
                tombstone.state().name().toLowerCase(Locale.ROOT),
                tombstone.reason(),
                tombstone.seenTrashed(),
                tombstone.byRule(),
                tombstone.weight(),
                Times.text(tombstone.firstSeenAt()),
                Times.text(tombstone.actedAt()));
    }

    /** Returns the kind for users, for example {@code storage path} for {@code storage_paths}. */
    public String kindText() {
        return kind.replace('_', ' ').replaceFirst("s$", "");
    }
}

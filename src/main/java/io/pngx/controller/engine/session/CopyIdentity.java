package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.sync.Identity;
import java.time.Instant;
import java.util.Map;

/** Proves by the time when it was added that a document is the one that was mapped, not another with its id. */
public final class CopyIdentity {
    public static final String ANOTHER_LIBRARY = "The master is not the library that this replica was filled from: ";

    private CopyIdentity() {}

    /** Another document that has the id of our copy. */
    public record Other(Mapping mapping, long id, Instant added) {
        public void freeze() {
            throw new ReplicaFrozenException(
                    Changed.REPLICA,
                    "Document " + id + " of the replica is not the one that was put there (it was added at " + added
                            + ", ours at " + mapping.replicaAdded()
                            + "): this is another paperless, or it was made anew. Nothing is written. Bring the "
                            + "old one back, or make a dry run and accept it (documents that it holds are mapped again by their bytes, the others are uploaded again).");
        }
    }

    /** @throws ReplicaFrozenException where another document of the master has this id than the one that was copied: it was restored, or exchanged, in the middle of the run */
    public static void mustBeTheSame(Mapping mapping, Document master) {
        if (mapping.added() != null && master.addedAt() != null) {
            Identity.doubt(Map.of(master.id(), mapping.added()), Map.of(master.id(), master.addedAt()), 0, null)
                    .ifPresent(why -> {
                        throw new ReplicaFrozenException(
                                Changed.MASTER,
                                ANOTHER_LIBRARY + why
                                        + ". Nothing more is written; the next run looks at the master anew.");
                    });
        }
    }

    /** @throws ReplicaFrozenException where another document has the id of our copy: then nothing is written to it, nor to its replica */
    public static void mustBeOurs(Mapping mapping, Document there) {
        mustBeOurs(mapping, there.id(), there.addedAt());
    }

    public static void mustBeOurs(Mapping mapping, long id, Instant added) {
        if (!isOurs(mapping, added)) {
            new Other(mapping, id, added).freeze();
        }
    }

    public static boolean isOurs(Mapping mapping, Document there) {
        return isOurs(mapping, there.addedAt());
    }

    private static boolean isOurs(Mapping mapping, Instant added) {
        return mapping.replicaAdded() == null || added == null || Identity.isSame(mapping.replicaAdded(), added);
    }

    /** Is this the copy that we put into the trash? One that was trashed when that was not yet kept was at least there before. */
    public static boolean isOurs(Tombstone tombstone, Instant added) {
        return tombstone.replicaAdded() == null
                ? tombstone.actedAt() == null || !added.isAfter(tombstone.actedAt())
                : Identity.isSame(tombstone.replicaAdded(), added);
    }
}

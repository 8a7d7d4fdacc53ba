package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.ReplacedCopy;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.sync.Identity;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Map;

/**
 * Compares the date {@code added} of a document with the date in its mapping, to detect another document with the same
 * id.
 */
public final class CopyIdentity {
    private CopyIdentity() {}

    /** Describes a document of the replica that has the id of a copy, but is another document. */
    public record OtherDocument(Mapping mapping, long id, Instant added) {
        public void freeze() {
            throw new ReplicaFrozenException(
                    Changed.REPLICA,
                    Text.of(
                            "Document {0} of the replica is not the mapped copy: it was added at {1}, the copy at {2}."
                                    + " The replica is another paperless-ngx, or was reinstalled. Nothing is written."
                                    + " Bring the old replica back, or make a dry run and accept the new replica. Then"
                                    + " documents that the new replica holds are mapped by their bytes, and other"
                                    + " documents are uploaded again.",
                            String.valueOf(id), String.valueOf(added), String.valueOf(mapping.replicaAdded())));
        }
    }

    /**
     * Checks that the master's document is the mapped document.
     *
     * @throws ReplicaFrozenException if another document has the id: the master was restored or replaced during the run
     */
    public static void requireSameDocument(Mapping mapping, Document master) {
        if (mapping.added() != null && master.addedAt() != null) {
            Identity.doubt(Map.of(master.id(), mapping.added()), Map.of(master.id(), master.addedAt()), 0, null, null)
                    .ifPresent(why -> {
                        throw new ReplicaFrozenException(
                                Changed.MASTER,
                                Text.of(
                                        "The master is not the library that this replica was filled from: {0}. Nothing"
                                                + " more is written; the next run reads the master again.",
                                        why));
                    });
        }
    }

    /**
     * Checks that the replica's document is the mapped copy.
     *
     * @throws ReplicaFrozenException if another document has the id of the copy: the controller stops writing to the
     *     replica
     */
    public static void requireCopy(Mapping mapping, Document there) {
        if (!isCopy(mapping, there)) {
            new OtherDocument(mapping, there.id(), there.addedAt()).freeze();
        }
    }

    public static boolean isCopy(Mapping mapping, Document there) {
        return isCopy(mapping, there.addedAt());
    }

    public static boolean isCopy(Mapping mapping, Instant added) {
        return mapping.replicaAdded() == null || added == null || Identity.isSame(mapping.replicaAdded(), added);
    }

    /**
     * Compares a document in the trash with the tombstone of a copy. If the tombstone has no date {@code added}, every
     * document that was added before the trashing counts as the copy.
     *
     * @return whether the document is the trashed copy
     */
    public static boolean isCopy(Tombstone tombstone, Instant added) {
        return isTrashed(tombstone.replicaAdded(), tombstone.actedAt(), added);
    }

    /**
     * Compares a document in the trash with the record of a replaced copy. If the record has no date {@code added},
     * every document that was added before the trashing counts as the copy.
     *
     * @return whether the document is the replaced copy
     */
    public static boolean isCopy(ReplacedCopy old, Instant added) {
        return isTrashed(old.replicaAdded(), old.actedAt(), added);
    }

    private static boolean isTrashed(Instant copyAdded, Instant actedAt, Instant added) {
        return copyAdded == null ? actedAt == null || !added.isAfter(actedAt) : Identity.isSame(copyAdded, added);
    }

    /** Returns the message that another document has the id of a trashed copy. */
    public static Text notTheTrashedCopy(long replicaDocId) {
        return Text.of(
                "Document {0} of the replica is not the copy that was in the trash, but another document, for"
                        + " example because the replica was restored from a backup. The other document stays as"
                        + " it is. The controller uploads the master's document again, unless another document of the"
                        + " replica has the same bytes.",
                String.valueOf(replicaDocId));
    }
}

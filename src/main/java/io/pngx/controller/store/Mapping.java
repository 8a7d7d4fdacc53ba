package io.pngx.controller.store;

import java.time.Instant;

/**
 * Maps a master document to its copy on a replica.
 *
 * @param fileChecksum SHA-256 of the original; empty: not known
 * @param fingerprint fingerprint of the target when the copy was last read back as equal; null: not known to be equal
 * @param seen digest of the master's document when it was last compared; null: the document must be compared
 * @param contestedAt when a run last wrote the copy twice in vain; null: it is not contested
 * @param added when the document was added to the master; null: not known
 * @param title title of the master's document when it was last compared
 * @param adopted whether the replica had the copy before the controller mapped it
 * @param replicaAdded when the copy was added to the replica; null: not known
 * @param hasOwner whether the copy should have an owner; null: not known, because an older version mapped the copy
 * @param numberTaken archive serial number that the copy lacks, because a foreign document has it; null: none
 * @param archiveSerialNumber archive serial number of the master's document when it was last compared; null: none, or
 *     not known
 * @param modified when the master's document was last changed, as of its last comparison; null: not known
 * @param replicaModified when the copy was last changed, as of the last time it was read; null: not known
 */
public record Mapping(
        long replicaId,
        long masterId,
        long replicaDocId,
        String fileChecksum,
        String fingerprint,
        String seen,
        Instant contestedAt,
        Instant syncedAt,
        Instant added,
        String title,
        boolean adopted,
        Instant replicaAdded,
        Boolean hasOwner,
        Long numberTaken,
        Long archiveSerialNumber,
        Instant modified,
        Instant replicaModified) {

    /** Returns the title of the master's document; its number, if the copy was never compared. */
    public String name() {
        return title == null ? "document " + masterId : title;
    }

    /** Returns the mapping of a copy that was just adopted, and never compared. */
    public static Mapping adopted(long replicaId, long masterId, long replicaDocId) {
        return new Mapping(
                replicaId,
                masterId,
                replicaDocId,
                "",
                null,
                null,
                null,
                null,
                null,
                null,
                true,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}

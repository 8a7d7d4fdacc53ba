package io.pngx.controller.store;

/**
 * One file of one of our copies.
 *
 * @param replicaDocId     the copy; its first file has the same id
 * @param replicaVersionId the file itself
 * @param masterVersionId  the master's version that it stands for; on a v2 master the document itself
 * @param md5              null: not known
 * @param sha256           empty: not known
 * @param label            null: none
 */
public record FileVersion(
        long replicaId,
        long replicaDocId,
        long replicaVersionId,
        long masterVersionId,
        String md5,
        String sha256,
        String label,
        State state) {

    public enum State {
        LIVE,
        /** About to be deleted: the master deleted its version. */
        DELETING,
        /** In the replica's trash. */
        TRASHED,
        /** It is there still; a newer one stands for the master's file. */
        SUPERSEDED
    }

    public FileVersion withSha256(String checksum) {
        return new FileVersion(replicaId, replicaDocId, replicaVersionId, masterVersionId, md5, checksum, label, state);
    }

    /** Was it adopted when both ends were a v2, which say nothing of a SHA-256? */
    public boolean isHalfKnown() {
        return sha256.isEmpty() && md5 != null;
    }

    /** Are these its bytes, by all that is known of them? */
    public boolean hasBytes(String itsMd5, String itsSha256) {
        return hasBytes(itsSha256) || isHalfKnown() && hasBytes(itsMd5);
    }

    /** @param checksum MD5 or SHA-256, told by its length (paperless-api.md §4) */
    public boolean hasBytes(String checksum) {
        return checksum.equalsIgnoreCase(checksum.length() == 32 ? md5 : sha256);
    }
}

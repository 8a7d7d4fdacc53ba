package io.pngx.controller.store;

/**
 * One file of a copy.
 *
 * @param replicaDocId document id of the copy, which is also the version id of the first file
 * @param replicaVersionId version id of the file on the replica
 * @param masterVersionId id of the corresponding version on the master; on a v2 master, the id of the document
 * @param md5 null: not known
 * @param sha256 empty: not known
 * @param label null: none
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
        /** The file is about to be deleted, because the master deleted its version. */
        DELETING,
        /** The file is in the replica's trash. */
        TRASHED,
        /** The file is still on the replica, but a newer file corresponds to the master's version. */
        SUPERSEDED
    }

    public FileVersion withSha256(String checksum) {
        return withChecksums(md5, checksum);
    }

    public FileVersion withChecksums(String newMd5, String newSha256) {
        return new FileVersion(
                replicaId, replicaDocId, replicaVersionId, masterVersionId, newMd5, newSha256, label, state);
    }

    /**
     * @return whether only the MD5 is known. The MD5 alone is known if the file was adopted while both instances ran
     *     paperless-ngx 2.x.
     */
    public boolean isHalfKnown() {
        return sha256.isEmpty() && md5 != null;
    }

    /**
     * @return whether the file has the bytes with these checksums; compares only a checksum that is known for the file
     */
    public boolean hasBytes(String otherMd5, String otherSha256) {
        return hasBytes(otherSha256) || isHalfKnown() && hasBytes(otherMd5);
    }

    /** @param checksum MD5 or SHA-256, distinguished by its length (paperless-api.md §4) */
    public boolean hasBytes(String checksum) {
        return checksum.equalsIgnoreCase(checksum.length() == 32 ? md5 : sha256);
    }
}

package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Result of comparing a document with its target.
 *
 * @param fingerprint fingerprint of the target, if the copy was read back as equal to the target; null: the copy
 *     differs
 * @param seen digest of the master's document
 * @param contested whether the copy was written twice and still differs
 * @param link whether the second pass of the run must write document links or the archive serial number
 * @param added when the document was added to the master
 * @param title title of the document, for messages
 * @param replicaAdded when the copy was added to the replica; null: not read
 * @param leftOut linked documents that are missing on the master or that the rules exclude
 * @param later why the next run must compare the document again; null: no reason
 * @param refused the rejected values; null if the replica rejected none. If values were rejected, the document counts
 *     as failed, and a later run tries it again.
 * @param owned whether the copy should have an owner
 * @param numberTaken archive serial number that the copy lacks, because a foreign document has it; null: none
 * @param archiveSerialNumber archive serial number of the master's document; null: none
 * @param modified when the master's document was last changed
 * @param replicaModified when the copy was last changed; null: not read
 */
public record Comparison(
        String fingerprint,
        String seen,
        boolean contested,
        boolean link,
        Instant added,
        String title,
        Instant replicaAdded,
        Collection<Long> leftOut,
        Text later,
        Refused refused,
        boolean owned,
        Long numberTaken,
        Long archiveSerialNumber,
        Instant modified,
        Instant replicaModified) {
    /** @param nextAt time of the next attempt */
    public record Refused(Text what, Instant nextAt) {}

    public Comparison(String fingerprint, String seen, boolean contested, boolean link, Instant added, String title) {
        this(
                fingerprint,
                seen,
                contested,
                link,
                added,
                title,
                null,
                List.of(),
                null,
                null,
                true,
                null,
                null,
                null,
                null);
    }

    /** @return whether the mapping already holds this result, so that the mapping need not change */
    boolean isHeldBy(Mapping mapping) {
        return fingerprint != null
                && fingerprint.equals(mapping.fingerprint())
                && seen.equals(mapping.seen())
                && !contested
                && mapping.contestedAt() == null
                && Objects.equals(added, mapping.added())
                && Objects.equals(title, mapping.title())
                && (replicaAdded == null || replicaAdded.equals(mapping.replicaAdded()))
                && leftOut.isEmpty()
                && Boolean.valueOf(owned).equals(mapping.hasOwner())
                && Objects.equals(numberTaken, mapping.numberTaken())
                && Objects.equals(archiveSerialNumber, mapping.archiveSerialNumber())
                && (modified == null || modified.equals(mapping.modified()))
                && (replicaModified == null || replicaModified.equals(mapping.replicaModified()));
    }

    /**
     * Returns this result without the digest. A document without a digest is compared again as soon as a scan lists the
     * document.
     */
    public Comparison unseen() {
        return new Comparison(
                fingerprint,
                null,
                contested,
                link,
                added,
                title,
                replicaAdded,
                leftOut,
                later,
                refused,
                owned,
                numberTaken,
                archiveSerialNumber,
                modified,
                replicaModified);
    }

    /**
     * Returns this result without the values that the replica refused. Used if a later step of the run reports the
     * refusal.
     */
    public Comparison withoutRefusal() {
        return new Comparison(
                fingerprint,
                seen,
                contested,
                link,
                added,
                title,
                replicaAdded,
                leftOut,
                later,
                null,
                owned,
                numberTaken,
                archiveSerialNumber,
                modified,
                replicaModified);
    }
}

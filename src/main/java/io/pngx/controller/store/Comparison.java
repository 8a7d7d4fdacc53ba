package io.pngx.controller.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Result of comparing a document with its target.
 *
 * @param fingerprint fingerprint of the target that was read back as equal; null: the copy is not equal
 * @param seen digest of the master's document
 * @param contested whether the copy was written twice and still differs
 * @param link whether document links or the archive serial number wait for the second pass
 * @param added when the document was added to the master
 * @param title title of the document, for messages
 * @param replicaAdded when the copy was added to the replica; null: not read
 * @param leftOut linked documents that are missing on the master
 * @param later why the next run must compare the document again; null: it need not
 * @param refused what the replica rejected; the document then counts as failed, and a later run tries it again; null:
 *     nothing was rejected
 * @param owned whether the copy should have an owner
 * @param numberTaken archive serial number that the copy lacks, because a foreign document has it; null: none
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
        String later,
        Refused refused,
        boolean owned,
        Long numberTaken) {
    /** @param nextAt time of the next attempt */
    public record Refused(String what, Instant nextAt) {}

    public Comparison(String fingerprint, String seen, boolean contested, boolean link, Instant added, String title) {
        this(fingerprint, seen, contested, link, added, title, null, List.of(), null, null, true, null);
    }

    /** Returns this result without the digest, so that the document is compared again when a scan lists it. */
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
                numberTaken);
    }

    /** Returns this result without the rejection. Use this if a later step of the run would meet the same rejection. */
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
                numberTaken);
    }
}

package io.pngx.controller.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * How a document compared with its target.
 *
 * @param fingerprint of the target that was read back as equal; null: it is not equal
 * @param seen        digest of the master's document
 * @param contested   it was set twice and did not stay
 * @param link        its document links, or its serial number, wait for the second pass
 * @param added       when the master took it in
 * @param title       for a person
 * @param replicaAdded when the replica took its copy in; null: not looked at
 * @param leftOut     documents that it links to and that are not on the master any more
 * @param later       why the next run has to look again; null: it need not
 * @param refused     what the replica does not take of it: it counts as failed, and is tried again as such; null: nothing
 * @param owned       it is to have an owner
 * @param numberTaken its archive serial number, where a document that is not ours keeps it on the replica; null: it has what it should
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
    /** @param nextAt when it is tried again */
    public record Refused(String what, Instant nextAt) {}

    public Comparison(String fingerprint, String seen, boolean contested, boolean link, Instant added, String title) {
        this(fingerprint, seen, contested, link, added, title, null, List.of(), null, null, true, null);
    }

    /** The same, to be looked at again wherever a scan finds the document. */
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

    /** The same, where something follows in this run by which it will show again what is refused. */
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

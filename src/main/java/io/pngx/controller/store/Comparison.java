package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Result of comparing a document with its target. */
public record Comparison(State state, OfMaster master, OfCopy copy, Unwritten unwritten) {
    /**
     * @param fingerprint fingerprint of the target, if the copy was read back as equal to the target; null: the copy
     *     differs
     * @param seen digest of the master's document
     * @param contested whether the copy was written twice and still differs
     * @param link whether the second pass of the run must write document links or the archive serial number
     */
    public record State(String fingerprint, String seen, boolean contested, boolean link) {}

    /**
     * @param added when the document was added to the master
     * @param title title of the document, for messages
     * @param archiveSerialNumber archive serial number of the document; null: none
     * @param modified when the document was last changed
     */
    public record OfMaster(Instant added, String title, Long archiveSerialNumber, Instant modified) {}

    /**
     * @param added when the copy was added to the replica; null: not read
     * @param modified when the copy was last changed; null: not read
     * @param owned whether the copy should have an owner
     * @param numberTaken archive serial number that the copy lacks, because a foreign document has it; null: none
     */
    public record OfCopy(Instant added, Instant modified, boolean owned, Long numberTaken) {
        static final OfCopy NOT_READ = new OfCopy(null, null, true, null);
    }

    /**
     * @param omittedLinks linked documents that are missing on the master or that the rules exclude
     * @param later why the next run must compare the document again; null: no reason
     * @param refused the rejected values; null if the replica rejected none. If values were rejected, the document
     *     counts as failed, and a later run tries it again.
     */
    public record Unwritten(Collection<Long> omittedLinks, Text later, Refused refused) {
        static final Unwritten NOTHING = new Unwritten(List.of(), null, null);
    }

    /** @param nextAt time of the next attempt */
    public record Refused(Text what, Instant nextAt) {}

    /** Creates the result of a comparison that did not read the copy. */
    public Comparison(String fingerprint, String seen, boolean contested, boolean link, Instant added, String title) {
        this(
                new State(fingerprint, seen, contested, link),
                new OfMaster(added, title, null, null),
                OfCopy.NOT_READ,
                Unwritten.NOTHING);
    }

    /** @return whether the mapping already holds this result, so that the mapping need not change */
    boolean isStoredIn(Mapping mapping) {
        return state.fingerprint() != null
                && state.fingerprint().equals(mapping.fingerprint())
                && state.seen().equals(mapping.seen())
                && !state.contested()
                && mapping.contestedAt() == null
                && Objects.equals(master.added(), mapping.added())
                && Objects.equals(master.title(), mapping.title())
                && (copy.added() == null || copy.added().equals(mapping.replicaAdded()))
                && unwritten.omittedLinks().isEmpty()
                && Boolean.valueOf(copy.owned()).equals(mapping.hasOwner())
                && Objects.equals(copy.numberTaken(), mapping.numberTaken())
                && Objects.equals(master.archiveSerialNumber(), mapping.archiveSerialNumber())
                && (master.modified() == null || master.modified().equals(mapping.modified()))
                && (copy.modified() == null || copy.modified().equals(mapping.replicaModified()));
    }

    /**
     * Returns this result without the digest. A document without a digest is compared again as soon as a scan lists the
     * document.
     */
    public Comparison unseen() {
        State unseen = new State(state.fingerprint(), null, state.contested(), state.link());
        return new Comparison(unseen, master, copy, unwritten);
    }

    /**
     * Returns this result without the values that the replica refused. Used if a later step of the run reports the
     * refusal.
     */
    public Comparison withoutRefusal() {
        return new Comparison(state, master, copy, new Unwritten(unwritten.omittedLinks(), unwritten.later(), null));
    }
}

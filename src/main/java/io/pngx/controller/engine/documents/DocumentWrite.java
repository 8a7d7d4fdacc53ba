package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Comparison;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.Differences;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.sync.Target;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One document on its way to its target: PATCH, read back, once more where it did not stay, then contested. The route
 * {@code writeDocument} drives it.
 */
public final class DocumentWrite {
    private static final int TRIES = 2;
    private static final String LINKS_MISSING = "It links to a document that the replica does not have yet.";

    private final Session session;
    private final long replicaDocId;
    private Target target;
    private ObjectNode patch;
    private final Set<String> sentKeys = new LinkedHashSet<>();
    private int tries;
    private String serialNumberTaken;
    private Long missedBefore;
    private boolean trashSearched;
    private final Document master;
    private Document found;
    private int notesWritten;
    private boolean notesLeft;
    private final RefusedFields refused;

    /** @param master what the target was made of */
    public DocumentWrite(Session session, long replicaDocId, Document master, Target target, ObjectNode patch) {
        this.master = master;
        this.session = session;
        this.replicaDocId = replicaDocId;
        this.target = target;
        this.patch = patch;
        this.refused = new RefusedFields(session.translation().replica());
    }

    public long getReplicaDocId() {
        return replicaDocId;
    }

    /** Something is to be written, and it was not tried too often. */
    public boolean isOpen() {
        return !patch.isEmpty() && tries < TRIES;
    }

    /** It was set and did not stay. */
    boolean contested() {
        return !patch.isEmpty();
    }

    /** Keys that differ still, for a person. */
    public String keys() {
        return Readable.keys(patch);
    }

    /** The JSON to send. */
    public String getBody() {
        return patch.toString();
    }

    /** Are custom fields among what is to be written? */
    public boolean hasFields() {
        return patch.has("custom_fields");
    }

    Target target() {
        return target;
    }

    /** Whether the archive serial number that is to be written may be another document's. */
    public boolean isSerialNumberWanted() {
        return patch.hasNonNull("archive_serial_number");
    }

    public Long getSerialNumber() {
        return target.archiveSerialNumber();
    }

    /** Whether the trash is still to be searched for the number's holder; it is once. */
    boolean searchTrashOnce() {
        boolean first = !trashSearched;
        trashSearched = true;
        return first;
    }

    /** It is another document's and stays there: the rest is written. */
    void withoutSerialNumber(String why) {
        serialNumberTaken = why;
        patch.remove("archive_serial_number");
    }

    /** Why the archive serial number could not be written; null where it could. */
    String serialNumberTaken() {
        return serialNumberTaken;
    }

    /**
     * The replica refused it: the rest is written without what it does not take.
     *
     * @return false where nothing is left that could be tried
     */
    boolean refused(String answer) {
        if (!refused.leaveOut(patch, answer)) {
            return false;
        }
        target = target.without(refused.fields());
        if (found != null) {
            compare();
        }
        return true;
    }

    /** What the replica refused, for a person; null: nothing. */
    String refusal() {
        return refused.isEmpty()
                ? null
                : "The replica refuses of document " + replicaDocId + ": " + refused
                        + ". It has everything else that the master says"
                        + " of it; change what is refused on the master, or what refuses it.";
    }

    int tries() {
        return tries;
    }

    /** Something of it was written. */
    public boolean written() {
        return tries > 0 || notesWritten > 0;
    }

    Session session() {
        return session;
    }

    /** Somebody edited the copy, and that is only to be said. */
    void leaveNotes() {
        notesLeft = true;
    }

    boolean notesLeft() {
        return notesLeft;
    }

    /** The notes that it should have. */
    List<Document.Note> notesOfMaster() {
        return master.notes();
    }

    /** The notes that it had when it was last read. */
    List<Document.Note> notesFound() {
        return found == null ? List.of() : found.notes();
    }

    void noteWritten() {
        notesWritten++;
        sentKeys.add("notes");
    }

    /** Something of it waits for another document. */
    private boolean hasToWait() {
        return target.linksMissing() || isNumberNewlyTaken();
    }

    /** A document that is not ours was not known to keep its archive serial number. */
    boolean isNumberNewlyTaken() {
        return serialNumberTaken != null && !target.archiveSerialNumber().equals(missedBefore);
    }

    /** The archive serial number that it was already known to lack. */
    void missedBefore(Long number) {
        missedBefore = number;
    }

    /**
     * @param second   it is in its second pass already
     * @param attempts failures so far
     */
    public Comparison comparison(Document master, boolean second, int attempts) {
        boolean equal = !contested() && !hasToWait() && serialNumberTaken == null && refused.isEmpty();
        boolean link = hasToWait() && !second;
        Comparison.Refused left = link || refused.isEmpty()
                ? null
                : new Comparison.Refused(refusal(), Instant.now().plus(Backoff.retry(attempts + 1)));
        return new Comparison(
                !equal ? null : target.fingerprint(),
                Seen.digest(master),
                contested(),
                link,
                master.addedAt(),
                master.title(),
                found == null ? null : found.addedAt(),
                target.leftOut(),
                target.linksMissing() && second ? LINKS_MISSING : null,
                left,
                target.owner() != null,
                serialNumberTaken == null ? null : target.archiveSerialNumber());
    }

    /** The keys that were written, in all tries. */
    Set<String> sentKeys() {
        return sentKeys;
    }

    /** The replica's document as it is. */
    public void found(Document document) {
        found = document;
    }

    void readBack(Document found) {
        tries++;
        found(found.requireId(replicaDocId));
        patch.fieldNames().forEachRemaining(sentKeys::add);
        compare();
    }

    private void compare() {
        patch = Differences.between(target, found, session.translation().replica());
        refused.leaveOut(patch);
        if (serialNumberTaken != null) {
            patch.remove("archive_serial_number");
        }
    }
}

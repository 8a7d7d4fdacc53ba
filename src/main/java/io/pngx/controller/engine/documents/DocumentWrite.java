package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Comparison;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.Differences;
import io.pngx.controller.sync.Links;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.sync.Target;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tracks the write of one copy in the route {@code writeDocument}: PATCH and read back, at most twice. A copy that
 * still differs after the second PATCH is contested. {@link SerialNumberWrite} tracks the archive serial number, and
 * {@link NoteWork} the notes.
 */
public final class DocumentWrite {
    private static final int TRIES = 2;
    private static final Text LINKS_MISSING =
            Text.of("The copy links to a document that the replica does not have yet.");

    private final Session session;
    private final long replicaDocId;
    private final Document master;
    private final RefusedFields refused;
    private Target target;
    private ObjectNode patch;
    private final Set<String> sentKeys = new LinkedHashSet<>();
    private int tries;
    private final SerialNumberWrite serialNumber = new SerialNumberWrite(this);
    private final NoteWork notes = new NoteWork(this);
    private final ForeignLinkWrite foreignLinks = new ForeignLinkWrite(this);
    private boolean answered;
    private Document found;
    private String checksum;

    /** @param master the document from which the target was computed */
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

    /** @return whether to send a PATCH: a value must be written, and the limit of attempts is not reached */
    public boolean isOpen() {
        return !patch.isEmpty() && tries < TRIES;
    }

    /** @return whether the copy still differs after the last attempt */
    boolean isContested() {
        return !patch.isEmpty();
    }

    /** @return the names of the fields that still differ */
    Text differing() {
        return Readable.fields(patch);
    }

    /** Starts a PATCH, and returns its JSON body. */
    String send() {
        answered = true;
        return patch.toString();
    }

    /** @return whether paperless processed the last PATCH; false if the custom fields caused status 500 */
    public boolean isAnswered() {
        return answered;
    }

    /** @return whether the patch contains custom fields */
    public boolean hasFields() {
        return patch.has(RefusedFields.FIELDS);
    }

    /** Omits the custom fields, because paperless answers each PATCH that contains them with status 500. */
    void omitFailedFields() {
        answered = false;
        omitRefused("{\"" + RefusedFields.FIELDS + "\":\"The replica answered 500.\"}");
    }

    Target target() {
        return target;
    }

    ObjectNode patch() {
        return patch;
    }

    public SerialNumberWrite getSerialNumber() {
        return serialNumber;
    }

    /** @return the links to foreign documents */
    public ForeignLinkWrite getForeignLinks() {
        return foreignLinks;
    }

    /** Omits the links to these foreign documents. */
    void omitLinks(Set<Long> gone) {
        target = Links.withoutForeign(target, gone, session.translation().replica());
        patch.set(RefusedFields.FIELDS, Differences.everything(target).get(RefusedFields.FIELDS));
    }

    /** @return the notes to add or delete */
    public NoteWork getNotes() {
        return notes;
    }

    /**
     * Omits the values that the replica refused, so that the other values can be written.
     *
     * @return false if nothing is left to write
     */
    boolean omitRefused(String answer) {
        if (!refused.remove(patch, answer)) {
            return false;
        }
        target = target.without(refused.fields());
        if (found != null) {
            compare();
        }
        return true;
    }

    /** @return a message about the refused values; null if the replica refused nothing */
    Text refusal() {
        return refused.isEmpty()
                ? null
                : Text.of(
                        "The replica refuses values of document {0}: {1}. All other values are as on the master. Change"
                                + " the refused values on the master, or remove the cause of the refusal on the"
                                + " replica.",
                        String.valueOf(replicaDocId), refused.toString());
    }

    int tries() {
        return tries;
    }

    /** @return whether anything was written */
    public boolean isWritten() {
        return tries > 0 || notes.isWritten();
    }

    Session session() {
        return session;
    }

    /** @return the notes of the master's document */
    List<Document.Note> notesOfMaster() {
        return master.notes();
    }

    /** @return the notes of the copy when it was last read */
    List<Document.Note> notesFound() {
        return found == null ? List.of() : found.notes();
    }

    /** @return whether a link or the archive serial number waits for another document */
    private boolean waitsForOther() {
        return target.linksMissing() || serialNumber.isNewlyTaken();
    }

    /**
     * Returns the result of the comparison, which is stored in the mapping.
     *
     * @param second whether this is the second pass of the run, which writes links and serial numbers
     * @param attempts number of failed attempts so far
     */
    public Comparison comparison(Document master, boolean second, int attempts) {
        boolean numberTaken = serialNumber.whyOmitted() != null;
        boolean equal = !isContested() && !waitsForOther() && !numberTaken && refused.isEmpty();
        boolean link = waitsForOther() && !second;
        Comparison.Refused left = link || refused.isEmpty()
                ? null
                : new Comparison.Refused(refusal(), Instant.now().plus(Backoff.retry(attempts + 1)));
        return new Comparison(
                new Comparison.State(equal ? target.fingerprint() : null, Seen.digest(master), isContested(), link),
                new Comparison.OfMaster(
                        master.addedAt(), master.title(), master.archiveSerialNumber(), master.modifiedAt()),
                new Comparison.OfCopy(
                        found == null ? null : found.addedAt(),
                        found == null ? null : found.modifiedAt(),
                        target.owner() != null,
                        numberTaken ? target.archiveSerialNumber() : null),
                new Comparison.Unwritten(
                        target.omittedLinks(), target.linksMissing() && second ? LINKS_MISSING : null, left));
    }

    /** @return the keys that at least one attempt sent */
    Set<String> sentKeys() {
        return sentKeys;
    }

    /** Records that an upload carried the file of the copy. */
    public void addSentFile() {
        addSentKey("file");
    }

    void addSentKey(String key) {
        sentKeys.add(key);
    }

    /** Requires that the replica answers the read back only if the copy has the file with this checksum. */
    public void requireChecksum(String required) {
        checksum = required;
    }

    /** @return the query parameter for {@link #requireChecksum}, which also filters a single document; empty: none */
    public String getChecksumFilter() {
        return checksum == null ? "" : "&checksum__iexact=" + checksum;
    }

    /** @return the copy as it was last read */
    public Document found() {
        return found;
    }

    /** Stores the copy as it was last read. */
    public void found(Document document) {
        found = document;
    }

    /** Stores the copy as it was read after a write. */
    void readAgain(Document copy) {
        found(copy.requireId(replicaDocId));
    }

    void readBack(Document found) {
        tries++;
        readAgain(found);
        patch.fieldNames().forEachRemaining(sentKeys::add);
        compare();
    }

    private void compare() {
        patch = Differences.between(target, found, session.translation().replica());
        refused.remove(patch);
        serialNumber.omitTaken(patch);
    }
}

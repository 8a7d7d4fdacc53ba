package io.pngx.controller.engine.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Work;
import io.pngx.controller.sync.Differences;
import io.pngx.controller.sync.Links;
import io.pngx.controller.sync.NotePlan;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Target;
import java.util.List;
import java.util.Set;

/** Holds one mapped document while a run compares it: the master's document, the copy, and the target. */
public final class DocumentWork {
    private final Session session;
    private final Work work;
    private final Mapping mapping;
    private Document master;
    private Document replica;
    private Ruled ruled;
    private Target target;
    private RuntimeException noTarget;
    private boolean otherFile;

    public DocumentWork(Session session, Work work, Mapping mapping) {
        this.session = session;
        this.work = work;
        this.mapping = mapping;
    }

    /** Takes a document whose upload has just settled, after the rules were applied and the copy was read. */
    public DocumentWork(
            Session session, Upload upload, Mapping mapping, Document master, Ruled ruled, Document replica) {
        this(
                session,
                new Work(upload.replicaId(), upload.masterId(), Work.Reason.FILE, 0, null, session.runId(), null),
                mapping);
        this.master = master;
        this.replica = replica;
        this.ruled = ruled;
        this.target = session.withKeptLookups(session.target(ruled, upload.copy()), ruled, replica);
    }

    public void master(Document document) {
        master = document;
        try {
            ruled = session.ruled(document);
            target = ruled.isLeftOut() ? null : session.target(ruled, mapping.fingerprint());
        } catch (RuntimeException e) {
            noTarget = e; // target() throws it, so that this document fails and not the whole chunk
        }
    }

    public void replica(Document document) {
        replica = document;
        if (target != null && !isBeingAdopted()) {
            target = session.withKeptLookups(target, ruled, document);
        }
    }

    /** @return whether this is the first comparison of an adopted copy, whose values are not the controller's */
    private boolean isBeingAdopted() {
        return mapping.adopted() && mapping.replicaAdded() == null;
    }

    public Work work() {
        return work;
    }

    public long masterId() {
        return work.masterId();
    }

    public Mapping mapping() {
        return mapping;
    }

    /** @return the copy; null if it was not read */
    public Document replica() {
        return replica;
    }

    public Document master() {
        return master;
    }

    /** @return whether the master answered, the rules select the document, and neither they nor its target failed */
    public boolean hasTarget() {
        return target != null;
    }

    public Target target() {
        if (noTarget != null) {
            throw noTarget;
        }
        return target;
    }

    /** @return ids of the replica's documents to which the copy links, but the target does not */
    public Set<Long> extraLinks() {
        return target == null || replica == null
                ? Set.of()
                : Links.unexplained(target, replica, session.translation().replica());
    }

    /**
     * Adds a link that the master shows only in {@code other}. paperless writes both ends of a link, so the copy shows
     * it, too.
     */
    public void addLinkFrom(Document other, long copy) {
        target = Links.withOtherEnds(target, other, copy, work.masterId(), session.translation());
    }

    /** @return a sentence about lookups that left the master and stay on the copy; empty if there are none */
    public String keptLookupsSentence() {
        return target == null || target.kept().isEmpty()
                ? ""
                : " It keeps " + String.join(", ", target.kept())
                        + ", which left the master: the deletion waits, or was rejected.";
    }

    public void fileChanged(boolean other) {
        otherFile = other;
    }

    /** @return whether the check of files found another file on the master */
    public boolean hasChangedFile() {
        return otherFile;
    }

    /** @return the master's document after the rules */
    public Ruled ruled() {
        return ruled;
    }

    /** @return whether a rule leaves the document out on this replica */
    public boolean isLeftOut() {
        return ruled != null && ruled.isLeftOut();
    }

    /** @return whether the document left the master after the inventory was read */
    public boolean isAbsent() {
        return master == null;
    }

    /** @return whether the target equals the target that was last read back, so that no call is needed */
    public boolean isUnchanged() {
        return work.reason() == Work.Reason.CHANGED && target().fingerprint().equals(mapping.fingerprint());
    }

    boolean needsReplica() {
        return master != null && noTarget == null && !isLeftOut() && !isUnchanged();
    }

    /** @return the keys to write; null if the replica did not answer with the document */
    public ObjectNode patch() {
        Target wanted = target(); // first: its failure is the reason why the copy was not read
        return replica == null
                ? null
                : Differences.between(wanted, replica, session.translation().replica());
    }

    /**
     * Returns the keys to write, for a run that only reads.
     *
     * @throws RuntimeException with a sentence for the user, if the copy is gone or is another document
     */
    public ObjectNode patchForReview() {
        target();
        if (replica == null) {
            throw new IllegalStateException("Document " + mapping.replicaDocId() + " is no longer on the replica.");
        }
        CopyIdentity.requireCopy(mapping, replica);
        ObjectNode patch = patch();
        if (replica.archiveSerialNumber() == null
                && target.archiveSerialNumber() != null
                && target.archiveSerialNumber().equals(mapping.numberTaken())) {
            // A foreign document has the number. Each run checks whether it still does.
            patch.remove("archive_serial_number");
        }
        return patch;
    }

    /** @return whether the copy was equal to this target before, and now differs: an edit on the replica */
    public boolean isDrifted(ObjectNode patch, List<NotePlan.Step> notes) {
        return wasEqual() && !(patch.isEmpty() && notes.isEmpty());
    }

    public boolean wasEqual() {
        return target().fingerprint().equals(mapping.fingerprint());
    }

    /** @return whether this is the first comparison of an adopted copy */
    public boolean isFirstAfterAdoption() {
        return mapping.adopted() && work.reason() == Work.Reason.NEW;
    }

    @Override
    public String toString() {
        return label(master == null ? mapping.title() : master.title(), work.masterId());
    }

    /**
     * Returns the name of a document for messages.
     *
     * @param title null if it is not known yet
     */
    public static String label(String title, long masterId) {
        return title == null ? "document " + masterId : title + " (document " + masterId + ")";
    }
}

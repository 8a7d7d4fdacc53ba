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

/** A mapped document in hand: what the master says, what the replica has, and what follows. */
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

    /** One that a file was brought to just now: the rules were asked, and the copy was read. */
    public DocumentWork(
            Session session, Upload upload, Mapping mapping, Document master, Ruled ruled, Document replica) {
        this(
                session,
                new Work(upload.replicaId(), upload.masterId(), Work.Reason.FILE, 0, null, session.runId(), null),
                mapping);
        this.master = master;
        this.replica = replica;
        this.ruled = ruled;
        this.target = session.keeping(session.target(ruled, upload.copy()), ruled, replica);
    }

    public void master(Document document) {
        master = document;
        try {
            ruled = session.ruled(document);
            target = ruled.isLeftOut() ? null : session.target(ruled, mapping.fingerprint());
        } catch (RuntimeException e) {
            noTarget = e; // thrown when this document's turn comes, so that it is this document's failure
        }
    }

    public void replica(Document document) {
        replica = document;
        if (target != null && !isNewlyTaken()) {
            target = session.keeping(target, ruled, document);
        }
    }

    /** What it has on the replica is of another document, or of somebody else's. */
    private boolean isNewlyTaken() {
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

    /** Null where it was not looked at. */
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

    /** Documents of the replica to which the copy links, and the master's does not. */
    public Set<Long> unexplainedLinks() {
        return target == null || replica == null
                ? Set.of()
                : Links.unexplained(target, replica, session.translation().replica());
    }

    /** The master has this link, if only at the other end; the copy can't but show both ends. */
    public void linkedBy(Document other, long copy) {
        target = Links.withOtherEnds(target, other, copy, work.masterId(), session.translation());
    }

    /** What left the master and stays on the copy; empty where nothing does. */
    public String keeps() {
        return target == null || target.kept().isEmpty()
                ? ""
                : " It keeps " + String.join(", ", target.kept())
                        + ", which left the master: the deletion waits, or was rejected.";
    }

    public void otherFile(boolean other) {
        otherFile = other;
    }

    /** Is the master's file another one, as far as that was asked? */
    public boolean hasOtherFile() {
        return otherFile;
    }

    /** After the rules. */
    public Ruled ruled() {
        return ruled;
    }

    /** A rule does not select it for this replica. */
    public boolean isLeftOut() {
        return ruled != null && ruled.isLeftOut();
    }

    /** The master did not answer with it: it left since the inventory. */
    public boolean isAbsent() {
        return master == null;
    }

    /** Nothing that this replica should have differs from what was last read back as equal. */
    public boolean isUnchanged() {
        return work.reason() == Work.Reason.CHANGED && target().fingerprint().equals(mapping.fingerprint());
    }

    boolean needsReplica() {
        return master != null && noTarget == null && !isLeftOut() && !isUnchanged();
    }

    /** The changed keys; null where the replica did not answer with the document. */
    public ObjectNode patch() {
        Target wanted = target(); // its failure says more than that the replica was not asked because of it
        return replica == null
                ? null
                : Differences.between(wanted, replica, session.translation().replica());
    }

    /**
     * As {@link #patch}, for who only looks.
     *
     * @throws RuntimeException with a sentence for a person, where there is nothing to compare, or it is another document
     */
    public ObjectNode checkedPatch() {
        target();
        if (replica == null) {
            throw new IllegalStateException("Document " + mapping.replicaDocId() + " is no longer on the replica.");
        }
        CopyIdentity.mustBeOurs(mapping, replica);
        ObjectNode patch = patch();
        if (replica.archiveSerialNumber() == null
                && target.archiveSerialNumber() != null
                && target.archiveSerialNumber().equals(mapping.numberTaken())) {
            patch.remove(
                    "archive_serial_number"); // a document that is not ours keeps it, and each run looks whether it
            // still does
        }
        return patch;
    }

    /** The replica's copy was equal to this very target, and is not any more: somebody edited it there. */
    public boolean isDrifted(ObjectNode patch, List<NotePlan.Step> notes) {
        return wasEqual() && !(patch.isEmpty() && notes.isEmpty());
    }

    public boolean wasEqual() {
        return target().fingerprint().equals(mapping.fingerprint());
    }

    /** It was found on the replica, and this is its first comparison. */
    public boolean isFreshlyAdopted() {
        return mapping.adopted() && work.reason() == Work.Reason.NEW;
    }

    @Override
    public String toString() {
        return named(master == null ? mapping.title() : master.title(), work.masterId());
    }

    /** As a person knows it. @param title null: it is not known yet */
    public static String named(String title, long masterId) {
        return title == null ? "document " + masterId : title + " (document " + masterId + ")";
    }
}

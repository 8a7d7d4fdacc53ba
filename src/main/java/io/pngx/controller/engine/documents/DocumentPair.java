package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.DocumentTargets;
import io.pngx.controller.engine.session.UnconfirmedException;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.rules.RuleFailure;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.sync.Differences;
import io.pngx.controller.sync.Links;
import io.pngx.controller.sync.NotePlan;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.sync.Target;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Set;

/** Holds a document of the master, its copy, and the target of the copy. Computes the differences. */
public final class DocumentPair {
    private final DocumentTargets targets;
    private final Mapping mapping;
    private Document master;
    private Document replica;
    private Ruled ruled;
    private String digest;
    /** The target without kept lookups. */
    private Target computed;

    private Target target;
    private RuntimeException noTarget;
    private Set<Long> foreign = Set.of();

    public DocumentPair(DocumentTargets targets, Mapping mapping) {
        this.targets = targets;
        this.mapping = mapping;
    }

    DocumentPair(
            DocumentTargets targets, Mapping mapping, Document master, Ruled ruled, Target target, Document replica) {
        this(targets, mapping);
        this.master = master;
        this.replica = replica;
        this.ruled = ruled;
        this.computed = target;
        this.target = targets.withKeptLookups(target, ruled, replica);
    }

    public void master(Document document) {
        master = document;
        digest = null;
        try {
            ruled = targets.ruled(document);
            computed = ruled.isExcluded() ? null : targets.target(ruled, mapping.fingerprint());
            target = computed;
        } catch (RuntimeException e) {
            noTarget = e; // thrown later by target(), so that only this document fails, not the whole chunk
        }
    }

    public void replica(Document document) {
        replica = document;
        if (target != null && !isBeingAdopted()) {
            target = targets.withKeptLookups(computed, ruled, document);
            keepLinksTo(foreign);
        }
    }

    /**
     * Keeps the links of the copy to foreign documents.
     *
     * @param documents the foreign documents among {@link #extraLinks}
     */
    void keepLinksTo(Set<Long> documents) {
        foreign = documents;
        target = Links.withForeign(
                target, replica, documents, targets.translation().replica());
    }

    /** @return whether this is the first comparison of an adopted copy, whose values the controller did not write */
    public boolean isBeingAdopted() {
        return mapping.adopted() && mapping.replicaAdded() == null;
    }

    public Mapping mapping() {
        return mapping;
    }

    /** @return the master's document; null if it was not read */
    public Document master() {
        return master;
    }

    /** @return the digest of the master's document */
    public String digest() {
        if (digest == null) {
            digest = Seen.digest(master);
        }
        return digest;
    }

    /** @return the copy; null if it was not read */
    public Document replica() {
        return replica;
    }

    public Ruled ruled() {
        return ruled;
    }

    /**
     * @return whether the master answered, the rules select the document, and neither the rules nor the target failed
     */
    public boolean hasTarget() {
        return target != null;
    }

    /** @throws RuntimeException if a rule or the target failed */
    public Target target() {
        if (noTarget != null) {
            throw noTarget;
        }
        return target;
    }

    /** @return whether the copy was equal to {@link #target} when the copy was last read back */
    public boolean wasEqual() {
        return target().hasFingerprint(mapping.fingerprint());
    }

    /**
     * @return the keys whose lookups the copy lost, because a user deleted the lookups on the replica. A copy that was
     *     written without lookups that the replica refused has a fingerprint without these lookups
     */
    public Set<String> lostLookups() {
        return wasEqual() || lacksText() ? Set.of() : target().keysWithoutLookup();
    }

    /** @return whether the copy was written without lookups that the replica does not take */
    public boolean lacksLookups() {
        return hasTarget() && wasEqual() && !target.keysWithoutLookup().isEmpty();
    }

    /** Leaves out the text, which waits for its file, until the copy is compared again. */
    public void leaveOutText() {
        target = target().withoutText();
    }

    /** @return whether the copy was equal to its target but for the text, which waited for its file */
    public boolean lacksText() {
        return !wasEqual() && target.withoutText().hasFingerprint(mapping.fingerprint());
    }

    /** @return the values to write, by key; null if the answer of the replica lacks the document */
    public ObjectNode patch() {
        Target wanted = target(); // if the target failed, target() throws the cause
        return replica == null
                ? null
                : Differences.between(wanted, replica, targets.translation().replica());
    }

    /**
     * Returns the values that a run would write, by key, for the report of a run that only reads.
     *
     * @throws RuntimeException with a message for the user, if the copy is gone or its id belongs to another document
     */
    public ObjectNode patchForReview() {
        target();
        if (replica == null) {
            throw new UnconfirmedException(
                    Text.of("Document {0} is no longer on the replica.", String.valueOf(mapping.replicaDocId())));
        }
        CopyIdentity.requireCopy(mapping, replica);
        ObjectNode patch = patch();
        if (isNumberTaken()) {
            patch.remove("archive_serial_number"); // not reported: each run checks again which document has the number
        }
        return patch;
    }

    /** @return whether the copy has no archive serial number, because a foreign document has the number */
    public boolean isNumberTaken() {
        Long number = target.archiveSerialNumber();
        return replica.archiveSerialNumber() == null && number != null && number.equals(mapping.numberTaken());
    }

    /** @return the changes that the patch and the calls for notes would make to the copy, for users */
    public ArrayNode changes(ObjectNode patch, List<NotePlan.Step> calls) {
        ArrayNode changes =
                Readable.changes(patch, replica, targets.translation().replica());
        if (!calls.isEmpty()) {
            changes.add(Readable.notes(replica.notes(), calls));
        }
        return changes;
    }

    /** @return whether the copy was edited on the replica: the copy was equal to its current target, and differs now */
    public boolean isDrifted(ObjectNode patch, List<NotePlan.Step> notes) {
        return wasEqual() && !(patch.isEmpty() && notes.isEmpty());
    }

    /** @return ids of the replica's documents to which the copy links, but the target does not */
    public Set<Long> extraLinks() {
        return target == null || replica == null
                ? Set.of()
                : Links.unexplained(target, replica, targets.translation().replica());
    }

    /**
     * Adds a link to {@code other} to the target. The master stores the link only in {@code other}, but paperless
     * writes a link at both ends, so the copy has the link too.
     *
     * @param copy the id of the copy of {@code other}
     */
    public void addLinkFrom(Document other, long copy) {
        target = Links.withOtherEnds(target, ruled(other), copy, master.id(), targets.translation());
    }

    /**
     * Applies the rules to the document at the other end of a link. If a rule fails, returns the document unchanged, so
     * the link stays. The comparison of the document then fails too.
     */
    private Document ruled(Document other) {
        try {
            return targets.ruled(other).document();
        } catch (RuleFailure e) {
            return other;
        }
    }

    /** @return whether lookups that are missing on the master stay on the copy */
    public boolean keepsLookups() {
        return target != null && !target.kept().isEmpty();
    }

    /** @return the text, followed by a sentence about lookups that are missing on the master and stay on the copy */
    public Text withKeptLookups(Text text) {
        return keepsLookups()
                ? Text.of(
                        "{0} The copy keeps {1}, which the master no longer has; the deletion on the replica waits, or"
                                + " you chose Keep.",
                        text, Text.join(", ", target.kept()))
                : text;
    }
}

package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.FinishedDeletions;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.text.Text;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Frees archive serial numbers on a replica. Serial numbers are unique: paperless refuses a PATCH with the number of
 * another document (paperless-api.md §11).
 */
public final class SerialNumbers {
    /** The body of a PATCH that clears the number of a copy. */
    public static final String CLEARED = "{\"archive_serial_number\":null}";

    private static final String IN_TRASH = "already exists in the trash";

    private final SyncMap mappings;
    private final CopyInvalidation invalidation;
    private final FinishedDeletions finishedDeletions;
    private final Guard guard;
    private final Journal journal;

    public SerialNumbers(
            SyncMap mappings,
            CopyInvalidation invalidation,
            FinishedDeletions finishedDeletions,
            Guard guard,
            Journal journal) {
        this.mappings = mappings;
        this.invalidation = invalidation;
        this.finishedDeletions = finishedDeletions;
        this.guard = guard;
        this.journal = journal;
    }

    /**
     * Finds the document of the replica that holds the wanted number. A mapped copy must release the number. Numbers
     * are unique on the master, so the target of the mapped copy has another number, or none. A foreign document keeps
     * the number.
     */
    public void findHolder(@Body WriteJob job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        DocumentWrite write = job.getWrite();
        Long holder = page.results().stream()
                .map(Document::id)
                .filter(id -> id != write.getReplicaDocId())
                .findFirst()
                .filter(id -> mustRelease(job, id))
                .orElse(null);
        write.getSerialNumber().setHolder(holder);
    }

    private boolean mustRelease(WriteJob job, long id) {
        Session session = job.session();
        SerialNumberWrite number = job.getWrite().getSerialNumber();
        Optional<Long> master = mappings.masterDoc(session.replicaId(), id);
        if (master.isEmpty()) {
            number.omit(Text.of(
                    "Archive serial number {0} belongs to the foreign document {1} of the replica. The foreign document"
                            + " stays as it is, and the copy is written without the number.",
                    String.valueOf(number.getNumber()), String.valueOf(id)));
            return false;
        }
        invalidation.invalidate(session.replicaId(), master.get());
        return true;
    }

    /** Returns the body that clears the number of the holder, which {@link #findHolder} has queued. */
    public String release() {
        return CLEARED;
    }

    /**
     * Returns the body that clears the number of a copy that goes to the trash or is replaced, so that the copy does
     * not block the number. Also deletes the fingerprint, because the copy is still mapped, and no longer equals its
     * target: if the document returns before the deletion, a run writes the number again.
     */
    public String clear(@Body Job job) {
        invalidation.clearFingerprint(job.session().replicaId(), job.masterId());
        return CLEARED;
    }

    /** Logs that a copy released the number. */
    public void recordReleased(@Body WriteJob job) {
        Session session = job.session();
        DocumentWrite write = job.getWrite();
        SerialNumberWrite number = write.getSerialNumber();
        long holder = number.getHolder();
        journal.info(
                session,
                mappings.masterDoc(session.replicaId(), holder).orElse(null),
                "serial number",
                Text.of(
                        "Archive serial number {0} is removed from document {1} of the replica, because document {2} of"
                                + " the replica needs the number; document {1} is compared next.",
                        String.valueOf(number.getNumber()),
                        String.valueOf(holder),
                        String.valueOf(write.getReplicaDocId())));
    }

    /**
     * Returns whether the replica refused the PATCH because a document in the trash has the number. The route then
     * searches the trash, because the replica's list of documents does not contain the trash.
     */
    public boolean heldInTrash(
            @Body WriteJob job,
            @Variable(ExchangeNames.STATUS) int status,
            @Variable(ExchangeNames.ANSWER) String answer) {
        SerialNumberWrite number = job.getWrite().getSerialNumber();
        return status == 400
                && job.getWrite().isAnswered()
                && answer != null
                && answer.contains(IN_TRASH)
                && number.isWanted()
                && number.startTrashSearch();
    }

    public void searchPage(@Body WriteJob job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        job.getWrite().getSerialNumber().getTrashSearch().add(page);
    }

    /**
     * Returns whether the trashed document that holds the archive serial number is a copy. A foreign document keeps the
     * number, and the copy to write gets no number.
     */
    public boolean isTrashedCopy(@Body WriteJob job) {
        Session session = job.session();
        SerialNumberWrite number = job.getWrite().getSerialNumber();
        Document there = number.getTrashSearch().found();
        if (there == null) {
            return false; // the holder has left the trash since the refusal, so the route sends the PATCH again
        }
        long id = there.id();
        if (mapping(session, id)
                .map(mapping -> CopyIdentity.isCopy(mapping, there))
                .orElseGet(() -> tombstone(session, there).isPresent())) {
            return true;
        }
        number.omit(Text.of(
                "Archive serial number {0} belongs to the foreign document {1} in the replica's trash. The foreign"
                        + " document stays as it is, and the copy is written without the number. Restore or purge"
                        + " document {1} to free the number.",
                String.valueOf(number.getNumber()), String.valueOf(id)));
        return false;
    }

    private Optional<Mapping> mapping(Session session, long replicaDocId) {
        return mappings.masterDoc(session.replicaId(), replicaDocId)
                .flatMap(master -> mappings.find(session.replicaId(), master));
    }

    /** @return the tombstone of the trashed copy; empty if the document has the id of a copy but is another document */
    private Optional<Tombstone> tombstone(Session session, Document there) {
        return finishedDeletions.trashed(session.replicaId(), there.id()).stream()
                .filter(each -> CopyIdentity.isCopy(each, there.requireAdded()))
                .findFirst();
    }

    /**
     * Permits the gateway to restore the document found in the trash. If the controller trashed the copy, opens the
     * tombstone again. At the end of the run, the copy goes to the trash again, without the number.
     */
    public void permitRestore(@Body WriteJob job) {
        Session session = job.session();
        Document holder = job.getWrite().getSerialNumber().getTrashSearch().found();
        tombstone(session, holder).ifPresent(finishedDeletions::actAgain);
        guard.permitRestore(session.getHost(), holder.id());
    }

    /** Logs that the holder was restored from the trash. */
    public void recordRestored(@Body WriteJob job) {
        SerialNumberWrite number = job.getWrite().getSerialNumber();
        journal.info(
                job.session(),
                null,
                "serial number",
                Text.of(
                        "Document {0} was restored from the replica's trash, to free archive serial number {1} for"
                                + " document {2}. The controller then decides again whether to delete the restored"
                                + " document.",
                        String.valueOf(number.getTrashSearch().found().id()),
                        String.valueOf(number.getNumber()),
                        String.valueOf(job.getWrite().getReplicaDocId())));
    }
}

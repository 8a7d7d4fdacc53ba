package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.store.FinishedDeletions;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.ReplacedCopies;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Upload;
import io.pngx.controller.sync.FileNames;
import io.pngx.controller.sync.LostUpload;
import io.pngx.controller.sync.UploadStep;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Finds the documents of a replica that have the bytes of an upload. Permits the gateway to restore a trashed document.
 */
public final class ChecksumSearch {
    private final OpenUploads openUploads;
    private final SyncMap mappings;
    private final Tombstones tombstones;
    private final FinishedDeletions finishedDeletions;
    private final ReplacedCopies replacedCopies;
    private final Guard guard;
    private final Journal journal;

    public ChecksumSearch(Tables tables, Guard guard, Journal journal) {
        this.openUploads = tables.openUploads();
        this.mappings = tables.mappings();
        this.tombstones = tables.tombstones();
        this.finishedDeletions = tables.finishedDeletions();
        this.replacedCopies = tables.replacedCopies();
        this.guard = guard;
        this.journal = journal;
    }

    /**
     * Records two lists of live documents that have the bytes of the upload. The free documents are claimed neither by
     * a mapping nor by another upload. The own documents are those free documents that the upload may have created:
     * they have the file name of the upload, and were added after the intent was stored.
     */
    public void recordFound(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        Session session = job.session();
        Upload upload = job.getUpload(); // null if the upload is not planned yet
        long self = upload == null ? -1 : upload.id();
        boolean refused =
                job.getStep() != null && job.getStep().document() != null && upload != null && upload.verified();
        boolean canHoldBoth = session.dialect().acceptsDuplicates() && !refused;
        String name = upload != null ? upload.fileName() : FileNames.of(job.master());
        List<Document> free = page.results().stream()
                .filter(found -> showsBytes(found, job.getChecksum()))
                .filter(found -> isUnclaimed(session, found, canHoldBoth ? name : null))
                .filter(found -> !openUploads.claimed(session.replicaId(), found.id(), self))
                .sorted(Comparator.comparingLong(Document::id))
                .toList();
        free.forEach(session.uploads()::found);
        if (upload == null && free.isEmpty()) {
            job.setFound(withUnmappedVersion(session, job.getChecksum()), List.of());
            return;
        }
        Instant since = upload == null ? null : Times.instant(upload.replicaClock());
        job.setFound(
                ids(free.stream()),
                upload == null
                        ? List.of()
                        : ids(free.stream().filter(found -> LostUpload.mayHaveBecome(name, since, found))));
    }

    /** Returns the unmapped documents that show the bytes in a later version, which the answer lacks. */
    private List<Long> withUnmappedVersion(Session session, String checksum) {
        return session.uploads().unmappedVersions().documents(checksum).stream()
                .filter(id -> mappings.masterDoc(session.replicaId(), id).isEmpty()
                        && !openUploads.claimed(session.replicaId(), id, -1))
                .toList();
    }

    private static List<Long> ids(Stream<Document> documents) {
        return documents.map(Document::id).toList();
    }

    /**
     * Returns whether the newest file of the document has the wanted bytes. This check is needed, because v3 finds a
     * document by the checksum of its first file.
     */
    private static boolean showsBytes(Document document, String checksum) {
        return document.versions().isEmpty() || checksum.equalsIgnoreCase(document.newestChecksum());
    }

    /**
     * Returns whether the mapping allows a document of the replica to become the copy of the uploaded document. An
     * unmapped document is allowed. The copy of another document is allowed in two cases: the other document is missing
     * on the master, and the file name fits; or the user kept the copy, and the replica refuses the same bytes twice.
     *
     * @param fileName the required file name, because a file name can't be changed later; null allows any name, for a
     *     replica that refuses the same bytes twice
     */
    private boolean isUnclaimed(Session session, Document found, String fileName) {
        long replicaId = session.replicaId();
        return mappings.masterDoc(replicaId, found.id())
                .map(master -> tombstones.isMissing(replicaId, master)
                                && (fileName == null || LostUpload.sameName(fileName, found.originalFileName()))
                        || !session.dialect().acceptsDuplicates() && tombstones.isKept(replicaId, master))
                .orElse(true);
    }

    /**
     * Decides the next step after the replica reported a duplicate or refused the file. Adopts an unmapped document
     * with the bytes of the upload. If there is no such document, the upload fails.
     */
    public void afterFind(@Body UploadJob job) {
        job.setStep(afterFind(job.session(), job.getUpload(), job.getStep(), job.free(), job.own()));
    }

    private UploadStep afterFind(Session session, Upload upload, UploadStep step, List<Long> free, List<Long> own) {
        Upload first = openUploads.firstOfSameBytes(upload).orElse(null);
        if (first != null) {
            return LostUpload.waitForSameBytes(
                    first.masterId(), first.question() != null, first.nextPollAt(), Instant.now());
        }
        if (upload.postingAt() == null && free.isEmpty()) { // nothing was sent: the upload waited for an unknown task
            return new UploadStep(UploadStep.Action.LOST, null, Text.of("the task belongs to another file"));
        }
        if (step.action() == UploadStep.Action.FAILED || step.action() == UploadStep.Action.WITHOUT_DOCUMENT) {
            // The task can fail after the worker stored the document.
            return free.isEmpty() ? step : ownOrOther(free, own);
        }
        if (!upload.verified()) {
            // A task that was found only by its file name may belong to another file, so the bytes decide.
            return free.isEmpty()
                    ? new UploadStep(UploadStep.Action.LOST, null, Text.of("the task belongs to another file"))
                    : ownOrOther(free, own);
        }
        if (step.document() == null ? !free.isEmpty() : free.contains(step.document())) {
            return UploadStep.adopt(Objects.requireNonNullElse(step.document(), free.get(0)));
        }
        if (step.document() != null
                && upload.kind() != Upload.Kind.VERSION
                && isTrashedByController(upload.replicaId(), step.document())) {
            return new UploadStep(UploadStep.Action.RESTORE, step.document(), null);
        }
        if (step.document() == null) {
            return new UploadStep(UploadStep.Action.FAILED, null, step.text());
        }
        Text holder = mappings.masterDoc(upload.replicaId(), step.document())
                .map(master -> holderText(session, upload, step.document(), master))
                .orElse(Text.of(
                        "That document is in the replica's trash, or its archive file has these bytes; restore or "
                                + "purge the document on the replica."));
        return new UploadStep(UploadStep.Action.FAILED, null, Text.of("{0} {1}", step.text(), holder));
    }

    /**
     * Settles the upload with a document that the upload created. If the upload created no document, adopts the first
     * free document. Some adoptions need the user's confirmation.
     */
    private static UploadStep ownOrOther(List<Long> free, List<Long> own) {
        return own.isEmpty()
                ? UploadStep.adopt(free.get(0))
                : new UploadStep(UploadStep.Action.CONSUMED, own.get(0), null);
    }

    private static Text holderText(Session session, Upload upload, long there, long master) {
        if (master != upload.masterId()) {
            return Text.of(
                    session.dialect().acceptsDuplicates()
                            ? "That document is the copy of document {0} of the master; switch off"
                                    + " PAPERLESS_CONSUMER_DELETE_DUPLICATES on the replica."
                            : "That document is the copy of document {0} of the master; this replica can't hold the"
                                    + " same bytes twice.",
                    String.valueOf(master));
        }
        return session.dialect().acceptsDuplicates()
                ? Text.of("That document is the existing copy, of which an earlier version has the same bytes; switch"
                        + " off PAPERLESS_CONSUMER_DELETE_DUPLICATES on the replica.")
                : Text.of(
                        "That document is the existing copy. Its file is missing or damaged on disk, and "
                                + "paperless-ngx 2 accepts the same bytes only once. Put the file back on the "
                                + "replica, or delete document {0} on the replica and purge it from the trash: then "
                                + "the file is uploaded again.",
                        String.valueOf(there));
    }

    /** @return whether the controller trashed the document: after a deletion, or after a replacement */
    private boolean isTrashedByController(long replicaId, long replicaDocId) {
        return finishedDeletions.inTrash(replicaId, replicaDocId) || replacedCopies.inTrash(replicaId, replicaDocId);
    }

    /** Commits the intent to restore the document of {@link UploadStep.Action#RESTORE}, then permits the restore. */
    public void permitRestore(@Body UploadJob job) {
        finishedDeletions.restoring(job.session().replicaId(), job.getStep().document());
        guard.permitRestore(job.getHost(), job.getStep().document());
    }

    /** Records the restored document as the document of the upload, so that nothing is sent. */
    public void afterRestore(@Body UploadJob job) {
        long document = job.getStep().document();
        journal.info(job.session(), job.masterId(), "restored", restored(document));
        job.setStep(new UploadStep(UploadStep.Action.CONSUMED, document, null));
    }

    /** Returns the message that the trashed document of an upload was restored. */
    static Text restored(long replicaDocId) {
        return Text.of(
                "Document {0} was restored from the replica's trash: it has the bytes of the upload.",
                String.valueOf(replicaDocId));
    }
}

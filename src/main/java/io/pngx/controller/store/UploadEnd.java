package io.pngx.controller.store;

import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;

/**
 * Ends uploads. Each method changes the upload and the rows that depend on its end, such as mapping and work item, in
 * one transaction.
 */
public final class UploadEnd {
    private final Database db;
    private final SyncMap mappings;
    private final WorkQueue work;
    private final Versions versions;
    private final ReplacedCopies replacedCopies;
    private final Uploads uploads;
    private final Comparisons comparisons;

    public UploadEnd(Database db, Uploads uploads, SyncMap mappings, Comparisons comparisons, WorkQueue work) {
        this.db = db;
        this.uploads = uploads;
        this.mappings = mappings;
        this.comparisons = comparisons;
        this.work = work;
        this.versions = new Versions(db);
        this.replacedCopies = new ReplacedCopies(db);
    }

    /**
     * Settles an upload whose copy was read back as equal. Changes mapping, upload, work item and run in one
     * transaction.
     *
     * @param more true if the document stays in the run, because the master has further files for the same copy
     * @return the settled upload
     */
    public Upload settled(Upload upload, Comparison result, Long runId, boolean more) {
        return db.inTransaction(() -> {
            if (upload.kind() != Upload.Kind.VERSION) {
                replacedCopies.returned(upload.replicaId(), upload.replicaDocId());
            }
            if (upload.kind() == Upload.Kind.DOCUMENT) {
                mappings.add(
                        upload.replicaId(),
                        upload.masterId(),
                        upload.replicaDocId(),
                        upload.sha256(),
                        upload.adopted());
            } else {
                mappings.file(upload.replicaId(), upload.masterId(), upload.copy(), upload.sha256(), upload.adopted())
                        .ifPresent(old -> replacedCopies.add(old, upload.replicaDocId()));
            }
            replacedCopies.replaceKept(upload);
            versions.add(upload);
            Run.Outcome settled = upload.kind() == Upload.Kind.DOCUMENT ? Run.Outcome.UPLOADED : Run.Outcome.UPDATED;
            comparisons.compared(
                    upload.replicaId(),
                    upload.masterId(),
                    result,
                    runId,
                    upload.adopted() ? Run.Outcome.ADOPTED : settled);
            if (more) {
                work.requeue(upload.replicaId(), upload.masterId(), runId, Work.Reason.FILE);
            }
            return uploads.change(upload.id(), "state = 'SETTLED', error = null");
        });
    }

    /**
     * Ends an upload whose document the rules now exclude, in one transaction. Does not map a replacement, because the
     * old copy stays without updates. If the rules select the document again, a run finds the replacement by its bytes.
     */
    public void excluded(Upload upload, Comparison nothing, long runId, Unselected unselected, Unselected.Entry entry) {
        Text why = Text.of("The rules excluded the document before its upload was settled.");
        db.inTransaction(() -> {
            if (upload.kind() == Upload.Kind.REPLACEMENT) {
                replacedCopies.returned(upload.replicaId(), upload.replicaDocId());
                uploads.change(
                        upload.id(),
                        "state = 'FAILED', error = ?, error_text = ?",
                        StoredText.english(why),
                        StoredText.write(why));
                unselected.exclude(entry, runId);
            } else {
                settled(upload, nothing, runId, false);
                unselected.put(entry);
            }
        });
    }

    /**
     * Ends a consumed upload whose document is now missing on the master.
     *
     * <p>Maps a new document or version without a checksum, because nothing has proven the bytes. The deletion of the
     * copy is then decided like every other deletion. Does not map a replacement, because its metadata may not be
     * written yet. If the document returns, a run uses the replacement. If the replaced copy is deleted,
     * {@link FinishedDeletions#done} maps the replacement.
     */
    public void settledWithoutMaster(Upload upload, long runId) {
        Text why = Text.of("The document was missing on the master before its upload was settled.");
        String sha256 = upload.adopted() ? upload.sha256() : "";
        db.inTransaction(() -> {
            switch (upload.kind()) {
                case DOCUMENT -> {
                    mappings.add(
                            upload.replicaId(), upload.masterId(), upload.replicaDocId(), sha256, upload.adopted());
                    db.write()
                            .sql("update sync_map set title = ? where replica_id = ? and master_id = ?")
                            .params(upload.fileName(), upload.replicaId(), upload.masterId())
                            .update();
                    versions.add(upload, null, sha256);
                    // Until a plan finds the document missing, the copy would count as equal.
                    work.queue(upload.replicaId(), upload.masterId(), Work.Reason.CHANGED);
                }
                case VERSION -> {
                    mappings.file(upload.replicaId(), upload.masterId(), upload.copyId(), sha256, upload.adopted());
                    versions.add(upload, null, sha256);
                }
                case REPLACEMENT -> {}
            }
            uploads.change(
                    upload.id(),
                    "state = ?, error = ?, error_text = ?",
                    upload.kind() == Upload.Kind.REPLACEMENT ? "FAILED" : "SETTLED",
                    StoredText.english(why),
                    StoredText.write(why));
            work.defer(upload.replicaId(), upload.masterId(), runId, why);
        });
    }

    /**
     * Fails an upload and its work item, in one transaction.
     *
     * @param refused whether the replica refused the file, so that another attempt has the same end
     */
    public void failed(Upload upload, long runId, Text error, Instant nextAttempt, boolean refused) {
        db.inTransaction(() -> {
            uploads.abandon(upload.id(), error);
            work.failed(upload.replicaId(), upload.masterId(), runId, error, nextAttempt, refused);
        });
    }

    /** Fails an upload and its work item, in one transaction. No run tries the document again by itself. */
    public Upload failedUntilRetry(Upload upload, long runId, Text error) {
        return db.inTransaction(() -> {
            work.failedUntilRetry(upload.replicaId(), upload.masterId(), runId, error);
            return uploads.notStored(upload.id(), error);
        });
    }

    /**
     * Fails an upload whose document has other bytes than were sent, in one transaction. Maps a new document or
     * version, so that a retry replaces its file.
     */
    public Upload storedOtherBytes(Upload upload, Comparison result, long runId, Text error) {
        return db.inTransaction(() -> {
            if (upload.kind() == Upload.Kind.DOCUMENT) {
                replacedCopies.returned(upload.replicaId(), upload.replicaDocId());
                mappings.add(upload.replicaId(), upload.masterId(), upload.replicaDocId(), "", false);
            } else {
                mappings.file(upload.replicaId(), upload.masterId(), upload.copy(), "", false);
            }
            versions.add(upload, null, "");
            comparisons.comparedWithoutFile(upload.replicaId(), upload.masterId(), result);
            work.queue(upload.replicaId(), upload.masterId(), Work.Reason.FILE); // the document may have returned since
            work.changeReason(upload.replicaId(), upload.masterId(), Work.Reason.FILE);
            return failedUntilRetry(upload, runId, error);
        });
    }

    /**
     * Fails a replacement that has other bytes than were sent, in one transaction. The old copy stays mapped. The
     * replacement goes to the trash together with the old copy, after a later upload brought the right bytes.
     */
    public Upload replacementHasOtherBytes(Upload upload, Instant added, long runId, Text error) {
        return db.inTransaction(() -> {
            replacedCopies.keep(upload, added);
            return failedUntilRetry(upload, runId, error);
        });
    }
}

package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Comparison;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadEnd;
import io.pngx.controller.store.UploadHistory;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.UploadStep;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Carries out what was decided after an upload failed. */
public final class UploadFailures {
    private static final int IMMEDIATE_ATTEMPTS = 2;
    private static final Duration SHORT_WAIT = Duration.ofSeconds(60);

    private final Uploads uploads;
    private final UploadEnd uploadEnd;
    private final UploadHistory history;
    private final SyncMap mappings;
    private final WorkQueue work;
    private final Journal journal;

    public UploadFailures(Tables tables, Journal journal) {
        this.uploads = tables.uploads();
        this.uploadEnd = tables.uploadEnd();
        this.history = tables.uploadHistory();
        this.mappings = tables.mappings();
        this.work = tables.work();
        this.journal = journal;
    }

    /** Marks the upload and its document as failed, and plans the next attempt, in one transaction. */
    public void failed(Session session, Upload upload, Text text) {
        failed(session, upload, text, false);
    }

    /** Marks an upload and its document as failed, because the consumer of the replica refused the file. */
    void refused(Session session, Upload upload, Text text) {
        failed(session, upload, text, true);
    }

    /**
     * Marks an upload and its document as failed, because the replica did not store the file as it was sent. Only a
     * retry by the user sends the file again.
     */
    void notStored(Session session, Upload upload, Text text) {
        recordNotStored(session, upload);
        uploadEnd.failedUntilRetry(upload, session.runId(), text);
        journal.warn(session, upload.masterId(), "upload failed", Text.of("\"{0}\": {1}", upload.fileName(), text));
    }

    /** Marks the upload of a replacement and its document as failed, because the replacement has other bytes. */
    void replacementHasOtherBytes(Session session, Upload upload, Instant added) {
        recordNotStored(session, upload);
        uploadEnd.replacementHasOtherBytes(upload, added, session.runId(), UploadStep.OTHER_BYTES);
        logOtherBytes(session, upload);
    }

    /** Marks an upload and its document as failed, because the new document or version has other bytes. */
    Upload storedOtherBytes(Session session, Upload upload, Comparison result) {
        recordNotStored(session, upload);
        Upload failed = uploadEnd.storedOtherBytes(upload, result, session.runId(), UploadStep.OTHER_BYTES);
        logOtherBytes(session, upload);
        return failed;
    }

    private void recordNotStored(Session session, Upload upload) {
        session.uploads()
                .notStored(() -> history.notStored(session.replicaId()))
                .add(upload.masterId());
    }

    private void logOtherBytes(Session session, Upload upload) {
        journal.warn(
                session,
                upload.masterId(),
                "upload failed",
                Text.of("\"{0}\": {1}", upload.fileName(), UploadStep.OTHER_BYTES));
    }

    private void failed(Session session, Upload upload, Text text, boolean refused) {
        fail(session, upload, text, refused);
        journal.warn(session, upload.masterId(), "upload failed", Text.of("\"{0}\": {1}", upload.fileName(), text));
    }

    private void fail(Session session, Upload upload, Text text, boolean refused) {
        int attempts = work.find(session.replicaId(), upload.masterId())
                .map(row -> row.attempts())
                .orElse(0);
        uploadEnd.failed(upload, session.runId(), text, Instant.now().plus(Backoff.retry(attempts + 1)), refused);
    }

    /**
     * Uploads the file again at once. If uploads of the document failed repeatedly within an hour, this upload fails,
     * too, and the next attempt is delayed: the replica may lose every upload.
     */
    void uploadAgain(Session session, Upload upload, UploadStep step) {
        if (upload.postingAt() == null) {
            uploads.abandon(upload.id(), Text.of("The replica's task belongs to another file."));
            journal.info(
                    session,
                    upload.masterId(),
                    "upload",
                    Text.of(
                            "The replica's task for a file with the name \"{0}\" belongs to another file, so the file"
                                    + " is sent now.",
                            upload.fileName()));
            return;
        }
        if (history.failedSince(upload, Instant.now().minus(Duration.ofHours(1))) >= IMMEDIATE_ATTEMPTS) {
            failed(session, upload, Text.of("Again, nothing of the upload arrived: {0}.", step.text()));
            return;
        }
        uploads.abandon(upload.id(), Text.of("Nothing of the upload arrived: {0}.", step.text()));
        journal.warn(
                session,
                upload.masterId(),
                "upload",
                Text.of("Nothing of \"{0}\" arrived on the replica; the file is uploaded again.", upload.fileName()));
    }

    /** Reads the upload again, because its last step can be committed even if the next call failed. */
    public void refresh(UploadJob job) {
        if (job.getUpload() != null) {
            job.setUpload(uploads.find(job.getUpload().id()).orElseThrow());
        }
    }

    /** Keeps the intent, because the file may have arrived. The replica is searched before the next attempt. */
    public void search(
            @ExchangeProperty(ExchangeNames.JOB) UploadJob job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        Upload.Answer answer = switch (outcome.failure().cause()) {
            case SERVER_ERROR -> Upload.Answer.ERROR;
            case BROKEN -> Upload.Answer.CUT;
            default -> Upload.Answer.SLOW;
        };
        uploads.unanswered(job.getUpload().id(), answer, Instant.now().plus(Backoff.poll(1)));
        job.session().uploads().unanswered();
    }

    /** Deletes an upload that was never sent, and stops the run. */
    public void drop(
            @ExchangeProperty(ExchangeNames.JOB) UploadJob job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        uploads.abandon(job.getUpload().id(), outcome.failure().text());
        job.session().stop(outcome.state(), outcome.text());
    }

    public void fail(
            @ExchangeProperty(ExchangeNames.JOB) UploadJob job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        fail(job.session(), job.getUpload(), outcome.text(), outcome.failure().cause() == Failure.Cause.REFUSED);
    }

    /**
     * Delays the next step of the upload; its document counts as failed, or is deferred. An upload whose copy was
     * purged ends instead, because no later step could find its version.
     */
    public void delay(
            @ExchangeProperty(ExchangeNames.JOB) UploadJob job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        Upload upload = job.getUpload();
        if (hasLostCopy(upload, outcome.failure())) {
            abandon(
                    job.session(),
                    upload,
                    Text.of(
                            "Document {0} is no longer on the replica, so the upload of \"{1}\" as its version ends.",
                            String.valueOf(upload.copyId()), upload.fileName()));
            return;
        }
        boolean deferred = outcome.failure().effect() == Failure.Effect.DEFER;
        Instant now = Instant.now();
        uploads.wait(upload.id(), now.plus(deferred ? SHORT_WAIT : Backoff.retry(upload.polls() + 1)));
        long replicaId = job.session().replicaId();
        long runId = job.session().runId();
        work.find(replicaId, upload.masterId()).ifPresent(row -> {
            if (deferred) {
                work.defer(replicaId, row.masterId(), runId, outcome.text());
            } else {
                Instant next = now.plus(Backoff.retry(row.attempts() + 1));
                work.failed(replicaId, row.masterId(), runId, outcome.text(), next);
            }
        });
    }

    /**
     * @return whether to ask the master for the checksum of its file, because the consumed document is in the replica's
     *     trash
     */
    public boolean mayBeOutdated(@Body UploadJob job) {
        return job.isInTrash() && job.getUpload().kind() == Upload.Kind.DOCUMENT;
    }

    /**
     * Ends an upload whose document is in the replica's trash, if the master has another file now. The document starts
     * again: the replica may hold the new file. This is so if the controller replaced the document itself, and its
     * database was then restored from an older backup.
     */
    public void endIfOutdated(@Body UploadJob job, Exchange exchange) {
        Upload upload = job.getUpload();
        String checksum = Received.header(exchange, ExchangeNames.ANSWER, "ETag")
                .flatMap(Etag::checksum)
                .orElse(null);
        if (checksum != null && !upload.hasChecksum(checksum)) {
            abandon(
                    job.session(),
                    upload,
                    Text.of(
                            "The uploaded document {0} is in the replica's trash, and the master has another file now."
                                    + " The upload of \"{1}\" ends, and the document starts again with the new file.",
                            String.valueOf(upload.replicaDocId()), upload.fileName()));
            refresh(job);
        }
    }

    /** Ends an upload at once, so that this run can upload the document of the master again. */
    private void abandon(Session session, Upload upload, Text why) {
        uploads.abandon(upload.id(), why);
        journal.warn(session, upload.masterId(), "upload", why);
    }

    /**
     * @return whether the replica answered 404 for the copy of a version upload, and the copy is not mapped any more. A
     *     copy that is still mapped may be in the trash, from which a run restores it
     */
    private boolean hasLostCopy(Upload upload, Failure failure) {
        return failure.cause() == Failure.Cause.GONE
                && upload.kind() == Upload.Kind.VERSION
                && (upload.state() == Upload.State.PLANNED || upload.state() == Upload.State.POSTED)
                && !mappings.replicaDoc(upload.replicaId(), upload.masterId()).equals(Optional.of(upload.copyId()));
    }

    /** Makes the next step of the upload due now. This step first checks whether the document is in the trash. */
    public void check(@ExchangeProperty(ExchangeNames.JOB) UploadJob job) {
        uploads.wait(job.getUpload().id(), Instant.now());
    }

    public void settleWithoutMaster(@ExchangeProperty(ExchangeNames.JOB) UploadJob job) {
        uploadEnd.settledWithoutMaster(job.getUpload(), job.session().runId());
    }
}

package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.adoption.AdoptionSearch;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.FinishedDeletions;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.Replaced;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadHistory;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.FileNames;
import io.pngx.controller.sync.LostUpload;
import io.pngx.controller.sync.UploadStep;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/**
 * Continues a sent upload until its document on the replica is known: polls the task, or evaluates the search for a
 * lost task.
 */
public final class UploadProgress {
    private static final int IMMEDIATE_ATTEMPTS = 2;

    private final Database database;
    private final Uploads uploads;
    private final OpenUploads openUploads;
    private final UploadHistory history;
    private final SyncMap mappings;
    private final Tombstones tombstones;
    private final FinishedDeletions finishedDeletions;
    private final Replaced replaced;
    private final KeyValues settings;
    private final Guard guard;
    private final UploadFailures failures;
    private final AdoptionSearch adoptions;
    private final OpenQuestions questions;
    private final ConsumeTimes times;
    private final StopSignal stops;
    private final Journal journal;
    private final ConsumeListener listener;

    public UploadProgress(
            Tables tables,
            Guard guard,
            UploadFailures failures,
            AdoptionSearch adoptions,
            OpenQuestions questions,
            ConsumeTimes times,
            StopSignal stops,
            Journal journal,
            ConsumeListener listener) {
        this.database = tables.database();
        this.uploads = tables.uploads();
        this.openUploads = tables.openUploads();
        this.history = tables.uploadHistory();
        this.mappings = tables.mappings();
        this.tombstones = tables.tombstones();
        this.finishedDeletions = tables.finishedDeletions();
        this.replaced = tables.replaced();
        this.settings = tables.settings();
        this.guard = guard;
        this.failures = failures;
        this.adoptions = adoptions;
        this.questions = questions;
        this.times = times;
        this.stops = stops;
        this.journal = journal;
        this.listener = listener;
    }

    /** Returns the uploads whose next step is due. A job that an earlier step kept in memory is continued. */
    public Iterator<UploadJob> due(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return new StoppableIterator<>(
                session,
                stops,
                openUploads.due(session.replicaId(), Instant.now()).stream()
                        .map(upload -> job(session, upload))
                        .iterator());
    }

    private static UploadJob job(Session session, Upload upload) {
        return session.uploads().takeKept(upload.id()) instanceof UploadJob kept
                ? kept.continued(upload)
                : new UploadJob(session, upload);
    }

    /** Decides the next step after a poll of the task. */
    public void afterTask(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) List<ConsumeTask> answer) {
        Upload upload = job.getUpload();
        // A replica that does not know the filter ignores it, and lists all tasks.
        List<ConsumeTask> own = answer.stream()
                .filter(Objects::nonNull)
                .filter(task -> task.taskId().equals(upload.taskId()))
                .toList();
        job.setTasks(own);
        own.stream().filter(ConsumeTask::succeeded).forEach(task -> times.consumed(upload.replicaId(), task));
        Instant now = Instant.now();
        UploadStep step = UploadStep.afterTask(own, since(seen(job, own, now)), now, settings.workerTimeLimit());
        boolean mustBeFound = step.action() == UploadStep.Action.CONSUMED && !upload.verified();
        job.setStep(
                mustBeFound
                        ? new UploadStep(
                                UploadStep.Action.FIND,
                                step.document(),
                                "The replica's document " + step.document()
                                        + " has other bytes than the master's original.")
                        : step);
    }

    /** Commits the status of the task. The status of a successful task is committed with the next step. */
    private Upload seen(UploadJob job, List<ConsumeTask> own, Instant now) {
        Upload upload = job.getUpload();
        if (own.isEmpty() || own.get(0).succeeded() && upload.question() == null) {
            return upload;
        }
        Upload seen = uploads.seen(upload, own.get(0).status(), now);
        if (upload.question() != null && seen.question() == null) {
            questions.publish(job.session());
        }
        return seen;
    }

    /** Returns the time since which the task has its status. */
    static Instant since(Upload upload) {
        return Objects.requireNonNullElse(upload.taskSince(), upload.changedAt());
    }

    /**
     * Finds the free documents with the bytes of the upload: live, not mapped, and not claimed by another upload. The
     * upload may have created those that have its file name and were added after its intent was stored.
     */
    public void recordFound(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        Session session = job.session();
        Upload upload = job.getUpload(); // null: not planned yet
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
        Instant since = upload == null ? null : Times.instant(upload.replicaClock());
        job.setFound(
                ids(free.stream()),
                upload == null
                        ? List.of()
                        : ids(free.stream().filter(found -> LostUpload.mayHaveBecome(name, since, found))));
    }

    private static List<Long> ids(Stream<Document> documents) {
        return documents.map(Document::id).toList();
    }

    /** Returns whether the newest file has the bytes, because v3 finds a document by the checksum of its first file. */
    private static boolean showsBytes(Document document, String checksum) {
        return document.versions().isEmpty() || checksum.equalsIgnoreCase(document.newestChecksum());
    }

    /**
     * Returns whether a document of the replica may become the copy. A copy whose document is missing on the master may
     * become the copy of another document with the same bytes; if the user kept the copy, only if the replica cannot
     * hold both.
     *
     * @param fileName the file name that the copy must have, because it can't be changed later; null for any name, if
     *     the replica can't hold both documents
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
     * Decides the next step after the replica reported a duplicate or refused the file: adopts a free document with
     * these bytes; without such a document, the upload fails.
     */
    public void afterFind(@Body UploadJob job) {
        job.setStep(afterFind(job.getUpload(), job.getStep(), job.free(), job.own()));
    }

    private UploadStep afterFind(Upload upload, UploadStep step, List<Long> free, List<Long> own) {
        Upload twin = openUploads.firstTwin(upload).orElse(null);
        if (twin != null) {
            return LostUpload.behindTwin(twin.question() != null);
        }
        if (step.action() == UploadStep.Action.FAILED) {
            // A worker may fail the task after it stored the document.
            return free.isEmpty() ? step : ownOrOther(free, own);
        }
        if (!upload.verified()) {
            // A task that was found only by its file name may belong to another file, so the bytes decide.
            return free.isEmpty()
                    ? new UploadStep(UploadStep.Action.LOST, null, "the task belongs to another file")
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
        String holder = step.document() == null
                ? ""
                : mappings.masterDoc(upload.replicaId(), step.document())
                        .map(master -> holderText(upload, step.document(), master))
                        .orElse(" It is in the trash there, or its archive file has these bytes; "
                                + "restore or purge it on the replica.");
        return new UploadStep(UploadStep.Action.FAILED, null, step.text() + holder);
    }

    /**
     * Settles the upload with a document that the upload created. Otherwise offers the first free document for
     * adoption, which the user may have to confirm.
     */
    private static UploadStep ownOrOther(List<Long> free, List<Long> own) {
        return own.isEmpty()
                ? UploadStep.adopt(free.get(0))
                : new UploadStep(UploadStep.Action.CONSUMED, own.get(0), null);
    }

    private static String holderText(Upload upload, long there, long master) {
        return master == upload.masterId()
                ? " That document is its own copy, whose file is missing or damaged on disk; paperless-ngx 2 takes the "
                        + "same bytes only once. Put the file back on the replica, or delete document " + there
                        + " on the replica and purge it from the trash there: then it is uploaded again."
                : " That document is the copy of document " + master
                        + " of the master; this replica can't hold the same bytes twice.";
    }

    /** @return whether the controller trashed the document: after a deletion, or after a replacement */
    private boolean isTrashedByController(long replicaId, long replicaDocId) {
        return finishedDeletions.inTrash(replicaId, replicaDocId) || replaced.inTrash(replicaId, replicaDocId);
    }

    /** Permits the restore of the document of {@link UploadStep.Action#RESTORE} at the gateway. */
    public void permitRestore(@Body UploadJob job) {
        guard.permitRestore(job.getHost(), job.getStep().document());
    }

    /** Records the restored document, which makes the upload unnecessary. */
    public void afterRestore(@Body UploadJob job) {
        long document = job.getStep().document();
        logRestored(job.session(), job.masterId(), document);
        job.setStep(new UploadStep(UploadStep.Action.CONSUMED, document, null));
    }

    private void logRestored(Session session, long masterId, long replicaDocId) {
        journal.info(
                session,
                masterId,
                "restored",
                "Document " + replicaDocId + " was restored from the replica's trash: it has the bytes of the upload.");
    }

    /** Commits the decided step. */
    public void commit(@Body UploadJob job) {
        Session session = job.session();
        Upload upload = job.getUpload();
        UploadStep step = job.getStep();
        switch (step.action()) {
            case WAIT -> {
                uploads.wait(upload.id(), times.nextPoll(session.replicaId(), upload.polls() + 1));
                session.uploads().keep(upload.id(), job);
            }
            case LATE -> uploads.late(upload.id(), Instant.now().plus(Backoff.poll(upload.polls() + 1)));
            case OPEN, OVERTAKEN -> questions.open(session, upload, step);
            case CONSUMED -> {
                if (upload.state() == Upload.State.POSTED) {
                    listener.consumed(upload.replicaId(), Duration.between(upload.changedAt(), Instant.now()));
                }
                arrived(session, upload, step, false);
            }
            case ADOPT -> {
                if (!adoptions.offerIfForeign(session, upload, step.document())) {
                    arrived(session, upload, step, !history.sentBefore(upload));
                }
            }
            case LOST -> uploads.lostTask(upload.id(), null);
            case AGAIN -> uploadAgain(session, upload, step);
            case FAILED -> failures.failed(session, upload, step.text());
            case FIND, RESTORE -> throw new IllegalStateException("to be looked for: " + step);
        }
        if (upload.question() != null) {
            questions.publish(session);
        }
        job.setUpload(uploads.find(upload.id()).orElseThrow());
    }

    private void arrived(Session session, Upload upload, UploadStep step, boolean adopted) {
        database.inTransaction(() -> {
            uploads.consumed(upload.id(), step.document(), adopted);
            uploads.pollNext(upload.replicaId(), times.expectedEnd(upload.replicaId()));
        });
        session.uploads().reported(upload.id());
        session.uploads().moved();
    }

    /**
     * @return whether to check the bytes, because the upload was consumed in an earlier run, and its document id may
     *     belong to another document now. Not for replacements, which are always verified
     */
    public boolean isResumed(@Body UploadJob job) {
        return !job.session().uploads().takeReported(job.getUpload().id()) && !job.isReplacement();
    }

    /**
     * Fails the upload if the document has other bytes than the upload. That document stays as it is, and the master's
     * document is uploaded again. A trashed document has no ETag, and can't be written either.
     *
     * @return the job, which replaces the answer as the body
     */
    public UploadJob checkBytes(@ExchangeProperty(ExchangeNames.JOB) UploadJob job, @Header("ETag") String etag) {
        String there = Etag.checksum(etag).orElse(null);
        if (there != null && !there.equalsIgnoreCase(job.getChecksum())) {
            Upload upload = job.getUpload();
            failures.failed(
                    job.session(),
                    upload,
                    "Document " + upload.copy() + " of the replica is no longer the document that was uploaded, "
                            + "as after a restored backup. The controller does not change that document, and uploads "
                            + "the master's document again.");
            job.setUpload(uploads.find(upload.id()).orElseThrow());
        }
        return job;
    }

    /**
     * Uploads the file again. After a few attempts within an hour, the document fails and waits, because this replica
     * may lose every upload.
     */
    private void uploadAgain(Session session, Upload upload, UploadStep step) {
        if (history.failedSince(upload, Instant.now().minus(Duration.ofHours(1))) >= IMMEDIATE_ATTEMPTS) {
            failures.failed(session, upload, "Again, nothing of the upload arrived: " + step.text() + ".");
            return;
        }
        uploads.abandon(upload.id(), "Nothing of the upload arrived: " + step.text() + ".");
        journal.warn(
                session,
                upload.masterId(),
                "upload",
                "Nothing of \"" + upload.fileName() + "\" arrived on the replica; it is uploaded again.");
    }
}

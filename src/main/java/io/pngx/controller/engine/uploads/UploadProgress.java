package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.adoption.AdoptionSearch;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.store.KeyValues;
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
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** Continues an upload from its task, or from the search for its task, to the document on the replica. */
public final class UploadProgress {
    private static final int IMMEDIATE_ATTEMPTS = 2;

    private final Uploads uploads;
    private final UploadHistory history;
    private final SyncMap mappings;
    private final Tombstones tombstones;
    private final Replaced replaced;
    private final KeyValues settings;
    private final Guard guard;
    private final UploadFailures failures;
    private final AdoptionSearch adoptions;
    private final OpenQuestions questions;
    private final StopSignal stops;
    private final Journal journal;
    private final ConsumeListener listener;

    public UploadProgress(
            Tables tables,
            Guard guard,
            UploadFailures failures,
            AdoptionSearch adoptions,
            OpenQuestions questions,
            StopSignal stops,
            Journal journal,
            ConsumeListener listener) {
        this.uploads = tables.uploads();
        this.history = tables.uploadHistory();
        this.mappings = tables.mappings();
        this.tombstones = tables.tombstones();
        this.replaced = tables.replaced();
        this.settings = tables.settings();
        this.guard = guard;
        this.failures = failures;
        this.adoptions = adoptions;
        this.questions = questions;
        this.stops = stops;
        this.journal = journal;
        this.listener = listener;
    }

    /** Uploads whose next step is due. */
    public Iterator<Upload> due(@ExchangeProperty("session") Session session) {
        return new StoppableIterator<>(
                session, stops, uploads.due(session.replicaId(), Instant.now()).iterator());
    }

    /** Reads an upload again after a step that changed it. */
    public Upload reload(@ExchangeProperty("upload") Upload upload) {
        return uploads.find(upload.id()).orElseThrow();
    }

    /** The checksum of the file, in the kind that the replica keeps. */
    public String checksum(@ExchangeProperty("upload") Upload upload, @ExchangeProperty("session") Session session) {
        return session.dialect().checksum(upload.md5(), upload.sha256());
    }

    public UploadStep afterTask(
            @Body List<ConsumeTask> answer,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        // A replica ignores a filter that it does not know, and lists all tasks.
        List<ConsumeTask> own = answer.stream()
                .filter(Objects::nonNull)
                .filter(task -> task.taskId().equals(upload.taskId()))
                .toList();
        Instant now = Instant.now();
        Upload seen = own.isEmpty() ? upload : uploads.seen(upload, own.get(0).status(), now);
        if (upload.question() != null && seen.question() == null) {
            questions.publish(session);
        }
        UploadStep step = UploadStep.afterTask(
                own, Objects.requireNonNullElse(seen.taskSince(), seen.changedAt()), now, settings.workerTimeLimit());
        boolean mustBeFound = step.action() == UploadStep.Action.CONSUMED && !upload.verified();
        return mustBeFound
                ? new UploadStep(
                        UploadStep.Action.FIND,
                        step.document(),
                        "The replica's document " + step.document() + " has other bytes than the master's original.")
                : step;
    }

    /**
     * Live documents with the bytes of the upload that are no copy and that no other upload claims.
     *
     * @param upload null: not planned yet
     * @param document the master's document, where the upload is not planned yet
     * @param step null, or why the controller searches
     */
    public List<Long> unclaimed(
            @Body DocumentPage page,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("step") UploadStep step,
            @ExchangeProperty("checksum") String checksum,
            @ExchangeProperty("session") Session session) {
        long self = upload == null ? -1 : upload.id();
        boolean refused = step != null && step.document() != null && upload.verified();
        boolean canHoldBoth = session.dialect().acceptsDuplicates() && !refused;
        String fileName = !canHoldBoth ? null : upload != null ? upload.fileName() : FileNames.of(document);
        return page.results().stream()
                .filter(found -> showsBytes(found, checksum))
                .filter(found -> isUnclaimed(session, found, fileName))
                .map(Document::id)
                .filter(id -> !uploads.claimed(session.replicaId(), id, self))
                .sorted()
                .collect(Collectors.toList());
    }

    /**
     * Returns those of the free documents that this upload may have created. Such a document has the file name of the
     * upload, and was added after the intent of the upload was stored.
     *
     * @param found the documents with their names and dates; null: the free documents were found by versions, which are
     *     never older than the upload
     * @param upload null: the upload is not planned yet, so it created no document
     */
    public List<Long> ownDocuments(
            @Body List<Long> free,
            @ExchangeProperty("found") DocumentPage found,
            @ExchangeProperty("upload") Upload upload) {
        if (upload == null) {
            return List.of();
        }
        if (found == null) {
            return free;
        }
        Instant since = Times.instant(upload.replicaClock());
        return found.results().stream()
                .filter(document -> LostUpload.mayHaveBecome(upload.fileName(), since, document))
                .map(Document::id)
                .filter(free::contains)
                .sorted()
                .toList();
    }

    /** v3 finds a document by its first file, but shows its newest file. */
    private static boolean showsBytes(Document document, String checksum) {
        return document.versions().isEmpty() || checksum.equalsIgnoreCase(document.newestChecksum());
    }

    /**
     * A copy of a document that is missing on the master may become the copy of another document with the same bytes. A
     * copy that the user kept may do so only if the replica cannot hold both.
     *
     * @param fileName the file name that the copy must have, since nothing can set it; null: any, where the replica
     *     cannot hold both
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
     * Decides after the replica reported a duplicate or refused the file: adopts a free document with these bytes, and
     * reports a failure otherwise.
     */
    public UploadStep afterFind(
            @Body List<Long> free,
            @ExchangeProperty("own") List<Long> own,
            @ExchangeProperty("step") UploadStep step,
            @ExchangeProperty("upload") Upload upload) {
        Upload twin = uploads.firstTwin(upload).orElse(null);
        if (twin != null) {
            return LostUpload.behindTwin(twin.question() != null);
        }
        if (step.action() == UploadStep.Action.FAILED) {
            // A worker that cannot report the stored document fails the task.
            return free.isEmpty() ? step : ownOrOther(free, own);
        }
        if (!upload.verified()) {
            // A task that was found by file name alone may belong to another file, so the bytes decide.
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
     * Settles the upload with the document that the upload created. If the upload created none of the documents, takes
     * the first free document for adoption, which may need the confirmation of the user.
     */
    private static UploadStep ownOrOther(List<Long> free, List<Long> own) {
        return own.isEmpty()
                ? UploadStep.adopt(free.get(0))
                : new UploadStep(UploadStep.Action.CONSUMED, own.get(0), null);
    }

    private static String holderText(Upload upload, long there, long master) {
        return master == upload.masterId()
                ? " That is its own copy, whose file is missing or damaged on disk; paperless-ngx 2 takes these bytes "
                        + "only once. Put the file back there, or delete document " + there
                        + " on the replica and purge it from the trash there: then it is uploaded again."
                : " That document is the copy of document " + master
                        + " of the master; this replica can't hold the same bytes twice.";
    }

    /** @return whether the controller trashed the document: after a deletion, or after a replacement */
    private boolean isTrashedByController(long replicaId, long replicaDocId) {
        return tombstones.inTrash(replicaId, replicaDocId) || replaced.inTrash(replicaId, replicaDocId);
    }

    /** Permits the restore of the document of {@link UploadStep.Action#RESTORE} at the gateway. */
    public void permitRestore(@ExchangeProperty("step") UploadStep step, @ExchangeProperty("session") Session session) {
        guard.permitRestore(session.host(), step.document());
    }

    /** Records the restored copy, which takes the place of the upload. */
    public UploadStep afterRestore(
            @ExchangeProperty("step") UploadStep step,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        logRestored(session, upload.masterId(), step.document());
        return new UploadStep(UploadStep.Action.CONSUMED, step.document(), null);
    }

    private void logRestored(Session session, long masterId, long replicaDocId) {
        journal.info(
                session,
                masterId,
                "restored",
                "Document " + replicaDocId
                        + " was taken out of the replica's trash: it has the bytes that were to be uploaded.");
    }

    /** Commits the decided step. */
    public void commit(
            @ExchangeProperty("step") UploadStep step,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        switch (step.action()) {
            case WAIT -> uploads.wait(upload.id(), Instant.now().plus(Backoff.poll(upload.polls() + 1)));
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
    }

    private void arrived(Session session, Upload upload, UploadStep step, boolean adopted) {
        uploads.consumed(upload.id(), step.document(), adopted);
        session.uploadReported(upload.id());
    }

    /**
     * @return whether the upload was consumed in an earlier run, so that another document may have its id now;
     *     replacements are verified in any case
     */
    public boolean isResumed(@ExchangeProperty("upload") Upload upload, @ExchangeProperty("session") Session session) {
        return !session.takeUploadReported(upload.id()) && upload.kind() != Upload.Kind.REPLACEMENT;
    }

    /**
     * @return whether the document has other bytes than were sent; a trashed document has no ETag, and cannot be
     *     written either
     */
    public boolean isDifferentFile(@Header("ETag") String etag, @ExchangeProperty("checksum") String checksum) {
        String there = Etag.checksum(etag).orElse(null);
        return there != null && !there.equalsIgnoreCase(checksum);
    }

    /** Leaves the other document as it is, and has the master's document uploaded again. */
    public void recordDifferentFile(
            @ExchangeProperty("upload") Upload upload, @ExchangeProperty("session") Session session) {
        failures.failed(
                session,
                upload,
                "Document " + upload.copy() + " of the replica is no longer the document that was uploaded, "
                        + "as after a restored backup. It stays as it is; the master's document is uploaded again.");
    }

    /**
     * Uploads the file again, at once for the first few times, and later after a wait. So a replica that loses every
     * upload does not get the file for ever.
     */
    private void uploadAgain(Session session, Upload upload, UploadStep step) {
        if (history.failedSince(upload, Instant.now().minus(Duration.ofHours(1))) >= IMMEDIATE_ATTEMPTS) {
            failures.failed(session, upload, "Nothing of the upload arrived, as before: " + step.text() + ".");
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

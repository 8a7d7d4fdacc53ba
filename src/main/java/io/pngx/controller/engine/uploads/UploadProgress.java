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

/** The second half of an upload: from the task, or from the question whether there is one, to the replica's document. */
public final class UploadProgress {
    private static final int AT_ONCE = 2;

    private final Uploads uploads;
    private final UploadHistory history;
    private final SyncMap mappings;
    private final Tombstones tombstones;
    private final Replaced replaced;
    private final KeyValues settings;
    private final Guard guard;
    private final UploadFailures failures;
    private final AdoptionSearch held;
    private final OpenQuestions questions;
    private final StopSignal stops;
    private final Journal journal;
    private final ConsumeListener listener;

    public UploadProgress(
            Tables tables,
            Guard guard,
            UploadFailures failures,
            AdoptionSearch held,
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
        this.held = held;
        this.questions = questions;
        this.stops = stops;
        this.journal = journal;
        this.listener = listener;
    }

    /** Open uploads whose next step is due. */
    public Iterator<Upload> due(@ExchangeProperty("session") Session session) {
        return new StoppableIterator<>(
                session, stops, uploads.due(session.replicaId(), Instant.now()).iterator());
    }

    /** Reads an upload again after a step that changed it. */
    public Upload now(@ExchangeProperty("upload") Upload upload) {
        return uploads.find(upload.id()).orElseThrow();
    }

    /** The checksum that the replica keeps of such a file. */
    public String checksum(@ExchangeProperty("upload") Upload upload, @ExchangeProperty("session") Session session) {
        return session.dialect().checksum(upload.md5(), upload.sha256());
    }

    public UploadStep afterTask(
            @Body List<ConsumeTask> answer,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        // A filter that the replica does not know is ignored there, and then all tasks are shown.
        List<ConsumeTask> own = answer.stream()
                .filter(Objects::nonNull)
                .filter(task -> task.taskId().equals(upload.taskId()))
                .toList();
        Instant now = Instant.now();
        Upload seen = own.isEmpty() ? upload : uploads.seen(upload, own.get(0).status(), now);
        if (upload.question() != null && seen.question() == null) {
            questions.show(session);
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
     * Live documents with these bytes that stand for nothing else.
     *
     * @param upload   null: it is not planned yet
     * @param document of the master, where it is not planned yet
     * @param step     null, or why the replica's document is looked for
     */
    public List<Long> free(
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
                .filter(found -> showsTheseBytes(found, checksum))
                .filter(found -> standsForNothing(session, found, fileName))
                .map(Document::id)
                .filter(id -> !uploads.claimed(session.replicaId(), id, self))
                .sorted()
                .collect(Collectors.toList());
    }

    /**
     * Documents that this upload may have become, among those that were found: they have the name of its file, and
     * came after its intent.
     *
     * @param found  null: they are versions, which are no older than the upload
     * @param upload null: it is not planned yet, and became nothing
     */
    public List<Long> own(
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

    /** v3 finds a document by its first file; what it shows is its newest. */
    private static boolean showsTheseBytes(Document document, String checksum) {
        return document.versions().isEmpty() || checksum.equalsIgnoreCase(document.newestChecksum());
    }

    /**
     * What stands for a document that left the master may stand for another one with the same bytes; what a person
     * kept, where there can't be both.
     *
     * @param fileName the name of that one's file, which can't be set; null: the replica can't hold both, any will do
     */
    private boolean standsForNothing(Session session, Document found, String fileName) {
        long replicaId = session.replicaId();
        return mappings.masterDoc(replicaId, found.id())
                .map(master -> tombstones.isMissing(replicaId, master)
                                && (fileName == null || LostUpload.sameName(fileName, found.originalFileName()))
                        || !session.dialect().acceptsDuplicates() && tombstones.isKept(replicaId, master))
                .orElse(true);
    }

    /**
     * The replica says that it holds these bytes, or refused the file: adopted where it is found and free, else
     * reported.
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
            // A worker that stored the document and can't report it fails the task.
            return free.isEmpty() ? step : ownOrOther(free, own);
        }
        if (!upload.verified()) {
            // Found by its file name alone, the task may be another file's: then the bytes decide.
            return free.isEmpty()
                    ? new UploadStep(UploadStep.Action.LOST, null, "the task was another file's")
                    : ownOrOther(free, own);
        }
        if (step.document() == null ? !free.isEmpty() : free.contains(step.document())) {
            return UploadStep.adopted(Objects.requireNonNullElse(step.document(), free.get(0)));
        }
        if (step.document() != null
                && upload.kind() != Upload.Kind.VERSION
                && putIntoTrash(upload.replicaId(), step.document())) {
            return new UploadStep(UploadStep.Action.RESTORE, step.document(), null);
        }
        String holder = step.document() == null
                ? ""
                : mappings.masterDoc(upload.replicaId(), step.document())
                        .map(master -> holder(upload, step.document(), master))
                        .orElse(
                                " It is in the trash there, or its archive file has these bytes; restore or purge it on the replica.");
        return new UploadStep(UploadStep.Action.FAILED, null, step.text() + holder);
    }

    /** What came there from elsewhere is adopted, where it may be, and else offered. */
    private static UploadStep ownOrOther(List<Long> free, List<Long> own) {
        return own.isEmpty()
                ? UploadStep.adopted(free.get(0))
                : new UploadStep(UploadStep.Action.CONSUMED, own.get(0), null);
    }

    private static String holder(Upload upload, long there, long master) {
        return master == upload.masterId()
                ? " That is its own copy, whose file is missing or damaged on disk; paperless-ngx 2 takes these bytes only "
                        + "once. Put the file back there, or delete document " + there
                        + " on the replica and purge it from the trash there: then it is uploaded again."
                : " That document stands for document " + master
                        + " of the master; this replica can't hold the same bytes twice.";
    }

    /** By us: because its document left the master, or because another copy took its place. */
    private boolean putIntoTrash(long replicaId, long replicaDocId) {
        return tombstones.inTrash(replicaId, replicaDocId) || replaced.inTrash(replicaId, replicaDocId);
    }

    /** Lets the gateway take the document of {@link UploadStep.Action#RESTORE} out of the trash. */
    public void permitRestore(@ExchangeProperty("step") UploadStep step, @ExchangeProperty("session") Session session) {
        guard.permitRestore(session.host(), step.document());
    }

    /** The copy was taken out of the trash: it is what was to be uploaded. */
    public UploadStep afterRestore(
            @ExchangeProperty("step") UploadStep step,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        sayRestored(session, upload.masterId(), step.document());
        return new UploadStep(UploadStep.Action.CONSUMED, step.document(), null);
    }

    private void sayRestored(Session session, long masterId, long replicaDocId) {
        journal.info(
                session,
                masterId,
                "restored",
                "Document " + replicaDocId
                        + " was taken out of the replica's trash: it has the bytes that were to be uploaded.");
    }

    /** Commits what was decided. */
    public void take(
            @ExchangeProperty("step") UploadStep step,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        switch (step.action()) {
            case WAIT -> uploads.wait(upload.id(), Instant.now().plus(Backoff.poll(upload.polls() + 1)));
            case LATE -> uploads.late(upload.id(), Instant.now().plus(Backoff.poll(upload.polls() + 1)));
            case OPEN, OVERTAKEN -> questions.open(session, upload, step);
            case CONSUMED -> {
                boolean adopted = step.isAdopted();
                if (!adopted && upload.state() == Upload.State.POSTED) {
                    listener.consumed(upload.replicaId(), Duration.between(upload.changedAt(), Instant.now()));
                }
                if (!adopted || !held.waits(session, upload, step.document())) {
                    uploads.consumed(upload.id(), step.document(), adopted && !history.sentBefore(upload));
                    session.arrived(upload.id());
                }
            }
            case LOST -> uploads.lostTask(upload.id(), null);
            case AGAIN -> again(session, upload, step);
            case FAILED -> failures.failed(session, upload, step.text());
            case FIND, RESTORE -> throw new IllegalStateException("to be looked for: " + step);
        }
        if (upload.question() != null) {
            questions.show(session);
        }
    }

    /** Was it consumed before, so that its id may have been given out again? The bytes of a replacement are always asked for. */
    public boolean resumed(@ExchangeProperty("upload") Upload upload, @ExchangeProperty("session") Session session) {
        return !session.justArrived(upload.id()) && upload.kind() != Upload.Kind.REPLACEMENT;
    }

    /** Does what it became have other bytes than were sent? In the trash it has no ETag, and can't be written either. */
    public boolean isAnother(@Header("ETag") String etag, @ExchangeProperty("checksum") String checksum) {
        String there = Etag.checksum(etag).orElse(null);
        return there != null && !there.equalsIgnoreCase(checksum);
    }

    /** That one stays as it is. */
    public void lost(@ExchangeProperty("upload") Upload upload, @ExchangeProperty("session") Session session) {
        failures.failed(
                session,
                upload,
                "Document " + upload.copy() + " of the replica is another one now than what was uploaded, "
                        + "as after a restored backup. It stays as it is; the master's document is uploaded again.");
    }

    /** At once for the first few times; a replica that loses every upload is not sent the file for ever. */
    private void again(Session session, Upload upload, UploadStep step) {
        if (history.failedSince(upload, Instant.now().minus(Duration.ofHours(1))) >= AT_ONCE) {
            failures.failed(session, upload, "Nothing of it arrived, as before: " + step.text() + ".");
            return;
        }
        uploads.abandon(upload.id(), "Nothing of it arrived: " + step.text() + ".");
        journal.warn(
                session,
                upload.masterId(),
                "upload",
                "Nothing of \"" + upload.fileName() + "\" arrived on the replica; it is uploaded again.");
    }
}

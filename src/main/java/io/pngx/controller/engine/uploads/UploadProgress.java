package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.adoption.AdoptionDecision;
import io.pngx.controller.engine.session.ClockGaps;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.engine.session.TrashAnswer;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadHistory;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.UploadStep;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/**
 * Continues a sent upload until its document on the replica is known: polls the task, and commits the decided steps.
 */
public final class UploadProgress {
    private final Database database;
    private final Uploads uploads;
    private final OpenUploads openUploads;
    private final UploadHistory history;
    private final KeyValues settings;
    private final UploadFailures failures;
    private final AdoptionDecision adoptions;
    private final OpenQuestions questions;
    private final ConsumeTimes times;
    private final ClockGaps gaps;
    private final StopSignal stops;
    private final ConsumeListener listener;

    public UploadProgress(
            Tables tables,
            UploadFailures failures,
            AdoptionDecision adoptions,
            OpenQuestions questions,
            ConsumeTimes times,
            ClockGaps gaps,
            StopSignal stops,
            ConsumeListener listener) {
        this.database = tables.database();
        this.uploads = tables.uploads();
        this.openUploads = tables.openUploads();
        this.history = tables.uploadHistory();
        this.settings = tables.settings();
        this.failures = failures;
        this.adoptions = adoptions;
        this.questions = questions;
        this.times = times;
        this.gaps = gaps;
        this.stops = stops;
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
        recordTasks(job, answer);
        List<ConsumeTask> own = job.tasks();
        own.stream().filter(ConsumeTask::succeeded).forEach(task -> times.consumed(upload.replicaId(), task));
        Instant now = Instant.now();
        Instant since = gaps.without(since(seen(job, own, now)));
        UploadStep step = UploadStep.afterTask(own, since, now, settings.workerTimeLimit());
        boolean mustBeFound = step.action() == UploadStep.Action.CONSUMED && !upload.verified();
        job.setStep(
                mustBeFound
                        ? new UploadStep(
                                UploadStep.Action.FIND,
                                step.document(),
                                Text.of(
                                        "The replica's document {0} has other bytes than the master's original.",
                                        String.valueOf(step.document())))
                        : step);
    }

    /** Records the tasks of the upload: one, or none if the replica no longer knows the task. */
    public void recordTasks(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) List<ConsumeTask> answer) {
        // A replica that does not know the filter ignores the filter, and lists all tasks.
        job.setTasks(answer.stream()
                .filter(Objects::nonNull)
                .filter(task -> task.taskId().equals(job.getUpload().taskId()))
                .toList());
    }

    /**
     * Commits the status of the task. If the task created a document, the status is committed with the next step.
     */
    private Upload seen(UploadJob job, List<ConsumeTask> own, Instant now) {
        Upload upload = job.getUpload();
        if (own.isEmpty() || own.get(0).succeeded() && own.get(0).document() != null && upload.question() == null) {
            return upload;
        }
        Upload seen = uploads.seen(upload, own.get(0).status(), now);
        if (upload.question() != null && seen.question() == null) {
            questions.publish(job.session());
        }
        return seen;
    }

    /** Returns the time of the last change of the task's status. */
    static Instant since(Upload upload) {
        return Objects.requireNonNullElse(upload.taskSince(), upload.changedAt());
    }

    public void commit(@Body UploadJob job) {
        Session session = job.session();
        Upload upload = job.getUpload();
        UploadStep step = job.getStep();
        Upload arrived = null;
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
                arrived = arrived(session, upload, step, false);
            }
            case ADOPT -> {
                if (!adoptions.offerIfForeign(session, upload, step.document())) {
                    Instant added = session.uploads().added(step.document());
                    arrived = arrived(session, upload, step, !history.sentBefore(upload, added));
                }
            }
            case LOST -> uploads.lostTask(upload.id(), null);
            case AGAIN -> failures.uploadAgain(session, upload, step);
            case FAILED -> failures.refused(session, upload, step.text());
            case WITHOUT_DOCUMENT -> failures.notStored(session, upload, step.text());
            case FIND, RESTORE -> throw new IllegalStateException("The replica must be searched first: " + step);
        }
        if (upload.question() != null) {
            questions.publish(session);
        }
        job.setUpload(arrived != null ? arrived : uploads.find(upload.id()).orElseThrow());
    }

    /**
     * Commits the id of the upload's document. If a power failure undoes the commit, the next start polls the task
     * again.
     */
    private Upload arrived(Session session, Upload upload, UploadStep step, boolean adopted) {
        Upload consumed = database.inUnflushedTransaction(() -> {
            Upload changed = uploads.consumed(upload.id(), step.document(), adopted);
            uploads.pollNext(upload.replicaId(), times.expectedEnd(upload.replicaId()));
            return changed;
        });
        session.uploads().reported(upload.id());
        session.uploads().moved();
        return consumed;
    }

    /**
     * @return whether to check the bytes of the consumed document. They are checked if the upload was consumed in an
     *     earlier run, because the document id may belong to another document now. The bytes of a replacement are
     *     always checked, because the old copy then goes to the trash.
     */
    public boolean mustCheckConsumed(@Body UploadJob job) {
        return !job.session().uploads().takeReported(job.getUpload().id()) || job.isReplacement();
    }

    /**
     * Fails the upload if the document was purged: the master's document is uploaded again. If the document has other
     * bytes than the upload, {@link #checkOther} follows. The bytes of a trashed document are not checked, because it
     * returns no ETag. The next write to a trashed document fails; a trashed replacement is restored first, after
     * {@link #checkTrashed}.
     */
    public void checkConsumed(@Body UploadJob job, Exchange exchange) {
        Upload upload = job.getUpload();
        if (!TrashAnswer.isFound(Received.of(exchange, ExchangeNames.ANSWER))) {
            fail(
                    job,
                    Text.of(
                            job.isVersion()
                                    ? "Document {0} of the replica no longer lists the uploaded version {1}."
                                    : "The uploaded document {0} is no longer on the replica, and is not in the"
                                            + " replica's trash.",
                            String.valueOf(upload.copy()),
                            String.valueOf(upload.replicaDocId())));
            return;
        }
        String there = Received.header(exchange, ExchangeNames.ANSWER, "ETag")
                .flatMap(Etag::checksum)
                .orElse(null);
        job.setTrashed(there == null);
        if (there != null && !job.getUpload().hasChecksum(there)) {
            job.setOtherBytes();
        }
    }

    /**
     * Decides about a document that has other bytes than the upload. If the replica's task names the document, the
     * upload created the document, and the replica changed the file: a new document is settled as failed, and a
     * replacement fails at once. Any other document is not changed, and the master's document is uploaded again: a
     * replica that was restored from a backup since, and gave the id to another document, does not know the task.
     */
    public void checkOther(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) Document there) {
        Upload upload = job.getUpload();
        there.requireId(upload.copy());
        boolean created = job.tasks().stream()
                .anyMatch(task -> task.succeeded() && Objects.equals(task.document(), upload.replicaDocId()));
        if (upload.adopted() || !created) {
            failAsOther(job);
        } else if (job.isReplacement()) {
            failures.replacementHasOtherBytes(job.session(), upload, there.addedAt());
            failures.refresh(job);
        }
    }

    /** Fails the upload if its trashed document has other bytes than the upload. */
    public void checkTrashed(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) Checksums.Both there) {
        if (!there.sha256().equals(job.getUpload().sha256())) {
            failAsOther(job);
        }
    }

    private void failAsOther(UploadJob job) {
        fail(
                job,
                Text.of(
                        "Document {0} of the replica is no longer the document that was uploaded, for example"
                                + " because the replica was restored from a backup. The controller does not change"
                                + " that document, and uploads the master's document again.",
                        String.valueOf(job.getUpload().copy())));
    }

    private void fail(UploadJob job, Text why) {
        failures.failed(job.session(), job.getUpload(), why);
        failures.refresh(job);
    }
}

package io.pngx.controller.engine.uploads;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.session.ClockGaps;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadHistory;
import io.pngx.controller.store.UploadedFiles;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.LostUpload;
import io.pngx.controller.sync.UploadStep;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Collects evidence from the replica about an upload with a lost answer, a lost task or a late task. */
public final class UploadRecovery {
    private static final Duration RECENTLY = Duration.ofHours(1);

    private final Uploads uploads;
    private final UploadedFiles uploadedFiles;
    private final OpenUploads openUploads;
    private final UploadHistory history;
    private final KeyValues settings;
    private final OpenQuestions questions;
    private final ClockGaps gaps;

    public UploadRecovery(
            Uploads uploads,
            UploadedFiles uploadedFiles,
            OpenUploads openUploads,
            UploadHistory history,
            KeyValues settings,
            OpenQuestions questions,
            ClockGaps gaps) {
        this.uploads = uploads;
        this.uploadedFiles = uploadedFiles;
        this.openUploads = openUploads;
        this.history = history;
        this.questions = questions;
        this.settings = settings;
        this.gaps = gaps;
    }

    /**
     * Marks the POST of the upload as ended. After that, only a search for the task and the bytes shows whether the
     * file arrived.
     */
    public void endPost(@Body UploadJob job) {
        job.setUpload(uploads.over(job.getUpload()));
    }

    /**
     * Searches the tasks of the replica for the upload. A task with the upload's file name is recorded as the upload's
     * task.
     */
    public void recordTrace(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) List<ConsumeTask> tasks) {
        Session session = job.session();
        Upload upload = job.getUpload();
        Set<String> others = uploadedFiles.own(
                upload.replicaId(), tasks.stream().map(ConsumeTask::taskId).toList());
        LostUpload.Trace trace = LostUpload.trace(
                upload.fileName(), Times.instant(upload.replicaClock()), requestOver(upload), tasks, others);
        // If paperless answered the POST with an error, the listed task never reached the queue. An upload to a v2
        // replica does not wait for such a task, because v2 refuses a second document with the same bytes.
        boolean refusesDuplicates = !session.dialect().acceptsDuplicates();
        boolean dead = trace.task() != null && trace.task().waits() && isRefused(upload) && refusesDuplicates;
        if (trace.task() != null && !dead) {
            uploads.posted(upload.id(), trace.task().taskId(), false, null);
            job.setUpload(uploads.find(upload.id()).orElseThrow());
            questions.publish(session);
        }
        job.evidence().trace(dead ? new LostUpload.Trace(null, true, trace.busy(), trace.passed()) : trace);
    }

    /** Returns the time on the replica's clock after which the POST can no longer create a task; null if unknown. */
    private static Instant requestOver(Upload upload) {
        Instant planned = Times.instant(upload.replicaClock());
        return planned == null || upload.sentAt() == null
                ? null
                : planned.plus(Duration.between(upload.plannedAt(), upload.sentAt()))
                        .plus(LostUpload.requestLimit(upload.size()));
    }

    private static boolean isRefused(Upload upload) {
        return upload.answer() == Upload.Answer.ERROR;
    }

    /** Keeps the question open, or decides that nothing of the upload is on the replica. */
    public void afterSearch(@Body UploadJob job) {
        job.setStep(afterSearch(job.getUpload(), job));
    }

    private UploadStep afterSearch(Upload upload, UploadJob job) {
        LostUpload.Trace trace = job.evidence().trace();
        Upload first = openUploads.firstOfSameBytes(upload).orElse(null);
        if (first != null) {
            return LostUpload.waitForSameBytes(
                    first.masterId(), first.question() != null, first.nextPollAt(), Instant.now());
        }
        boolean ended =
                upload.verified() && ("FAILURE".equals(upload.taskStatus()) || "REVOKED".equals(upload.taskStatus()));
        boolean passed = upload.sentAt() != null
                && upload.answer() != Upload.Answer.SLOW
                && (trace.passed()
                        || history.passed(upload, upload.sentAt().plus(LostUpload.requestLimit(upload.size()))));
        return LostUpload.next(
                new LostUpload.Evidence(
                        job.own(),
                        job.free().stream()
                                .filter(id -> !job.own().contains(id))
                                .toList(),
                        gaps.without(upload.sentAt()),
                        isRefused(upload),
                        upload.verified() && upload.taskId() != null,
                        trace.stray(),
                        trace.busy() || history.isBehindOthers(upload),
                        upload.questionUntil(),
                        passed,
                        ended ? upload.taskSince() : null),
                job.session().dialect(),
                Instant.now(),
                settings.workerTimeLimit());
    }

    /**
     * @return whether to ask for the state of the broker: paperless answered the POST with an error, and the next step
     *     would send the file again or begin a wait
     */
    public boolean mustCheckBroker(@Body UploadJob job) {
        UploadStep step = job.getStep();
        Upload upload = job.getUpload();
        boolean begins = step.action() == UploadStep.Action.OPEN
                && step.until() != null
                && !step.until().equals(upload.questionUntil());
        return isRefused(upload) && (step.action() == UploadStep.Action.AGAIN || begins);
    }

    /** Records the status page of the replica. A replica that does not show the page proves nothing. */
    public void recordStatus(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) JsonNode status) {
        job.evidence().status(status);
    }

    /**
     * Ends the run while the broker is down. Each POST would fail, and would leave a file on the replica, and on v2
     * also a task. The next run asks for the state of the broker again.
     */
    public void afterBroker(@Body UploadJob job) {
        UploadStep step = job.getStep();
        if (job.evidence().isBrokerDown()) {
            Text why =
                    Text.of("the replica's broker (Redis) can't be reached by its paperless-ngx; start the broker of "
                            + "the replica");
            job.session()
                    .stop(
                            Replica.State.ERROR,
                            Text.of(
                                    "Nothing can be uploaded: {0}. The controller asks the replica every minute.",
                                    why));
            job.setStep(new UploadStep(UploadStep.Action.OPEN, null, why));
        } else if (step.action() == UploadStep.Action.OPEN
                && Boolean.FALSE.equals(job.evidence().workerAnswers())) {
            job.setStep(LostUpload.withoutWorker(step));
        }
    }

    /** Records the tasks that were queued after a late task. */
    public void recordQueue(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) List<ConsumeTask> tasks) {
        Upload upload = job.getUpload();
        job.evidence()
                .queue(new UploadStep.Queue(
                        tasks,
                        history.overtaken(upload),
                        isRefused(upload),
                        history.failedSince(upload, Instant.now().minus(RECENTLY)) > 0));
    }

    private static ConsumeTask own(UploadJob job) {
        return job.tasks().get(0); // not empty, because the replica lists the late task
    }

    /** @return whether to ask for the state of the worker; true if the waiting task is the only evidence */
    public boolean mustCheckWorker(@Body UploadJob job) {
        return job.evidence().queue().isIdle(own(job));
    }

    /** Decides about a late task, by the tasks that were queued after the late task, and by the state of the worker. */
    public void afterQueue(@Body UploadJob job) {
        Upload seen = uploads.find(job.getUpload().id()).orElseThrow();
        job.setStep(UploadStep.afterQueue(
                own(job),
                job.evidence().queue(),
                job.evidence().workerAnswers(),
                job.session().dialect(),
                gaps.without(UploadProgress.since(seen)),
                Instant.now(),
                settings.workerTimeLimit()));
    }
}

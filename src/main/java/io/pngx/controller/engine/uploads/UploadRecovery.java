package io.pngx.controller.engine.uploads;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadHistory;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.LostUpload;
import io.pngx.controller.sync.UploadStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Collects the evidence on the replica of an upload whose answer or task was lost, or whose task is late. */
public final class UploadRecovery {
    private static final Duration RECENTLY = Duration.ofHours(1);

    private final Uploads uploads;
    private final UploadHistory history;
    private final KeyValues settings;
    private final OpenQuestions questions;

    public UploadRecovery(Uploads uploads, UploadHistory history, KeyValues settings, OpenQuestions questions) {
        this.uploads = uploads;
        this.history = history;
        this.questions = questions;
        this.settings = settings;
    }

    /**
     * The filter for tasks since the upload was planned. v3 filters by time, so that all work of its worker counts as
     * evidence; v2 does not, and keeps every task for ever.
     */
    public String tasksSince(@ExchangeProperty("upload") Upload upload, @ExchangeProperty("session") Session session) {
        return session.dialect() == Dialect.V3 && upload.replicaClock() != null
                ? "date_created_after=" + upload.replicaClock()
                : "acknowledged=false&task_name=consume_file";
    }

    /** Marks the POST of the upload as ended: only the search decides from here on. */
    public Upload endPost(@ExchangeProperty("upload") Upload upload) {
        return uploads.over(upload);
    }

    /** Searches the tasks of the replica for the upload. The task with its file name is the upload's from now on. */
    public LostUpload.Trace trace(
            @Body List<ConsumeTask> tasks,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        Set<String> others = uploads.own(
                upload.replicaId(), tasks.stream().map(ConsumeTask::taskId).toList());
        LostUpload.Trace trace = LostUpload.trace(
                upload.fileName(), Times.instant(upload.replicaClock()), requestOver(upload), tasks, others);
        // Paperless answered the POST with an error, so its task is in no queue. v2 refuses a second copy, so nothing
        // waits.
        boolean refusesTwins = !session.dialect().acceptsDuplicates();
        boolean dead = trace.task() != null && trace.task().waits() && isRefused(upload) && refusesTwins;
        if (trace.task() != null && !dead) {
            uploads.posted(upload.id(), trace.task().taskId(), false, null);
            questions.publish(session);
        }
        return dead ? new LostUpload.Trace(null, true, trace.busy(), trace.passed()) : trace;
    }

    /** The time by the replica's clock after which the request of this upload cannot become a task; null: unknown. */
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
    public UploadStep afterSearch(
            @Body List<Long> free,
            @ExchangeProperty("own") List<Long> own,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("trace") LostUpload.Trace trace,
            @ExchangeProperty("session") Session session) {
        Upload twin = uploads.firstTwin(upload).orElse(null);
        if (twin != null) {
            return LostUpload.behindTwin(twin.question() != null);
        }
        boolean ended =
                upload.verified() && ("FAILURE".equals(upload.taskStatus()) || "REVOKED".equals(upload.taskStatus()));
        boolean passed = upload.sentAt() != null
                && upload.answer() != Upload.Answer.SLOW
                && (trace.passed()
                        || history.passed(upload, upload.sentAt().plus(LostUpload.requestLimit(upload.size()))));
        return LostUpload.next(
                new LostUpload.Evidence(
                        own,
                        free.stream().filter(id -> !own.contains(id)).toList(),
                        upload.sentAt(),
                        isRefused(upload),
                        trace.stray(),
                        trace.busy() || history.isBehindOthers(upload),
                        upload.questionUntil(),
                        passed,
                        ended ? upload.taskSince() : null),
                session.dialect(),
                Instant.now(),
                settings.workerTimeLimit());
    }

    /**
     * @return whether to ask for the state of the broker first: paperless could not publish the upload, which is to be
     *     sent again, or whose waiting time begins
     */
    public boolean mustCheckBroker(
            @ExchangeProperty("step") UploadStep step, @ExchangeProperty("upload") Upload upload) {
        boolean begins = step.action() == UploadStep.Action.OPEN
                && step.until() != null
                && !step.until().equals(upload.questionUntil());
        return isRefused(upload) && (step.action() == UploadStep.Action.AGAIN || begins);
    }

    /**
     * Ends the run while the broker is down: each POST would fail, and leave a file behind, on v2 also a task. The next
     * run asks again.
     *
     * @param status the answer of the replica's status page; other answers prove nothing
     */
    public UploadStep afterBroker(
            @Body JsonNode status,
            @ExchangeProperty("step") UploadStep step,
            @ExchangeProperty("session") Session session) {
        if (!"ERROR".equals(status.path("tasks").path("redis_status").asText())) {
            boolean begins = step.action() == UploadStep.Action.OPEN;
            return begins && Boolean.FALSE.equals(workerAnswers(status)) ? LostUpload.withoutWorker(step) : step;
        }
        String why = "the replica's broker (Redis) can't be reached by its paperless-ngx; start it there";
        session.stop(Replica.State.ERROR, "Nothing can be uploaded: " + why + ". It is asked again every minute.");
        return new UploadStep(UploadStep.Action.OPEN, null, why);
    }

    public UploadStep.Queue queue(@Body List<ConsumeTask> tasks, @ExchangeProperty("upload") Upload upload) {
        return new UploadStep.Queue(
                tasks,
                history.overtaken(upload),
                isRefused(upload),
                history.failedSince(upload, Instant.now().minus(RECENTLY)) > 0);
    }

    private static ConsumeTask own(List<ConsumeTask> tasks, Upload upload) {
        return tasks.stream()
                .filter(task -> task.taskId().equals(upload.taskId()))
                .findFirst()
                .orElseThrow();
    }

    /** @return whether to ask for the state of the worker: the waiting task is the only evidence */
    public boolean mustCheckWorker(
            @ExchangeProperty("queue") UploadStep.Queue queue,
            @ExchangeProperty("task") List<ConsumeTask> task,
            @ExchangeProperty("upload") Upload upload) {
        return queue.isIdle(own(task, upload));
    }

    /** @return null: the replica does not report its worker */
    public Boolean workerAnswers(@Body JsonNode status) {
        String word = status.path("tasks").path("celery_status").asText();
        return word.isEmpty() ? null : (Boolean) word.equals("OK");
    }

    public UploadStep afterQueue(
            @ExchangeProperty("queue") UploadStep.Queue queue,
            @ExchangeProperty("worker") Boolean worker,
            @ExchangeProperty("task") List<ConsumeTask> task,
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("session") Session session) {
        Upload seen = uploads.find(upload.id()).orElseThrow();
        return UploadStep.afterQueue(
                own(task, upload),
                queue,
                worker,
                session.dialect(),
                Objects.requireNonNullElse(seen.taskSince(), seen.changedAt()),
                Instant.now(),
                settings.workerTimeLimit());
    }
}

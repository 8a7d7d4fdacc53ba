package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.store.RunWork;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadedFiles;
import io.pngx.controller.sync.FileNames;
import io.pngx.controller.sync.LostUpload;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/**
 * Finds the unfinished tasks of a replica that this database does not know. The controller may have sent their files,
 * and then lost its record of them: the user deleted and added the replica, or the database was restored from a backup.
 * A file with the name of such a task is not sent; the upload waits for the task, and then compares the bytes.
 */
public final class UnknownTasks {
    private static final List<String> UNFINISHED = List.of("PENDING", "STARTED");

    /**
     * Age from which an unfinished task counts as lost with its queue. Paperless never deletes the rows of such tasks
     * (paperless-api.md §6).
     */
    private static final Duration LOST = Duration.ofDays(1);

    private final RunWork runWork;
    private final UploadedFiles uploadedFiles;
    private final UploadIntents intents;
    private final ConsumeTimes times;
    private final Gateway gateway;
    private final Journal journal;
    /** The replicas that had no unknown task when this process asked last. */
    private final Set<Asked> withoutAny = ConcurrentHashMap.newKeySet();

    private record Asked(long replicaId, String url) {
        static Asked of(Session session) {
            return new Asked(session.replicaId(), session.replica().url());
        }
    }

    public UnknownTasks(Tables tables, UploadIntents intents, ConsumeTimes times, Gateway gateway, Journal journal) {
        this.runWork = tables.runWork();
        this.uploadedFiles = tables.uploadedFiles();
        this.intents = intents;
        this.times = times;
        this.gateway = gateway;
        this.journal = journal;
    }

    /** @return whether the replica may have an unknown task; false if this process found earlier that it has none */
    public boolean mayExist(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return !session.stopped() && !withoutAny.contains(Asked.of(session));
    }

    /** Returns the jobs that read the unfinished tasks, before the first file of a run is sent. */
    public List<UnfinishedTasksJob> toRead(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        if (areRead(session)
                || runWork.toUpload(session.runId(), 0, 1).isEmpty()
                        && runWork.files(session.runId(), 1).isEmpty()) {
            return List.of();
        }
        return UNFINISHED.stream()
                .map(state -> new UnfinishedTasksJob(session, state))
                .toList();
    }

    private static boolean areRead(Session session) {
        return session.uploads().unknownTasks().keySet().containsAll(UNFINISHED);
    }

    public void record(@Body UnfinishedTasksJob job, @Variable(ExchangeNames.ANSWER) List<ConsumeTask> tasks) {
        Session session = job.session();
        Set<String> own = uploadedFiles.own(
                session.replicaId(), tasks.stream().map(ConsumeTask::taskId).toList());
        Instant lost =
                gateway.lastDate(session.getHost()).orElseGet(Instant::now).minus(LOST);
        session.uploads()
                .unknownTasks()
                .put(
                        job.name(),
                        tasks.stream()
                                .filter(task -> task.consumes() && !task.finished() && !own.contains(task.taskId()))
                                .filter(task -> task.createdAt() == null
                                        || task.createdAt().isAfter(lost))
                                .toList());
    }

    /**
     * @return whether to count the documents of the replica: an unknown task may have ended after the documents were
     *     listed, and before the tasks were read
     */
    public boolean mustCount(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return !session.stopped() && areRead(session) && session.uploads().holdsOnlyCopies();
    }

    /** Lets each upload search the replica if the replica has other documents than were listed. */
    public void recordCount(
            @ExchangeProperty(ExchangeNames.SESSION) Session session,
            @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        if (page.count() != session.uploads().listedCopies()) {
            session.uploads().foundOthers();
        }
    }

    /** Remembers that the replica has no unknown task, so that later runs do not ask. */
    public void recordEnd(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        if (!session.stopped() && areRead(session) && tasks(session).findAny().isEmpty()) {
            withoutAny.add(Asked.of(session));
        }
    }

    private static Stream<ConsumeTask> tasks(Session session) {
        return session.uploads().unknownTasks().values().stream().flatMap(List::stream);
    }

    /**
     * @return whether the upload must wait for an unknown task that has its file name; false if the replica already has
     *     a document that can become the copy
     */
    public boolean mustWait(@Body UploadJob job) {
        return job.free().isEmpty() && find(job).isPresent();
    }

    /**
     * Records the unknown task as the task of the upload, instead of sending the file. Every document with the file
     * name waits for the task, because the bytes of the task are not known yet.
     */
    public void waitFor(@Body UploadJob job) {
        Session session = job.session();
        ConsumeTask task = find(job).orElseThrow();
        session.uploads().waitedFor(job.masterId()).add(task.id());
        Upload upload = intents.planForTask(job, task.taskId(), times.firstPoll(session));
        session.uploads().queued();
        session.uploads().moved();
        journal.info(
                session,
                job.masterId(),
                "upload",
                Text.of(
                        "\"{0}\" is not sent now: the replica already has an unfinished task for a file of this name.",
                        upload.fileName()));
    }

    /** Returns the oldest task with the file name for which the document has not waited yet. */
    private static Optional<ConsumeTask> find(UploadJob job) {
        String name = FileNames.of(job.master());
        return tasks(job.session())
                .filter(task -> LostUpload.sameName(name, task.taskFileName()))
                .filter(task ->
                        !job.session().uploads().waitedFor(job.masterId()).contains(task.id()))
                .min(Comparator.comparingLong(ConsumeTask::id));
    }
}

package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.store.RunWork;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadedFiles;
import io.pngx.controller.sync.FileNames;
import io.pngx.controller.sync.LostUpload;
import io.pngx.controller.text.Text;
import java.util.Comparator;
import java.util.List;
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

    private final RunWork runWork;
    private final UploadedFiles uploadedFiles;
    private final UploadIntents intents;
    private final ConsumeTimes times;
    private final Journal journal;
    /** The replicas that had no unknown task when this process asked last. */
    private final Set<Long> withoutAny = ConcurrentHashMap.newKeySet();

    public UnknownTasks(Tables tables, UploadIntents intents, ConsumeTimes times, Journal journal) {
        this.runWork = tables.runWork();
        this.uploadedFiles = tables.uploadedFiles();
        this.intents = intents;
        this.times = times;
        this.journal = journal;
    }

    /**
     * Returns the jobs that read the unfinished tasks, before the first file of a run is sent. Empty if this process
     * found earlier that the replica has no unknown task.
     */
    public List<UnfinishedTasksJob> toRead(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        if (session.stopped()
                || session.uploads().unknownTasks() != null
                || withoutAny.contains(session.replicaId())
                || runWork.toUpload(session.runId(), 0, 1).isEmpty()
                        && runWork.files(session.runId(), 1).isEmpty()) {
            return List.of();
        }
        return UNFINISHED.stream()
                .map(state -> new UnfinishedTasksJob(session, state))
                .toList();
    }

    public void record(@Body UnfinishedTasksJob job, @Variable(ExchangeNames.ANSWER) List<ConsumeTask> tasks) {
        Session session = job.session();
        Set<String> own = uploadedFiles.own(
                session.replicaId(), tasks.stream().map(ConsumeTask::taskId).toList());
        List<ConsumeTask> unknown = tasks.stream()
                .filter(task -> task.consumes() && !task.finished() && !own.contains(task.taskId()))
                .toList();
        List<ConsumeTask> earlier = session.uploads().unknownTasks();
        session.uploads()
                .setUnknownTasks(
                        earlier == null
                                ? unknown
                                : Stream.concat(earlier.stream(), unknown.stream())
                                        .toList());
    }

    /** Remembers that the replica has no unknown task, so that later runs do not ask. */
    public void recordEnd(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        if (List.of().equals(session.uploads().unknownTasks())) {
            withoutAny.add(session.replicaId());
        }
    }

    /** @return whether the upload must wait for an unknown task that has its file name */
    public boolean mustWait(@Body UploadJob job) {
        return !job.session().uploads().hasWaited(job.masterId()) && find(job) != null;
    }

    /**
     * Records the unknown task as the task of the upload, instead of sending the file. Every document with the file name
     * waits for the task, because its bytes are not known yet.
     */
    public void waitFor(@Body UploadJob job) {
        Session session = job.session();
        ConsumeTask task = find(job);
        session.uploads().waited(job.masterId());
        Upload upload = intents.planForTask(job, task.taskId(), times.firstPoll(session.replicaId()));
        session.uploads().moved();
        journal.info(
                session,
                job.masterId(),
                "upload",
                Text.of(
                        "\"{0}\" is not sent now: the replica already has an unfinished task for a file of this name.",
                        upload.fileName()));
    }

    /** Returns the newest task with the file name: when it ends, the worker has ended the earlier ones, too. */
    private static ConsumeTask find(UploadJob job) {
        List<ConsumeTask> unknown = job.session().uploads().unknownTasks();
        String name = FileNames.of(job.master());
        return unknown == null
                ? null
                : unknown.stream()
                        .filter(task -> LostUpload.sameName(name, task.taskFileName()))
                        .max(Comparator.comparingLong(ConsumeTask::id))
                        .orElse(null);
    }
}

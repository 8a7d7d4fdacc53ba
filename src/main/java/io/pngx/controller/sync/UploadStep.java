package io.pngx.controller.sync;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Decides the next step of an upload with a known task. See paperless-api.md §5, §6, §11. If the task is unknown,
 * {@link LostUpload} decides.
 *
 * @param document document that the upload created, or another document with the same bytes
 * @param text the cause, for users; null: the upload arrived
 * @param until latest time at which an open question ends; null: unknown
 */
public record UploadStep(Action action, Long document, Text text, Instant until) {
    public enum Action {
        /** Normal progress: poll the task again later. */
        WAIT,
        /** The task has been in one state for longer than usual: compare it with later tasks. */
        LATE,
        /** Open question: poll the task again, but let the run end without the upload. */
        OPEN,
        /** Open question, and the replica has taken later tasks before this task. */
        OVERTAKEN,
        /** The upload created {@link #document()}. */
        CONSUMED,
        /**
         * {@link #document()} has these bytes, but this upload did not create it: map the document, or offer its
         * adoption.
         */
        ADOPT,
        /** The replica may already have these bytes: search for them. */
        FIND,
        /** The controller trashed {@link #document()}, which has these bytes: restore it. */
        RESTORE,
        /** The task is lost: {@link LostUpload} decides. */
        LOST,
        /** The replica has nothing of the upload: upload the file again. */
        AGAIN,
        /** The replica will not consume the file. */
        FAILED,
        /**
         * The task ended without a document that has the file, for example because the replica split or changed the
         * file. The file is sent again only if a user retries the document.
         */
        WITHOUT_DOCUMENT
    }

    /** The cause if the replica stored other bytes than were sent. */
    public static final Text OTHER_BYTES = Text.of(
            "The replica stored other bytes than were sent, for example because a pre-consume script changes files. The"
                    + " file is not sent again by itself: switch off what changes files on the replica, then retry the"
                    + " document.");

    /**
     * Time in one state after which a task is compared with later tasks. If the worker's time limit is shorter, that
     * limit applies.
     */
    static final Duration LATE_AFTER = Duration.ofSeconds(60);
    /** Time after which a run no longer waits for an upload. */
    static final Duration HOLDS_RUN_FOR = Duration.ofMinutes(5);

    /**
     * Time within which the row of a task appears if the replica's database is slow. Usually, the replica stores the
     * row before it answers the POST. If the worker's time limit is shorter, that limit applies.
     */
    private static final Duration ROW_MAY_COME = Duration.ofSeconds(30);
    /**
     * Factor for the worker's time limit, usually 30 minutes. The product must be longer than one hour, because the
     * broker delivers the task of a dead worker again after one hour.
     */
    private static final double REDELIVERY = 2.5;

    public UploadStep(Action action, Long document, Text text) {
        this(action, document, text, null);
    }

    /** Adopts a document of the replica, or offers its adoption. */
    public static UploadStep adopt(Long document) {
        return new UploadStep(Action.ADOPT, document, null);
    }

    static UploadStep of(Action action, Text text) {
        return new UploadStep(action, null, text, null);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * Decides after a poll of the task.
     *
     * @param since when the task was first seen in its state; for a task that was never seen, when the replica returned
     *     the id of the task
     * @param timeLimit after this time without an outcome, the worker counts as dead
     */
    public static UploadStep afterTask(List<ConsumeTask> answer, Instant since, Instant now, Duration timeLimit) {
        Duration age = Duration.between(since, now);
        if (answer.isEmpty()) {
            // The replica can consume the file and never list the task (paperless-api.md §6).
            return of(
                    age.compareTo(shorter(timeLimit, ROW_MAY_COME)) > 0 ? Action.LOST : Action.WAIT,
                    Text.of("the replica does not know the task"));
        }
        ConsumeTask task = answer.get(0);
        boolean late = age.compareTo(shorter(timeLimit, LATE_AFTER)) > 0;
        if (task.waits()) {
            // No worker has begun the task, so the worker's time limit does not apply. If the queue was lost, the task
            // waits for ever.
            return of(late ? Action.LATE : Action.WAIT, Text.of("the task waits in the queue"));
        }
        if (!task.finished() || task.isTextPending()) {
            Action unended = late && !task.finished() ? Action.LATE : Action.WAIT;
            return of(age.compareTo(timeLimit) > 0 ? Action.LOST : unended, Text.of("the task has not ended"));
        }
        if (task.succeeded()) {
            return task.document() != null
                    ? new UploadStep(Action.CONSUMED, task.document(), null)
                    : of(
                            Action.WITHOUT_DOCUMENT,
                            Text.of(
                                    "The replica's consumer ended without a document ({0}), for example because it "
                                            + "split the file. The file is not sent again by itself: switch off "
                                            + "barcodes and workflows on the replica, delete the parts of the file "
                                            + "there, then retry the document.",
                                    task.message()));
        }
        if (task.duplicate()) {
            return new UploadStep(
                    Action.FIND,
                    task.document(),
                    Text.of("The replica refused the file as a duplicate: {0-}.", task.message()));
        }
        if (task.changedIntoDuplicate()) {
            return of(Action.WITHOUT_DOCUMENT, OTHER_BYTES);
        }
        if ("REVOKED".equals(task.status())) {
            return of(Action.LOST, Text.of("the task was revoked"));
        }
        if (task.workerDied()) {
            return of(Action.LOST, Text.of("the worker died while it had the task"));
        }
        if (task.lostBroker()) {
            return of(Action.LOST, Text.of("the replica's broker (Redis) failed while the worker had the task"));
        }
        // The document may be stored nevertheless, because a worker that can't reach its broker fails the task after
        // the commit.
        return new UploadStep(
                Action.FAILED, null, Text.of("The replica's consumer refused the file: {0}", task.message()));
    }

    /**
     * The other tasks of the replica while one task is {@link Action#LATE}.
     *
     * @param tasks tasks that were queued after the late task, in any order
     * @param overtaken whether a worker took a later upload
     * @param refused whether paperless-ngx answered the POST with an error; if that answer is correct, no queue has the
     *     task
     * @param sentAgain whether the file was sent again within the last hour
     */
    public record Queue(List<ConsumeTask> tasks, boolean overtaken, boolean refused, boolean sentAgain) {
        private boolean isPast(ConsumeTask task) {
            return tasks.stream().anyMatch(later -> later.id() > task.id() && !later.waits());
        }

        /**
         * @return whether the task waits although no worker has other work. A running task does not count as work if a
         *     worker took a later task
         */
        public boolean isIdle(ConsumeTask own) {
            return own.waits() && tasks.stream().noneMatch(task -> !task.waits() && !task.finished() && !isPast(task));
        }
    }

    /**
     * Decides on a late task by comparing it with later tasks. Workers take tasks in order (paperless-api.md §6). So a
     * task that still waits after a later task was taken is no longer in the queue.
     *
     * <p>A v2 replica refuses equal bytes, so the file is sent again at once. If a worker has begun the late task, the
     * file is sent again only once. A v3 replica would accept the file twice, so the file is sent again only if the
     * broker can no longer deliver the late task.
     *
     * @param own the late task
     * @param worker whether the replica's worker answers; null: the worker was not asked
     */
    public static UploadStep afterQueue(
            ConsumeTask own,
            Queue queue,
            Boolean worker,
            Dialect dialect,
            Instant since,
            Instant now,
            Duration timeLimit) {
        boolean waits = own.waits();
        boolean refusesDuplicates = !dialect.acceptsDuplicates();
        Duration age = Duration.between(since, now);
        Duration longest = waits ? Duration.ofMillis((long) (timeLimit.toMillis() * REDELIVERY)) : timeLimit;
        if (queue.overtaken() || queue.isPast(own)) {
            // If the replica has several workers, later tasks can be taken while an earlier task still runs. So the
            // file of a task that has begun is sent again at most once.
            boolean lost = refusesDuplicates
                    ? waits || !queue.sentAgain()
                    : waits && (queue.refused() || age.compareTo(longest) > 0);
            return lost
                    ? of(Action.LOST, Text.of("the replica's queue lost the task"))
                    : new UploadStep(
                            Action.OVERTAKEN,
                            null,
                            Text.of("the replica took later uploads first, which shows that its worker or broker "
                                    + "(Redis) had been stopped; the broker may still deliver this upload"),
                            since.plus(longest));
        }
        boolean idle = queue.isIdle(own);
        if (idle && refusesDuplicates && Boolean.TRUE.equals(worker) && !queue.sentAgain()
                || waits && queue.refused() && age.compareTo(longest) > 0) {
            return of(Action.LOST, Text.of("the task still waits, but the replica's worker has no other work"));
        }
        if (!idle && age.compareTo(shorter(timeLimit, HOLDS_RUN_FOR)) <= 0) {
            return of(Action.LATE, Text.of("the replica handles other tasks before this task"));
        }
        if (waits) {
            return of(
                    Action.OPEN,
                    Text.of(
                            !idle
                                    ? "the task still waits in the queue of the replica"
                                    : Boolean.FALSE.equals(worker)
                                            ? "the task still waits in the queue of the replica, whose worker does not "
                                                    + "answer; start the worker"
                                            : "the task still waits in the queue of the replica, whose worker has no "
                                                    + "other work; check the worker and the broker (Redis)"));
        }
        return new UploadStep(
                Action.OPEN,
                null,
                Text.of(
                        "the replica's worker has had the task for more than {0} minutes",
                        String.valueOf(age.toMinutes())),
                since.plus(longest));
    }
}

package io.pngx.controller.sync;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The next step of an upload with a known task. Pure. See paperless-api.md §5 and §6, and the traps 9 to 12.
 * {@link LostUpload} decides where the task is unknown.
 *
 * @param document the document that the upload created, or that has its bytes
 * @param text the cause, for users
 * @param until when an open question ends at the latest; null: unknown
 */
public record UploadStep(Action action, Long document, String text, Instant until) {
    public enum Action {
        /** Normal progress: poll again later. */
        WAIT,
        /** Longer in one state than usual: compare the task with later ones. */
        LATE,
        /** An open question: poll again, without holding up the run. */
        OPEN,
        /** An open question, and later tasks were taken before this one. */
        OVERTAKEN,
        /** The upload created {@link #document()}. */
        CONSUMED,
        /** {@link #document()} has these bytes and came from elsewhere: map it, or offer it for adoption. */
        ADOPT,
        /** The replica may already have these bytes: search for them. */
        FIND,
        /** The controller trashed {@link #document()}, which has these bytes: restore it. */
        RESTORE,
        /** The task is lost: {@link LostUpload} decides. */
        LOST,
        /** Nothing of the upload is on the replica: upload (again). */
        AGAIN,
        /** The replica will not consume the file. */
        FAILED
    }

    /** After this time in one state, a task is compared with later ones. The worker's time limit is the upper bound. */
    static final Duration LATE_AFTER = Duration.ofSeconds(60);
    /** After this time an upload no longer holds up its run. */
    static final Duration HOLDS_RUN_FOR = Duration.ofMinutes(5);

    /**
     * The row of a task exists before its POST is answered, unless the replica's database is slow. The worker's time
     * limit is the upper bound.
     */
    private static final Duration ROW_MAY_COME = Duration.ofSeconds(30);
    /**
     * The broker delivers a task again one hour after a worker took the task and died. With the usual time limit, this
     * factor covers that hour.
     */
    private static final double REDELIVERY = 2.5;

    public UploadStep(Action action, Long document, String text) {
        this(action, document, text, null);
    }

    /** Adopts a document of the replica, or offers its adoption. */
    public static UploadStep adopt(Long document) {
        return new UploadStep(Action.ADOPT, document, null);
    }

    static UploadStep of(Action action, String text) {
        return new UploadStep(action, null, text, null);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * Decides after a poll of the task.
     *
     * @param since when the task was first seen in its state; where it was never seen, when the replica named it
     * @param timeLimit after this time a consumer without an outcome counts as dead
     */
    public static UploadStep afterTask(List<ConsumeTask> answer, Instant since, Instant now, Duration timeLimit) {
        Duration age = Duration.between(since, now);
        if (answer.isEmpty()) {
            // The row can be missing for ever although the file was consumed (paperless-api.md §6).
            return of(
                    age.compareTo(shorter(timeLimit, ROW_MAY_COME)) > 0 ? Action.LOST : Action.WAIT,
                    "the replica does not know the task");
        }
        ConsumeTask task = answer.get(0);
        boolean late = age.compareTo(shorter(timeLimit, LATE_AFTER)) > 0;
        if (task.waits()) {
            // No worker has begun the task, so no time limit counts; but a lost queue shows the task so for ever.
            return of(late ? Action.LATE : Action.WAIT, "the task waits in the queue");
        }
        if (!task.finished() || task.isTextPending()) {
            Action unended = late && !task.finished() ? Action.LATE : Action.WAIT;
            return of(age.compareTo(timeLimit) > 0 ? Action.LOST : unended, "the task has not ended");
        }
        if (task.succeeded()) {
            return task.document() != null
                    ? new UploadStep(Action.CONSUMED, task.document(), null)
                    : new UploadStep(
                            Action.FIND,
                            null,
                            "The replica's consumer ended without a document (" + task.result()
                                    + "); switch barcodes and workflows off there.");
        }
        if (task.duplicate()) {
            return new UploadStep(
                    Action.FIND, task.document(), "The replica refused the file as a duplicate: " + task.result());
        }
        if ("REVOKED".equals(task.status())) {
            return of(Action.LOST, "the task was revoked");
        }
        if (task.workerDied()) {
            return of(Action.LOST, "the worker died over it");
        }
        if (task.lostBroker()) {
            return of(Action.LOST, "the replica's broker (Redis) went away while its worker had it");
        }
        // The document may be stored all the same: a worker that cannot reach its broker fails the task after the
        // commit.
        return of(Action.FAILED, "The replica's consumer refused the file: " + task.result());
    }

    /**
     * The other tasks while one task is {@link Action#LATE}.
     *
     * @param tasks tasks since then, in any order
     * @param overtaken whether a later upload was taken
     * @param refused whether paperless-ngx answered the POST with an error: the task is in no queue, unless that answer
     *     was wrong
     * @param sentAgain whether the file was sent again within the last hour
     */
    public record Queue(List<ConsumeTask> tasks, boolean overtaken, boolean refused, boolean sentAgain) {
        private boolean isPast(ConsumeTask task) {
            return tasks.stream().anyMatch(later -> later.id() > task.id() && !later.waits());
        }

        /**
         * @return whether the task waits although no worker is seen with other work; a running task that a later one
         *     has passed counts as dead
         */
        public boolean isIdle(ConsumeTask own) {
            return own.waits() && tasks.stream().noneMatch(task -> !task.waits() && !task.finished() && !isPast(task));
        }
    }

    /**
     * Decides on a late task by the later tasks. Workers take tasks in their order (paperless-api.md §6): a task that
     * still waits while later ones were taken has left the queue. A v2 replica refuses equal bytes, so the file is sent
     * again at once, and only once where a worker has begun the first task. A v3 replica would accept the file twice
     * where the broker delivers the first task again.
     *
     * @param own the late task
     * @param worker whether the replica's worker answers; null: not asked
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
        boolean refusesTwins = !dialect.acceptsDuplicates();
        Duration age = Duration.between(since, now);
        Duration longest = waits ? Duration.ofMillis((long) (timeLimit.toMillis() * REDELIVERY)) : timeLimit;
        if (queue.overtaken() || queue.isPast(own)) {
            // A begun task may continue beside later ones, where there are several workers: one more attempt is enough.
            boolean lost = refusesTwins
                    ? waits || !queue.sentAgain()
                    : waits && (queue.refused() || age.compareTo(longest) > 0);
            return lost
                    ? of(Action.LOST, "the replica's queue lost it")
                    : new UploadStep(
                            Action.OVERTAKEN,
                            null,
                            "the replica took later uploads before it; the replica's worker or "
                                    + "broker (Redis) was stopped, and the broker may deliver this upload again",
                            since.plus(longest));
        }
        boolean idle = queue.isIdle(own);
        if (idle && refusesTwins && Boolean.TRUE.equals(worker) && !queue.sentAgain()
                || waits && queue.refused() && age.compareTo(longest) > 0) {
            return of(Action.LOST, "its task waits, although the replica's worker does nothing else");
        }
        if (!idle && age.compareTo(shorter(timeLimit, HOLDS_RUN_FOR)) <= 0) {
            return of(Action.LATE, "others are before it");
        }
        if (waits) {
            return of(
                    Action.OPEN,
                    "its task still waits in the queue of the replica"
                            + (!idle
                                    ? ""
                                    : Boolean.FALSE.equals(worker)
                                            ? ", whose worker does not answer; start it"
                                            : ", whose worker does nothing else; look at the worker and at "
                                                    + "the broker (Redis)"));
        }
        return new UploadStep(
                Action.OPEN,
                null,
                "the replica's worker has worked on it for more than " + age.toMinutes() + " minutes",
                since.plus(longest));
    }
}

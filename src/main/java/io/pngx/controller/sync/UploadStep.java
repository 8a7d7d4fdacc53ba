package io.pngx.controller.sync;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The next step of an upload whose task is known. Pure; paperless-api.md §5 and §6 and the traps 9 to 12 are where it
 * comes from.
 * {@link LostUpload} decides where the task is not known.
 *
 * @param document the document it became, or the one that holds its bytes
 * @param text     why, for the user
 * @param until    when an open question is settled at the latest; null: not known
 */
public record UploadStep(Action action, Long document, String text, Instant until) {
    public enum Action {
        /** In its normal course: ask again later. */
        WAIT,
        /** In the same state for longer than usual: compare it with the tasks that came later. */
        LATE,
        /** An open question: it is asked again, and does not hold its run. */
        OPEN,
        /** The same, and later tasks were taken before its own. */
        OVERTAKEN,
        /** It became {@link #document()}. */
        CONSUMED,
        /** The replica may hold these bytes already: look for them. */
        FIND,
        /** {@link #document()} has these bytes and lies in the trash, where we put it: take it out. */
        RESTORE,
        /** The task is of no use any more: {@link LostUpload} decides. */
        LOST,
        /** Nothing of it is on the replica: upload it (again). */
        AGAIN,
        /** It will not be consumed. */
        FAILED
    }

    /**
     * In one state for longer than this, a task is compared with those that came later; never longer than a worker may
     * take.
     */
    static final Duration USUAL = Duration.ofSeconds(60);
    /** After this an upload no longer holds its run, whatever its worker does. */
    static final Duration LONG = Duration.ofMinutes(5);

    /** The row of a task is there before its POST is answered, unless the replica's database is slow; never longer than a worker may take. */
    private static final Duration ROW_MAY_COME = Duration.ofSeconds(30);
    /**
     * The broker hands out again after an hour what a worker had taken and not begun when it died: with the usual
     * limit that is over then.
     */
    private static final double REDELIVERY = 2.5;

    private static final String ADOPTED = "adopted";

    public UploadStep(Action action, Long document, String text) {
        this(action, document, text, null);
    }

    /** It is taken for this document of the replica, where that needs nobody's word. */
    public static UploadStep adopted(Long document) {
        return new UploadStep(Action.CONSUMED, document, ADOPTED);
    }

    /** Did something else than this upload bring its document there? */
    public boolean isAdopted() {
        return ADOPTED.equals(text);
    }

    static UploadStep of(Action action, String text) {
        return new UploadStep(action, null, text, null);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * After asking for the task of a posted upload.
     *
     * @param since     when the task was first seen in the state that it is in; where it was never seen, when the replica
     *                  named it
     * @param timeLimit after which a consumer that gave no outcome is taken for dead
     */
    public static UploadStep afterTask(List<ConsumeTask> answer, Instant since, Instant now, Duration timeLimit) {
        Duration age = Duration.between(since, now);
        if (answer.isEmpty()) {
            // The row can be missing for ever although the file is consumed (paperless-api.md §6).
            return of(
                    age.compareTo(shorter(timeLimit, ROW_MAY_COME)) > 0 ? Action.LOST : Action.WAIT,
                    "the replica does not know the task");
        }
        ConsumeTask task = answer.get(0);
        boolean late = age.compareTo(shorter(timeLimit, USUAL)) > 0;
        if (task.waits()) {
            // Nobody has begun it, so no worker's time is over; but a queue that was lost shows it so for ever.
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
        // Its document may be stored all the same: a worker that can't tell its broker so fails the task after the
        // commit.
        return of(Action.FAILED, "The replica's consumer refused the file: " + task.result());
    }

    /**
     * What else the replica says while a task is {@link Action#LATE}.
     *
     * @param tasks     that came since, in any order
     * @param overtaken something that we sent later was taken
     * @param refused   paperless-ngx answered its POST with an error: it is in no queue, unless that answer was wrong
     * @param sentAgain it was sent again within the last hour
     */
    public record Queue(List<ConsumeTask> tasks, boolean overtaken, boolean refused, boolean sentAgain) {
        private boolean isPast(ConsumeTask task) {
            return tasks.stream().anyMatch(later -> later.id() > task.id() && !later.waits());
        }

        /**
         * Does the task wait although no worker is seen to do anything else? One that was overtaken over its own task
         * is dead.
         */
        public boolean isIdle(ConsumeTask own) {
            return own.waits() && tasks.stream().noneMatch(task -> !task.waits() && !task.finished() && !isPast(task));
        }
    }

    /**
     * After looking at what came later than a task that is late. Tasks are taken in the order in which they came
     * (paperless-api.md §6): one that still waits when later ones were taken is in the queue no more. A v2 replica
     * refuses equal bytes by itself, so there the file is sent again at once, and once only where a worker has begun
     * the first one. A v3 replica would take it twice where the broker hands the
     * first one out again.
     *
     * @param own    the task that is late
     * @param worker does the replica's worker answer? null: it was not asked for
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
            // One that was begun may go on beside later ones, where there are several workers: one more try is enough.
            boolean lost = refusesTwins
                    ? waits || !queue.sentAgain()
                    : waits && (queue.refused() || age.compareTo(longest) > 0);
            return lost
                    ? of(Action.LOST, "the replica's queue lost it")
                    : new UploadStep(
                            Action.OVERTAKEN,
                            null,
                            "the replica took later uploads before it; its worker or its "
                                    + "broker (Redis) was stopped, and the broker may hand it out again",
                            since.plus(longest));
        }
        boolean idle = queue.isIdle(own);
        if (idle && refusesTwins && Boolean.TRUE.equals(worker) && !queue.sentAgain()
                || waits && queue.refused() && age.compareTo(longest) > 0) {
            return of(Action.LOST, "its task waits, although the replica's worker does nothing else");
        }
        if (!idle && age.compareTo(shorter(timeLimit, LONG)) <= 0) {
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
                                            : ", whose worker does nothing else; look at the worker and at the broker (Redis)"));
        }
        return new UploadStep(
                Action.OPEN,
                null,
                "the replica's worker has had it for more than " + age.toMinutes() + " minutes",
                since.plus(longest));
    }
}

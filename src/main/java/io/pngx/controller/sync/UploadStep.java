package io.pngx.controller.sync;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What to do next with an upload. Pure; paperless-api.md §5 and §6 and the traps 9 to 12 are where it comes from.
 *
 * @param document the document it became, or the one that holds its bytes
 * @param text     why, for a person
 */
public record UploadStep(Action action, Long document, String text) {
    /** What is known of a POST whose task is not. */
    public enum Action {
        /** Ask again later. */
        WAIT,
        /** It waits for a worker longer than a worker may take: look whether the queue is past it. */
        QUEUED,
        /** It became {@link #document()}. */
        CONSUMED,
        /** The replica says that it holds these bytes: look for them. */
        FIND,
        /** {@link #document()} has these bytes and lies in the trash, where we put it: take it out. */
        RESTORE,
        /** Nothing is known of the task any more: start from the open question. */
        LOST,
        /** Nothing of it is on the replica: upload it (again). */
        AGAIN,
        /** It will not be consumed. */
        FAILED
    }

    /** The row of a task is there before its POST is answered, unless the replica's database is slow; never longer than a worker may take. */
    private static final Duration ROW_MAY_COME = Duration.ofSeconds(30);
    /** The database may still be about to carry out what a worker told it last. */
    private static final Duration COMMIT_MAY_COME = Duration.ofSeconds(2);
    /** What a worker had taken and not begun when it died, the broker hands out again after an hour: with the usual limit that is over then. */
    private static final double REDELIVERY = 2.5;

    private static UploadStep of(Action action, String text) {
        return new UploadStep(action, null, text);
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
            Duration mayCome = timeLimit.compareTo(ROW_MAY_COME) < 0 ? timeLimit : ROW_MAY_COME;
            return of(age.compareTo(mayCome) > 0 ? Action.LOST : Action.WAIT, "the replica does not know the task");
        }
        ConsumeTask task = answer.get(0);
        if (task.waits()) {
            // Nobody has begun it, so no worker's time is over; but a queue that was lost shows it so for ever.
            return of(age.toMillis() > timeLimit.toMillis() * REDELIVERY ? Action.QUEUED : Action.WAIT, "the task waits in the queue");
        }
        if (!task.finished() || task.textIsYetToCome()) {
            return of(age.compareTo(timeLimit) > 0 ? Action.LOST : Action.WAIT, "the task has not ended");
        }
        if (task.succeeded()) {
            return task.document() != null ? new UploadStep(Action.CONSUMED, task.document(), null)
                    : new UploadStep(Action.FIND, null, "The replica's consumer ended without a document ("
                            + task.result() + "); switch barcodes and workflows off there.");
        }
        if (task.duplicate()) {
            return new UploadStep(Action.FIND, task.document(), "The replica refused the file as a duplicate: "
                    + task.result());
        }
        if ("REVOKED".equals(task.status())) {
            return of(Action.LOST, "the task was revoked");
        }
        if (task.workerDied()) {
            return of(Action.LOST, "the worker died over it");
        }
        return of(Action.FAILED, "The replica's consumer refused the file: " + task.result());
    }

    /**
     * After looking at what came later than a task that waits for long. Tasks are taken in the order in which they came
     * (paperless-api.md §6): one that is still waiting when later ones were taken is in the queue no more.
     *
     * @param tasks     that nobody acknowledged, in any order
     * @param overtaken something that we sent later was taken
     */
    public static UploadStep afterQueue(String taskId, List<ConsumeTask> tasks, boolean overtaken) {
        long own = tasks.stream().filter(task -> task.taskId().equals(taskId)).mapToLong(ConsumeTask::id).findFirst().orElse(Long.MAX_VALUE);
        boolean past = overtaken || tasks.stream().anyMatch(task -> task.id() > own && !task.waits());
        return past ? of(Action.LOST, "the replica's queue lost it") : of(Action.QUEUED, "it waits in the replica's queue");
    }

    /**
     * The open question: was it posted at all? First its consume task, by file name.
     *
     * @param since  the replica's clock when the intent was made; null: not known
     * @param others tasks that other uploads own
     * @return the task, or null
     */
    public static ConsumeTask taskFor(String fileName, Instant since, List<ConsumeTask> tasks, Set<String> others) {
        return tasks.stream()
                .filter(task -> sameName(fileName, task.taskFileName()) && !others.contains(task.taskId()))
                .filter(task -> since == null || task.createdAt() == null || !task.createdAt().isBefore(since))
                .max(java.util.Comparator.comparingLong(ConsumeTask::id)).orElse(null);
    }

    /** v3 composes what macOS decomposes. */
    public static boolean sameName(String sent, String found) {
        return found != null && Normalizer.normalize(sent, Normalizer.Form.NFC).equals(Normalizer.normalize(found, Normalizer.Form.NFC));
    }

    /**
     * Then its bytes.
     *
     * @param free      live documents with these bytes that no mapping and no other intent claims
     * @param twinFirst another open upload has the same bytes: one recovery per checksum at a time
     * @param asked     when the POST was sent, or may have been
     * @param failedAt  since when its task is seen to have failed, so that no worker has it any more; null: it is not
     */
    public static UploadStep afterSearch(List<Long> free, boolean twinFirst, Dialect dialect, Instant asked, Instant now,
            Duration timeLimit, Instant failedAt) {
        if (twinFirst) {
            return of(Action.WAIT, "another upload of the same bytes is looked for first");
        }
        if (!free.isEmpty()) {
            return new UploadStep(Action.CONSUMED, free.get(0), null);
        }
        // v3 takes second copies: there the worker must have had its time. v2 refuses them by itself.
        boolean over = failedAt != null && Duration.between(failedAt, now).compareTo(COMMIT_MAY_COME) > 0;
        if (!over && dialect.acceptsDuplicates() && Duration.between(asked, now).compareTo(timeLimit) <= 0) {
            return of(Action.WAIT, "the replica may still have the file in hand");
        }
        return of(Action.AGAIN, over ? "the replica's worker died over it; look whether it has enough memory" : "nothing of it is on the replica");
    }
}

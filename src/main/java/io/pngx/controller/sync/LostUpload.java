package io.pngx.controller.sync;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.sync.UploadStep.Action;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Decides what became of an upload whose task is not known: its answer was lost, its task was, or the process ended in
 * between. Pure.
 * Never posts a file twice to a replica that would take it twice, and waits no longer than the evidence asks for.
 */
public final class LostUpload {
    /** The database may still be about to carry out what a worker told it last. */
    private static final Duration COMMIT_MAY_COME = Duration.ofSeconds(2);
    /**
     * A request that the replica has received becomes a task within this time, and a second for each MiB that it has
     * to write.
     */
    private static final Duration REQUEST_MAY_TAKE = Duration.ofSeconds(60);

    /**
     * A broker that took a message, and was stopped before it said so, keeps the message, and v3 no task of it. A worker
     * that answers and has nothing else to do takes the message within this time.
     */
    static final Duration BROKER_SETTLES = Duration.ofSeconds(45);

    private static final long BYTES_PER_SECOND = 1 << 20;

    private LostUpload() {}

    /**
     * What the tasks of the replica say of it.
     *
     * @param task   its own, by its file name; null: none
     * @param stray  a task came since that is nobody's, and so may be its own under another name
     * @param busy   a task that came since has not ended
     * @param passed a task that was created when its request was over has ended, and so has its own
     */
    public record Trace(ConsumeTask task, boolean stray, boolean busy, boolean passed) {}

    /**
     * @param since  the replica's clock when the intent was made; null: not known
     * @param over   the replica's clock from when its request can't be on the way any more; null: not known
     * @param tasks  of any kind, in any order
     * @param others tasks that uploads own
     */
    public static Trace trace(
            String fileName, Instant since, Instant over, List<ConsumeTask> tasks, Set<String> others) {
        List<ConsumeTask> nobodys = tasks.stream()
                .filter(task -> task.consumes() && !others.contains(task.taskId()))
                .filter(task -> since == null
                        || task.createdAt() == null
                        || !task.createdAt().isBefore(since))
                .toList();
        ConsumeTask own = nobodys.stream()
                .filter(task -> sameName(fileName, task.taskFileName()))
                .max(Comparator.comparingLong(ConsumeTask::id))
                .orElse(null);
        boolean passed = over != null
                && tasks.stream()
                        .anyMatch(task -> task.finished()
                                && task.createdAt() != null
                                && task.createdAt().isAfter(over));
        boolean busy = tasks.stream().anyMatch(task -> !task.finished());
        return new Trace(own, !nobodys.isEmpty(), busy, passed);
    }

    /** v3 composes what macOS decomposes. */
    public static boolean sameName(String sent, String found) {
        return found != null
                && Normalizer.normalize(sent, Normalizer.Form.NFC)
                        .equals(Normalizer.normalize(found, Normalizer.Form.NFC));
    }

    /**
     * May an upload have become this document of the replica?
     *
     * @param since the replica's clock when the intent was made; null: not known
     */
    public static boolean mayHaveBecome(String fileName, Instant since, Document document) {
        boolean isOlder = since != null
                && document.addedAt() != null
                && document.addedAt().isBefore(since);
        return !isOlder && sameName(fileName, document.originalFileName());
    }

    /**
     * How long after the end of its POST a request of this size may still become a task: a proxy may hold all of it.
     */
    public static Duration requestLimit(long size) {
        return REQUEST_MAY_TAKE.plusSeconds(size / BYTES_PER_SECOND);
    }

    /**
     * @param own       live documents with these bytes that nothing else claims, and that this upload may have become
     * @param others    such documents that were there before, or have another file name
     * @param sentAt    when the last byte of its POST left at the latest; null: none did
     * @param refused   paperless-ngx itself answered its POST with an error
     * @param stray     a task came since that may be its own under another name
     * @param busy      the worker has something else to do, or may have
     * @param settles   from when no worker can be handed the upload any more, as the question was told before; null: it
     * was not
     * @param passed    the worker has ended a task that was created when its request was over
     * @param endedAt   since when its task is seen to have failed or to be revoked, so that no worker has it any more;
     * null: it is not
     */
    public record Evidence(
            List<Long> own,
            List<Long> others,
            Instant sentAt,
            boolean refused,
            boolean stray,
            boolean busy,
            Instant settles,
            boolean passed,
            Instant endedAt) {}

    /** Another open upload has the same bytes: one recovery per checksum at a time. */
    public static UploadStep behindTwin(boolean isQuestion) {
        return UploadStep.of(
                isQuestion ? Action.OPEN : Action.WAIT, "another upload of the same bytes is looked for " + "first");
    }

    /** After looking for its task and for its bytes. */
    public static UploadStep next(Evidence found, Dialect dialect, Instant now, Duration timeLimit) {
        if (!found.own().isEmpty()) {
            return new UploadStep(Action.CONSUMED, found.own().get(0), null);
        }
        if (found.endedAt() != null && Duration.between(found.endedAt(), now).compareTo(COMMIT_MAY_COME) > 0) {
            return again(found, "the replica's worker died over it, or lost Redis; look at its memory and at Redis");
        }
        // v2 refuses a second copy by itself. v3 takes it: there nothing may have the file any more.
        boolean nowhere = found.sentAt() == null
                || found.passed()
                || Duration.between(found.sentAt(), now).compareTo(timeLimit) > 0;
        Instant settles = settles(found, now);
        if (nowhere || !dialect.acceptsDuplicates() || settles != null && !now.isBefore(settles)) {
            return again(found, "nothing of it is on the replica");
        }
        return new UploadStep(
                Action.OPEN,
                null,
                (found.refused()
                                ? "the replica answered its upload with an error"
                                : "the answer to its upload was lost")
                        + ", and the replica may have the file in hand all the same",
                settles != null ? settles : found.sentAt().plus(timeLimit));
    }

    /** From when no worker is handed a message that has no task; null: that is not known. */
    private static Instant settles(Evidence found, Instant now) {
        if (!found.refused() || found.stray() || found.busy()) {
            return null;
        }
        Instant latest = now.plus(BROKER_SETTLES);
        return found.settles() != null && found.settles().isBefore(latest) ? found.settles() : latest;
    }

    /** A document with these bytes that came from elsewhere waits for an operator: the file is not sent beside it. */
    private static UploadStep again(Evidence found, String why) {
        return found.others().isEmpty()
                ? UploadStep.of(Action.AGAIN, why)
                : UploadStep.adopt(found.others().get(0));
    }

    /** The replica's worker does not answer: nothing is handed to it yet, and so the time does not begin. */
    public static UploadStep withoutWorker(UploadStep step) {
        return new UploadStep(Action.OPEN, null, step.text() + "; its worker does not answer", null);
    }
}

package io.pngx.controller.sync;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
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

    private static final long BYTES_PER_SECOND = 1 << 20;

    private LostUpload() {}

    /**
     * What the tasks of the replica say of it.
     *
     * @param task   its own, by its file name; null: none
     * @param stray  a task came since that is nobody's, and so may be its own under another name
     * @param passed a task that was created when its request was over has ended, and so has its own
     */
    public record Trace(ConsumeTask task, boolean stray, boolean passed) {}

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
        return new Trace(own, !nobodys.isEmpty(), passed);
    }

    /** v3 composes what macOS decomposes. */
    public static boolean sameName(String sent, String found) {
        return found != null
                && Normalizer.normalize(sent, Normalizer.Form.NFC)
                        .equals(Normalizer.normalize(found, Normalizer.Form.NFC));
    }

    /** How long after its first byte a request of this size may still become a task. */
    public static Duration mayTake(long size) {
        return REQUEST_MAY_TAKE.plusSeconds(size / BYTES_PER_SECOND);
    }

    /**
     * @param free      live documents with these bytes that no mapping and no other upload claims
     * @param postingAt just before the first byte of its POST was sent; null: none was
     * @param refused   paperless-ngx itself answered its POST with an error
     * @param stray     a task came since that may be its own under another name
     * @param passed    the worker has ended a task that was created when its request was over
     * @param endedAt   since when its task is seen to have failed or to be revoked, so that no worker has it any more;
     * null: it is not
     */
    public record Evidence(
            List<Long> free, Instant postingAt, boolean refused, boolean stray, boolean passed, Instant endedAt) {}

    /** Another open upload has the same bytes: one recovery per checksum at a time. */
    public static UploadStep behindTwin(boolean isQuestion) {
        return UploadStep.of(
                isQuestion ? Action.OPEN : Action.WAIT, "another upload of the same bytes is looked for " + "first");
    }

    /** After looking for its task and for its bytes. */
    public static UploadStep next(Evidence found, Dialect dialect, Instant now, Duration timeLimit) {
        if (!found.free().isEmpty()) {
            return new UploadStep(Action.CONSUMED, found.free().get(0), null);
        }
        if (found.endedAt() != null && Duration.between(found.endedAt(), now).compareTo(COMMIT_MAY_COME) > 0) {
            return UploadStep.of(Action.AGAIN, "the replica's worker died over it; look whether it has enough memory");
        }
        // v2 refuses a second copy by itself. v3 takes it: there nothing may have the file any more.
        boolean nowhere = found.postingAt() == null
                || found.refused() && !found.stray()
                || found.passed()
                || Duration.between(found.postingAt(), now).compareTo(timeLimit) > 0;
        if (nowhere || !dialect.acceptsDuplicates()) {
            return UploadStep.of(Action.AGAIN, "nothing of it is on the replica");
        }
        return new UploadStep(
                Action.OPEN,
                null,
                (found.refused()
                                ? "the replica answered its upload with an error"
                                : "the answer to its upload was lost")
                        + ", and the replica may have the file in hand all the same",
                found.postingAt().plus(timeLimit));
    }
}

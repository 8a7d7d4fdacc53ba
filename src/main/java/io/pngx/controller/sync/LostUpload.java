package io.pngx.controller.sync;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.sync.UploadStep.Action;
import io.pngx.controller.text.Text;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Decides on an upload without a known task: the answer or the task was lost, or the process ended during the upload.
 * If the replica accepts duplicates, the file is sent again only when nothing on the replica can still consume the
 * file of the first POST.
 */
public final class LostUpload {
    /**
     * Time after the death of a worker within which the replica's database may still commit the worker's last changes.
     */
    private static final Duration COMMIT_MAY_COME = Duration.ofSeconds(2);
    /** Time within which a received request becomes a task. One second is added for each MiB of the request. */
    private static final Duration REQUEST_MAY_TAKE = Duration.ofSeconds(60);

    /**
     * Time within which an idle worker takes a message from the broker. On v3, the broker can have the message of an
     * upload without a task: the broker stopped after it received the message, and before it confirmed the message.
     */
    static final Duration BROKER_SETTLES = Duration.ofSeconds(45);

    /** An upload that proceeds is polled within this time. Only a failed step is repeated later. */
    private static final Duration POLLED_WITHIN = Duration.ofSeconds(30);

    private static final long BYTES_PER_SECOND = 1 << 20;

    private LostUpload() {}

    /**
     * Evidence from the replica's tasks.
     *
     * @param task task of the upload, found by file name; null: no such task
     * @param stray whether an unclaimed task that is newer than the intent may belong to the upload, although
     *     the task has another file name
     * @param busy whether a task that is newer than the intent has not ended
     * @param passed whether a task that was created after the end of the request has ended; then the task of the upload
     *     has ended, too
     */
    public record Trace(ConsumeTask task, boolean stray, boolean busy, boolean passed) {}

    /**
     * Searches the tasks of a replica for an upload.
     *
     * @param since time of the replica's clock at the intent; null: unknown
     * @param over time of the replica's clock after which the POST can no longer create a task; null: unknown
     * @param tasks tasks of the replica, of any kind and in any order
     * @param others tasks that belong to other uploads
     */
    public static Trace trace(
            String fileName, Instant since, Instant over, List<ConsumeTask> tasks, Set<String> others) {
        List<ConsumeTask> unclaimed = tasks.stream()
                .filter(task -> task.consumes() && !others.contains(task.taskId()))
                .filter(task -> since == null
                        || task.createdAt() == null
                        || !task.createdAt().isBefore(since))
                .toList();
        ConsumeTask own = unclaimed.stream()
                .filter(task -> sameName(fileName, task.taskFileName()))
                .max(Comparator.comparingLong(ConsumeTask::id))
                .orElse(null);
        boolean passed = over != null
                && tasks.stream()
                        .anyMatch(task -> task.finished()
                                && task.createdAt() != null
                                && task.createdAt().isAfter(over));
        boolean busy = tasks.stream().anyMatch(task -> !task.finished());
        return new Trace(own, !unclaimed.isEmpty(), busy, passed);
    }

    /** Compares names in composed form, because macOS decomposes characters and v3 composes them. */
    public static boolean sameName(String sent, String found) {
        return found != null
                && Normalizer.normalize(sent, Normalizer.Form.NFC)
                        .equals(Normalizer.normalize(found, Normalizer.Form.NFC));
    }

    /**
     * Returns whether the upload may have created this document of the replica.
     *
     * @param since time of the replica's clock at the intent; null: unknown
     */
    public static boolean mayHaveBecome(String fileName, Instant since, Document document) {
        boolean isOlder = since != null
                && document.addedAt() != null
                && document.addedAt().isBefore(since);
        return !isOlder && sameName(fileName, document.originalFileName());
    }

    /**
     * Returns the maximum time between the end of a POST of this size and the creation of its task. A proxy may buffer
     * the request meanwhile.
     */
    public static Duration requestLimit(long size) {
        return REQUEST_MAY_TAKE.plusSeconds(size / BYTES_PER_SECOND);
    }

    /**
     * Evidence for one upload.
     *
     * @param own live documents with these bytes that no other upload has claimed, and that this upload may have
     *     created
     * @param others live documents with these bytes that no upload has claimed, and that are older or have another file
     *     name
     * @param sentAt latest time at which the last byte of the POST was sent; null: no byte was sent
     * @param refused whether paperless-ngx itself answered the POST with an error
     * @param answered whether the replica answered the POST with a task, which it does not know any more
     * @param stray whether an unclaimed task may belong to this upload under another file name
     * @param busy whether the worker has, or may have, other work
     * @param settles time after which no worker can get the upload, from an earlier decision; null: none yet
     * @param passed whether the worker has ended a task that was created after the end of the request
     * @param endedAt time since which the replica reports the task as failed or revoked, which shows that no worker has
     *     the task; null: the task is not reported as failed or revoked
     */
    public record Evidence(
            List<Long> own,
            List<Long> others,
            Instant sentAt,
            boolean refused,
            boolean answered,
            boolean stray,
            boolean busy,
            Instant settles,
            boolean passed,
            Instant endedAt) {}

    /**
     * Returns the step that waits for another open upload of the same bytes. Only one upload of a checksum may be
     * recovered at a time. The wait holds the run open only while the other upload proceeds.
     *
     * @param masterId document of the other upload
     * @param isQuestion whether the other upload is an open question
     * @param nextStep time of the next step of the other upload; null: now
     */
    public static UploadStep waitForSameBytes(long masterId, boolean isQuestion, Instant nextStep, Instant now) {
        if (nextStep != null && Duration.between(now, nextStep).compareTo(POLLED_WITHIN) > 0) {
            return UploadStep.of(
                    Action.OPEN,
                    Text.of(
                            "document {0} of the master has the same bytes, and its upload waits for its next attempt",
                            String.valueOf(masterId)));
        }
        return UploadStep.of(
                isQuestion ? Action.OPEN : Action.WAIT,
                Text.of("another upload of the same bytes must be found first"));
    }

    /** Decides the next step after the search for the task and the bytes. */
    public static UploadStep next(Evidence found, Dialect dialect, Instant now, Duration timeLimit) {
        if (!found.own().isEmpty()) {
            return new UploadStep(Action.CONSUMED, found.own().get(0), null);
        }
        if (found.endedAt() != null && Duration.between(found.endedAt(), now).compareTo(COMMIT_MAY_COME) > 0) {
            return again(
                    found,
                    Text.of("the replica's worker died while it had the file, or lost its connection to Redis; check "
                            + "the memory of the worker, and Redis"));
        }
        // v2 refuses a duplicate. v3 accepts a duplicate, so a v3 replica gets the file again only if nothing on the
        // replica can still consume the file of the first POST.
        boolean nowhere = found.sentAt() == null
                || found.passed()
                || Duration.between(found.sentAt(), now).compareTo(timeLimit) > 0;
        Instant settles = settles(found, now);
        if (nowhere || !dialect.acceptsDuplicates() || settles != null && !now.isBefore(settles)) {
            return again(found, Text.of("the replica has neither a task nor a document of this upload"));
        }
        return new UploadStep(
                Action.OPEN,
                null,
                unknown(found),
                settles != null ? settles : found.sentAt().plus(timeLimit));
    }

    private static Text unknown(Evidence found) {
        if (found.answered()) {
            return Text.of("the replica does not know the task of the upload, and may still have the file");
        }
        return Text.of(
                found.refused()
                        ? "the replica answered the upload with an error, and the replica may still have the file"
                        : "the answer to the upload was lost, and the replica may still have the file");
    }

    /** @return the time after which no worker can get the upload; null: unknown */
    private static Instant settles(Evidence found, Instant now) {
        if (!found.refused() || found.stray() || found.busy()) {
            return null;
        }
        Instant latest = now.plus(BROKER_SETTLES);
        return found.settles() != null && found.settles().isBefore(latest) ? found.settles() : latest;
    }

    /**
     * Returns the step that uploads the file again. If another document of the replica has these bytes, returns the
     * step that adopts this document or offers its adoption.
     */
    private static UploadStep again(Evidence found, Text why) {
        return found.others().isEmpty()
                ? UploadStep.of(Action.AGAIN, why)
                : UploadStep.adopt(found.others().get(0));
    }

    /**
     * Returns the step while the replica's worker does not answer. The end of the open question is then unknown,
     * because a stopped worker does not take the message from the broker.
     */
    public static UploadStep withoutWorker(UploadStep step) {
        return new UploadStep(
                Action.OPEN, null, Text.of("{0}; the replica's worker does not answer", step.text()), null);
    }
}

package io.pngx.controller.sync;

import static io.pngx.controller.sync.UploadStep.Action.ADOPT;
import static io.pngx.controller.sync.UploadStep.Action.AGAIN;
import static io.pngx.controller.sync.UploadStep.Action.CONSUMED;
import static io.pngx.controller.sync.UploadStep.Action.OPEN;
import static io.pngx.controller.sync.UploadStep.Action.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LostUploadTest {
    private static final Instant POSTED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private static ConsumeTask named(long id, String taskId, String name, String created) {
        return task(id, taskId, "consume_file", name, created, "PENDING");
    }

    private static ConsumeTask task(long id, String taskId, String kind, String name, String created, String status) {
        return new ConsumeTask(id, taskId, kind, name, created, null, status, null, null);
    }

    private static ConsumeTask own(String name, Instant since, List<ConsumeTask> tasks, Set<String> others) {
        return LostUpload.trace(name, since, null, tasks, others).task();
    }

    @Test
    void aLostUploadIsFoundByItsNameAmongTheNewerTasksOfNobodyElse() {
        List<ConsumeTask> tasks = List.of(
                named(1, "t1", "scan.pdf", "2026-01-02T03:04:04Z"),
                        named(2, "t2", "scan.pdf", "2026-01-02T04:04:05+01:00"),
                named(3, "t3", "scan.pdf", "2026-01-02T03:04:06Z"),
                        named(4, "t4", "other.pdf", "2026-01-02T03:04:06Z"));

        assertThat(own("scan.pdf", POSTED, tasks, Set.of()).taskId()).isEqualTo("t3");
        assertThat(own("scan.pdf", POSTED, tasks, Set.of("t3")).taskId()).isEqualTo("t2");
        assertThat(own("scan.pdf", POSTED, tasks, Set.of("t2", "t3")))
                .as("older than the intent")
                .isNull();
        assertThat(own("scan.pdf", null, tasks, Set.of("t2", "t3")).taskId()).isEqualTo("t1");
        assertThat(own("SCAN.pdf", POSTED, tasks, Set.of())).isNull();
    }

    @Test
    void aNameThatTheReplicaComposedIsTheSameName() {
        List<ConsumeTask> tasks = List.of(named(1, "t1", "B\u00fcro.pdf", "2026-01-02T03:04:06Z"));

        assertThat(own("Bu\u0308ro.pdf", POSTED, tasks, Set.of())).isNotNull();
    }

    @Test
    void aTaskWithoutANameIsNobodys() {
        assertThat(own("scan.pdf", POSTED, List.of(named(1, "t1", null, "2026-01-02T03:04:06Z")), Set.of()))
                .isNull();
    }

    @Test
    void aNewTaskOfNobodyMayBeItsOwnUnderAnotherName() {
        String since = "2026-01-02T03:04:06Z";
        assertThat(LostUpload.trace("a.pdf", POSTED, null, List.of(named(1, "t1", "b.pdf", since)), Set.of())
                        .stray())
                .isTrue();
        assertThat(LostUpload.trace("a.pdf", POSTED, null, List.of(named(1, "t1", "b.pdf", since)), Set.of("t1"))
                        .stray())
                .isFalse();
        assertThat(LostUpload.trace(
                                "a.pdf",
                                POSTED,
                                null,
                                List.of(named(1, "t1", "b.pdf", "2026-01-02T03:04:04Z")),
                                Set.of())
                        .stray())
                .isFalse();
        assertThat(LostUpload.trace(
                                "a.pdf",
                                POSTED,
                                null,
                                List.of(task(1, "t1", "mail_fetch", null, since, "SUCCESS")),
                                Set.of())
                        .stray())
                .isFalse();
    }

    @Test
    void theWorkerHasPassedItOnceItEndedATaskThatCameAfterItsRequestWasOver() {
        Instant over = POSTED.plusSeconds(61);
        assertThat(passed(over, "2026-01-02T03:05:07Z", "SUCCESS")).isTrue();
        assertThat(passed(over, "2026-01-02T03:05:07Z", "FAILURE")).isTrue();
        assertThat(passed(over, "2026-01-02T03:05:07Z", "STARTED"))
                .as("it may have begun both")
                .isFalse();
        assertThat(passed(over, "2026-01-02T03:05:06Z", "SUCCESS"))
                .as("its request may still have been on the way")
                .isFalse();
        assertThat(passed(null, "2026-01-02T03:05:07Z", "SUCCESS"))
                .as("the replica's clock is not known")
                .isFalse();
    }

    private static boolean passed(Instant over, String created, String status) {
        return LostUpload.trace(
                        "a.pdf",
                        POSTED,
                        over,
                        List.of(task(1, "t1", "mail_fetch", null, created, status)),
                        Set.of("t1"))
                .passed();
    }

    @Test
    void aBigFileMayTakeLongerToBecomeATask() {
        assertThat(LostUpload.requestLimit(0)).isEqualTo(Duration.ofSeconds(60));
        assertThat(LostUpload.requestLimit(500L << 20)).isEqualTo(Duration.ofSeconds(560));
    }

    private static final Seen NOTHING = new Seen();

    /** The evidence from the replica. */
    private static final class Seen {
        private List<Long> own = List.of();
        private List<Long> others = List.of();
        private Instant sentAt = POSTED;
        private boolean refused;
        private boolean answered;
        private boolean stray;
        private boolean busy;
        private Instant settles;
        private boolean passed;
        private Instant endedAt;

        LostUpload.Evidence evidence() {
            return new LostUpload.Evidence(
                    own, others, sentAt, refused, answered, stray, busy, settles, passed, endedAt);
        }
    }

    private static Seen seen(Consumer<Seen> what) {
        Seen seen = new Seen();
        what.accept(seen);
        return seen;
    }

    private static UploadStep next(Dialect dialect, Duration age, Seen seen) {
        return LostUpload.next(seen.evidence(), dialect, POSTED.plus(age), LIMIT);
    }

    private static UploadStep.Action search(Dialect dialect, Duration age, Seen seen) {
        return next(dialect, age, seen).action();
    }

    @Test
    void bytesThatAreThereAndMayBeItsOwnAreTheUploads() {
        Seen seen = seen(it -> {
            it.own = List.of(7L, 8L);
            it.others = List.of(3L);
        });
        assertThat(next(Dialect.V3, Duration.ZERO, seen)).isEqualTo(new UploadStep(CONSUMED, 7L, null));
    }

    @Test
    void aDocumentThatCameFromElsewhereIsNotTakenForTheUpload() {
        Seen seen = seen(it -> it.others = List.of(3L));
        assertThat(search(Dialect.V3, Duration.ZERO, seen))
                .as("its own may still come")
                .isEqualTo(OPEN);
        UploadStep after = next(Dialect.V3, LIMIT.plusMillis(1), seen);
        assertThat(after.document()).isEqualTo(3);
        assertThat(after.action()).as("asked for, where it is not ours").isEqualTo(ADOPT);
        assertThat(next(Dialect.V2, Duration.ZERO, seen)).isEqualTo(after);
    }

    @Test
    void aDocumentWithTheNameOfTheFileThatCameSinceMayBeTheUploads() {
        assertThat(mayBe("a.pdf", "2026-01-02T03:04:05Z")).isTrue();
        assertThat(mayBe("a.pdf", "2026-01-02T03:04:04Z"))
                .as("it was there before")
                .isFalse();
        assertThat(mayBe("b.pdf", "2026-01-02T03:04:05Z")).isFalse();
        assertThat(mayBe(null, "2026-01-02T03:04:05Z")).isFalse();
        assertThat(mayBe("a.pdf", null)).isTrue();
    }

    private static boolean mayBe(String name, String added) {
        ObjectNode json = (ObjectNode) Paper.json("{'id':7}");
        json.put("original_file_name", name).put("added", added);
        return LostUpload.mayHaveBecome("a.pdf", POSTED, Json.MAPPER.convertValue(json, Document.class));
    }

    @Test
    void anotherUploadOfTheSameBytesIsLookedForFirst() {
        assertThat(LostUpload.waitForSameBytes(1, false, null, POSTED).action()).isEqualTo(WAIT);
        assertThat(LostUpload.waitForSameBytes(1, false, POSTED.plusSeconds(10), POSTED)
                        .action())
                .isEqualTo(WAIT);
        assertThat(LostUpload.waitForSameBytes(1, true, null, POSTED).action())
                .as("it holds no run open, either")
                .isEqualTo(OPEN);
    }

    @Test
    void anUploadBehindOneThatFailedHoldsNoRunOpen() {
        UploadStep step = LostUpload.waitForSameBytes(7, false, POSTED.plusSeconds(60), POSTED);

        assertThat(step.action()).isEqualTo(OPEN);
        assertThat(step.text().toString()).contains("document 7");
    }

    @Test
    void version3WouldTakeASecondCopyAndSoIsGivenTheWorkersTime() {
        assertThat(search(Dialect.V3, LIMIT, NOTHING)).isEqualTo(OPEN);
        assertThat(next(Dialect.V3, Duration.ZERO, NOTHING).until()).isEqualTo(POSTED.plus(LIMIT));
        assertThat(search(Dialect.V3, LIMIT.plusMillis(1), NOTHING)).isEqualTo(AGAIN);
    }

    @Test
    void aTaskThatTheReplicaNoLongerKnowsIsNoLostAnswer() {
        UploadStep step = next(Dialect.V3, LIMIT, seen(it -> it.answered = true));

        assertThat(step.action()).isEqualTo(OPEN);
        assertThat(step.text().toString()).contains("does not know the task").doesNotContain("lost");
    }

    @Test
    void version2RefusesASecondCopyByItselfAndSoIsSentItAtOnce() {
        assertThat(search(Dialect.V2, Duration.ZERO, NOTHING)).isEqualTo(AGAIN);
        Seen refused = seen(it -> {
            it.refused = true;
            it.stray = true;
        });
        assertThat(search(Dialect.V2, Duration.ZERO, refused)).isEqualTo(AGAIN);
    }

    @Test
    void aPostThatNeverBeganIsSentAtOnce() {
        assertThat(search(Dialect.V3, Duration.ZERO, seen(it -> it.sentAt = null)))
                .isEqualTo(AGAIN);
    }

    /** If the broker was stopped before it confirmed the message, the message may be in the queue without a task. */
    @Test
    void aPostThatPaperlessAnsweredWithAnErrorIsGivenTheTimeInWhichAnIdleWorkerTakesIt() {
        Seen refused = seen(it -> it.refused = true);
        UploadStep begins = next(Dialect.V3, Duration.ofMinutes(5), refused);
        assertThat(begins.action()).isEqualTo(OPEN);
        assertThat(begins.until()).isEqualTo(POSTED.plus(Duration.ofMinutes(5)).plus(LostUpload.BROKER_SETTLES));
        refused.settles = begins.until();
        Duration end = Duration.between(POSTED, begins.until());
        assertThat(next(Dialect.V3, end.minusMillis(1), refused)).isEqualTo(begins);
        assertThat(search(Dialect.V3, end, refused)).isEqualTo(AGAIN);
        refused.busy = true;
        assertThat(search(Dialect.V3, end, refused))
                .as("others may be before it in the queue")
                .isEqualTo(OPEN);
        refused.passed = true;
        assertThat(search(Dialect.V3, end, refused)).isEqualTo(AGAIN);
    }

    @Test
    void aPostThatPaperlessAnsweredWithAnErrorMayHaveATaskUnderAnotherName() {
        Seen refused = seen(it -> {
            it.refused = true;
            it.stray = true;
            it.settles = POSTED;
        });
        assertThat(search(Dialect.V3, Duration.ofMinutes(5), refused)).isEqualTo(OPEN);
    }

    @Test
    void theTimeForAnIdleWorkerDoesNotBeginBeforeTheWorkerAnswers() {
        UploadStep begins = next(Dialect.V3, Duration.ZERO, seen(it -> it.refused = true));
        assertThat(LostUpload.withoutWorker(begins).action()).isEqualTo(OPEN);
        assertThat(LostUpload.withoutWorker(begins).until()).isNull();
    }

    @Test
    void whatTheWorkerHasPassedIsNowhere() {
        Seen passed = seen(it -> {
            it.stray = true;
            it.passed = true;
        });
        assertThat(search(Dialect.V3, Duration.ZERO, passed)).isEqualTo(AGAIN);
    }

    @Test
    void nobodyIsWaitedForOnceTheTaskHasFailed() {
        Duration age = Duration.ofSeconds(60);
        assertThat(search(Dialect.V3, age, failed(POSTED.plus(age).minusMillis(2001))))
                .isEqualTo(AGAIN);
        assertThat(search(Dialect.V3, age, failed(POSTED.plus(age).minusSeconds(2))))
                .as("its commit may come")
                .isEqualTo(OPEN);
    }

    /** A stopped Redis ends a task, too, so the message must not name only the memory. */
    @Test
    void aTaskThatEndedSaysWhereToLook() {
        assertThat(next(Dialect.V3, Duration.ofSeconds(60), failed(POSTED))
                        .text()
                        .toString())
                .contains("worker died while it had the file")
                .contains("memory")
                .contains("Redis");
    }

    private static Seen failed(Instant at) {
        return seen(it -> it.endedAt = at);
    }

    @Test
    void aClockThatWentBackMakesNoSecondCopy() {
        assertThat(search(Dialect.V3, Duration.ofDays(-1), NOTHING)).isEqualTo(OPEN);
    }
}

package io.pngx.controller.sync;

import static io.pngx.controller.sync.UploadStep.Action.AGAIN;
import static io.pngx.controller.sync.UploadStep.Action.CONSUMED;
import static io.pngx.controller.sync.UploadStep.Action.OPEN;
import static io.pngx.controller.sync.UploadStep.Action.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LostUploadTest {
    private static final Instant POSTED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private static ConsumeTask named(long id, String taskId, String name, String created) {
        return task(id, taskId, "consume_file", name, created, "PENDING");
    }

    private static ConsumeTask task(long id, String taskId, String kind, String name, String created, String status) {
        return new ConsumeTask(id, taskId, kind, name, created, status, null, null);
    }

    private static ConsumeTask own(String name, Instant since, List<ConsumeTask> tasks, Set<String> others) {
        return LostUpload.trace(name, since, null, tasks, others).task();
    }

    @Test
    void aLostUploadIsFoundByItsNameAmongTheNewerTasksOfNobodyElse() {
        List<ConsumeTask> tasks = List.of(
                named(1, "t1", "scan.pdf", "2026-01-02T03:04:04Z"), named(2, "t2", "scan.pdf",
                "2026-01-02T04:04:05+01:00"),
                named(3, "t3", "scan.pdf", "2026-01-02T03:04:06Z"), named(4, "t4", "other.pdf",
                "2026-01-02T03:04:06Z"));

        assertThat(own("scan.pdf", POSTED, tasks, Set.of()).taskId()).isEqualTo("t3");
        assertThat(own("scan.pdf", POSTED, tasks, Set.of("t3")).taskId()).isEqualTo("t2");
        assertThat(own("scan.pdf", POSTED, tasks, Set.of("t2", "t3"))).as("older than the intent").isNull();
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
        assertThat(own("scan.pdf", POSTED, List.of(named(1, "t1", null, "2026-01-02T03:04:06Z")), Set.of())).isNull();
    }

    @Test
    void aNewTaskOfNobodyMayBeItsOwnUnderAnotherName() {
        String since = "2026-01-02T03:04:06Z";
        assertThat(LostUpload.trace("a.pdf", POSTED, null, List.of(named(1, "t1", "b.pdf", since)),
                Set.of()).stray()).isTrue();
        assertThat(LostUpload.trace("a.pdf", POSTED, null, List.of(named(1, "t1", "b.pdf", since)),
                Set.of("t1")).stray()).isFalse();
        assertThat(LostUpload.trace("a.pdf", POSTED, null, List.of(named(1, "t1", "b.pdf", "2026-01-02T03:04:04Z")),
                Set.of()).stray()).isFalse();
        assertThat(LostUpload.trace("a.pdf", POSTED, null, List.of(task(1, "t1", "mail_fetch", null, since,
                "SUCCESS")), Set.of()).stray()).isFalse();
    }

    @Test
    void theWorkerHasPassedItOnceItEndedATaskThatCameAfterItsRequestWasOver() {
        Instant over = POSTED.plusSeconds(61);
        assertThat(passed(over, "2026-01-02T03:05:07Z", "SUCCESS")).isTrue();
        assertThat(passed(over, "2026-01-02T03:05:07Z", "FAILURE")).isTrue();
        assertThat(passed(over, "2026-01-02T03:05:07Z", "STARTED")).as("it may have begun both").isFalse();
        assertThat(passed(over, "2026-01-02T03:05:06Z", "SUCCESS")).as("its request may still have been on the way")
                .isFalse();
        assertThat(passed(null, "2026-01-02T03:05:07Z", "SUCCESS")).as("the replica's clock is not known").isFalse();
    }

    private static boolean passed(Instant over, String created, String status) {
        return LostUpload.trace("a.pdf", POSTED, over, List.of(task(1, "t1", "mail_fetch", null, created, status)),
                Set.of("t1")).passed();
    }

    @Test
    void aBigFileMayTakeLongerToBecomeATask() {
        assertThat(LostUpload.mayTake(0)).isEqualTo(Duration.ofSeconds(60));
        assertThat(LostUpload.mayTake(500L << 20)).isEqualTo(Duration.ofSeconds(560));
    }

    /** What is known of an upload in the tests below, unless they say more. */
    private static UploadStep.Action search(Dialect dialect, Duration age, LostUpload.Evidence evidence) {
        return LostUpload.next(evidence, dialect, POSTED.plus(age), LIMIT).action();
    }

    private static final LostUpload.Evidence NOTHING = new LostUpload.Evidence(List.of(), POSTED, false, false,
            false, null);

    @Test
    void bytesThatAreThereAndFreeAreTheUploads() {
        assertThat(LostUpload.next(new LostUpload.Evidence(List.of(7L, 8L), POSTED, false, false, false, null),
                Dialect.V3, POSTED, LIMIT))
                .isEqualTo(new UploadStep(CONSUMED, 7L, null));
    }

    @Test
    void anotherUploadOfTheSameBytesIsLookedForFirst() {
        assertThat(LostUpload.behindTwin(false).action()).isEqualTo(WAIT);
        assertThat(LostUpload.behindTwin(true).action()).as("it holds no run open, either").isEqualTo(OPEN);
    }

    @Test
    void version3WouldTakeASecondCopyAndSoIsGivenTheWorkersTime() {
        assertThat(search(Dialect.V3, LIMIT, NOTHING)).isEqualTo(OPEN);
        assertThat(LostUpload.next(NOTHING, Dialect.V3, POSTED, LIMIT).until()).isEqualTo(POSTED.plus(LIMIT));
        assertThat(search(Dialect.V3, LIMIT.plusMillis(1), NOTHING)).isEqualTo(AGAIN);
    }

    @Test
    void version2RefusesASecondCopyByItselfAndSoIsSentItAtOnce() {
        assertThat(search(Dialect.V2, Duration.ZERO, NOTHING)).isEqualTo(AGAIN);
        assertThat(search(Dialect.V2, Duration.ZERO, new LostUpload.Evidence(List.of(), POSTED, true, true, false,
                null))).isEqualTo(AGAIN);
    }

    @Test
    void aPostThatNeverBeganIsSentAtOnce() {
        assertThat(search(Dialect.V3, Duration.ZERO, new LostUpload.Evidence(List.of(), null, false, true, false,
                null))).isEqualTo(AGAIN);
    }

    @Test
    void aPostThatPaperlessAnsweredWithAnErrorWasNotPublishedUnlessATaskSaysSo() {
        assertThat(search(Dialect.V3, Duration.ZERO, new LostUpload.Evidence(List.of(), POSTED, true, false, false,
                null))).isEqualTo(AGAIN);
        assertThat(search(Dialect.V3, Duration.ZERO, new LostUpload.Evidence(List.of(), POSTED, true, true, false,
                null))).isEqualTo(OPEN);
    }

    @Test
    void whatTheWorkerHasPassedIsNowhere() {
        assertThat(search(Dialect.V3, Duration.ZERO, new LostUpload.Evidence(List.of(), POSTED, false, true, true,
                null))).isEqualTo(AGAIN);
    }

    @Test
    void nobodyIsWaitedForOnceTheTaskHasFailed() {
        Duration age = Duration.ofSeconds(60);
        assertThat(search(Dialect.V3, age, failed(POSTED.plus(age).minusMillis(2001)))).isEqualTo(AGAIN);
        assertThat(search(Dialect.V3, age, failed(POSTED.plus(age).minusSeconds(2)))).as("its commit may come")
                .isEqualTo(OPEN);
    }

    private static LostUpload.Evidence failed(Instant at) {
        return new LostUpload.Evidence(List.of(), POSTED, false, false, false, at);
    }

    @Test
    void aClockThatWentBackMakesNoSecondCopy() {
        assertThat(search(Dialect.V3, Duration.ofDays(-1), NOTHING)).isEqualTo(OPEN);
    }
}

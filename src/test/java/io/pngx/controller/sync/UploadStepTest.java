package io.pngx.controller.sync;

import static io.pngx.controller.sync.UploadStep.Action.AGAIN;
import static io.pngx.controller.sync.UploadStep.Action.CONSUMED;
import static io.pngx.controller.sync.UploadStep.Action.FAILED;
import static io.pngx.controller.sync.UploadStep.Action.FIND;
import static io.pngx.controller.sync.UploadStep.Action.LOST;
import static io.pngx.controller.sync.UploadStep.Action.QUEUED;
import static io.pngx.controller.sync.UploadStep.Action.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.Recorded;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UploadStepTest {
    private static final Instant POSTED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private static UploadStep after(Duration age, String... tasks) {
        return UploadStep.afterTask(java.util.Arrays.stream(tasks).map(UploadStepTest::task).toList(), POSTED, POSTED.plus(age), LIMIT);
    }

    private static ConsumeTask task(String json) {
        return Json.MAPPER.convertValue(Paper.json("{'id':1,'task_id':'t','task_file_name':'scan.pdf'," + json + "}"), ConsumeTask.class);
    }

    private static UploadStep recorded(String version, String scenario, int index) {
        return UploadStep.afterTask(List.of(Json.MAPPER.convertValue(Recorded.one(version, scenario, index).answer(), ConsumeTask[].class)),
                POSTED, POSTED, LIMIT);
    }

    @Test
    void aTaskThatTheReplicaDoesNotShowYetIsAskedForAgain() {
        assertThat(after(Duration.ofSeconds(30)).action()).isEqualTo(WAIT);
    }

    @Test
    void aTaskThatTheReplicaNeverShowsIsLost() {
        assertThat(after(Duration.ofSeconds(31)).action()).isEqualTo(LOST);
    }

    @Test
    void aTaskThatIsNeverShownIsWaitedForNoLongerThanAWorkerMayTake() {
        Duration limit = Duration.ofSeconds(5);
        assertThat(UploadStep.afterTask(List.of(), POSTED, POSTED.plus(limit), limit).action()).isEqualTo(WAIT);
        assertThat(UploadStep.afterTask(List.of(), POSTED, POSTED.plus(limit).plusMillis(1), limit).action()).isEqualTo(LOST);
    }

    @Test
    void aTaskThatHasNotEndedIsAskedForAgainUntilTheWorkersTimeIsOver() {
        for (String status : List.of("STARTED", "RETRY")) {
            assertThat(after(LIMIT, "'status':'" + status + "'").action()).isEqualTo(WAIT);
            assertThat(after(LIMIT.plusMillis(1), "'status':'" + status + "'").action()).isEqualTo(LOST);
        }
    }

    @Test
    void aTaskThatNobodyHasBegunIsNeverTakenForDeadByItsAgeAlone() {
        assertThat(after(LIMIT, "'status':'PENDING'").action()).isEqualTo(WAIT);
        assertThat(after(LIMIT.multipliedBy(2), "'status':'PENDING'").action()).as("the broker may hand it out again").isEqualTo(WAIT);
        assertThat(after(Duration.ofDays(3), "'status':'PENDING'").action()).isEqualTo(QUEUED);
    }

    private static ConsumeTask queued(long id, String status) {
        return Json.MAPPER.convertValue(Paper.json("{'id':" + id + ",'task_id':'t" + id + "','status':'" + status + "'}"), ConsumeTask.class);
    }

    @Test
    void aTaskInTheQueueIsLostOnceLaterOnesWereTaken() {
        ConsumeTask own = queued(2, "PENDING");

        assertThat(UploadStep.afterQueue("t2", List.of(queued(3, "PENDING"), own, queued(1, "SUCCESS")), false).action()).isEqualTo(QUEUED);
        assertThat(UploadStep.afterQueue("t2", List.of(queued(3, "STARTED"), own), false).action()).isEqualTo(LOST);
        assertThat(UploadStep.afterQueue("t2", List.of(own, queued(4, "SUCCESS")), false).action()).isEqualTo(LOST);
        assertThat(UploadStep.afterQueue("t2", List.of(own), true).action()).isEqualTo(LOST);
        assertThat(UploadStep.afterQueue("t2", List.of(queued(4, "SUCCESS")), false).action()).as("its row is not shown").isEqualTo(QUEUED);
    }

    @Test
    void anEndedTaskNamesItsDocumentOnBothVersions() {
        for (String version : Recorded.VERSIONS) {
            assertThat(recorded(version, "15-tasks", 2)).isEqualTo(new UploadStep(CONSUMED, 1L, null));
        }
    }

    @Test
    void aTaskThatEndedLongAgoIsNoLessEnded() {
        assertThat(after(Duration.ofDays(3), "'status':'SUCCESS','related_document':'7'").action()).isEqualTo(CONSUMED);
    }

    @Test
    void anEndWithoutADocumentIsLookedForByItsBytes() {
        UploadStep step = after(Duration.ZERO, "'status':'SUCCESS','result':'Barcode splitting complete!'");

        assertThat(step.action()).isEqualTo(FIND);
        assertThat(step.document()).isNull();
        assertThat(step.text()).isEqualTo("The replica's consumer ended without a document (Barcode splitting complete!); "
                + "switch barcodes and workflows off there.");
    }

    @Test
    void aDuplicateIsNeverTakenForTheNewDocument() {
        UploadStep v2 = recorded("v2.20.15", "04-duplicates", 3);
        UploadStep v2InTheTrash = recorded("v2.20.15", "04-duplicates", 10);
        UploadStep v3 = recorded("v3.0.5", "04-duplicates", 24);

        assertThat(List.of(v2, v2InTheTrash, v3)).allSatisfy(step -> {
            assertThat(step.action()).isEqualTo(FIND);
            assertThat(step.document()).isNotNull();
            assertThat(step.text()).startsWith("The replica refused the file as a duplicate: ");
        });
    }

    @Test
    void aSecondCopyIsANewDocumentOnVersion3() {
        assertThat(recorded("v3.0.5", "04-duplicates", 3)).isEqualTo(new UploadStep(CONSUMED, 2L, null));
    }

    @Test
    void aRefusalIsAFailureWithTheConsumersOwnWords() {
        for (String version : Recorded.VERSIONS) {
            UploadStep step = recorded(version, "15-tasks", 5);
            assertThat(step.action()).isEqualTo(FAILED);
            assertThat(step.document()).isNull();
            assertThat(step.text()).startsWith("The replica's consumer refused the file: ").contains("ASN");
        }
    }

    @Test
    void aFailureWhoseTextIsYetToComeIsAskedForAgain() {
        assertThat(recorded("v2.20.15", "15-tasks", 7).action()).isEqualTo(WAIT);
        assertThat(after(Duration.ZERO, "'status':'FAILURE','result':null").action()).isEqualTo(WAIT);
        assertThat(after(LIMIT.plusSeconds(1), "'status':'FAILURE','result':null").action()).isEqualTo(LOST);
    }

    @Test
    void aRevokedTaskIsLost() {
        assertThat(after(Duration.ZERO, "'status':'REVOKED'").action()).isEqualTo(LOST);
    }

    @Test
    void everyRecordedTaskLeadsSomewhere() {
        assertThat(Recorded.answered("GET", "/api/tasks/")).allSatisfy(each -> {
            for (JsonNode row : each.answer()) {
                UploadStep step = UploadStep.afterTask(List.of(Json.MAPPER.convertValue(row, ConsumeTask.class)), POSTED, POSTED, LIMIT);
                boolean succeeded = "SUCCESS".equals(row.path("status").asText());
                assertThat(step.action() == CONSUMED).isEqualTo(succeeded && step.document() != null);
            }
        });
    }

    @Test
    void aLostUploadIsFoundByItsNameAmongTheNewerTasksOfNobodyElse() {
        List<ConsumeTask> tasks = List.of(
                named(1, "t1", "scan.pdf", "2026-01-02T03:04:04Z"), named(2, "t2", "scan.pdf", "2026-01-02T04:04:05+01:00"),
                named(3, "t3", "scan.pdf", "2026-01-02T03:04:06Z"), named(4, "t4", "other.pdf", "2026-01-02T03:04:06Z"));

        assertThat(UploadStep.taskFor("scan.pdf", POSTED, tasks, Set.of()).taskId()).isEqualTo("t3");
        assertThat(UploadStep.taskFor("scan.pdf", POSTED, tasks, Set.of("t3")).taskId()).isEqualTo("t2");
        assertThat(UploadStep.taskFor("scan.pdf", POSTED, tasks, Set.of("t2", "t3"))).as("older than the intent").isNull();
        assertThat(UploadStep.taskFor("scan.pdf", null, tasks, Set.of("t2", "t3")).taskId()).isEqualTo("t1");
        assertThat(UploadStep.taskFor("SCAN.pdf", POSTED, tasks, Set.of())).isNull();
    }

    @Test
    void aNameThatTheReplicaComposedIsTheSameName() {
        List<ConsumeTask> tasks = List.of(named(1, "t1", "B\u00fcro.pdf", "2026-01-02T03:04:06Z"));

        assertThat(UploadStep.taskFor("Bu\u0308ro.pdf", POSTED, tasks, Set.of())).isNotNull();
    }

    @Test
    void aTaskWithoutANameIsNobodys() {
        assertThat(UploadStep.taskFor("scan.pdf", POSTED, List.of(named(1, "t1", null, "2026-01-02T03:04:06Z")), Set.of())).isNull();
    }

    private static ConsumeTask named(long id, String taskId, String name, String created) {
        return new ConsumeTask(id, taskId, "consume_file", name, created, "PENDING", null, null);
    }

    private static UploadStep search(List<Long> free, boolean twinFirst, Dialect dialect, Duration age) {
        return UploadStep.afterSearch(free, twinFirst, dialect, POSTED, POSTED.plus(age), LIMIT, null);
    }

    @Test
    void bytesThatAreThereAndFreeAreTheUploads() {
        assertThat(search(List.of(7L, 8L), false, Dialect.V3, Duration.ZERO)).isEqualTo(new UploadStep(CONSUMED, 7L, null));
    }

    @Test
    void anotherUploadOfTheSameBytesIsLookedForFirst() {
        assertThat(search(List.of(7L), true, Dialect.V3, LIMIT.plusDays(1)).action()).isEqualTo(WAIT);
        assertThat(search(List.of(), true, Dialect.V2, LIMIT.plusDays(1)).action()).isEqualTo(WAIT);
    }

    @Test
    void version3WouldTakeASecondCopyAndSoIsGivenTheWorkersTime() {
        assertThat(search(List.of(), false, Dialect.V3, LIMIT).action()).isEqualTo(WAIT);
        assertThat(search(List.of(), false, Dialect.V3, LIMIT.plusMillis(1)).action()).isEqualTo(AGAIN);
    }

    @Test
    void nobodyIsWaitedForOnceTheTaskHasFailed() {
        Instant now = POSTED.plusSeconds(60);
        assertThat(UploadStep.afterSearch(List.of(), false, Dialect.V3, POSTED, now, LIMIT, now.minusMillis(2001)).action()).isEqualTo(AGAIN);
        assertThat(UploadStep.afterSearch(List.of(), false, Dialect.V3, POSTED, now, LIMIT, now.minusSeconds(2)).action()).isEqualTo(WAIT);
        assertThat(UploadStep.afterSearch(List.of(), true, Dialect.V3, POSTED, now, LIMIT, POSTED).action()).isEqualTo(WAIT);
    }

    @Test
    void aWorkerThatDiedOverAFileRefusedNothing() {
        String said = "Worker exited prematurely: signal 9 (SIGKILL) Job: 4.";
        assertThat(after(Duration.ZERO, "'status':'FAILURE','result':'" + said + "'").action()).isEqualTo(LOST);
        assertThat(after(Duration.ZERO, "'status':'FAILURE','result':'Traceback (most recent call last):\\nbilliard.exceptions.WorkerLostError: " + said + "'").action())
                .isEqualTo(LOST);
    }

    @Test
    void version2RefusesASecondCopyByItselfAndSoIsSentItAtOnce() {
        assertThat(search(List.of(), false, Dialect.V2, Duration.ZERO).action()).isEqualTo(AGAIN);
    }

    @Test
    void aClockThatWentBackMakesNoSecondCopy() {
        assertThat(search(List.of(), false, Dialect.V3, Duration.ofDays(-1)).action()).isEqualTo(WAIT);
        assertThat(after(Duration.ofDays(-1), "'status':'STARTED'").action()).isEqualTo(WAIT);
    }
}

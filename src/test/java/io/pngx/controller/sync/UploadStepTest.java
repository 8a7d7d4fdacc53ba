package io.pngx.controller.sync;

import static io.pngx.controller.sync.UploadStep.Action.CONSUMED;
import static io.pngx.controller.sync.UploadStep.Action.FAILED;
import static io.pngx.controller.sync.UploadStep.Action.FIND;
import static io.pngx.controller.sync.UploadStep.Action.LATE;
import static io.pngx.controller.sync.UploadStep.Action.LOST;
import static io.pngx.controller.sync.UploadStep.Action.OPEN;
import static io.pngx.controller.sync.UploadStep.Action.OVERTAKEN;
import static io.pngx.controller.sync.UploadStep.Action.WAIT;
import static io.pngx.controller.sync.UploadStep.Action.WITHOUT_DOCUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.Recorded;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadStepTest {
    private static final Instant POSTED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private static UploadStep after(Duration age, String... tasks) {
        return UploadStep.afterTask(
                java.util.Arrays.stream(tasks).map(UploadStepTest::task).toList(), POSTED, POSTED.plus(age), LIMIT);
    }

    private static ConsumeTask task(String json) {
        return Json.MAPPER.convertValue(
                Paper.json("{'id':1,'task_id':'t','task_file_name':'scan.pdf'," + json + "}"), ConsumeTask.class);
    }

    private static UploadStep recorded(String version, String scenario, int index) {
        return UploadStep.afterTask(
                List.of(Json.MAPPER.convertValue(
                        Recorded.one(version, scenario, index).answer(), ConsumeTask[].class)),
                POSTED,
                POSTED,
                LIMIT);
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
        assertThat(UploadStep.afterTask(List.of(), POSTED, POSTED.plus(limit), limit)
                        .action())
                .isEqualTo(WAIT);
        assertThat(UploadStep.afterTask(List.of(), POSTED, POSTED.plus(limit).plusMillis(1), limit)
                        .action())
                .isEqualTo(LOST);
    }

    @Test
    void aTaskThatHasNotEndedIsAskedForAgainUntilTheWorkersTimeIsOver() {
        for (String status : List.of("STARTED", "RETRY")) {
            assertThat(after(Duration.ofSeconds(60), "'status':'" + status + "'")
                            .action())
                    .isEqualTo(WAIT);
            assertThat(after(LIMIT, "'status':'" + status + "'").action()).isEqualTo(LATE);
            assertThat(after(LIMIT.plusMillis(1), "'status':'" + status + "'").action())
                    .isEqualTo(LOST);
        }
    }

    @Test
    void aTaskThatNobodyHasBegunIsNeverTakenForDeadByItsAgeAlone() {
        assertThat(after(Duration.ofSeconds(60), "'status':'PENDING'").action()).isEqualTo(WAIT);
        assertThat(after(Duration.ofSeconds(61), "'status':'PENDING'").action()).isEqualTo(LATE);
        assertThat(after(Duration.ofDays(3), "'status':'PENDING'").action()).isEqualTo(LATE);
    }

    private static ConsumeTask queued(long id, String status) {
        return Json.MAPPER.convertValue(
                Paper.json("{'id':" + id + ",'task_id':'t" + id + "','status':'" + status + "'}"), ConsumeTask.class);
    }

    /** Decides on task 2, which has had this status for this time, beside other tasks. */
    private static UploadStep late(
            Dialect dialect, String status, Duration age, Boolean worker, ConsumeTask... others) {
        return late(dialect, status, age, worker, false, false, others);
    }

    private static UploadStep late(
            Dialect dialect,
            String status,
            Duration age,
            Boolean worker,
            boolean refused,
            boolean sentAgain,
            ConsumeTask... others) {
        ConsumeTask own = queued(2, status);
        List<ConsumeTask> tasks =
                Stream.concat(Stream.of(own), Stream.of(others)).toList();
        return UploadStep.afterQueue(
                own,
                new UploadStep.Queue(tasks, false, refused, sentAgain),
                worker,
                dialect,
                POSTED,
                POSTED.plus(age),
                LIMIT);
    }

    @Test
    void whatAVersion2ReplicaOvertookIsLostAtOnceSinceItRefusesASecondCopy() {
        Duration age = Duration.ofSeconds(61);
        for (String status : List.of("PENDING", "STARTED")) {
            assertThat(late(Dialect.V2, status, age, null, queued(3, "STARTED")).action())
                    .isEqualTo(LOST);
            assertThat(late(Dialect.V2, status, age, null, queued(4, "SUCCESS")).action())
                    .isEqualTo(LOST);
        }
        assertThat(UploadStep.afterQueue(
                                queued(2, "PENDING"),
                                new UploadStep.Queue(List.of(), true, false, false),
                                null,
                                Dialect.V2,
                                POSTED,
                                POSTED.plus(age),
                                LIMIT)
                        .action())
                .as("one of ours that was acknowledged")
                .isEqualTo(LOST);
    }

    @Test
    void whatOneOfSeveralWorkersOfAVersion2ReplicaHasInHandIsSentAgainOnceOnly() {
        Duration age = Duration.ofSeconds(61);
        UploadStep works = late(Dialect.V2, "STARTED", age, null, false, true, queued(3, "STARTED"));
        assertThat(works.action()).isEqualTo(OVERTAKEN);
        assertThat(works.until()).isEqualTo(POSTED.plus(LIMIT));
        assertThat(late(Dialect.V2, "PENDING", age, null, false, true, queued(3, "STARTED"))
                        .action())
                .as("no worker has it")
                .isEqualTo(LOST);
    }

    @Test
    void whatAVersion3ReplicaOvertookMayBeHandedOutAgainForAnHour() {
        UploadStep waits = late(Dialect.V3, "PENDING", Duration.ofMinutes(75), null, queued(3, "SUCCESS"));
        assertThat(waits.action()).isEqualTo(OVERTAKEN);
        assertThat(waits.until()).isEqualTo(POSTED.plus(Duration.ofMinutes(75)));
        assertThat(late(Dialect.V3, "PENDING", Duration.ofMinutes(76), null, queued(3, "SUCCESS"))
                        .action())
                .isEqualTo(LOST);

        UploadStep works = late(Dialect.V3, "STARTED", LIMIT, null, queued(3, "SUCCESS"));
        assertThat(works.action()).as("there may be two workers").isEqualTo(OVERTAKEN);
        assertThat(works.until()).isEqualTo(POSTED.plus(LIMIT));
    }

    @Test
    void whatVersion3CouldNotPublishIsLostOnceItIsOvertaken() {
        assertThat(late(Dialect.V3, "PENDING", Duration.ofSeconds(61), null, true, false, queued(3, "SUCCESS"))
                        .action())
                .isEqualTo(LOST);
        assertThat(late(Dialect.V3, "PENDING", Duration.ofMinutes(75), true, true, false)
                        .action())
                .isEqualTo(OPEN);
        assertThat(late(Dialect.V3, "PENDING", Duration.ofMinutes(76), true, true, false)
                        .action())
                .isEqualTo(LOST);
    }

    @Test
    void whatWaitsForAnIdleWorkerIsSentAgainToVersion2Once() {
        Duration age = Duration.ofSeconds(61);
        assertThat(late(Dialect.V2, "PENDING", age, true).action()).isEqualTo(LOST);
        assertThat(late(Dialect.V2, "PENDING", age, true, queued(1, "STARTED"), queued(3, "PENDING"))
                        .action())
                .as("that one is in hand")
                .isEqualTo(LATE);
        assertThat(late(Dialect.V2, "PENDING", age, true, queued(1, "SUCCESS"), queued(3, "PENDING"))
                        .action())
                .isEqualTo(LOST);
        assertThat(late(Dialect.V2, "PENDING", age, true, false, true).action()).isEqualTo(OPEN);
        assertThat(late(Dialect.V2, "PENDING", age, false).action())
                .as("the worker is away, its queue is not")
                .isEqualTo(OPEN);
        assertThat(late(Dialect.V2, "PENDING", Duration.ofDays(3), null).action())
                .as("the replica does not say")
                .isEqualTo(OPEN);
        assertThat(late(Dialect.V3, "PENDING", Duration.ofDays(3), true).action())
                .isEqualTo(OPEN);
    }

    @Test
    void theQuestionSaysWhetherTheWorkerAnswers() {
        assertThat(late(Dialect.V3, "PENDING", LIMIT, false).text().toString())
                .contains("whose worker does not answer");
        assertThat(late(Dialect.V3, "PENDING", LIMIT, true).text().toString())
                .contains("whose worker has no other work");
    }

    @Test
    void whatTakesLongerThanUsualHoldsItsRunForFiveMinutes() {
        for (Dialect dialect : Dialect.values()) {
            assertThat(late(dialect, "STARTED", Duration.ofMinutes(5), null).action())
                    .isEqualTo(LATE);
            UploadStep works = late(dialect, "STARTED", Duration.ofMinutes(6), null);
            assertThat(works.action()).isEqualTo(OPEN);
            assertThat(works.text().toString()).contains("for more than 6 minutes");
            assertThat(works.until()).isEqualTo(POSTED.plus(LIMIT));
            assertThat(late(dialect, "PENDING", Duration.ofMinutes(5), null, queued(1, "STARTED"))
                            .action())
                    .isEqualTo(LATE);
            assertThat(late(dialect, "PENDING", Duration.ofMinutes(6), null, queued(1, "STARTED"))
                            .action())
                    .isEqualTo(OPEN);
        }
    }

    @Test
    void anEndedTaskNamesItsDocumentOnBothVersions() {
        for (String version : Recorded.VERSIONS) {
            assertThat(recorded(version, "15-tasks", 2)).isEqualTo(new UploadStep(CONSUMED, 1L, null));
        }
    }

    @Test
    void aTaskThatEndedLongAgoIsNoLessEnded() {
        assertThat(after(Duration.ofDays(3), "'status':'SUCCESS','related_document':'7'")
                        .action())
                .isEqualTo(CONSUMED);
    }

    @Test
    void anEndWithoutADocumentSendsTheFileOnlyAfterARetry() {
        UploadStep step = after(Duration.ZERO, "'status':'SUCCESS','result':'Barcode splitting complete!'");

        assertThat(step.action()).isEqualTo(WITHOUT_DOCUMENT);
        assertThat(step.document()).isNull();
        assertThat(step.text().toString())
                .isEqualTo("The replica's consumer ended without a document (Barcode splitting complete!), for example "
                        + "because it split the file. The file is not sent again by itself: switch off barcodes and "
                        + "workflows on the replica, delete the parts of the file there, then retry the document.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UNIQUE constraint failed: documents_document.checksum",
                "duplicate key value violates unique constraint \"documents_document_checksum_75209391_uniq\"",
                "(1062, \"Duplicate entry '0cc1' for key 'documents_document.checksum'\")"
            })
    void aFileThatTheReplicaChangedIntoBytesOfAnotherDocumentIsSentOnlyAfterARetry(String error) {
        ConsumeTask task = new ConsumeTask(
                1,
                "t",
                null,
                "scan.pdf",
                null,
                null,
                "FAILURE",
                "scan.pdf: The following error occurred while storing document scan.pdf after parsing: " + error,
                null);

        UploadStep step = UploadStep.afterTask(List.of(task), POSTED, POSTED, LIMIT);

        assertThat(step.action()).isEqualTo(WITHOUT_DOCUMENT);
        assertThat(step.text()).isEqualTo(UploadStep.OTHER_BYTES);
    }

    @Test
    void aDuplicateIsNeverTakenForTheNewDocument() {
        UploadStep v2 = recorded("v2.20.15", "04-duplicates", 3);
        UploadStep v2InTheTrash = recorded("v2.20.15", "04-duplicates", 10);
        UploadStep v3 = recorded("v3.0.5", "04-duplicates", 24);

        assertThat(List.of(v2, v2InTheTrash, v3)).allSatisfy(step -> {
            assertThat(step.action()).isEqualTo(FIND);
            assertThat(step.document()).isNotNull();
            assertThat(step.text().toString()).startsWith("The replica refused the file as a duplicate: ");
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
            assertThat(step.text().toString())
                    .startsWith("The replica's consumer refused the file: ")
                    .contains("ASN");
        }
    }

    @Test
    void theConsumersWordsAreOneLineAndNotTooMany() {
        String text = "scan.pdf: Error occurred while consuming document scan.pdf: MissingDependencyError: OCR engine"
                + " does not have language data for the following requested languages: \\ndeu\\n\\nPlease install"
                + " the data.\\r\\n\\n  See https://ocr.example/languages\\n";

        assertThat(after(Duration.ZERO, "'status':'FAILURE','result':'" + text + "'")
                        .text())
                .hasToString("The replica's consumer refused the file: scan.pdf: Error occurred while consuming"
                        + " document scan.pdf: MissingDependencyError: OCR engine does not have language data for the"
                        + " following requested languages: deu Please install the data. See"
                        + " https://ocr.example/languages");
        for (String status : List.of("FAILURE", "SUCCESS")) {
            assertThat(after(Duration.ZERO, "'status':'" + status + "','result':'" + text.repeat(50) + "'")
                            .text()
                            .toString())
                    .doesNotContain("\n")
                    .contains("languages: deu Please", "…")
                    .hasSizeLessThan(800);
        }
        assertThat(after(
                                Duration.ZERO,
                                "'status':'FAILURE','result':'Not consuming a.pdf:\\nIt is a duplicate of a\\n(#7)'")
                        .text())
                .hasToString("The replica refused the file as a duplicate: Not consuming a.pdf: It is a duplicate of"
                        + " a (#7).");
        assertThat(after(
                                Duration.ZERO,
                                "'status':'FAILURE','result':'Not consuming a.pdf: It is a duplicate of a (#7).'")
                        .text()
                        .toString())
                .endsWith("It is a duplicate of a (#7).");
    }

    @Test
    void aFailureWhoseTextIsYetToComeIsAskedForAgain() {
        assertThat(recorded("v2.20.15", "15-tasks", 7).action()).isEqualTo(WAIT);
        assertThat(after(Duration.ZERO, "'status':'FAILURE','result':null").action())
                .isEqualTo(WAIT);
        assertThat(after(LIMIT.plusSeconds(1), "'status':'FAILURE','result':null")
                        .action())
                .isEqualTo(LOST);
    }

    @Test
    void aRevokedTaskIsLost() {
        assertThat(after(Duration.ZERO, "'status':'REVOKED'").action()).isEqualTo(LOST);
    }

    @Test
    void everyRecordedTaskLeadsSomewhere() {
        assertThat(Recorded.answered("GET", "/api/tasks/")).allSatisfy(each -> {
            for (JsonNode row : each.answer()) {
                UploadStep step = UploadStep.afterTask(
                        List.of(Json.MAPPER.convertValue(row, ConsumeTask.class)), POSTED, POSTED, LIMIT);
                boolean succeeded = "SUCCESS".equals(row.path("status").asText());
                assertThat(step.action() == CONSUMED).isEqualTo(succeeded && step.document() != null);
            }
        });
    }

    @Test
    void aWorkerThatDiedOverAFileRefusedNothing() {
        String said = "Worker exited prematurely: signal 9 (SIGKILL) Job: 4.";
        assertThat(after(Duration.ZERO, "'status':'FAILURE','result':'" + said + "'")
                        .action())
                .isEqualTo(LOST);
        assertThat(after(
                                Duration.ZERO,
                                "'status':'FAILURE','result':'Traceback (most recent call "
                                        + "last):\\nbilliard.exceptions.WorkerLostError: " + said + "'")
                        .action())
                .isEqualTo(LOST);
    }

    @Test
    void aWorkerWhoseBrokerWentAwayRefusedNothing() {
        for (String said : List.of(
                "Error 111 connecting to 127.0.0.1:19113. Connection refused.",
                "Connection closed by server.",
                "Error while reading from broker:6379 : (104)",
                "Retry limit exceeded while trying to reconnect to the Celery result store backend. The Celery "
                        + "application must be restarted.")) {
            assertThat(after(Duration.ZERO, "'status':'FAILURE','result':'" + said + "'")
                            .action())
                    .as(said)
                    .isEqualTo(LOST);
        }
        assertThat(after(
                                Duration.ZERO,
                                "'status':'FAILURE','result':'Error while converting: [Errno 111] Connection "
                                        + "refused'")
                        .action())
                .as("of another service")
                .isEqualTo(FAILED);
    }

    @Test
    void aClockThatWentBackLosesNoTask() {
        assertThat(after(Duration.ofDays(-1), "'status':'STARTED'").action()).isEqualTo(WAIT);
    }
}

package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Rule;
import io.pngx.simulator.Worker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An upload ends in exactly one copy, whatever fails. */
class UploadTest extends UploadTrouble {
    @ParameterizedTest
    @EnumSource
    void anAnswerAboutAnotherDocumentThanWasAskedForBringsNoSecondCopy(Version version) {
        world(version);
        String path = "/api/documents/" + troubled().id() + "/";
        ObjectNode another = ((ObjectNode) world.master.api().get(path)).put("id", Long.MAX_VALUE);
        world.master
                .faults()
                .on("GET", path)
                .once()
                .status(200)
                .json(another.toString())
                .header("X-Version", world.master.version());
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error())
                .asString()
                .contains("The master was asked for document " + troubled().id()
                        + ", but answered with document 9223372036854775807.");
        world.run();
        oneCopyEach();
        assertThat(posts()).hasSize(2);
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from sync_map where replica_id = ?")
                        .param(world.replica().id())
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    /**
     * The replica's list lacks the copy, and one call answers that the document does not exist. The document is not
     * sent again.
     */
    @ParameterizedTest
    @EnumSource
    void aCopyThatIsOnceSaidNotToBeThereIsNotUploadedAgain(Version version) {
        world(version);
        world.run();
        int copy = copies().get(0).id();
        int other = replica.library().documents().stream()
                .map(DocumentView::id)
                .filter(id -> id != copy)
                .findFirst()
                .orElseThrow();
        Rule list = replica.faults()
                .on("GET", "/api/documents/")
                .query("page_size=1&fields=id")
                .once()
                .status(200)
                .header("X-Version", replica.version())
                .json("{\"count\":1,\"all\":[" + other + "],\"results\":[{\"id\":" + other + "}]}");
        Rule detail = replica.faults()
                .on("GET", "/api/documents/" + copy + "/")
                .once()
                .status(404)
                .header("X-Version", replica.version());
        Rule file = replica.faults()
                .on("HEAD", "/api/documents/" + copy + "/preview/")
                .once()
                .status(404)
                .header("X-Version", replica.version());
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.SUCCESS);
        assertThat(List.of(list.hits(), detail.hits(), file.hits())).containsOnly(1);
        assertThat(world.said(run)).contains("The replica did not list document " + copy + ", but has the document");
        assertThat(run.uploaded() + run.adopted()).isZero();
        assertThat(posts()).hasSize(2);
        oneCopyEach();
    }

    @Test
    void aDocumentFromElsewhereIsNotTakenForTheOneThatTheConsumerRefused() {
        world(Version.V3);
        replica.worker().failNext("The disk of the replica is full");
        NewDocument foreign = NewDocument.text("elsewhere.txt", "The document that meets trouble.");
        replica.faults()
                .on("GET", "/api/tasks/")
                .query("task_id=")
                .once()
                .before(() -> replica.library().add(foreign));
        world.runOnce();
        assertThat(world.boot
                        .sql()
                        .sql("select master_id from adoptions where replica_id = ?")
                        .param(world.replica().id())
                        .query(Integer.class)
                        .list())
                .containsExactly(troubled().id());
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from sync_map where master_id = ?")
                        .param(troubled().id())
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(copies())
                .as("nothing of it was written")
                .extracting(DocumentView::title)
                .containsExactly("elsewhere");
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerToAnUploadIsLostAndItsTaskIsFound(Version version) {
        world(version);
        replica.faults().on("POST", POST).once().cutAfter();
        world.run();
        oneCopyEach();
        assertThat(posts()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerIsLostAndTheTaskRowTooAndItsBytesAreFound(Version version) {
        world(version);
        replica.faults().loseTaskRows(1);
        replica.faults().on("POST", POST).once().cutAfter();
        world.run();
        oneCopyEach();
        // A v2 replica refuses a second copy, so the file may be sent once more.
        assertThat(posts()).hasSizeLessThanOrEqualTo(version == Version.V2 ? 3 : 2);
    }

    /** Camel fills in placeholders in an address, and the address of a task contains an id from the replica. */
    @ParameterizedTest
    @EnumSource
    void aTaskThatIsCalledLikeOurEnvironmentIsNotAskedFor(Version version) {
        world(version);
        String name = System.getenv().containsKey("PATH") ? "{{env:PATH}}" : "{{sys:java.version}}";
        replica.faults()
                .on("POST", POST)
                .once()
                .status(200)
                .json("\"" + name + "\"")
                .header("X-Version", replica.version());
        world.run();
        oneCopyEach();
        assertThat(replica.journal().where("GET", "/api/tasks/"))
                .noneMatch(asked -> String.valueOf(asked.query()).contains("task_id=")
                        && !String.valueOf(asked.query()).matches(".*task_id=[0-9a-f-]{36}(&.*)?"));
    }

    @ParameterizedTest
    @EnumSource
    void anUploadThatNeverArrivedIsSentAgain(Version version) {
        world(version);
        replica.faults().on("POST", POST).once().cutBefore();
        world.run();
        oneCopyEach();
        assertThat(posts()).hasSize(3);
        if (version == Version.V3) {
            assertTheLimitWasWaitedFor();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUploadThatIsAnsweredWithAnErrorIsSentAgain(Version version) {
        world(version);
        replica.faults().on("POST", POST).once().status(500);
        world.run();
        oneCopyEach();
        assertThat(posts()).hasSize(3);
        if (version == Version.V3) {
            assertTheLimitWasWaitedFor();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProxyThatIsDownForOneUploadCostsNothing(Version version) {
        world(version);
        replica.faults().on("POST", POST).once().status(503);
        world.runOnce();
        comeAround();
        world.runOnce();
        world.eventually(
                "the run after it",
                () -> world.boot.runs().open(world.replica().id()).isEmpty());
        oneCopyEach();
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaThatAsksForPatienceIsLeftAloneUntilTheNextRun(Version version) {
        world(version);
        replica.faults().on("POST", POST).once().status(429).header("Retry-After", "1");
        assertThat(world.runOnce().state()).isEqualTo(Run.State.FAILED);
        assertThat(posts()).hasSize(1);
        world.run();
        oneCopyEach();
        assertThat(posts()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void theTaskRowIsMissingForEverAndItsBytesAreFound(Version version) {
        world(version);
        replica.faults().loseTaskRows(1);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        awaitUpload("POSTED");
        pass(Duration.ofMinutes(1));
        assertThat(world.ended(run).state()).isEqualTo(Run.State.SUCCESS);
        oneCopyEach();
        assertThat(posts()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aWorkerThatDiedBeforeItStoredAnythingGetsTheFileAgainWhenItsTimeIsOver(Version version) {
        world(version);
        replica.worker().killNext(Worker.Point.CONSUMING);
        world.run();
        oneCopyEach();
        assertThat(posts()).hasSize(3);
        assertTheLimitWasWaitedFor();
    }

    @ParameterizedTest
    @EnumSource
    void aWorkerThatDiedAfterItStoredTheDocumentGetsNothingTwice(Version version) {
        world(version);
        replica.worker().killNext(Worker.Point.STORED);
        world.run();
        oneCopyEach();
        assertThat(posts()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aWorkerThatTakesItsTimeIsWaitedForByTheNextRunsToo(Version version) {
        world(version);
        world.boot.settings().put(Setting.WORKER_TIME_LIMIT, "1800");
        replica.worker().holdAt(Worker.Point.CONSUMING);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        awaitUpload("POSTED");
        world.boot.runs().requestCancel(run.id());
        assertThat(world.ended(run).state()).isEqualTo(Run.State.CANCELLED);
        Run next = world.ask(world.replica(), Run.Mode.FULL);
        replica.worker().release();
        assertThat(world.ended(next).state()).isEqualTo(Run.State.SUCCESS);
        oneCopyEach();
        assertThat(posts()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aTaskOfALostAnswerThatEndsWithoutADocumentIsReportedAndTheFileIsNotSentAgain(Version version) {
        world(version);
        replica.faults().on("POST", POST).once().cutAfter();
        replica.worker().endNextWithoutDocument("Barcode splitting complete!");
        assertThat(reported()).contains("Barcode splitting complete!");
        comeAround();
        world.runOnce();
        assertThat(posts()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void twoFilesOfOneNameWhoseAnswersAreLostAreNotMistakenForEachOther(Version version) {
        world(version);
        world.boot.sql().sql("update replicas set uploads_in_flight = 5").update();
        add("scan.pdf", "The first scan.");
        add("scan.pdf", "The second scan.");
        replica.worker().pause();
        replica.faults().on("POST", POST).times(4).cutAfter();
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("four uploads", () -> posts().size() >= 4);
        replica.worker().resume();
        world.ended(run);
        world.eventually("an idle worker", () -> replica.worker().unfinished() == 0);
        world.run();
        oneCopyEach();
    }
}

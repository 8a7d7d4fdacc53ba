package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.simulator.DocumentView;
import io.pngx.controller.simulator.Journal;
import io.pngx.controller.simulator.NewDocument;
import io.pngx.controller.simulator.Paperless;
import io.pngx.controller.simulator.Rule;
import io.pngx.controller.simulator.Worker;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Run;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An upload that meets every kind of trouble ends in exactly one copy, or in a clear report. */
class UploadTest {
    private static final String POST = "/api/documents/post_document/";
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private World world;
    private Paperless replica;

    @AfterEach
    void end() {
        if (world != null) {
            world.close();
        }
    }

    /** A master with two documents; the first one is the one that meets trouble. */
    private void world(Version version) {
        world = World.of(Version.V2, version);
        replica = world.replica().server();
        // One at a time, so that it is known whose trouble it is.
        world.boot.sql().sql("update replicas set uploads_in_flight = 1").update();
        world.boot.settings().put(KeyValues.WORKER_TIME_LIMIT, String.valueOf(LIMIT.toSeconds()));
        add("troubled.txt", "The document that meets trouble.");
        add("easy.txt", "A document that meets none.");
    }

    private int add(String name, String text) {
        return world.master.library().add(NewDocument.text(name, text));
    }

    private DocumentView troubled() {
        return world.master.library().documents().get(0);
    }

    private List<DocumentView> copies() {
        return replica.library().documents().stream().filter(copy -> copy.sha256().equals(troubled().sha256())).toList();
    }

    private void oneCopyEach() {
        world.assertEqual();
        assertThat(replica.library().trashed()).isEmpty();
    }

    private List<Journal.Entry> posts() {
        return replica.journal().where("POST", POST);
    }

    /** The other document is there; what is said of the troubled one. */
    private String reported() {
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
        assertThat(run.failed()).isEqualTo(1);
        assertThat(replica.library().documents()).anyMatch(copy -> copy.title().equals("easy"));
        return world.said(run);
    }

    /** As if that much time had passed since an upload's last step. */
    private void pass(Duration time) {
        String then = Instant.now().minus(time).toString();
        world.boot.sql().sql("update uploads set changed_at = ?, planned_at = ?, next_poll_at = null").params(then, then).update();
    }

    /** As if the time of the next attempt had come. */
    private void comeAround() {
        world.boot.sql().sql("update work set next_at = null").update();
        world.boot.sql().sql("update uploads set next_poll_at = null").update();
    }

    private void awaitUpload(String state) {
        world.eventually("an upload that is " + state, () -> world.boot.sql()
                .sql("select count(*) from uploads where replica_id = ? and state = ?").params(world.replica().id(), state)
                .query(Integer.class).single() > 0);
    }

    private void assertTheLimitWasWaitedFor() {
        assertThat(posts()).hasSizeGreaterThan(2);
        assertThat(Duration.between(posts().get(0).time(), posts().get(1).time())).isGreaterThanOrEqualTo(LIMIT);
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerAboutAnotherDocumentThanWasAskedForBringsNoSecondCopy(Version version) {
        world(version);
        String path = "/api/documents/" + troubled().id() + "/";
        ObjectNode another = ((ObjectNode) world.master.api().get(path)).put("id", Long.MAX_VALUE);
        world.master.faults().on("GET", path).once().status(200).json(another.toString()).header("X-Version", world.master.version());
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).contains("The master answered with document 9223372036854775807 when it was asked for document " + troubled().id());
        world.run();
        oneCopyEach();
        assertThat(posts()).hasSize(2);
        assertThat(world.boot.sql().sql("select count(*) from sync_map where replica_id = ?").param(world.replica().id()).query(Long.class).single()).isEqualTo(2);
    }

    /** Its list leaves the copy out, and once it says that there is no such document: neither makes the copy be sent again. */
    @ParameterizedTest
    @EnumSource
    void aCopyThatIsOnceSaidNotToBeThereIsNotUploadedAgain(Version version) {
        world(version);
        world.run();
        int copy = copies().get(0).id();
        int other = replica.library().documents().stream().map(DocumentView::id).filter(id -> id != copy).findFirst().orElseThrow();
        Rule list = replica.faults().on("GET", "/api/documents/").query("page_size=1&fields=id").once().status(200).header("X-Version", replica.version())
                .json("{\"count\":1,\"all\":[" + other + "],\"results\":[{\"id\":" + other + "}]}");
        Rule detail = replica.faults().on("GET", "/api/documents/" + copy + "/").once().status(404).header("X-Version", replica.version());
        Rule file = replica.faults().on("HEAD", "/api/documents/" + copy + "/preview/").once().status(404).header("X-Version", replica.version());
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.SUCCESS);
        assertThat(List.of(list.hits(), detail.hits(), file.hits())).containsOnly(1);
        assertThat(world.said(run)).contains("Document " + copy + " is on the replica, although its list left it out");
        assertThat(run.uploaded() + run.adopted()).isZero();
        assertThat(posts()).hasSize(2);
        oneCopyEach();
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
        // v2 may ask too early; it refuses the second copy itself.
        assertThat(posts()).hasSizeLessThanOrEqualTo(version == Version.V2 ? 3 : 2);
    }

    /** Camel fills in what stands between two braces in an address, and that of a task holds what the replica called it. */
    @ParameterizedTest
    @EnumSource
    void aTaskThatIsCalledLikeOurEnvironmentIsNotAskedFor(Version version) {
        world(version);
        String name = System.getenv().containsKey("PATH") ? "{{env:PATH}}" : "{{sys:java.version}}";
        replica.faults().on("POST", POST).once().status(200).json("\"" + name + "\"").header("X-Version", replica.version());
        world.run();
        oneCopyEach();
        assertThat(replica.journal().where("GET", "/api/tasks/")).noneMatch(asked -> String.valueOf(asked.query()).contains("task_id=")
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
        world.eventually("the run after it", () -> world.boot.runs().open(world.replica().id()).isEmpty());
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
        world.boot.settings().put(KeyValues.WORKER_TIME_LIMIT, "1800");
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
    void aConsumerThatEndsWithoutADocumentIsReported(Version version) {
        world(version);
        replica.worker().endNextWithoutDocument("Barcode splitting complete!");
        assertThat(reported()).contains("Barcode splitting complete!");
        comeAround();
        world.run();
        oneCopyEach();
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

    @ParameterizedTest
    @EnumSource
    void aDocumentOfEqualBytesThatIsThereAlreadyWaitsForAPersonAndIsThenAdopted(Version version) {
        world(version);
        int there = replica.library().add(NewDocument.of("its own name.txt", world.master.library().bytes(troubled().id())).title("its own title"));
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
        assertThat(copies().get(0).title()).as("it is left alone").isEqualTo("its own title");
        accept();
        assertThat(world.runOnce().adopted()).isEqualTo(1);
        assertThat(copies()).extracting(DocumentView::id).containsExactly(there);
        assertThat(copies().get(0).title()).isEqualTo("troubled");
        assertThat(posts()).hasSize(1);
    }

    /** A person confirms the adoption. */
    private void accept() {
        world.boot.sql().sql("update upkeep set adopt_up_to = highest_doc_id where replica_id = ?").param(world.replica().id()).update();
        world.boot.sql().sql("update work set next_at = null where replica_id = ?").param(world.replica().id()).update();
        world.boot.sql().sql("delete from adoptions where replica_id = ?").param(world.replica().id()).update();
    }

    /** It is consumed from somewhere else between the look and the upload. v3 takes a second copy, which is not ours. */
    @ParameterizedTest
    @EnumSource
    void aDocumentOfEqualBytesThatCameAtTheSameMomentIsOfferedWhereTheReplicaRefusesIt(Version version) {
        world(version);
        int[] there = new int[1];
        replica.faults().on("POST", POST).once().before(() -> there[0] = replica.library()
                .add(NewDocument.of("the same.txt", world.master.library().bytes(troubled().id()))));
        Run run = world.runOnce();
        if (version == Version.V2) {
            assertThat(run.adopted()).isZero();
            world.runOnce(); // sees the replica's new document
            accept();
            assertThat(world.runOnce().adopted()).isEqualTo(1);
            assertThat(copies()).extracting(DocumentView::id).containsExactly(there[0]);
        } else {
            assertThat(Equal.differences(world.master, replica, Set.of(there[0]), Set.of())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoDocumentsOfEqualBytesBecomeTwoOnV3AndAClearReportOnV2(Version version) {
        world(version);
        world.boot.sql().sql("update replicas set uploads_in_flight = 5").update();
        world.master.library().add(NewDocument.of("again.txt", world.master.library().bytes(troubled().id())).title("troubled again"));
        Run run = world.runOnce();
        if (version == Version.V3) {
            assertThat(run.state()).isEqualTo(Run.State.SUCCESS);
            world.assertEqual();
            assertThat(copies()).hasSize(2);
        } else {
            assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
            assertThat(copies()).hasSize(1);
            assertThat(world.said(run)).contains("stands for document " + troubled().id() + " of the master");
        }
    }

    @Test
    void twoDocumentsOfEqualBytesWhoseAnswersAreLostBecomeTwoOnV3() {
        world(Version.V3);
        world.boot.sql().sql("update replicas set uploads_in_flight = 5").update();
        world.master.library().add(NewDocument.of("troubled.txt", world.master.library().bytes(troubled().id())).title("troubled again"));
        replica.faults().loseTaskRows(2);
        replica.faults().on("POST", POST).times(3).cutAfter();
        world.run();
        world.assertEqual();
        assertThat(copies()).hasSize(2);
    }

    @Test
    void equalBytesInTheTrashOfAV2AreReportedAndStayThere() {
        world(Version.V2);
        int trashed = replica.library().add(NewDocument.of("trashed.txt", world.master.library().bytes(troubled().id())));
        replica.api().delete("/api/documents/" + trashed + "/");
        assertThat(reported()).contains("trash");
        assertThat(replica.library().trashed()).extracting(DocumentView::id).containsExactly(trashed);
        assertThat(copies()).isEmpty();
    }

    @Test
    void equalBytesInTheTrashOfAV3DoNotMatter() {
        world(Version.V3);
        int trashed = replica.library().add(NewDocument.of("trashed.txt", world.master.library().bytes(troubled().id())));
        replica.api().delete("/api/documents/" + trashed + "/");
        world.run();
        world.assertEqual();
        assertThat(replica.library().trashed()).extracting(DocumentView::id).containsExactly(trashed);
    }

    @Test
    void equalBytesInTheTrashOfAV3ThatDeletesDuplicatesAreReported() {
        world(Version.V3);
        replica.deleteDuplicates(true);
        int trashed = replica.library().add(NewDocument.of("trashed.txt", world.master.library().bytes(troubled().id())));
        replica.api().delete("/api/documents/" + trashed + "/");
        assertThat(reported()).contains("It is a duplicate of document #" + trashed);
        assertThat(copies()).isEmpty();
    }

    @Test
    void equalBytesInAnArchiveFileAreReportedAndNeverAdopted() {
        world(Version.V2);
        int other = replica.library().add(NewDocument.text("other.txt", "Another document.")
                .archive(world.master.library().bytes(troubled().id())).title("another"));
        assertThat(reported()).contains("archive file");
        assertThat(replica.library().document(other).title()).isEqualTo("another");
        assertThat(copies()).isEmpty();
    }

    @Test
    void aReasonThatV2WritesLateIsWaitedFor() {
        world(Version.V2);
        replica.worker().failNext("troubled.txt: no text can be read from it");
        replica.worker().holdAt(Worker.Point.FAILED);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        replica.worker().awaitHeld(Worker.Point.FAILED, World.PATIENCE);
        int asked = replica.journal().count("GET", "/api/tasks/");
        world.eventually("two more questions for the task", () -> replica.journal().count("GET", "/api/tasks/") > asked + 1);
        replica.worker().release();
        assertThat(world.ended(run).state()).isEqualTo(Run.State.PARTIAL);
        assertThat(world.said(run)).contains("no text can be read from it").doesNotContain("traceback");
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatTheReplicaDoesNotTakeIsReported(Version version) {
        world(version);
        byte[] office = "PK\3\4 no such parser on the replica\1\2\3".getBytes(StandardCharsets.ISO_8859_1);
        world.master.library().erase(troubled().id());
        world.master.library().add(NewDocument.of("letter.docx", office));
        assertThat(reported()).contains("File type application/octet-stream not supported");
    }

    @ParameterizedTest
    @EnumSource
    void anEncryptedFileIsReported(Version version) {
        world(version);
        world.master.library().erase(troubled().id());
        world.master.library().add(NewDocument.of("secret.pdf", Papers.pdf("/Encrypt")));
        assertThat(reported()).contains("encrypted");
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsTooBigForAProxyIsReportedAndNotRepeated(Version version) {
        world(version);
        replica.faults().on("POST", POST).once().status(413).html("<h1>413 Request Entity Too Large</h1>");
        assertThat(reported()).contains("413");
        assertThat(posts()).hasSize(2);
        comeAround();
        world.run();
        oneCopyEach();
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatTheMasterLostIsReportedAndAnotherOneThatItCutsShortIsNotPassedOn(Version version) {
        world(version);
        int lost = add("lost.txt", "The file is gone from the master's disk.");
        world.master.library().loseFile(lost);
        world.master.faults().on("GET", "/api/documents/" + troubled().id() + "/preview/").times(1).truncate(5);
        Run run = world.runOnce();
        assertThat(run.failed()).isEqualTo(2);
        assertThat(world.said(run)).contains("The master has no file").contains("other bytes than the master has on record");
        assertThat(replica.library().documents()).extracting(DocumentView::title).containsExactly("easy");
    }

    /** As when somebody deletes it on the replica before it is settled. */
    @ParameterizedTest
    @EnumSource
    void whatAnUploadBecameVanishesBeforeItIsSettledAndIsBroughtAgain(Version version) {
        world(version);
        replica.faults().on("PATCH", "/api/documents/\\d+/").once().status(404).json("{\"detail\":\"No Document matches the given query.\"}")
                .header("X-Version", replica.version());
        assertThat(reported()).contains("What it became is no longer on the replica");
        comeAround();
        world.run();
        oneCopyEach();
    }
}

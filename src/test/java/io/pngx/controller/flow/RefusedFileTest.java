package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Worker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that the replica refuses is reported clearly. */
class RefusedFileTest extends UploadTrouble {
    @Test
    void aReasonThatV2WritesLateIsWaitedFor() {
        world(Version.V2);
        replica.worker().failNext("troubled.txt: no text can be read from it");
        replica.worker().holdAt(Worker.Point.FAILED);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        replica.worker().awaitHeld(Worker.Point.FAILED, World.PATIENCE);
        int asked = replica.journal().count("GET", "/api/tasks/");
        world.eventually(
                "two more questions for the task", () -> replica.journal().count("GET", "/api/tasks/") > asked + 1);
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

    @Test
    void aPlanCountsOnlyTheDocumentsOfItsRun() {
        world(Version.V2);
        replica.faults().on("POST", POST).once().status(413).html("<h1>413 Request Entity Too Large</h1>");
        assertThat(reported())
                .contains("2 documents need attention: 2 new, 0 changed, 0 whose copy vanished, 0 to compare");

        add("later.txt", "Added while the refused document waits for its next attempt.");
        int easy = world.master.library().documents().get(1).id();
        world.master.api().patch("/api/documents/" + easy + "/", Papers.json("title", "changed"));
        assertThat(world.said(world.runOnce()))
                .contains("2 documents need attention: 1 new, 1 changed, 0 whose copy vanished, 0 to compare");

        assertThat(world.said(world.run(world.replica(), Run.Mode.FULL)))
                .contains("3 documents need attention: 1 new, 0 changed, 0 whose copy vanished, 2 to compare");
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatTheMasterLostIsReportedAndAnotherOneThatItCutsShortIsNotPassedOn(Version version) {
        world(version);
        int lost = add("lost.txt", "The file is gone from the master's disk.");
        world.master.library().loseFile(lost);
        world.master
                .faults()
                .on("GET", "/api/documents/" + troubled().id() + "/preview/")
                .times(1)
                .truncate(5);
        Run run = world.runOnce();
        assertThat(run.failed()).isEqualTo(2);
        assertThat(world.said(run))
                .contains("The master has no file")
                .contains("does not match the checksum in the master's database");
        assertThat(replica.library().documents())
                .extracting(DocumentView::title)
                .containsExactly("easy");
    }

    /** A user deletes the document on the replica before the upload is settled, and empties the trash. */
    @ParameterizedTest
    @EnumSource
    void whatAnUploadBecameVanishesBeforeItIsSettledAndIsBroughtAgain(Version version) {
        world(version);
        replica.faults().on("PATCH", "/api/documents/\\d+/").once().before(() -> {
            trashCopies();
            emptyTrash();
        });
        assertThat(reported()).contains("is no longer on the replica");
        comeAround();
        world.run();
        oneCopyEach();
    }

    /** A workflow of the replica moves each new document to the trash. */
    @ParameterizedTest
    @EnumSource
    void aDocumentThatTheReplicaMovesToItsTrashIsNotUploadedAgainUntilItHasLeftTheTrash(Version version) {
        world(version);
        replica.faults().on("PATCH", "/api/documents/\\d+/").before(this::trashCopies);

        assertThat(reported()).contains("to its trash, probably by a workflow");
        for (int attempt = 0; attempt < 2; attempt++) {
            comeAround();
            assertThat(reported()).contains("to its trash, probably by a workflow");
        }
        assertThat(posts()).hasSize(2);
        assertThat(replica.library().trashed()).hasSize(1);

        replica.faults().clear();
        emptyTrash();
        comeAround();
        assertThat(reported()).contains("is no longer on the replica");
        comeAround();
        world.run();

        oneCopyEach();
        assertThat(posts()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void aDocumentThatAUserRestoresFromTheTrashIsSettledWithoutAnUpload(Version version) {
        world(version);
        replica.faults().on("PATCH", "/api/documents/\\d+/").once().before(this::trashCopies);
        assertThat(reported()).contains("to its trash, probably by a workflow");

        replica.api().post("/api/trash/", Papers.json("action", "restore", "documents", trashedIds()));
        comeAround();
        world.run();

        oneCopyEach();
        assertThat(posts()).hasSize(2);
    }

    private void trashCopies() {
        copies().forEach(copy -> replica.api().delete("/api/documents/" + copy.id() + "/"));
    }

    private void emptyTrash() {
        replica.api().post("/api/trash/", Papers.json("action", "empty", "documents", trashedIds()));
    }

    private List<Integer> trashedIds() {
        return replica.library().trashed().stream().map(DocumentView::id).toList();
    }
}

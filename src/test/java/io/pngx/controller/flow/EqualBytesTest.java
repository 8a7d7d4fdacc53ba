package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A document whose bytes the replica already holds: in another document, in the trash, or as an archive file. */
class EqualBytesTest extends UploadTrouble {
    private static final String SAME_FILE = "same file as a copy";

    @ParameterizedTest
    @EnumSource
    void aDocumentOfEqualBytesThatIsThereAlreadyWaitsForAPersonAndIsThenAdopted(Version version) {
        world(version);
        int there = replica.library()
                .add(NewDocument.of(
                                "its own name.txt",
                                world.master.library().bytes(troubled().id()))
                        .title("its own title"));
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
        assertThat(copies().get(0).title()).as("it is left alone").isEqualTo("its own title");
        accept();
        assertThat(world.runOnce().adopted()).isEqualTo(1);
        assertThat(copies()).extracting(DocumentView::id).containsExactly(there);
        assertThat(copies().get(0).title()).isEqualTo("troubled");
        assertThat(posts()).hasSize(1);
    }

    /** A user confirms the adoption. */
    private void accept() {
        world.boot
                .sql()
                .sql("update maintenance_state set adopt_up_to = highest_doc_id where replica_id = ?")
                .param(world.replica().id())
                .update();
        world.boot
                .sql()
                .sql("update work set next_at = null where replica_id = ?")
                .param(world.replica().id())
                .update();
        world.boot
                .sql()
                .sql("delete from adoptions where replica_id = ?")
                .param(world.replica().id())
                .update();
    }

    /**
     * Someone else uploads the file between the search and the upload. A v3 replica then has a second, foreign
     * document.
     */
    @ParameterizedTest
    @EnumSource
    void aDocumentOfEqualBytesThatCameAtTheSameMomentIsOfferedWhereTheReplicaRefusesIt(Version version) {
        world(version);
        int[] there = new int[1];
        replica.faults()
                .on("POST", POST)
                .once()
                .before(() -> there[0] = replica.library()
                        .add(NewDocument.of(
                                "the same.txt",
                                world.master.library().bytes(troubled().id()))));
        Run run = world.runOnce();
        if (version == Version.V2) {
            assertThat(run.adopted()).isZero();
            world.runOnce(); // reads the new document of the replica
            accept();
            assertThat(world.runOnce().adopted()).isEqualTo(1);
            assertThat(copies()).extracting(DocumentView::id).containsExactly(there[0]);
        } else {
            assertThat(Equal.differences(world.master, replica, Set.of(there[0]), Set.of()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoDocumentsOfEqualBytesBecomeTwoOnV3AndAClearReportOnV2(Version version) {
        world(version);
        world.boot.sql().sql("update replicas set uploads_in_flight = 5").update();
        world.master
                .library()
                .add(NewDocument.of(
                                "again.txt",
                                world.master.library().bytes(troubled().id()))
                        .title("troubled again"));
        Run run = world.runOnce();
        if (version == Version.V3) {
            assertThat(run.state()).isEqualTo(Run.State.SUCCESS);
            world.assertEqual();
            assertThat(copies()).hasSize(2);
        } else {
            assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
            assertThat(copies()).hasSize(1);
            assertThat(world.said(run))
                    .contains("is the copy of document " + troubled().id() + " of the master");
        }
    }

    @Test
    void aDocumentBehindAnotherOfEqualBytesThatCannotBeSettledHoldsNoRunOpen() {
        world(Version.V2);
        world.boot.sql().sql("update replicas set uploads_in_flight = 5").update();
        int again = world.master
                .library()
                .add(NewDocument.of(
                                "again.txt",
                                world.master.library().bytes(troubled().id()))
                        .title("troubled again"));
        replica.faults().on("PATCH", "/api/documents/\\d+/").status(500);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the end of the run, which waits 30 seconds for an upload with an unknown outcome", () -> {
            world.boot
                    .sql()
                    .sql("update uploads set question_at = '2026-01-01T00:00:00Z' where master_id = ?"
                            + " and question is not null")
                    .param(again)
                    .update();
            return world.now(run).finishedAt() != null;
        });
        assertThat(world.said(run)).contains("document " + troubled().id() + " of the master has the same bytes");

        replica.faults().clear();
        comeAround();
        Run next = world.runOnce();

        assertThat(copies()).extracting(DocumentView::title).containsExactly("troubled");
        assertThat(world.said(next))
                .contains("is the copy of document " + troubled().id() + " of the master");
    }

    @Test
    void twoDocumentsOfEqualBytesWhoseAnswersAreLostBecomeTwoOnV3() {
        world(Version.V3);
        world.boot.sql().sql("update replicas set uploads_in_flight = 5").update();
        world.master
                .library()
                .add(NewDocument.of(
                                "troubled.txt",
                                world.master.library().bytes(troubled().id()))
                        .title("troubled again"));
        replica.faults().loseTaskRows(2);
        replica.faults().on("POST", POST).times(3).cutAfter();
        world.run();
        world.assertEqual();
        assertThat(copies()).hasSize(2);
    }

    @Test
    void equalBytesInTheTrashOfAV2AreReportedAndStayThere() {
        world(Version.V2);
        int trashed = replica.library()
                .add(NewDocument.of(
                        "trashed.txt", world.master.library().bytes(troubled().id())));
        replica.api().delete("/api/documents/" + trashed + "/");
        assertThat(reported()).contains("trash");
        assertThat(replica.library().trashed()).extracting(DocumentView::id).containsExactly(trashed);
        assertThat(copies()).isEmpty();
    }

    @Test
    void equalBytesInTheTrashOfAV3DoNotMatter() {
        world(Version.V3);
        int trashed = replica.library()
                .add(NewDocument.of(
                        "trashed.txt", world.master.library().bytes(troubled().id())));
        replica.api().delete("/api/documents/" + trashed + "/");
        world.run();
        world.assertEqual();
        assertThat(replica.library().trashed()).extracting(DocumentView::id).containsExactly(trashed);
    }

    @Test
    void equalBytesInTheTrashOfAV3ThatDeletesDuplicatesAreReported() {
        world(Version.V3);
        replica.deleteDuplicates(true);
        int trashed = replica.library()
                .add(NewDocument.of(
                        "trashed.txt", world.master.library().bytes(troubled().id())));
        replica.api().delete("/api/documents/" + trashed + "/");
        assertThat(reported()).contains("It is a duplicate of document #" + trashed + ". That document ");
        assertThat(copies()).isEmpty();
    }

    @Test
    void equalBytesInAnArchiveFileAreReportedAndNeverAdopted() {
        world(Version.V2);
        int other = replica.library()
                .add(NewDocument.text("other.txt", "Another document.")
                        .archive(world.master.library().bytes(troubled().id()))
                        .title("another"));
        assertThat(reported()).contains("archive file");
        assertThat(replica.library().document(other).title()).isEqualTo("another");
        assertThat(copies()).isEmpty();
    }

    /** Another controller copies a document to the replica at the same moment. */
    @Test
    void foreignDocumentsWithTheFileOfACopyAreReportedOnce() {
        world(Version.V3);
        int[] first = new int[1];
        replica.faults().on("POST", POST).once().before(() -> first[0] = addToReplica());
        assertThat(world.said(world.runOnce())).as("not listed yet").doesNotContain(SAME_FILE);
        assertThat(world.said(world.runOnce()))
                .as("nothing to upload: no list of files")
                .doesNotContain(SAME_FILE);
        add("third.txt", "A third document.");
        assertThat(world.said(world.runOnce()))
                .contains("WARN surplus: Documents of the replica that are not copies have the same file as a copy, for"
                        + " example document " + first[0] + ".");
        add("fourth.txt", "A fourth document.");
        assertThat(world.said(world.runOnce())).as("said before").doesNotContain(SAME_FILE);

        int second = addToReplica();
        add("fifth.txt", "A fifth document.");
        assertThat(world.said(world.runOnce())).contains(SAME_FILE).contains("example document " + second + ".");

        world.boot
                .sql()
                .sql("update uploads set replica_doc_id = ? where replica_id = ? and master_id = ?")
                .params(second, world.replica().id(), troubled().id())
                .update();
        add("sixth.txt", "A sixth document.");
        assertThat(world.said(world.runOnce()))
                .as("an upload of the controller's own")
                .contains("example document " + first[0] + ".");
    }

    @Test
    void equalBytesOfTheMasterAndDocumentsOfferedForAdoptionAreNotReported() {
        world(Version.V3);
        byte[] bytes = world.master.library().bytes(troubled().id());
        world.master.library().add(NewDocument.of("again.txt", bytes));
        replica.library().add(NewDocument.text("of a user.txt", "Not of the master."));
        world.run();
        assertThat(copies()).hasSize(2);

        world.master.library().add(NewDocument.of("once more.txt", bytes));
        addToReplica();
        Run run = world.runOnce();
        assertThat(world.said(run)).contains("confirm its adoption").doesNotContain(SAME_FILE);
        add("third.txt", "A third document.");
        assertThat(world.said(world.runOnce())).as("the offer waits").doesNotContain(SAME_FILE);
    }

    /** Adds a document with the troubled bytes to the replica. */
    private int addToReplica() {
        return replica.library()
                .add(NewDocument.of(
                        "from elsewhere.txt",
                        world.master.library().bytes(troubled().id())));
    }
}

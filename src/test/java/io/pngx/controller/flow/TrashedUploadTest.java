package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A 2.x replica has an uploaded document in its trash, and the master has a new file meanwhile. */
class TrashedUploadTest {
    private static final String SECOND = "The second text";

    private World world;
    private Paperless replica;
    private int paper;

    @AfterEach
    void end() {
        world.close();
    }

    private void trashTheUpload(Version master) {
        world = World.of(master, Version.V2).deletesAreExpected();
        replica = world.replica().server();
        paper = world.master.library().add(NewDocument.text("paper.txt", "The first text"));
        replica.faults()
                .on("PATCH", "/api/documents/\\d+/")
                .once()
                .before(() -> replica.library()
                        .documents()
                        .forEach(copy -> replica.api().delete("/api/documents/" + copy.id() + "/")));
        assertThat(world.said(world.runOnce())).contains("to its trash, probably by a workflow");
        world.master.library().replaceFile(paper, SECOND.getBytes(StandardCharsets.UTF_8));
    }

    private Run tryAgain() {
        world.boot.sql().sql("update work set next_at = null").update();
        world.boot.sql().sql("update uploads set next_poll_at = null").update();
        return world.runOnce();
    }

    /** The controller replaced the copy itself, and its database was restored from a backup. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void aDocumentWithTheNewFileIsOfferedForAdoption(Version master) {
        trashTheUpload(master);
        int replacement = replica.library().add(NewDocument.text("paper.txt", SECOND));

        assertThat(world.said(tryAgain())).contains("the document starts again with the new file");

        tryAgain();
        assertThat(world.boot
                        .sql()
                        .sql("select replica_doc_id from adoptions where replica_id = ? and master_id = ?")
                        .params(world.replica().id(), paper)
                        .query(Integer.class)
                        .list())
                .containsExactly(replacement);
        assertThat(World.uploads(replica)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void theNewFileIsUploadedIfTheReplicaLacksIt(Version master) {
        trashTheUpload(master);

        Run run = tryAgain();

        assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(replica.library().trashed()).hasSize(1);
        assertThat(replica.library().documents())
                .extracting(DocumentView::title)
                .containsExactly("paper");
        assertThat(World.uploads(replica)).isEqualTo(2);
        world.assertEqual();
    }
}

package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user of a v3 replica deletes a copy, and empties the trash, while the copy gets a version. */
class PurgedCopyTest {
    private static final String UPDATE = "/api/documents/\\d+/update_version/";

    private World world;
    private Paperless replica;
    private int id;

    @BeforeEach
    void aDocumentWithANewVersion() {
        world = World.of(Version.V3, Version.V3);
        replica = world.replica().server();
        id = world.master.library().add(NewDocument.text("one.txt", "As scanned"));
        world.run();
        world.master.library().addVersion(id, "Rotated".getBytes(StandardCharsets.UTF_8), null);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void aDocumentIsUploadedAgainIfItsCopyWasPurgedWhileAVersionWaitedInTheQueue() {
        replica.worker().pause();
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the upload of the version", () -> replica.journal().count("POST", UPDATE) == 1);
        purge();
        replica.worker().resume();
        assertThat(world.ended(run).state()).isEqualTo(Run.State.PARTIAL);

        isUploadedAgain();
    }

    @Test
    void aDocumentIsUploadedAgainIfItsCopyWasPurgedAndTheAnswerOfAVersionWasLost() {
        replica.faults().on("POST", UPDATE).once().before(this::purge).cutAfter();
        world.runOnce();

        isUploadedAgain();
    }

    private void purge() {
        int copy = replica.library().documents().get(0).id();
        replica.api().delete("/api/documents/" + copy + "/");
        replica.api().post("/api/trash/", Papers.json("action", "empty", "documents", List.of(copy)));
    }

    private void isUploadedAgain() {
        world.boot
                .sql()
                .sql("update work set next_at = null where replica_id = ?")
                .param(world.replica().id())
                .update();
        world.boot
                .sql()
                .sql("update uploads set next_poll_at = null where replica_id = ?")
                .param(world.replica().id())
                .update();

        world.run();
        world.assertEqual();
        assertThat(replica.library().documents()).hasSize(1);
        assertThat(replica.library()
                        .versions(replica.library().documents().get(0).id()))
                .hasSize(2);
    }
}

package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A verification finds that the replica has no file for a copy, for example because a volume is not mounted. */
class FileThatWasMissingTest {
    private static final String UPLOADS = "/api/documents/(post_document|\\d+/update_version)/";

    private World world;

    @AfterEach
    void end() {
        world.close();
    }

    private Paperless replica() {
        return world.replica().server();
    }

    private void verifyWithoutFiles() {
        replica()
                .faults()
                .on("*", "/api/documents/\\d+/preview/")
                .status(404)
                .header("X-Version", replica().version());
        assertThat(world.run(world.replica(), Run.Mode.VERIFY).mismatched()).isEqualTo(1);
        replica().faults().clear();
        replica().journal().clear();
    }

    @ParameterizedTest
    @CsvSource({"V2, V2", "V2, V3", "V3, V2", "V3, V3"})
    void aFileThatIsThereAgainIsNotUploaded(Version master, Version version) {
        world = World.of(master, version);
        int id = world.master.library().add(NewDocument.text("one.txt", "As scanned"));
        world.run();
        verifyWithoutFiles();
        world.master.api().patch("/api/documents/" + id + "/", Papers.json("title", "anew"));

        world.run();

        world.assertEqual();
        assertThat(replica().journal().where("POST", UPLOADS)).isEmpty();
        assertThat(world.run(world.replica(), Run.Mode.VERIFY).unchanged()).isEqualTo(1);
    }

    @Test
    void ofSeveralVersionsOnlyTheMissingOneIsUploaded() {
        world = World.of(Version.V3, Version.V3);
        int id = world.master.library().add(NewDocument.text("one.txt", "As scanned"));
        world.master.library().addVersion(id, "Rotated".getBytes(StandardCharsets.UTF_8), null);
        world.master.library().addVersion(id, "Cropped".getBytes(StandardCharsets.UTF_8), null);
        world.run();
        world.assertEqual();
        DocumentView copy = replica().library().documents().get(0);
        int newest = replica().library().versions(copy.id()).stream()
                .mapToInt(DocumentView::id)
                .max()
                .orElseThrow();
        replica().library().loseFile(newest);
        assertThat(world.run(world.replica(), Run.Mode.VERIFY).mismatched()).isEqualTo(1);
        replica().journal().clear();

        world.runOnce();

        assertThat(replica().journal().where("POST", UPLOADS)).hasSize(1);
        assertThat(replica().library().versions(copy.id())).hasSize(4);
    }
}

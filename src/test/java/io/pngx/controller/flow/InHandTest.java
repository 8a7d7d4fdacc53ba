package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.StoredText;
import io.pngx.simulator.NewDocument;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The current document of a run on the pages. */
class InHandTest {
    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private World world;

    @BeforeEach
    void start() {
        world = World.of(Version.V2, Version.V3);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    /** Reads the data of the page while a call is in progress. */
    private void lookAt(String method, String path, String as) {
        world.replica()
                .server()
                .faults()
                .on(method, path)
                .once()
                .before(() -> seen.put(
                        as,
                        StoredText.read(world.boot
                                        .sql()
                                        .sql("select current from sync_runs where replica_id = ? and state = 'running'")
                                        .param(world.replica().id())
                                        .query(String.class)
                                        .single())
                                .toString()));
    }

    @Test
    void aDocumentInHandHasItsTitle() {
        int id = world.master.library().add(NewDocument.text("one.txt", "One").title("Letter of Anna"));
        lookAt("POST", "/api/documents/post_document/", "upload");
        world.run();
        world.master.api().patch("/api/documents/" + id + "/", Papers.json("title", "Letter of Ben"));
        lookAt("PATCH", "/api/documents/[0-9]+/", "change");
        world.run();

        assertThat(seen)
                .containsEntry("upload", "Letter of Anna (document " + id + ")")
                .containsEntry("change", "Letter of Ben (document " + id + ")");
    }
}

package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A first sync reads several documents of the master in one call while uploads start fast. */
class UpcomingDocumentsTest {
    private static final int DOCUMENTS = 40;

    private static World world(Version master) {
        return World.ofItsOwn(Map.of("pngx.settle.fresh", "60000"), master, Version.V3)
                .withPapers(DOCUMENTS);
    }

    private static int singleReads(World world) {
        return world.master.journal().count("GET", "/api/documents/\\d+/");
    }

    @ParameterizedTest
    @EnumSource
    void notEveryDocumentIsReadByItself(Version master) {
        try (World world = world(master)) {
            world.run();
            world.assertEqual();
            assertThat(singleReads(world)).isLessThan(DOCUMENTS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDocumentThatTheAnswerLacksIsReadByItself(Version master) {
        try (World world = world(master)) {
            world.master
                    .faults()
                    .on("GET", "/api/documents/")
                    .query("^id__in=[^&]*&full_perms=true")
                    .status(200)
                    .header("X-Version", master == Version.V2 ? "2.20.15" : "3.0.5")
                    .json("{\"count\": 0, \"results\": []}");
            world.run();
            world.master.faults().clear();
            world.assertEqual();
            assertThat(singleReads(world)).isEqualTo(DOCUMENTS);
        }
    }
}

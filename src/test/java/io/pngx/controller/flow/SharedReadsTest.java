package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replicas in step read a document of the master and its file once. */
class SharedReadsTest {
    private static final int DOCUMENTS = 12;

    private static World world(Version master) {
        return World.ofItsOwn(Map.of("pngx.settle.fresh", "60000"), master, Version.V2, Version.V3, Version.V3)
                .withPapers(DOCUMENTS);
    }

    @ParameterizedTest
    @EnumSource
    void theMasterIsAskedOnceForADocumentOfAllReplicas(Version master) {
        try (World world = world(master)) {
            world.run();
            world.assertEqual();
            // A replica that the machine lets wait for longer than the others makes its own calls, which is correct.
            assertThat(world.master.journal().count("GET", "/api/documents/\\d+/"))
                    .as("reads of a document, beside calls that read several documents")
                    .isLessThanOrEqualTo(2 * DOCUMENTS);
            assertThat(world.master.journal().count("GET", "/api/documents/\\d+/preview/"))
                    .as("reads of a file")
                    .isBetween(DOCUMENTS, 2 * DOCUMENTS);
            world.eventually("no file is left", () -> spooled(world).isEmpty());
        }
    }

    private static List<Path> spooled(World world) {
        try (Stream<Path> files = Files.list(world.boot.data.resolve("spool"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

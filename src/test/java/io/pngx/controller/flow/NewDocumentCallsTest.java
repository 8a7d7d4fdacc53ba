package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.simulator.Journal;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A new document causes only the necessary calls. */
class NewDocumentCallsTest {
    private static final int DOCUMENTS = 12;

    private static World world(Version replica) {
        World world = World.ofItsOwn(Map.of("pngx.settle.fresh", "60000"), Version.V2, replica);
        // Few uploads at a time, so that even a slow machine settles a document soon after its read.
        world.boot.sql().sql("update replicas set uploads_in_flight = 2").update();
        return world.withPapers(DOCUMENTS);
    }

    private static long searches(Paperless replica) {
        return replica.journal().where("GET", "/api/documents/").stream()
                .map(Journal.Entry::query)
                .filter(query -> query != null && query.contains("checksum__iexact="))
                .count();
    }

    /** Returns the ids of all whole documents that were read, by themselves or several in one call. */
    private static List<String> documentsRead(Paperless master) {
        Stream<String> single = master.journal().where("GET", "/api/documents/\\d+/").stream()
                .map(entry -> entry.path().split("/")[3]);
        Stream<String> together = master.journal().where("GET", "/api/documents/").stream()
                .map(Journal.Entry::query)
                .filter(query -> query != null && query.contains("id__in=") && query.contains("full_perms=true"))
                .flatMap(query -> Stream.of(query.replaceAll(".*id__in=([^&]*).*", "$1")
                        .replace("%2C", ",")
                        .split(",")));
        return Stream.concat(single, together).toList();
    }

    @ParameterizedTest
    @EnumSource
    void theMasterIsAskedOnceForADocumentAndItsFileAndTheReplicaIsNotSearched(Version version) {
        try (World world = world(version)) {
            world.run();
            world.assertEqual();
            Paperless replica = world.replica().server();
            assertThat(documentsRead(world.master))
                    .as("documents that are read, by themselves or together")
                    .hasSize(DOCUMENTS)
                    .doesNotHaveDuplicates();
            assertThat(world.master.journal().count("GET", "/api/documents/\\d+/preview/"))
                    .as("reads of a file")
                    .isEqualTo(DOCUMENTS);
            assertThat(searches(replica)).as("searches by checksum").isZero();
            assertThat(World.uploads(replica)).isEqualTo(DOCUMENTS);
            assertThat(World.patches(replica)).hasSize(DOCUMENTS);
            assertThat(replica.journal().count("GET", "/api/documents/\\d+/"))
                    .as("copies that are read back")
                    .isEqualTo(DOCUMENTS);
            assertThat(replica.journal().count("POST", "/api/tasks/acknowledge/"))
                    .as("one acknowledgement for several tasks")
                    .isBetween(1, DOCUMENTS / 2);
            assertThat(replica.api().get("/api/tasks/?acknowledged=false"))
                    .as("tasks that are left in the list of the replica")
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaWithAForeignDocumentIsSearchedBeforeEachUpload(Version version) {
        try (World world = world(version)) {
            Paperless replica = world.replica().server();
            replica.library().add(NewDocument.text("elsewhere.txt", "A document of a user of the replica."));
            world.run();
            assertThat(searches(replica)).isEqualTo(DOCUMENTS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaThatMayHoldTheBytesOfAFailedUploadIsSearched(Version version) {
        try (World world = world(version)) {
            Paperless replica = world.replica().server();
            replica.worker().failNext("The parser is broken");
            world.runOnce();
            long searched = searches(replica);
            world.boot.sql().sql("update work set next_at = null").update();
            world.run();
            world.assertEqual();
            assertThat(searches(replica)).isEqualTo(searched + 1);
        }
    }
}

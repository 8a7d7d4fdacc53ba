package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A replica that already holds the documents: from the exporter, or from a controller whose database is lost. */
class AdoptionTest {
    private static Stream<Arguments> pairings() {
        return Stream.of(Version.values())
                .flatMap(master -> Stream.of(Version.values()).map(replica -> Arguments.of(master, replica)));
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void aSeedIsAdoptedWithoutAnUpload(Version master, Version replica) throws Exception {
        seeded(master, replica, 60);
    }

    @ParameterizedTest
    @MethodSource("pairings")
    @EnabledIfSystemProperty(named = "pngx.soak", matches = "true")
    void aThousandDocumentsAreAdoptedWithoutAnUpload(Version master, Version replica) throws Exception {
        seeded(master, replica, 1000);
    }

    private static void seeded(Version masterVersion, Version replicaVersion, int count) throws Exception {
        try (World world = World.of(masterVersion, replicaVersion)) {
            world.patience(Duration.ofMinutes(5));
            world.boot.sql().sql("delete from checksums").update(); // other tests use the same bytes
            Paperless master = world.master;
            Paperless replica = world.replica().server();
            Instant minute = Instant.now().minusSeconds(3600);
            master.library().addTexts(count, minute);
            replica.library().addTexts(count, minute);
            int tag = Papers.lookup(master.api(), "tags", "name", "bills", "owner", null);
            master.library().documents().stream()
                    .limit(count / 10)
                    .forEach(document -> master.api()
                            .patch(
                                    "/api/documents/" + document.id() + "/",
                                    Papers.json("title", "Invoice " + document.id(), "tags", java.util.List.of(tag))));

            Run dryRun = world.run(world.replica(), Run.Mode.DRY_RUN);
            assertThat(dryRun.state()).as("%s", dryRun.error()).isEqualTo(Run.State.SUCCESS);
            assertThat(replica.journal().writes()).as("writes of a dry run").isEmpty();
            assertThat(offered(world, dryRun)).isEqualTo(count);
            int reads = master.journal().count("GET", "/api/documents/\\d+/preview/");
            assertThat(reads).as("files read from the master").isEqualTo(masterVersion == replicaVersion ? 0 : count);

            accept(world);
            Run run = world.ended(
                    world.boot.runs().recent(world.replica().id(), 1).get(0));
            assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
            assertThat(run.adopted()).isEqualTo(count);
            assertThat(World.uploads(replica)).as("uploads").isZero();
            assertThat(World.patches(replica))
                    .as("only what differs is written")
                    .hasSize(count / 10);
            assertThat(master.journal().count("GET", "/api/documents/\\d+/preview/"))
                    .as("nothing is read again")
                    .isEqualTo(reads);
            world.assertEqual();
            assertThat(Duration.between(run.startedAt(), run.finishedAt()))
                    .as("quick")
                    .isLessThan(Duration.ofMinutes(2));
            world.forgetJournals();
            world.run();
            assertThat(replica.journal().writes()).as("a second run").isEmpty();
        }
    }

    /** The replica got the present file as a version, as a controller whose database is lost has sent it. */
    @ParameterizedTest
    @MethodSource("toV3")
    void aDocumentThatShowsTheBytesInALaterVersionIsAdopted(Version masterVersion, boolean checksumsAreKnown)
            throws Exception {
        try (World world = World.of(masterVersion, Version.V3)) {
            world.boot.sql().sql("delete from checksums").update();
            Paperless master = world.master;
            Paperless replica = world.replica().server();
            for (int i = 1; i <= 3; i++) {
                String name = "paper " + i + ".txt";
                if (masterVersion == Version.V2) {
                    master.library().add(NewDocument.text(name, "Rotated " + i));
                } else {
                    int root = master.library().add(NewDocument.text(name, "As scanned " + i));
                    master.library().addVersion(root, ("Rotated " + i).getBytes(StandardCharsets.UTF_8), null);
                }
                int copy = replica.library().add(NewDocument.text(name, "As scanned " + i));
                replica.library().addVersion(copy, ("Rotated " + i).getBytes(StandardCharsets.UTF_8), null);
            }

            world.run(world.replica(), Run.Mode.INCREMENTAL);
            assertThat(World.uploads(replica)).as("uploads").isZero();
            assertThat(world.boot
                            .sql()
                            .sql("select count(*) from adoptions where replica_id = ?")
                            .param(world.replica().id())
                            .query(Long.class)
                            .single())
                    .isEqualTo(3);

            if (!checksumsAreKnown) {
                world.boot.sql().sql("delete from checksums").update();
            }
            accept(world);
            Run run = world.ended(
                    world.boot.runs().recent(world.replica().id(), 1).get(0));
            assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
            assertThat(World.uploads(replica)).as("uploads").isZero();
            world.assertEqual();

            world.forgetJournals();
            Run full = world.run(world.replica(), Run.Mode.FULL);
            assertThat(full.state()).as(() -> world.said(full)).isEqualTo(Run.State.SUCCESS);
            assertThat(replica.journal().writes()).as("writes of a full run").isEmpty();
        }
    }

    private static Stream<Arguments> toV3() {
        return Stream.of(
                Arguments.of(Version.V2, true), Arguments.of(Version.V2, false), Arguments.of(Version.V3, true));
    }

    private static long offered(World world, Run dryRun) {
        return world.boot
                .sql()
                .sql("select count(*) from plans where run_id = ? and action = 'offer'")
                .param(dryRun.id())
                .query(Long.class)
                .single();
    }

    private static void accept(World world) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/replicas/"
                                        + world.replica().id() + "/accept"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"what\":\"adoption\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}

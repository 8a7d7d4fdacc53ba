package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import io.pngx.simulator.Rule;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The volume of the database is full in the middle of a run. */
class DiskFullTest {
    private static final int DOCUMENTS = 6;
    private static final String FULL = "The disk of the controller is full.";

    @ParameterizedTest
    @EnumSource(Version.class)
    void everythingStopsAndGoesOnByItselfOnceThereIsSpace(Version version) {
        try (World world = World.ofItsOwn(Version.V2, version)) {
            for (int i = 0; i < DOCUMENTS; i++) {
                world.master.library().add(NewDocument.text("number " + i + ".txt", "The document number " + i + "."));
            }
            JdbcClient database = world.boot.sql();
            database.sql("create table filler(data text)").update();
            world.boot.settings().put(Setting.SYNC_INTERVAL, "2");
            Paperless server = world.replica().server();
            Rule full = server.faults()
                    .on("POST", "/api/documents/post_document/")
                    .skip(2)
                    .once()
                    .after(() -> fill(database));

            world.ask(world.replica(), Run.Mode.INCREMENTAL);
            world.eventually("a full disk", () -> full.hits() == 1);
            String api = world.boot.url();
            world.eventually(
                    "what is wrong is said of the replica",
                    () -> get(api + "/api/replicas").contains(FULL));
            // A full database may have space in its pages for some intents.
            assertThat(World.uploads(server))
                    .as("what can't be intended is not sent")
                    .isGreaterThanOrEqualTo(3)
                    .isLessThanOrEqualTo(database.sql("select count(*) from uploads")
                            .query(Integer.class)
                            .single());
            assertThat(get(world.boot.managementUrl() + "/health/ready")).contains("DOWN", FULL);
            assertThat(post(api + "/api/resume")).contains("\"status\":503", FULL);
            assertThat(post(api + "/api/pause")).isEqualTo("{\"paused\":true}");
            assertThat(get(api + "/api/settings")).contains("\"paused\":true");
            assertThat(database.sql("select count(*) from work where attempts > 0")
                            .query(Integer.class)
                            .single())
                    .as("documents that count as tried")
                    .isZero();
            int sent = World.uploads(server); // before the disk was full, some uploads may have been sent
            database.sql("pragma max_page_count = 1073741823").query(Long.class).single();
            database.sql("delete from filler").update();

            world.eventually(
                    "the pause is written",
                    () -> world.boot.settings().get(Setting.PAUSED.key()).equals(Optional.of("true")));
            assertThat(World.uploads(server)).as("nothing went on").isEqualTo(sent);
            assertThat(post(api + "/api/resume")).isEqualTo("{\"paused\":false}");
            assertThat(get(api + "/api/replicas")).doesNotContain(FULL);

            world.eventually(
                    "everything is there", () -> server.library().documents().size() == DOCUMENTS);
            world.eventually(
                    "everything is settled",
                    () -> world.boot
                                            .sql()
                                            .sql("select count(*) from sync_map")
                                            .query(Integer.class)
                                            .single()
                                    == DOCUMENTS
                            && world.boot
                                            .sql()
                                            .sql("select count(*) from work")
                                            .query(Integer.class)
                                            .single()
                                    == 0);
            world.assertEqual();
            assertThat(World.uploads(server)).as("each document was sent once").isEqualTo(DOCUMENTS);
        }
    }

    private static String get(String url) {
        return SecondJvm.send(HttpRequest.newBuilder(URI.create(url))).body();
    }

    private static String post(String url) {
        return SecondJvm.send(HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody()))
                .body();
    }

    private static void fill(JdbcClient database) {
        database.sql("pragma max_page_count = "
                        + database.sql("pragma page_count").query(Long.class).single())
                .query(Long.class)
                .single();
        for (int size = 100_000; size > 0; size /= 10) {
            try {
                while (true) {
                    database.sql("insert into filler values (?)")
                            .param("x".repeat(size))
                            .update();
                }
            } catch (DataAccessException noSpace) {
                // a smaller document may still fit
            }
        }
    }
}

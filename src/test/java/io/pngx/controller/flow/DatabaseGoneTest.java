package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The database file is moved away while the controller runs, and then moved back. */
class DatabaseGoneTest {
    private static final int DOCUMENTS = 6;
    private static final String GONE = "The database file was deleted, moved or replaced";

    @Test
    void nothing_is_written_meanwhile_and_everything_goes_on_afterwards() throws IOException {
        try (World world = World.ofItsOwn(Version.V3, Version.V3)) {
            for (int i = 0; i < DOCUMENTS; i++) {
                world.master.library().add(NewDocument.text("number " + i + ".txt", "The document number " + i + "."));
            }
            Paperless server = world.replica().server();
            Path file = world.boot.data.resolve("db.sqlite3");
            Path away = world.boot.data.resolve("away.sqlite3");
            server.faults()
                    .on("POST", "/api/documents/post_document/")
                    .skip(2)
                    .once()
                    .after(() -> move(file, away));

            Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
            world.eventually(
                    "it is not ready",
                    () -> ask("GET", world.boot.managementUrl() + "/health/ready")
                                    .statusCode()
                            == 503);
            assertThat(ask("GET", world.boot.managementUrl() + "/health/ready").body())
                    .contains(GONE);
            assertThat(ask("GET", world.boot.url() + "/api/replicas").body()).contains("\"state\":\"error\"", GONE);
            HttpResponse<String> refused = ask(
                    "POST",
                    world.boot.url() + "/api/replicas/" + world.replica().id() + "/pause");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains(GONE);
            assertThat(file).as("nothing is made in its place").doesNotExist();
            move(away, file);

            assertThat(world.ended(run).state()).isEqualTo(Run.State.SUCCESS);
            assertThat(world.now(run).failed()).isZero();
            assertThat(World.uploads(server)).as("each document was sent once").isEqualTo(DOCUMENTS);
            world.assertEqual();
            assertThat(ask("GET", world.boot.managementUrl() + "/health/ready").statusCode())
                    .isEqualTo(200);
        }
    }

    /**
     * Only a full run compares all documents. An incremental run would not repair a copy that a user edited on the
     * replica.
     */
    @Test
    void a_full_run_that_is_paused_while_it_reads_goes_on_as_a_full_one() {
        try (World world = World.ofItsOwn(Version.V3, Version.V3)) {
            world.master.library().add(NewDocument.text("one.txt", "The document."));
            world.run();
            Paperless server = world.replica().server();
            server.library()
                    .documents()
                    .forEach(each -> server.api()
                            .patch("/api/documents/" + each.id() + "/", Papers.json("title", "edited on the replica")));
            Path file = world.boot.data.resolve("db.sqlite3");
            Path away = world.boot.data.resolve("away.sqlite3");
            server.faults().on("GET", "/api/tags/").once().after(() -> move(file, away));

            Run run = world.ask(world.replica(), Run.Mode.FULL);
            world.eventually(
                    "a fault",
                    () -> ask("GET", world.boot.managementUrl() + "/health/ready")
                                    .statusCode()
                            == 503);
            world.eventually(
                    "nobody has it in hand",
                    () -> !world.boot.locks().isLocked(world.replica().id()));
            assertThat(world.now(run).state()).isEqualTo(Run.State.RUNNING);
            move(away, file);

            assertThat(world.ended(run).state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS);
            world.assertEqual();
        }
    }

    @Test
    void a_dry_run_that_is_paused_ends_and_says_that_it_has_to_be_started_again() {
        try (World world = World.ofItsOwn(Version.V3, Version.V3)) {
            world.master.library().add(NewDocument.text("one.txt", "The document."));
            world.run();
            Path file = world.boot.data.resolve("db.sqlite3");
            Path away = world.boot.data.resolve("away.sqlite3");
            world.master
                    .faults()
                    .on("GET", "/api/documents/")
                    .query(".*full_perms=true.*")
                    .once()
                    .after(() -> move(file, away));

            Run run = world.ask(world.replica(), Run.Mode.DRY_RUN);
            world.eventually(
                    "a fault",
                    () -> ask("GET", world.boot.managementUrl() + "/health/ready")
                                    .statusCode()
                            == 503);
            world.eventually(
                    "nobody has it in hand",
                    () -> !world.boot.locks().isLocked(world.replica().id()));
            move(away, file);

            assertThat(world.ended(run).state()).isEqualTo(Run.State.FAILED);
            assertThat(world.now(run).error())
                    .asString()
                    .containsPattern("tart (it|the run) again")
                    .doesNotContain("continue by themselves");
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> ask(String method, String url) {
        return SecondJvm.send(
                HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.noBody()));
    }
}

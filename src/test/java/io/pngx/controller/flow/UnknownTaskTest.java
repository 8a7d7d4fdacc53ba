package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.Client;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files wait in the queue of a replica, and the controller no longer has a record of these uploads. */
class UnknownTaskTest {
    private World world;
    private Paperless replica;

    @AfterEach
    void end() {
        world.close();
    }

    private void call(String method, String path, String json) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(world.boot.url() + path))
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    /** Lets a file wait in the replica's queue. */
    private Run sendNew(int uploads) {
        replica.journal().clear();
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the uploads", () -> sent() == uploads);
        return run;
    }

    private int sent() {
        return replica.journal().count("POST", "/api/documents/(post_document|\\d+/update_version)/");
    }

    private void awaitTasks(long uploads) {
        world.eventually(
                "uploads that wait for unknown tasks",
                () -> count("uploads where state = 'POSTED' and verified = 0 and replica_id = ?") == uploads);
    }

    private long count(String rows) {
        return world.boot
                .sql()
                .sql("select count(*) from " + rows)
                .param(world.replica().id())
                .query(Long.class)
                .single();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aRestoredDatabaseWaitsForTasksOfLostUploads(Version version) throws IOException {
        world = World.ofItsOwn(Version.V3, version).deletesAreExpected();
        replica = world.replica().server();
        int changed = world.master.library().add(NewDocument.text("one.txt", "As scanned"));
        world.run();
        Path database = world.boot.data.resolve("db.sqlite3");
        Path backup = database.resolveSibling("backup");
        world.boot.stop();
        Files.copy(database, backup);
        world.boot.start();
        replica.worker().pause();
        world.master.library().add(NewDocument.text("two.txt", "Two"));
        world.master.library().addVersion(changed, "Rotated".getBytes(StandardCharsets.UTF_8), "rotated");
        sendNew(2);
        world.boot.stop();
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(database + suffix));
        }
        Files.copy(backup, database);
        world.forgetJournals();
        world.boot.start();

        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        awaitTasks(2);
        replica.worker().resume();

        assertThat(world.ended(run).state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(sent()).isZero();
        world.assertEqual();
        assertThat(replica.library().documents()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aReplicaThatIsAddedAgainFinishesItsQueueFirst(Version version) throws Exception {
        world = World.ofItsOwn(Version.V3, version).withPapers(1);
        replica = world.replica().server();
        replica.worker().pause();
        Run lost = sendNew(1);
        call("POST", "/api/sync/cancel", "{\"replica_id\":" + world.replica().id() + "}");
        world.ended(lost);
        call("DELETE", "/api/replicas/" + world.replica().id(), "");
        world.replicas.clear();
        world.add(replica);
        world.forgetJournals();

        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        awaitTasks(1);
        replica.worker().resume();

        assertThat(world.ended(run).state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(sent()).isZero();
        world.assertEqual();
        assertThat(replica.library().documents()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void allFilesWithTheNameOfATaskWait(Version version) throws Exception {
        world = World.of(Version.V3, version);
        replica = world.replica().server();
        world.master.library().add(NewDocument.text("scan.txt", "One"));
        world.master.library().add(NewDocument.text("scan.txt", "Two"));
        replica.worker().pause();
        new Client(replica).upload("scan.txt", "Zero".getBytes(StandardCharsets.UTF_8));
        new Client(replica).upload("scan.txt", "Two".getBytes(StandardCharsets.UTF_8));

        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        awaitTasks(2);
        replica.worker().resume();

        assertThat(world.ended(run).state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(World.uploads(replica)).isEqualTo(3); // the controller sent only the first file
        assertThat(count("sync_map where replica_id = ?")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aTaskWithOtherBytesDelaysAFileOnly(Version version) throws IOException {
        world = World.of(Version.V3, version).withPapers(1);
        replica = world.replica().server();
        replica.worker().pause();
        new Client(replica).upload("paper 1.txt", "Other bytes with the same name".getBytes(StandardCharsets.UTF_8));

        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        awaitTasks(1);
        replica.worker().resume();

        assertThat(world.ended(run).state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(World.uploads(replica)).isEqualTo(2); // that of the user, and that of the controller
        assertThat(replica.library().documents()).hasSize(2);
        assertThat(count("sync_map where replica_id = ?")).isEqualTo(1);
    }
}

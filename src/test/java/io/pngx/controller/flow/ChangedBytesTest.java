package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pre-consume script of the replica changes each file before it is stored. */
class ChangedBytesTest {
    private static final String CHANGED = "The replica stored other bytes than were sent";

    private World world;
    private Paperless replica;

    @AfterEach
    void end() {
        world.close();
    }

    private void world(Version version) {
        world = World.of(Version.V2, version).withPapers(1).deletesAreExpected();
        world.promises().secondUploadsAreExpected();
        replica = world.replica().server();
    }

    private DocumentView paper() {
        return world.master.library().documents().get(0);
    }

    private DocumentView copy() {
        assertThat(replica.library().documents()).hasSize(1);
        return replica.library().documents().get(0);
    }

    private int uploads() {
        return World.uploads(replica) + replica.journal().count("POST", "/api/documents/\\d+/update_version/");
    }

    private int versions() {
        return replica.api()
                .get("/api/documents/" + copy().id() + "/")
                .path("versions")
                .size();
    }

    private JsonNode call(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(world.boot.url() + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return Json.MAPPER.readTree(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private JsonNode ofReplica(String path) throws Exception {
        return call("GET", "/api/replicas/" + world.replica().id() + path, "");
    }

    private void assertFailed(Run run) throws Exception {
        assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.PARTIAL);
        assertThat(run.failed()).as(world.said(run)).isEqualTo(1);
        assertThat(world.said(run)).contains(CHANGED);
        assertCounted();
    }

    private void assertCounted() throws Exception {
        JsonNode documents = ofReplica("").path("documents");
        assertThat(documents.path("failed").asInt()).isEqualTo(1);
        assertThat(documents.path("in_sync").asInt()).isZero();
        JsonNode readiness = ofReplica("/readiness");
        assertThat(readiness.path("level").asText()).isEqualTo("except");
        assertThat(readiness.path("reasons").findValuesAsText("code")).contains("outdated");
        assertThat(call("GET", "/api/inbox", "").toString()).contains("did not store the file of 1 document as it was");
    }

    /** Runs everything that could send the file again: a full run, a verification with its repair, an edit. */
    private void runEverything() throws Exception {
        world.pass(world.replica(), Duration.ofDays(2));
        assertFailed(world.run(world.replica(), Run.Mode.FULL));
        world.run(world.replica(), Run.Mode.VERIFY);
        world.runOnce();
        assertCounted();
        world.master.api().patch("/api/documents/" + paper().id() + "/", Papers.json("title", "Paper " + uploads()));
        world.runOnce();
        assertCounted();
    }

    private Run retry() throws Exception {
        JsonNode answer = call("POST", "/api/documents/retry", "{\"ids\":[" + paper().id() + "]}");
        return world.ended(
                world.boot.runs().find(answer.findValue("run_id").asLong()).orElseThrow());
    }

    private void assertEqualAfterRetry() throws Exception {
        replica.changeFiles(false);
        Run run = retry();
        assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
        assertThat(copy().sha256()).isEqualTo(paper().sha256());
        assertThat(ofReplica("").path("documents").path("in_sync").asInt()).isEqualTo(1);
        int uploads = uploads();
        world.run(Run.Mode.FULL);
        world.run(Run.Mode.VERIFY);
        assertThat(uploads()).isEqualTo(uploads);
    }

    @ParameterizedTest
    @EnumSource
    void aNewDocumentFailsUntilAUserRetriesIt(Version version) throws Exception {
        world(version);
        replica.changeFiles(true);
        assertFailed(world.runOnce());
        assertThat(copy().title()).isEqualTo("Paper 1");

        runEverything();
        runEverything();
        assertThat(uploads()).isEqualTo(1);

        assertFailed(retry());
        assertThat(uploads()).as("one attempt").isEqualTo(2);
        runEverything();
        assertThat(uploads()).isEqualTo(2);
        assertEqualAfterRetry();
    }

    @ParameterizedTest
    @EnumSource
    void aChangedFileFailsUntilAUserRetriesIt(Version version) throws Exception {
        world(version);
        world.run();
        replica.changeFiles(true);
        world.master.library().replaceFile(paper().id(), "Rotated".getBytes(StandardCharsets.UTF_8));
        assertFailed(world.runOnce());

        runEverything();
        runEverything();
        runEverything();
        assertThat(uploads()).isEqualTo(2);
        if (version == Version.V3) {
            assertThat(versions()).isEqualTo(2);
        }

        assertFailed(retry());
        assertThat(uploads()).isEqualTo(3);
        assertEqualAfterRetry();
    }

    /** An earlier version of the controller settled copies with changed bytes. */
    @ParameterizedTest
    @EnumSource
    void aCopyThatIsFoundDifferentIsSentOnce(Version version) throws Exception {
        world(version);
        world.run();
        replica.changeFiles(true);
        replica.library().replaceFile(copy().id(), ("This is paper 1." + "\n").getBytes(StandardCharsets.UTF_8));
        world.run(world.replica(), Run.Mode.VERIFY);
        world.run(world.replica(), Run.Mode.FULL);
        assertCounted();

        runEverything();
        runEverything();
        assertThat(uploads()).isEqualTo(2);
        assertEqualAfterRetry();
    }

    /** The first write fails, so that the upload is settled in a later run. */
    @ParameterizedTest
    @EnumSource
    void aNewDocumentThatIsSettledInALaterRunFailsOnce(Version version) throws Exception {
        world(version);
        replica.changeFiles(true);
        replica.faults().on("PATCH", "/api/documents/\\d+/").status(500);
        assertThat(world.runOnce().failed()).isEqualTo(1);
        replica.faults().clear();
        world.pass(world.replica(), Duration.ofDays(2));
        assertFailed(world.runOnce());
        runEverything();
        assertThat(uploads()).isEqualTo(1);
        assertEqualAfterRetry();
    }

    @Test
    void aVersionThatIsSettledInALaterRunFailsOnce() throws Exception {
        world(Version.V3);
        world.run();
        replica.changeFiles(true);
        world.master.library().replaceFile(paper().id(), "Rotated".getBytes(StandardCharsets.UTF_8));
        replica.faults()
                .on("GET", "/api/documents/\\d+/")
                .query(".*full_perms=true.*")
                .status(500);
        assertThat(world.runOnce().failed()).isEqualTo(1);
        replica.faults().clear();
        world.pass(world.replica(), Duration.ofDays(2));
        assertFailed(world.runOnce());
        runEverything();
        assertThat(versions()).isEqualTo(2);
        assertEqualAfterRetry();
    }

    @Test
    void theReadBackOfAV2ReplicaComparesTheChecksumWithoutAnotherCall() {
        world(Version.V2);
        world.run();
        world.assertEqual();
        assertThat(replica.journal().where("GET", "/api/documents/\\d+/"))
                .hasSize(1)
                .allMatch(entry -> entry.query().contains("checksum__iexact=" + paper().md5()));
    }

    /** The old copy goes to the trash first, then the replacement that has other bytes. */
    @Test
    void aReplacementWithOtherBytesFollowsTheDeletionOfItsDocument() throws Exception {
        world(Version.V2);
        world.master.library().add(NewDocument.text("other.txt", "Another paper"));
        world.run();
        replica.changeFiles(true);
        world.master.library().replaceFile(paper().id(), "Another text".getBytes(StandardCharsets.UTF_8));
        assertThat(world.runOnce().failed()).isEqualTo(1);
        assertThat(replica.library().documents()).hasSize(3);

        world.boot.settings().put(Setting.DELETION_MODE, "trash");
        try {
            world.master.api().delete("/api/documents/" + paper().id() + "/");
            for (int day = 1; day <= 6; day++) {
                world.boot.clock.move(Duration.ofHours(25));
                world.runOnce();
            }
        } finally {
            world.boot
                    .sql()
                    .sql("delete from settings where key = 'deletion_mode'")
                    .update();
        }

        assertThat(replica.library().documents())
                .singleElement()
                .satisfies(left -> assertThat(left.title()).isEqualTo("other"));
        assertThat(replica.library().trashed()).hasSize(2);
    }
}

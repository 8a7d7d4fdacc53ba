package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The readiness of a replica, from an empty replica to the loss of the master. */
class TakeoverReadinessTest {
    private World world;

    @AfterEach
    void close() {
        world.close();
    }

    private JsonNode readiness() throws Exception {
        URI address =
                URI.create(world.boot.url() + "/api/replicas/" + world.replica().id() + "/readiness");
        return Json.MAPPER.readTree(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaIsReadyWhenItHoldsAllAndSaysWhatItLacks(Version version) throws Exception {
        world = World.ofItsOwn(Version.V3, version);
        world.replica()
                .server()
                .faults()
                .on("POST", "/api/documents/post_document/")
                .status(413)
                .html("<h1>413</h1>");
        world.master.library().add(NewDocument.text("one.txt", "One"));
        world.master.library().add(NewDocument.text("two.txt", "Two"));
        assertThat(readiness().path("level").asText()).isEqualTo("not_ready");
        assertThat(readiness().path("reasons").findValuesAsText("code")).contains("never_synced");

        assertThat(world.runOnce().state()).isEqualTo(Run.State.PARTIAL);
        assertThat(readiness().path("level").asText()).isEqualTo("not_ready");
        assertThat(readiness().path("sentence").asText())
                .isEqualTo("Not ready to take over. Of 2 documents 2 are missing.");
        assertThat(readiness().path("missing"))
                .hasSize(2)
                .allSatisfy(missing -> assertThat(missing.path("why").asText()).contains("413"));

        world.replica().server().faults().clear();
        world.boot.sql().sql("update work set next_at = null").update();
        world.run();
        assertThat(readiness().path("level").asText()).isEqualTo("unverified");
        assertThat(readiness().path("sentence").asText())
                .startsWith("Could take over, not verified yet: all 2 documents, ");
        world.run(Run.Mode.VERIFY);
        assertThat(readiness().path("level").asText()).isEqualTo("ready");
        assertThat(readiness().path("sentence").asText())
                .startsWith("Ready to take over: all 2 documents, 100 % verified, the oldest ")
                .contains(" ago, ");
        assertThat(readiness().path("oldest_verification_seconds").isNumber()).isTrue();

        world.master.createUser("ben");
        world.run();
        assertThat(readiness().path("sentence").asText())
                .contains("an account does not exist on the replica (user \"ben\")");
        world.replica().server().createUser("ben");
        world.run();

        world.master.faults().on("GET", "/api/.*").status(502);
        assertThat(world.runOnce().state()).isEqualTo(Run.State.FAILED);
        assertThat(readiness().path("level").asText())
                .as("the master is gone, the replica is not")
                .isEqualTo("ready");
        assertThat(readiness().path("as_of").isNull()).isFalse();

        world.replica().server().faults().on("GET", "/api/.*").status(502);
        world.master.faults().clear();
        assertThat(world.runOnce().state()).isEqualTo(Run.State.FAILED);
        assertThat(readiness().path("reasons").findValuesAsText("code")).contains("unreachable");
    }

    @ParameterizedTest
    @EnumSource
    void documentsWhoseOlderFilesTheReplicaCannotHoldAreNamed(Version version) throws Exception {
        // a v2 replica replaces the copy, and deletes the old copy
        world = World.ofItsOwn(Version.V3, version).deletesAreExpected();
        int one = world.master.library().add(NewDocument.text("one.txt", "One"));
        world.master.library().add(NewDocument.text("two.txt", "Two"));
        world.run();
        world.run(Run.Mode.VERIFY);
        world.master.library().addVersion(one, "The second file".getBytes(StandardCharsets.UTF_8), null);
        world.run();
        JsonNode readiness = readiness();
        if (version == Version.V3) {
            assertThat(readiness.path("level").asText()).isEqualTo("ready");
            assertThat(readiness.path("newest_only")).isEmpty();
            return;
        }
        assertThat(readiness.path("level").asText()).isEqualTo("except");
        assertThat(readiness.path("sentence").asText())
                .startsWith("Ready to take over, with exceptions. Of 2 documents 1 has only the newest version of its"
                        + " file; ");
        assertThat(readiness.path("newest_only").findValuesAsText("master_id")).containsExactly(String.valueOf(one));
    }
}

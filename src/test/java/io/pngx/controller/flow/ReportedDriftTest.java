package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchover;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.LookupKind;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user edits a copy while the setting {@code drift} is {@code report}: the copy stays as it is. */
class ReportedDriftTest {
    private Instances world;

    @AfterEach
    void close() {
        world.boot.settings().put(Setting.DRIFT, "repair");
        world.close();
    }

    private Paperless master() {
        return world.server(0);
    }

    private Paperless replica() {
        return world.server(1);
    }

    private int tag;

    private void start(Version version) {
        world = new Instances(version, version);
        world.boot.settings().put(Setting.DRIFT, "report");
        tag = Papers.lookup(master().api(), "tags", "name", "unused");
        master().library().add(NewDocument.text("one.txt", "One").title("one"));
        world.success(replica(), Run.Mode.INCREMENTAL);
        world.success(replica(), Run.Mode.VERIFY);
        int copy = replica().library().documents().get(0).id();
        replica().api().patch("/api/documents/" + copy + "/", Map.of("title", "of a user"));
        world.success(replica(), Run.Mode.FULL);
        assertThat(title()).isEqualTo("of a user");
    }

    private String title() {
        return replica().library().documents().get(0).title();
    }

    @ParameterizedTest
    @EnumSource
    void theEditedCopyCountsAsDifferentUntilTheEditIsUndone(Version version) throws Exception {
        start(version);
        assertThat(readiness()).contains("\"level\":\"except\"", "Of 1 document 1 has other metadata");

        int copy = replica().library().documents().get(0).id();
        replica().api().patch("/api/documents/" + copy + "/", Map.of("title", "one"));
        world.success(replica(), Run.Mode.FULL);

        assertThat(readiness()).contains("\"level\":\"ready\"");
    }

    private String readiness() throws Exception {
        URI readiness = URI.create(
                world.boot.url() + "/api/replicas/" + world.replica(replica()).id() + "/readiness");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(readiness).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @ParameterizedTest
    @EnumSource
    void aPlannedSwitchoverFindsTheEdit(Version version) {
        start(version);

        Switchover refused = world.promote(replica(), Switchover.Kind.PLANNED);

        assertThat(refused.state()).isEqualTo(Switchover.State.GIVEN_UP);
        assertThat(refused.reason().toString())
                .contains("The verification found differences")
                .contains("drift is set to report");
        assertThat(world.isMaster(master())).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theEditStaysAfterAUserOfTheReplicaDeletedALookup(Version version) {
        start(version);
        int bill = Papers.lookup(master().api(), "tags", "name", "Bill");
        master().library().add(NewDocument.text("two.txt", "Two").tags(bill));
        world.success(replica(), Run.Mode.INCREMENTAL);
        replica()
                .api()
                .get("/api/tags/")
                .path("results")
                .forEach(lookup ->
                        replica().api().delete("/api/tags/" + lookup.path("id").asInt() + "/"));

        Run run = world.success(replica(), Run.Mode.INCREMENTAL);

        assertThat(run.drifted()).isEqualTo(1);
        assertThat(replica().library().documents())
                .extracting(DocumentView::title)
                .containsExactlyInAnyOrder("of a user", "two");
        assertThat(replica().library().documents())
                .filteredOn(copy -> copy.title().equals("two"))
                .allMatch(copy -> copy.tags().size() == 1);
    }

    @ParameterizedTest
    @EnumSource
    void theEditStaysAfterALookupWasDeleted(Version version) {
        start(version);
        master().api().delete("/api/tags/" + tag + "/");
        for (int run = 0; run < 3; run++) {
            world.boot.clock().move(Duration.ofDays(2));
            world.run(replica(), Run.Mode.FULL);
        }
        assertThat(replica().library().lookups(LookupKind.TAG)).isEmpty();

        master().journal().clear();
        world.run(replica(), Run.Mode.FULL);

        assertThat(title()).isEqualTo("of a user");
        assertThat(master().journal().where("HEAD", ".*/preview/"))
                .as("questions for each document of a 2.x master")
                .isEmpty();
    }
}

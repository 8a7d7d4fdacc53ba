package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.SwitchoverReport;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A user of a replica renames a tag of the controller, and gives its name to a tag of their own. The replica then
 * refuses to change the name back.
 */
class RefusedLookupTest {
    private Instances world;
    private int own;

    @AfterEach
    void close() {
        world.close();
    }

    private Paperless replica() {
        return world.server(1);
    }

    private JsonNode readiness() throws IOException, InterruptedException {
        URI address = URI.create(
                world.boot.url() + "/api/replicas/" + world.replica(replica()).id() + "/readiness");
        return Json.MAPPER.readTree(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private void takeName(Version version) {
        world = new Instances(version, version);
        Paperless master = world.server(0);
        int home = Papers.lookup(master.api(), "tags", "name", "Home");
        master.library().add(NewDocument.text("one.txt", "One").tags(home));
        world.success(replica(), Run.Mode.INCREMENTAL);
        world.success(replica(), Run.Mode.VERIFY);
        int copied = replica().library().documents().get(0).tags().iterator().next();
        replica().api().patch("/api/tags/" + copied + "/", Map.of("name", "Haus"));
        own = Papers.lookup(replica().api(), "tags", "name", "Home");
    }

    @ParameterizedTest
    @EnumSource
    void theReadinessNamesTheLookupUntilTheNameIsFree(Version version) throws Exception {
        takeName(version);

        assertThat(world.run(replica(), Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.PARTIAL);
        assertThat(world.log()).contains("can't change tag \"Home\"; copies keep the lookup as it is on the replica");
        assertThat(readiness().path("level").asText()).isEqualTo("except");
        assertThat(readiness().path("sentence").asText())
                .contains("a lookup is missing or differs from the master's (tag \"Home\")");

        replica().api().delete("/api/tags/" + own + "/");
        world.success(replica(), Run.Mode.INCREMENTAL);
        assertThat(readiness().path("level").asText()).isEqualTo("ready");
        assertThat(Instances.differences(world.server(0), replica())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aPlannedSwitchoverKeepsTheMaster(Version version) {
        takeName(version);

        Switchover refused = world.promote(replica(), Switchover.Kind.PLANNED);

        assertThat(refused.state()).isEqualTo(Switchover.State.GIVEN_UP);
        assertThat(refused.reason().toString())
                .contains("Lookups of the replica are missing or differ from the master's: tag \"Home\".")
                .contains("can't change tag \"Home\"")
                .endsWith("To switch over anyway, stop the master, then fail over.");
        assertThat(world.isMaster(world.server(0))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theReportOfAFailoverNamesTheLookup(Version version) {
        takeName(version);
        world.run(replica(), Run.Mode.INCREMENTAL);
        world.server(0).faults().on("*", "/api/.*").status(502);

        Switchover done = world.promote(replica(), Switchover.Kind.FAILOVER);

        assertThat(SwitchoverReport.of(done.report()).lines())
                .filteredOn(line -> line.code().equals("differing_lookups"))
                .singleElement()
                .satisfies(line -> assertThat(line.text().toString()).contains("tag \"Home\""));
    }
}

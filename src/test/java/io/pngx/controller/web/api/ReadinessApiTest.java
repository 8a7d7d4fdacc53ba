package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Times;
import io.pngx.controller.web.Household;
import io.pngx.controller.web.WebServer;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readiness in the API and on the dashboard. */
class ReadinessApiTest {
    private static WebServer server;

    private Household household;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void everything() {
        household = new Household(server);
    }

    private JsonNode of(String replica) throws Exception {
        return server.get("/api/replicas/" + household.id(replica) + "/readiness")
                .json();
    }

    @Test
    void theExceptionsAreCountedAndTheMissingDocumentsNamed() throws Exception {
        JsonNode home = of("Home");

        assertThat(home.path("level").asText()).isEqualTo("except");
        assertThat(home.path("missing").findValuesAsText("master_id")).containsExactly("4", "7");
        assertThat(home.path("reasons").findValuesAsText("code")).contains("missing", "outdated", "held");
        assertThat(server.get("/replicas/" + household.id("Home")).body())
                .contains("data-level=\"except\">Could take over, with exceptions</p>")
                .contains(" 2 are missing;");
    }

    @Test
    void aReplicaThatCannotBeReachedIsNotReady() throws Exception {
        assertThat(of("Cellar").path("level").asText()).isEqualTo("not_ready");
        assertThat(of("Cellar").path("sentence").asText())
                .startsWith("Not ready to take over: the replica is not available: It does not answer");
        assertThat(server.get("/").body())
                .contains("data-level=\"not_ready\">Not ready to take over</p>")
                .contains("The replica is not available.");
    }

    @Test
    void whileTheMasterIsDownTheAnswerHoldsForTheTimeWhenItWentDown() throws Exception {
        Instant down = Instant.now().minusSeconds(36_000);
        server.replicas.state(household.id("Home"), io.pngx.controller.store.Replica.State.OK, null);
        server.replicas.succeeded(household.id("Home"), down.minusSeconds(30));
        server.db.write().sql("delete from sync_runs").update();
        assertThat(of("Home").path("level").asText()).isEqualTo("not_ready");
        assertThat(of("Home").path("as_of").isNull()).isTrue();

        server.settings.put(KeyValues.MASTER_FAILING_SINCE, Times.text(down));

        assertThat(of("Home").path("level").asText()).isEqualTo("except");
        assertThat(of("Home").path("as_of").asText()).isEqualTo(Times.text(down));
    }

    @Test
    void aReplicaThatDoesNotExistIsNotFound() throws Exception {
        assertThat(server.get("/api/replicas/999/readiness").status()).isEqualTo(404);
    }
}

package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Drills;
import io.pngx.controller.web.Household;
import io.pngx.controller.web.WebServer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Drills in the API and on the pages. */
class DrillsApiTest {
    private static WebServer server;

    private Household household;
    private Drills drills;
    private long home;

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
        drills = new Drills(server.db);
        home = household.id("Home");
    }

    @Test
    void aDrillIsQueuedOnce() throws Exception {
        WebServer.Reply first = server.call("POST", "/api/replicas/" + home + "/drill", "");

        assertThat(first.status()).isEqualTo(202);
        long id = first.json().path("drill_id").asLong();
        assertThat(drills.find(id).orElseThrow().state()).isEqualTo(Drill.State.QUEUED);
        assertThat(drills.find(id).orElseThrow().byHand()).isTrue();

        WebServer.Reply second = server.call("POST", "/api/replicas/" + home + "/drill", "");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.detail()).isEqualTo("A drill of the replica \"Home\" is already open; wait for its result.");
    }

    @Test
    void theDrillStandsBesideTheVerificationAndWaitsForAnOpenDrill() throws Exception {
        String address = "formaction=\"/api/replicas/" + home + "/drill\"";
        assertThat(server.get("/replicas/" + home).body())
                .containsSubsequence(
                        ">Verify</button>",
                        address,
                        ">Drill</button>",
                        ">Make this the master...</a>",
                        "<strong>Verify</strong> compares file and metadata of every copy",
                        "<strong>Drill</strong> checks whether the replica could be used")
                .containsOnlyOnce(address);

        server.form("POST", "/api/replicas/" + home + "/drill", "replica_id=" + home);

        assertThat(drills.recent(home, null, 1).get(0).state()).isEqualTo(Drill.State.QUEUED);
        assertThat(server.get("/replicas/" + home).body())
                .contains(">Drill</button>")
                .doesNotContain(address);
    }

    @Test
    void theListOfReplicasSaysWhetherEachCouldTakeOver() throws Exception {
        Matcher line = Pattern.compile("class=\"ready\" data-level=\"[a-z_]+\">[^<]+<")
                .matcher(server.get("/replicas/" + home).body());

        assertThat(line.find()).isTrue();
        assertThat(server.get("/replicas").body()).contains(line.group());
    }

    @Test
    void anOpenDrillIsCancelledOnceFromItsPages() throws Exception {
        long id = server.call("POST", "/api/replicas/" + home + "/drill", "")
                .json()
                .path("drill_id")
                .asLong();
        for (String page : List.of("/drills/" + id, "/replicas/" + home)) {
            assertThat(server.get(page).body()).as(page).contains("\"/api/drills/" + id + "/cancel\"");
        }

        assertThat(server.call("POST", "/api/drills/" + id + "/cancel", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("aborted");

        assertThat(drills.find(id).orElseThrow().state()).isEqualTo(Drill.State.ABORTED);
        assertThat(server.get("/drills/" + id).body())
                .contains("A user cancelled the drill.")
                .doesNotContain("/cancel\"");
        WebServer.Reply again = server.call("POST", "/api/drills/" + id + "/cancel", "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.detail()).isEqualTo("The drill has ended already; there is nothing to cancel.");
    }

    @Test
    void aReplicaWithoutARunHasNothingToCheck() throws Exception {
        server.db.write().sql("update replicas set watermark = null").update();

        WebServer.Reply refused = server.call("POST", "/api/replicas/" + home + "/drill", "");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("has had no run yet", "start a run first");
        assertThat(drills.recent(home, null, 10)).isEmpty();
    }

    @Test
    void theResultIsShownWithItsChecksAndDocuments() throws Exception {
        long drill = household.drill("Home");

        JsonNode shown = server.get("/api/drills/" + drill).json();
        assertThat(shown.path("state").asText()).isEqualTo("failed");
        assertThat(shown.path("replica").asText()).isEqualTo("Home");
        assertThat(shown.path("checks").path(0).path("name").asText()).isEqualTo("sign_in");
        assertThat(shown.path("documents").path(0).path("original").asText()).isEqualTo("failed");
        assertThat(shown.path("documents").path(0).path("master_id").asInt())
                .as("the failed one first")
                .isEqualTo(2);
        assertThat(shown.path("documents").path(0).has("failed")).isFalse();
        String began = shown.path("started_at").asText();
        assertThat(server.get("/drills/" + drill).body())
                .as("the browser shows the time in its own time zone")
                .contains("Began <time class=\"ago\" datetime=\"" + began + "\"")
                .doesNotContain(" UTC");

        JsonNode listed = server.get("/api/replicas/" + home + "/drills").items();
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).has("documents")).as("a list is short").isFalse();
        assertThat(server.get("/api/replicas/" + home + "/drills?after=" + drill)
                        .items())
                .isEmpty();
        assertThat(server.get("/api/drills/999").status()).isEqualTo(404);
        assertThat(server.get("/api/replicas/999/drills").status()).isEqualTo(404);
    }

    @Test
    void thePagesShowItAndEscapeWhatComesFromOutside() throws Exception {
        long drill = household.drill("Home");

        String page = server.get("/drills/" + drill).body();
        assertThat(page)
                .contains("Drill " + drill + " of Home")
                .contains("1 of 2 documents has a part that cannot be used.")
                .contains("Sign-in page")
                .contains("original failed")
                .contains("search skipped")
                .doesNotContain("<img src=x");
        assertThat(server.get("/drills/999").status()).isEqualTo(404);

        String replica = server.get("/replicas/" + home).body();
        assertThat(replica)
                .contains("/drills/" + drill)
                .contains("action=\"/api/replicas/" + home + "/drill\"")
                .contains("A drill starts every 30 days, after 05:00.");
    }
}

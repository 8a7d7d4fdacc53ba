package io.pngx.controller.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.instances.MasterNames;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** States, counts, reasons and buttons on the pages are true. */
class TruthfulPagesTest {
    private static WebServer server;
    private long id;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void aReplicaThatIsUpToDate() {
        server.reset();
        server.master();
        id = server.replica("Home");
        server.replicas.state(id, Replica.State.OK, null);
        server.db
                .write()
                .sql("update replicas set watermark = '2026-01-01T00:00:00.000000Z', last_sync_ts = ? where id = ?")
                .params(Instant.now().toString(), id)
                .update();
    }

    private JsonNode replica() throws Exception {
        return server.get("/api/replicas/" + id).json();
    }

    private String button(String id) throws Exception {
        return server.get("/")
                .body()
                .lines()
                .filter(line -> line.contains("id=\"" + id + "\""))
                .findFirst()
                .orElse("there is none");
    }

    @Test
    void a_replica_that_is_switched_off_is_switched_on_where_it_is_shown() throws Exception {
        server.db
                .write()
                .sql("update replicas set enabled = 0, proven_url = 'http://home.lan:8000 aa' where id = ?")
                .param(id)
                .update();

        assertThat(button("pause-" + id)).isEqualTo("there is none");
        assertThat(button("resume-" + id)).contains("Switch on").contains("/api/replicas/" + id + "/resume");
        assertThat(server.get("/").body()).contains(">switched off<");
        assertThat(server.post("/api/replicas/" + id + "/resume", "").detail())
                .contains("is switched off, and resuming only ends a pause");
        assertThat(server.post("/api/replicas/" + id + "/resume?enable=true", "")
                        .json()
                        .path("enabled")
                        .asBoolean())
                .isTrue();
        assertThat(replica().path("state").asText()).isEqualTo("up_to_date");
        assertThat(server.replicas.find(id).orElseThrow().provenUrl())
                .as("it is proven again")
                .isEqualTo("http://home.lan:8000 ");
        assertThat(button("pause-" + id)).contains("Pause");
    }

    @Test
    void resuming_a_paused_replica_asks_for_no_new_proof() throws Exception {
        server.db
                .write()
                .sql("update replicas set paused = 1, proven_url = 'http://home.lan:8000 aa' where id = ?")
                .param(id)
                .update();
        server.post("/api/replicas/" + id + "/resume", "");

        assertThat(server.replicas.find(id).orElseThrow().provenUrl()).isEqualTo("http://home.lan:8000 aa");
    }

    @Test
    void runs_that_only_read_leave_the_state_and_the_history_as_they_are() throws Exception {
        String before = server.get("/").body();
        for (Run.Mode mode : List.of(Run.Mode.VERIFY, Run.Mode.DRY_RUN)) {
            Run run = server.runs.queue(id, mode).orElseThrow();
            server.runs.started(run.id());
            assertThat(replica().path("state").asText()).as(mode.toString()).isEqualTo("up_to_date");
            assertThat(server.get("/").body()).contains("up to date");
            server.runs.finish(run.id(), Run.State.SUCCESS, null);
        }
        assertThat(server.get("/").body()).contains("no run has ended yet");
        assertThat(server.get("/replicas/" + id).body())
                .contains("no run in this time")
                .contains("no success yet");
        assertThat(before).contains("no run has ended yet");
        Run run = server.runs.queue(id, Run.Mode.FULL).orElseThrow();
        assertThat(replica().path("state").asText()).isEqualTo("syncing");
        server.runs.finish(run.id(), Run.State.SUCCESS, null);
        assertThat(server.get("/").body()).contains("1 of 1 succeeded");
    }

    @Test
    void a_replica_says_how_its_files_are_verified() throws Exception {
        assertThat(server.get("/replicas/" + id).body())
                .contains("by the checksum that the replica reports")
                .doesNotContain("Every file is read");
        server.put("/api/settings", "{\"verify_bytes\": \"download\"}");
        assertThat(server.get("/replicas/" + id).body())
                .contains("Every file is read from the replica")
                .doesNotContain("by the checksum that the replica reports");
    }

    @Test
    void a_queued_run_is_running() throws Exception {
        server.post("/api/sync", "{\"replica_id\": " + id + "}");

        assertThat(server.get("/api/sync/running").json().path("total").asLong())
                .isEqualTo(1);
    }

    @Test
    void what_a_master_that_does_not_answer_makes_late_has_that_reason() throws Exception {
        server.db
                .write()
                .sql("update replicas set last_sync_ts = '2026-01-01T00:00:00.000000Z' where id = ?")
                .param(id)
                .update();
        assertThat(replica().path("last_error").isNull()).isTrue();
        server.master = new MasterStatus.Status(
                "unreachable",
                "2.20.15",
                7L,
                Text.verbatim("The master can't be reached (Connection refused)."),
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-01T00:15:30Z"),
                MasterNames.NONE);

        assertThat(replica().path("state").asText()).isEqualTo("behind");
        assertThat(replica().path("last_error").asText())
                .isEqualTo("The controller has not been able to read the master since 2026-01-01 00:15 UTC: "
                        + "The master can't be reached (Connection refused).");
        server.replicas.state(id, Replica.State.ERROR, Text.verbatim("Its own reason."));
        assertThat(replica().path("last_error").asText()).isEqualTo("Its own reason.");
    }

    @Test
    void a_master_that_makes_runs_fail_is_named_although_the_replica_is_up_to_date() throws Exception {
        String ready = replica().path("readiness").path("sentence").asText();
        server.replicas.state(id, Replica.State.OK, Text.verbatim("What the last good run found."));
        server.master = new MasterStatus.Status(
                "blocked",
                "2.20.15",
                7L,
                Text.verbatim("The master answered /api/ui_settings/ with text/html."),
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-01T00:15:30Z"),
                MasterNames.NONE);
        String why = "The controller has not been able to read the master since 2026-01-01 00:15 UTC: "
                + "The master answered /api/ui_settings/ with text/html.";

        assertThat(replica().path("state").asText()).isEqualTo("up_to_date");
        assertThat(replica().path("last_error").asText()).isEqualTo(why);
        assertThat(server.get("/").body()).contains("the master can&#39;t be read", why);
        assertThat(replica().path("readiness").path("sentence").asText())
                .as("a broken master is no reason against a takeover")
                .isEqualTo(ready);

        server.post("/api/replicas/" + id + "/pause", "");
        assertThat(replica().path("last_error").asText())
                .as("no run begins, so none fails because of the master")
                .isEqualTo("What the last good run found.");
    }

    @Test
    void sync_all_is_offered_only_where_a_run_could_begin() throws Exception {
        assertThat(button("sync-all")).contains("hx-post=\"/api/sync\"");
        server.post("/api/sync", "{}");
        assertThat(button("sync-all")).doesNotContain("hx-post").contains("aria-disabled=\"true\"");
        assertThat(button("full-all")).doesNotContain("hx-post").contains("aria-disabled=\"true\"");
        server.replica("Attic");
        assertThat(button("sync-all")).contains("hx-post=\"/api/sync\"");
    }

    @Test
    void each_document_that_is_done_is_explained() throws Exception {
        Run full = server.runs.queue(id, Run.Mode.FULL).orElseThrow();
        server.db
                .write()
                .sql("update sync_runs set total = 308, uploaded = 300, unchanged = 5, deferred = 2, "
                        + "failed = 1 where id = ?")
                .param(full.id())
                .update();
        server.runs.finish(full.id(), Run.State.PARTIAL, null);
        Run verification = server.runs.queue(id, Run.Mode.VERIFY).orElseThrow();
        server.db
                .write()
                .sql("update sync_runs set total = 40, unchanged = 18, deferred = 22 where id = ?")
                .param(verification.id())
                .update();
        server.runs.finish(verification.id(), Run.State.SUCCESS, null);

        assertThat(server.get("/runs/" + full.id()).body())
                .contains("All 308 documents done: 300 uploaded, 5 unchanged, 2 deferred to the next run, 1 failed.");
        assertThat(server.get("/runs/" + verification.id()).body())
                .contains("All 40 documents verified: 18 equal, 22 not verified because of "
                        + "changes on the master during the run.");
        assertThat(server.get("/runs").body())
                .contains(">300</td>", ">5</td>", ">1</td>", "2 deferred to the next run")
                .contains(">18</td>", "22 changed on the master during the run");
    }
}

package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicasApiTest {
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.reset();
    }

    @Test
    void a_replica_is_added_with_its_token_encrypted() throws Exception {
        WebServer.Reply reply = server.post(
                "/api/replicas", "{\"name\": \" Home \", \"url\": \"http://Home.lan:8000/\", \"token\": \"abc123\"}");

        assertThat(reply.status()).isEqualTo(201);
        Replica stored = server.replicas.all().get(0);
        assertThat(reply.json()).isEqualTo(WebServer.JSON.readTree("""
                {"id": %d, "name": "Home", "url": "http://home.lan:8000", "enabled": true, "paused": false,
                 "token_set": true, "headers_set": false, "ca_certificate_set": false, "state": "new",
                 "last_error": null,
                 "readiness": {"level": "not_ready", "documents": 0, "copies": 0,
                   "missing_after_takeover": 0, "old_after_takeover": 0, "verified_percent": 0,
                   "oldest_verification_seconds": null,
                   "sentence": "Not ready to take over: no run was successful yet.",
                   "last_success": null, "as_of": null,
                   "reasons": [{"code": "never_synced", "count": 0, "text": "no run was successful yet"}],
                   "drill": null},
                 "documents": {"in_sync": 0, "pending": 0, "failed": 0, "held": 0, "contested": 0, "differs": 0,
                   "excluded_no_copy": 0, "excluded_old_copy": 0, "deleting": 0, "kept": 0, "foreign": 0},
                 "unselected": "keep", "acceptable": null, "accepted": null, "dry_run_first": false,
                 "all_paused": false, "next_run_at": null, "lag_seconds": null, "last_sync_ts": null,
                 "last_cycle_at": null, "version": null,
                 "interval_seconds": null, "uploads_in_flight": 2, "run": null,
                 "adoption": {"offered": 0, "accepted_at": null, "can_accept": false},
                 "verification": {"documents": 0, "verified": 0, "share_percent": 0, "mismatches": 0, "oldest": null,
                                  "last_verified": null, "last_nightly_run": null}}""".formatted(stored.id())));
        assertThat(stored.token()).doesNotContain("abc123");
        assertThat(server.vault.decrypt(stored.token())).isEqualTo("abc123");
        assertThat(server.connectionChanges).hasValue(1);
    }

    @Test
    void a_replica_shows_its_counts_its_lag_and_its_open_run() throws Exception {
        long id = server.replica("Home");
        Run run = server.runs.queue(id, Run.Mode.FULL).orElseThrow();
        Instant now = Instant.now();
        server.replicas.unmappedDocuments(id, List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L));
        server.replicas.succeeded(id, now.minusSeconds(100));
        server.db.inTransaction(() -> {
            for (int i = 1; i <= 5; i++) {
                server.db
                        .write()
                        .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, "
                                + "synced_at) values (?, ?, ?, 'x', 'x')")
                        .params(id, i, i)
                        .update();
            }
            for (int i = 5; i <= 8; i++) {
                server.db
                        .write()
                        .sql("insert into work(replica_id, master_id, reason, attempts, run_id, "
                                + "created_at) values (?, ?, 'new', ?, ?, 'x')")
                        .params(id, i, i == 8 ? 1 : 0, run.id())
                        .update();
            }
            server.db
                    .write()
                    .sql("update sync_runs set state = 'running', phase = 'documents', total = 20, uploaded = 10, "
                            + "bytes = 77, current = '[\"Bill\"]', started_at = ? where id = ?")
                    .params(Times.text(now.minusSeconds(20)), run.id())
                    .update();
        });

        JsonNode replica = server.get("/api/replicas/" + id).json();

        assertThat(replica.path("state").asText()).isEqualTo("syncing");
        assertThat(replica.path("documents").toString())
                .isEqualTo("{\"in_sync\":4,\"pending\":3,\"failed\":1,\"held\":0,\"contested\":0,\"differs\":0,"
                        + "\"excluded_no_copy\":0,\"excluded_old_copy\":0,\"deleting\":0,\"kept\":0,\"foreign\":7}");
        assertThat(replica.path("lag_seconds").asLong()).isGreaterThanOrEqualTo(100);
        assertThat(replica.path("run").path("done").asLong()).isEqualTo(10);
        assertThat(replica.path("run").path("rate").isNumber()).isTrue();
        assertThat(replica.path("run").path("eta_seconds").isNumber()).isTrue();
        JsonNode running = server.get("/api/sync/running").json();
        assertThat(running.path("total").asLong()).isEqualTo(1);
        assertThat(running.path("items").get(0).path("current").asText()).isEqualTo("Bill");
        assertThat(server.get("/api/replicas").items())
                .singleElement()
                .satisfies(listed -> assertThat(still(listed)).isEqualTo(still(replica)));
    }

    /** Returns a replica without values that change with time. */
    private static JsonNode still(JsonNode replica) {
        ObjectNode still = replica.deepCopy();
        ((ObjectNode) still.path("readiness")).remove("sentence");
        return still.without(List.of("run", "lag_seconds"));
    }

    @Test
    void master_is_the_name_of_the_master() throws Exception {
        String sentence = "name: is the name of the master in the metrics; choose another name.";
        assertThat(server.post(
                                "/api/replicas",
                                "{\"name\": \"Master\", \"url\": \"http://home.lan:8000/\", \"token\": \"abc123\"}")
                        .detail())
                .isEqualTo(sentence);
        assertThat(server.put("/api/replicas/" + server.replica("Home"), "{\"name\": \" master\"}")
                        .detail())
                .isEqualTo(sentence);
    }

    @Test
    void only_what_was_sent_changes() throws Exception {
        long id = server.replica("Home");
        String token = server.replicas.find(id).orElseThrow().token();

        assertThat(server.put("/api/replicas/" + id, "{\"interval_seconds\": 60, \"enabled\": false}")
                        .status())
                .isEqualTo(200);

        Replica changed = server.replicas.find(id).orElseThrow();
        assertThat(changed.intervalSeconds()).isEqualTo(60);
        assertThat(changed.enabled()).isFalse();
        assertThat(changed.name()).isEqualTo("Home");
        assertThat(changed.token()).isEqualTo(token);
        server.put("/api/replicas/" + id, "{\"interval_seconds\": null}");
        assertThat(server.replicas.find(id).orElseThrow().intervalSeconds()).isNull();
    }

    @Test
    void another_server_needs_the_token_again_another_path_on_it_does_not() throws Exception {
        long id = server.replica("Home");

        assertThat(server.put("/api/replicas/" + id, "{\"url\": \"http://other.lan:8000\"}")
                        .detail())
                .startsWith("token: must be entered again for another address");
        assertThat(server.replicas.find(id).orElseThrow().url()).isEqualTo("http://home.lan:8000");
        assertThat(server.put("/api/replicas/" + id, "{\"url\": \"http://home.lan:8000/docs\"}")
                        .status())
                .isEqualTo(200);
        assertThat(server.put("/api/replicas/" + id, "{\"url\": \"http://other.lan:8000\", \"token\": \"new\"}")
                        .status())
                .isEqualTo(200);
        assertThat(server.vault.decrypt(server.replicas.find(id).orElseThrow().token()))
                .isEqualTo("new");
    }

    @Test
    void what_a_person_accepted_does_not_go_with_it_to_another_address() throws Exception {
        long id = server.replica("Home");
        MaintenanceState upkeep = new MaintenanceState(server.db);
        upkeep.seen(id, 1007);
        upkeep.acceptAdoption(id, Instant.now());
        server.replicas.accept(id, Changed.REPLICA);

        server.put("/api/replicas/" + id, "{\"name\": \"House\"}");
        assertThat(server.replicas.find(id).orElseThrow().accepted()).isEqualTo(Changed.REPLICA);
        assertThat(upkeep.of(id).mayAdopt(1007)).isTrue();
        server.put("/api/replicas/" + id, "{\"url\": \"http://home.lan:8000/docs\"}");
        assertThat(server.replicas.find(id).orElseThrow().accepted()).isNull();
        assertThat(upkeep.of(id).mayAdopt(1007)).isFalse();
        assertThat(server.post("/api/replicas/" + id + "/accept", "{\"what\": \"adoption\"}")
                        .status())
                .as("nobody looked there yet")
                .isEqualTo(409);

        server.replicas.acceptable(id, Changed.REPLICA);
        server.put("/api/replicas/" + id, "{\"url\": \"http://home.lan:8000\"}");
        assertThat(server.replicas.find(id).orElseThrow().acceptable()).isNull();
    }

    @Test
    void a_new_token_clears_what_the_old_one_met() throws Exception {
        long id = server.replica("Home");
        server.replicas.state(id, Replica.State.AUTH_FAILED, Text.verbatim("The token is refused."));

        JsonNode replica =
                server.put("/api/replicas/" + id, "{\"token\": \"new\"}").json();

        assertThat(replica.path("state").asText()).isEqualTo("new");
        assertThat(replica.path("last_error").isNull()).isTrue();
    }

    @Test
    void an_address_stands_for_one_instance_only() throws Exception {
        server.master();
        server.replica("Home");
        long other = server.replica("Other");

        assertThat(server.post(
                                "/api/replicas",
                                "{\"name\": \"X\", \"url\": \"http://MASTER.lan:8000/\", \"token\": \"t\"}")
                        .detail())
                .isEqualTo("url: is the address of the master; a replica must be another paperless-ngx instance.");
        assertThat(server.put("/api/replicas/" + other, "{\"url\": \"http://home.lan:8000\", \"token\": \"t\"}")
                        .detail())
                .isEqualTo("url: is the address of the replica \"Home\" already.");
        assertThat(server.put("/api/replicas/" + other, "{\"name\": \"home\"}").detail())
                .isEqualTo("name: is already the name of another replica.");
        assertThat(server.replicas.all()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                    | name: is required; url: is required; token: is required.",
                "{\"name\": \"\", \"url\": \"http://a\", \"token\": \"t\"} | name: is required.",
                "{\"name\": \"N\", \"url\": \"http://a\", \"token\": \"t\", \"uploads_in_flight\": 9} "
                        + "| uploads_in_flight: must be a whole number from 1 to 8.",
                "{\"name\": \"N\", \"url\": \"http://a\", \"token\": \"t\", \"interval_seconds\": 5} "
                        + "| interval_seconds: must be a whole number from 10 to 86400.",
                "{\"name\": \"N\", \"url\": \"http://a\", \"token\": \"t\", \"enabled\": 1} "
                        + "| enabled: must be true or false.",
                "{\"name\": \"N\", \"url\": \"ftp://a\", \"token\": \"t\"} | url: the address begins with ftp://; "
                        + "only http:// and https:// are allowed.",
                "{\"name\": \"a\\nb\", \"url\": \"http://a\", \"token\": \"t\"} | 'name: must be one line, "
                        + "without control characters.'",
            })
    void a_bad_replica_is_refused_and_nothing_is_stored(String body, String detail) throws Exception {
        WebServer.Reply reply = server.post("/api/replicas", body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).isEqualTo(detail);
        assertThat(server.replicas.all()).isEmpty();
        assertThat(server.connectionChanges).hasValue(0);
    }

    @Test
    void a_replica_is_forgotten_but_not_while_a_run_is_open() throws Exception {
        long id = server.replica("Home");
        Run run = server.runs.queue(id, Run.Mode.FULL).orElseThrow();

        WebServer.Reply refused = server.call("DELETE", "/api/replicas/" + id, "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("cancel the run, then delete the replica");

        server.runs.finish(run.id(), Run.State.CANCELLED, null);
        WebServer.Reply done = server.call("DELETE", "/api/replicas/" + id, "");
        assertThat(done.status()).isEqualTo(204);
        assertThat(done.body()).isEmpty();
        assertThat(server.replicas.all()).isEmpty();
        assertThat(server.get("/api/replicas/" + id).status()).isEqualTo(404);
    }

    @Test
    void a_replica_is_paused_and_resumed() throws Exception {
        long id = server.replica("Home");

        assertThat(server.post("/api/replicas/" + id + "/pause", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("paused");
        assertThat(server.replicas.find(id).orElseThrow().paused()).isTrue();
        assertThat(server.post("/api/replicas/" + id + "/resume", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("new");
        assertThat(server.replicas.find(id).orElseThrow().paused()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/replicas/99",
        "PUT,/api/replicas/99",
        "DELETE,/api/replicas/99",
        "POST,/api/replicas/99/pause",
        "POST,/api/replicas/99/resume",
        "POST,/api/replicas/99/test",
        "GET,/api/replicas/abc",
        "GET,/api/replicas/+1",
        "DELETE,/api/replicas/01",
        "GET,/api/replicas/%D9%A1",
        "GET,/api/replicas/99999999999999999999",
        "GET,/replicas/99",
        "GET,/api/sync/runs/99",
        "GET,/api/sync/runs/abc"
    })
    void what_is_not_there_is_a_404(String method, String path) throws Exception {
        WebServer.Reply reply = server.call(method, path, method.equals("GET") ? "" : "{}");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.detail()).startsWith("There is no r");
    }

    @Test
    void a_name_turns_no_letters_round_and_keeps_its_emoji() throws Exception {
        WebServer.Reply turned =
                server.post("/api/replicas", "{\"name\": \"a\\u202eb\", \"url\": \"http://a.lan\", \"token\": \"t\"}");
        assertThat(turned.status()).isEqualTo(400);
        assertThat(turned.detail()).isEqualTo("name: must be one line, without control characters.");
        assertThat(server.post(
                                "/api/replicas",
                                "{\"name\": \"Söhne \\ud83d\\udc68\\u200d\\ud83d\\udc69\", "
                                        + "\"url\": \"http://a.lan\", \"token\": \"t\"}")
                        .status())
                .isEqualTo(201);
    }
}

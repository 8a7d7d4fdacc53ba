package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.RetryAfterStore;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Work;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SyncApiTest {
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
    void a_run_of_one_replica_is_queued() throws Exception {
        server.master();
        long id = server.replica("Home");

        WebServer.Reply reply = server.post("/api/sync", "{\"mode\": \"full\", \"replica_id\": " + id + "}");

        assertThat(reply.status()).isEqualTo(202);
        Run run = server.runs.open(id).orElseThrow();
        assertThat(reply.json().toString()).isEqualTo("{\"run_ids\":[" + run.id() + "]}");
        assertThat(run.mode()).isEqualTo(Run.Mode.FULL);
        assertThat(run.state()).isEqualTo(Run.State.QUEUED);
    }

    /** The instance sent Retry-After for an hour, and a user wants to call it now. */
    @Test
    void who_asks_for_a_run_ends_the_rest_of_the_instances_concerned() throws Exception {
        server.master();
        long asked = server.replica("Home");
        long other = server.replica("Attic");
        RetryAfterStore rests = new RetryAfterStore(server.db);
        Instant now = Instant.now();
        List<String> urls = List.of(
                server.settings.get(Setting.MASTER_URL).orElseThrow(),
                server.replicas.find(asked).orElseThrow().url(),
                server.replicas.find(other).orElseThrow().url());
        urls.forEach(url -> rests.put(url, now.plusSeconds(3600), now));

        server.post("/api/sync", "{\"replica_id\": " + asked + "}");
        assertThat(rests.all()).containsOnlyKeys(urls.get(2));

        server.post("/api/sync", "{}");
        assertThat(rests.all()).isEmpty();
    }

    @Test
    void a_busy_replica_is_refused_and_the_others_of_all_are_queued() throws Exception {
        server.master();
        long busy = server.replica("Busy");
        long free = server.replica("Free");
        long paused = server.replica("Paused");
        server.replicas.pause(paused, true);
        server.runs.queue(busy, Run.Mode.FULL);

        WebServer.Reply one = server.post("/api/sync", "{\"replica_id\": " + busy + "}");
        assertThat(one.status()).isEqualTo(409);
        assertThat(one.detail())
                .isEqualTo("A run of the replica \"Busy\" is already open; wait for this run, or " + "cancel it.");

        assertThat(server.post("/api/sync", "{\"mode\": \"incremental\"}")
                        .json()
                        .path("run_ids"))
                .hasSize(1);
        assertThat(server.runs.open(free)).isPresent();
        assertThat(server.runs.open(paused)).isEmpty();

        assertThat(server.post("/api/sync", "").status()).isEqualTo(409);
        WebServer.Reply unknown = server.post("/api/sync", "{\"mode\": \"increment\"}");
        assertThat(unknown.status()).as("also while a run is open").isEqualTo(400);
        assertThat(unknown.detail()).contains("incremental, full, ");
    }

    @Test
    void what_keeps_a_run_from_beginning_is_said() throws Exception {
        long id = server.replica("Home");
        String one = "{\"replica_id\": " + id + "}";
        assertThat(server.post("/api/sync", one).detail())
                .isEqualTo("No master is set yet; enter address and token of the master first.");
        server.master();
        server.replicas.pause(id, true);
        assertThat(server.post("/api/sync", one).detail())
                .isEqualTo("The replica \"Home\" is paused; resume it first.");
        assertThat(server.post("/api/sync", "{}").detail())
                .isEqualTo("Every replica is paused or switched off; resume a replica first.");
        server.put("/api/replicas/" + id, "{\"enabled\": false}");
        assertThat(server.post("/api/sync", one).detail())
                .isEqualTo("The replica \"Home\" is switched off; switch it on first.");
        server.settings.put("paused", "true");
        WebServer.Reply reply = server.post("/api/sync", one);
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.detail()).isEqualTo("All synchronisation is paused; resume it first.");
        server.settings.put("paused", "false");
        server.replicas.delete(id);
        assertThat(server.post("/api/sync", "{}").detail()).isEqualTo("There is no replica yet; add a replica first.");
        assertThat(server.runs.open()).isEmpty();
    }

    private long copy(String name, long document) {
        long replica = server.replica(name);
        server.db
                .write()
                .sql("update replicas set state = 'ok', watermark = '2026-01-01T00:00:00.000000Z',"
                        + " last_cycle_at = '2026-01-01T00:00:00.000000Z' where id = ?")
                .param(replica)
                .update();
        server.db
                .write()
                .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, fingerprint, seen,"
                        + " synced_at) values (?, ?, 107, 'x', 'f', 's', '2026-01-01T00:00:00.000000Z')")
                .params(replica, document)
                .update();
        return replica;
    }

    private static String wish(String mode, long replica, long document) {
        return "{\"mode\": \"" + mode + "\", \"replica_id\": " + replica + ", \"document_id\": " + document + "}";
    }

    @Test
    void one_document_is_compared_in_every_field() throws Exception {
        server.master();
        long home = copy("Home", 7);

        WebServer.Reply reply = server.post("/api/sync", wish("incremental", home, 7));

        assertThat(reply.status()).isEqualTo(202);
        Run run = server.runs.open(home).orElseThrow();
        assertThat(reply.json().toString()).isEqualTo("{\"run_ids\":[" + run.id() + "]}");
        assertThat(run.mode()).isEqualTo(Run.Mode.INCREMENTAL);
        assertThat(run.hintedIds()).containsExactly(7L);
        assertThat(new SyncMap(server.db).find(home, 7).orElseThrow().fingerprint())
                .as("an equal fingerprint would spare the comparison")
                .isNull();
        assertThat(server.work.find(home, 7).orElseThrow().reason()).isEqualTo(Work.Reason.CHANGED);
    }

    @Test
    void a_failed_document_is_due_at_once_even_while_a_run_is_open() throws Exception {
        server.master();
        long home = copy("Home", 7);
        server.db
                .write()
                .sql("insert into work(replica_id, master_id, reason, attempts, next_at, created_at)"
                        + " values (?, 9, 'new', 2, '2999-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z')")
                .param(home)
                .update();
        Run open = server.runs.queue(home, Run.Mode.FULL).orElseThrow();

        WebServer.Reply reply = server.post("/api/sync", wish("incremental", home, 9));

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().toString()).isEqualTo("{\"run_ids\":[],\"after_run_id\":" + open.id() + "}");
        assertThat(server.work.find(home, 9).orElseThrow().nextAt()).isNull();
        assertThat(server.replicas.find(home).orElseThrow().lastCycleAt())
                .as("the next plan is due at once")
                .isNull();
    }

    @Test
    void a_replica_that_must_compare_all_changes_gets_such_a_run() throws Exception {
        server.master();
        long home = copy("Home", 7);
        server.replicas.state(home, Replica.State.UNREACHABLE, Text.verbatim("It does not answer."));

        server.post("/api/sync", wish("incremental", home, 7));

        assertThat(server.runs.open(home).orElseThrow().isHinted()).isFalse();
    }

    @Test
    void one_copy_is_verified() throws Exception {
        server.master();
        long home = copy("Home", 7);

        assertThat(server.post("/api/sync", wish("verify", home, 7)).status()).isEqualTo(202);

        Run run = server.runs.open(home).orElseThrow();
        assertThat(run.mode()).isEqualTo(Run.Mode.VERIFY);
        assertThat(run.hintedIds()).containsExactly(7L);
        assertThat(server.post("/api/sync", wish("verify", home, 7)).detail())
                .isEqualTo("A run of the replica \"Home\" is already open; wait for this run, or cancel it.");
        assertThat(server.post("/api/sync", "{\"replica_id\": " + home + "}").status())
                .as("a verification does not become a run of all changes")
                .isEqualTo(409);
    }

    @Test
    void a_run_of_one_document_that_is_not_possible_is_refused() throws Exception {
        server.master();
        long home = copy("Home", 7);

        assertThat(server.post("/api/sync", wish("verify", home, 8)).detail())
                .isEqualTo(
                        "The replica \"Home\" can't verify document 8. The replica has no copy, and no run has planned"
                                + " one. Leave the document out; nothing was started.");
        assertThat(server.post("/api/sync", wish("full", home, 7)).detail())
                .isEqualTo("document_id: is only allowed with the mode incremental or verify.");
        assertThat(server.post("/api/sync", "{\"document_id\": 7}").detail()).isEqualTo("replica_id: is required.");
        server.replicas.pause(home, true);
        assertThat(server.post("/api/sync", wish("incremental", home, 7)).detail())
                .isEqualTo("The replica \"Home\" is paused; resume it first.");
        assertThat(server.runs.open()).isEmpty();
        assertThat(server.work.find(home, 7)).isEmpty();
    }

    @Test
    void bad_values_are_refused() throws Exception {
        server.master();
        server.replica("Home");

        assertThat(server.post("/api/sync", "{\"mode\": \"guess\"}").detail())
                .isEqualTo("mode: must be one of incremental, full, dry_run, verify.");
        assertThat(server.post("/api/sync", "{\"mode\": null}").detail())
                .isEqualTo("mode: must be one of incremental, full, dry_run, verify.");
        assertThat(server.post("/api/sync", "{\"replica_id\": \"1\"}").detail())
                .isEqualTo("replica_id: must be an id, which is a whole number.");
        for (String path : List.of("/api/sync", "/api/sync/cancel")) {
            assertThat(server.post(path, "{\"replica_id\": null}").detail())
                    .as("null does not mean all replicas: %s", path)
                    .isEqualTo("replica_id: must be an id, which is a whole number.");
        }
        assertThat(server.post("/api/sync", "{\"document_id\": null}").detail())
                .isEqualTo("document_id: must be an id, which is a whole number.");
        assertThat(server.runs.open()).isEmpty();
        assertThat(server.post("/api/sync", "{\"replica_id\": 99}").status()).isEqualTo(404);
        assertThat(server.post("/api/sync", "{\"replica\": 1}").detail())
                .isEqualTo("replica: is not known; allowed are mode, replica_id, document_id.");
        assertThat(server.post("/api/sync/cancel", "{\"replica_id\": 99}").status())
                .isEqualTo(404);
        assertThat(server.runs.open()).isEmpty();
    }

    @Test
    void a_cancel_marks_the_open_runs_that_it_names() throws Exception {
        long one = server.replica("One");
        long two = server.replica("Two");
        Run first = server.runs.queue(one, Run.Mode.FULL).orElseThrow();
        Run second = server.runs.queue(two, Run.Mode.FULL).orElseThrow();
        server.runs.started(first.id());
        server.runs.started(second.id());

        WebServer.Reply reply = server.post("/api/sync/cancel", "{\"replica_id\": " + one + "}");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().toString()).isEqualTo("{\"run_ids\":[" + first.id() + "]}");
        assertThat(server.runs.find(first.id()).orElseThrow().cancelRequested()).isTrue();
        assertThat(server.runs.open(one)).isPresent();
        assertThat(server.runs.find(second.id()).orElseThrow().cancelRequested())
                .isFalse();
        server.post("/api/sync/cancel", "");
        assertThat(server.runs.find(second.id()).orElseThrow().cancelRequested())
                .isTrue();
    }

    @Test
    void a_run_that_still_waits_ends_at_once_so_that_a_paused_replica_can_be_removed() throws Exception {
        long id = server.replica("Home");
        Run waiting = server.runs.queue(id, Run.Mode.FULL).orElseThrow();
        server.replicas.pause(id, true);

        server.post("/api/sync/cancel", "{\"replica_id\": " + id + "}");

        assertThat(server.runs.find(waiting.id()).orElseThrow().state()).isEqualTo(Run.State.CANCELLED);
        assertThat(server.call("DELETE", "/api/replicas/" + id, "").status()).isEqualTo(204);
    }

    @Test
    void nothing_to_cancel_is_no_failure() throws Exception {
        WebServer.Reply reply = server.post("/api/sync/cancel", "");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().path("run_ids")).isEmpty();
        assertThat(server.get("/api/sync/running").json().toString())
                .isEqualTo("{\"items\":[],\"next\":null,\"total\":0}");
    }

    @Test
    void runs_are_listed_newest_first_and_in_pages() throws Exception {
        long one = server.replica("One");
        long two = server.replica("Two");
        for (long id : new long[] {one, two, one}) {
            server.runs.finish(
                    server.runs.queue(id, Run.Mode.INCREMENTAL).orElseThrow().id(), Run.State.SUCCESS, null);
        }

        JsonNode all = server.get("/api/sync/runs").items();
        assertThat(all).hasSize(3);
        assertThat(all.get(0).path("id").asLong())
                .isGreaterThan(all.get(1).path("id").asLong());
        assertThat(all.get(0).path("state").asText()).isEqualTo("success");
        assertThat(all.get(0).path("replica").asText()).isEqualTo("One");
        assertThat(server.get("/api/sync/runs?replica_id=" + one).items()).hasSize(2);
        assertThat(server.get("/api/sync/runs?limit=1&after="
                                + all.get(0).path("id").asLong())
                        .items())
                .containsExactly(all.get(1));
        assertThat(server.get("/api/sync/runs/" + all.get(2).path("id").asLong())
                        .json())
                .isEqualTo(all.get(2));
        assertThat(server.get("/api/sync/runs?limit=0").detail())
                .isEqualTo("limit: must be a whole number from 1 to 500.");
    }
}

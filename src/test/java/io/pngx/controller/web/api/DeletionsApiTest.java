package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Changed;
import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
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

class DeletionsApiTest {
    private static WebServer server;
    private static Tombstones tombstones;

    private long home;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
        tombstones = new Tombstones(server.db);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.reset();
        home = server.replica("Home");
    }

    private long missing(long masterId, boolean held) {
        tombstones.observe(
                home,
                Tombstone.DOCUMENTS,
                masterId,
                masterId + 100,
                "Paper " + masterId,
                Instant.parse("2026-03-01T12:00:00Z"));
        long id = tombstones.pending(home).stream()
                .filter(each -> each.masterId() == masterId)
                .findFirst()
                .orElseThrow()
                .id();
        if (held) {
            tombstones.hold(id, DeletionCause.OTHER, Text.verbatim("Too many."));
        }
        return id;
    }

    private Tombstone.State state(long id) {
        return tombstones.find(id).orElseThrow().state();
    }

    @Test
    void held_deletions_are_listed_with_what_and_why() throws Exception {
        long id = missing(1, true);
        missing(2, false);

        WebServer.Reply reply = server.get("/api/deletions?state=held");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("total").asLong()).isEqualTo(1);
        assertThat(reply.items()).isEqualTo(WebServer.JSON.readTree("""
                [{"id": %d, "replica_id": %d, "replica": "Home", "kind": "documents", "master_id": 1,
                  "replica_object_id": 101, "title": "Paper 1", "state": "held", "reason": "Too many.",
                  "cause": "other", "seen_trashed": false, "by_rule": null, "weight": 1,
                  "first_seen_at": "2026-03-01T12:00:00.000000Z", "acted_at": null}]""".formatted(id, home)));
        assertThat(server.get("/api/deletions").items()).hasSize(2);
        assertThat(server.get("/api/deletions?limit=1&after=" + (id + 1)).json().findValuesAsText("id"))
                .containsExactly(String.valueOf(id));
        assertThat(server.get("/api/replicas/" + home)
                        .json()
                        .path("documents")
                        .path("held")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void what_a_rule_leaves_out_is_said_to_be_left_out_and_not_to_be_missing() throws Exception {
        tombstones.unselected(home, 1, 101, "Paper 1", "only-shared", Instant.parse("2026-03-01T12:00:00Z"));
        tombstones.hold(tombstones.pending(home).get(0).id(), DeletionCause.OTHER, Text.verbatim("Too many."));

        assertThat(server.get("/api/deletions").items().path(0).path("by_rule").asText())
                .isEqualTo("only-shared");
        assertThat(server.get("/deletions").body())
                .contains("<h3>Excluded by a rule</h3>")
                .contains("Rule &quot;only-shared&quot;.")
                .doesNotContain("een in the trash of the master");
    }

    @Test
    void a_person_approves_some_and_rejects_others() throws Exception {
        long one = missing(1, true);
        long two = missing(2, true);

        assertThat(server.post("/api/deletions/approve", "{\"ids\":[" + one + "]}")
                        .json()
                        .toString())
                .isEqualTo("{\"decided\":1}");
        assertThat(server.post("/api/deletions/reject", "{\"ids\":[" + two + "]}")
                        .json()
                        .toString())
                .isEqualTo("{\"decided\":1}");

        assertThat(state(one)).isEqualTo(Tombstone.State.APPROVED);
        assertThat(state(two)).isEqualTo(Tombstone.State.REJECTED);
        assertThat(server.get("/api/logs").json().findValuesAsText("message"))
                .containsExactly(
                        "The replica keeps document \"Paper 2\", as decided by hand.",
                        "The deletion of document \"Paper 1\" was approved by hand.");
    }

    @Test
    void what_is_not_held_can_not_be_decided_and_nothing_else_is_then() throws Exception {
        long held = missing(1, true);
        long open = missing(2, false);

        for (String ids : List.of(held + "," + open, held + ",999")) {
            WebServer.Reply reply = server.post("/api/deletions/approve", "{\"ids\":[" + ids + "]}");
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.detail()).contains("nothing was decided");
        }
        assertThat(state(held)).isEqualTo(Tombstone.State.HELD);
        assertThat(state(open)).isEqualTo(Tombstone.State.OPEN);
    }

    /** A run may have read the open deletions before the user rejects one of them. */
    @Test
    void a_deletion_can_be_rejected_before_a_run_decides_and_stays_rejected() throws Exception {
        long open = missing(1, false);

        assertThat(server.post("/api/deletions/reject", "{\"ids\":[" + open + "]}")
                        .json()
                        .path("decided")
                        .asInt())
                .isEqualTo(1);
        tombstones.actingIfOpen(open);

        assertThat(state(open)).isEqualTo(Tombstone.State.REJECTED);
        WebServer.Reply again = server.post("/api/deletions/reject", "{\"ids\":[" + open + "]}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.detail()).contains("no open or held deletion", "nothing was decided");
    }

    @Test
    void what_was_kept_can_be_approved_later_and_what_came_back_can_not() throws Exception {
        long kept = missing(1, true);
        long back = missing(2, true);
        server.post("/api/deletions/reject", "{\"ids\":[" + kept + "," + back + "]}");
        tombstones.returned(back);

        WebServer.Reply refused = server.post("/api/deletions/approve", "{\"ids\":[" + kept + "," + back + "]}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("no held or rejected deletion with id " + back);
        assertThat(state(kept)).isEqualTo(Tombstone.State.REJECTED);

        assertThat(server.post("/api/deletions/approve", "{\"ids\":[" + kept + "]}")
                        .json()
                        .path("decided")
                        .asInt())
                .isEqualTo(1);
        assertThat(state(kept)).isEqualTo(Tombstone.State.APPROVED);
        assertThat(tombstones.find(kept).orElseThrow().byPerson()).isTrue();
    }

    @Test
    void while_deletions_are_off_none_is_approved_and_each_can_be_rejected() throws Exception {
        long one = missing(1, true);
        server.settings.put(Setting.DELETION_MODE, "off");

        WebServer.Reply reply = server.post("/api/deletions/approve", "{\"ids\":[" + one + "]}");
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.detail())
                .isEqualTo("Deletions are switched off, so an approved deletion would not be carried out; switch "
                        + "deletions on in "
                        + "the settings first.");
        assertThat(state(one)).isEqualTo(Tombstone.State.HELD);

        assertThat(server.post("/api/deletions/reject", "{\"ids\":[" + one + "]}")
                        .status())
                .isEqualTo(200);
        assertThat(state(one)).isEqualTo(Tombstone.State.REJECTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/deletions/approve          | {}                   | ids: must be a list of 1 to 1000 ids, "
                        + "which are whole numbers.",
                "/api/deletions/approve          | {\"ids\": []}          | ids: must be a list of 1 to 1000 ids, "
                        + "which are whole numbers.",
                "/api/deletions/reject           | {\"ids\": [\"a\"]}     | ids: must be a list of 1 to 1000 ids, "
                        + "which are whole numbers.",
                "/api/deletions/reject           | {\"all\": true}        | all: is not known; allowed are ids.",
                "/api/replicas/1/accept          | {}                   | what: is required.",
                "/api/replicas/1/accept          | {\"what\": \"all\"}     | what: must be one of master, "
                        + "replica, adoption.",
            })
    void a_bad_body_is_refused_with_one_clear_sentence(String path, String body, String detail) throws Exception {
        WebServer.Reply reply = server.post(path.replace("/1/", "/" + home + "/"), body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).startsWith(detail.substring(0, detail.length() - 1));
    }

    @Test
    void a_changed_master_is_accepted_for_one_replica_after_a_dry_run_that_found_it() throws Exception {
        String accept = "/api/replicas/" + home + "/accept";
        WebServer.Reply early = server.post(accept, "{\"what\":\"master\"}");
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.detail()).contains("Start a dry run first");
        assertThat(server.replicas.find(home).orElseThrow().accepted()).isNull();

        server.replicas.acceptable(home, Changed.MASTER);
        WebServer.Reply other = server.post(accept, "{\"what\":\"replica\"}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.detail()).contains("found a changed master, not a changed replica");
        assertThat(server.get("/api/replicas/" + home).json().path("acceptable").asText())
                .isEqualTo("master");

        assertThat(server.post(accept, "{\"what\":\"master\"}").status()).isEqualTo(200);
        assertThat(server.get("/api/replicas/" + home).json().path("accepted").asText())
                .isEqualTo("master");
        assertThat(server.get("/api/replicas/" + home).json().path("acceptable").isNull())
                .isTrue();
        assertThat(server.get("/api/logs?replica_id=" + home).body()).contains("The master was accepted ");
        WebServer.Reply again = server.post(accept, "{\"what\":\"master\"}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.detail()).contains("accepted already, so there is nothing to accept");
        assertThat(server.post("/api/replicas/999/accept", "{\"what\":\"master\"}")
                        .status())
                .isEqualTo(404);
    }
}

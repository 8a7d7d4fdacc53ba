package io.pngx.controller.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DashboardTest {
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
    void the_empty_page_leads_through_the_first_steps() throws Exception {
        assertThat(server.get("/").status()).isEqualTo(303);
        assertThat(server.get("/").header("Location")).isEqualTo("/setup");
        assertThat(server.get("/setup").body())
                .contains("Address of the master")
                .doesNotContain("name=\"name\"");
        server.master();
        assertThat(server.get("/setup").body())
                .contains("name=\"name\"")
                .contains("<input type=\"hidden\" name=\"paused\" value=\"true\">");
        long id = server.replica("Home");
        server.replicas.pause(id, true);
        assertThat(server.get("/setup").body()).contains("id=\"start-sync\"");
        assertThat(server.get("/").body()).contains("Sync all now").doesNotContain("Next step");
    }

    @Test
    void a_replica_that_is_added_in_the_first_steps_waits() throws Exception {
        server.master();
        WebServer.Reply reply = server.send(server.request("/api/replicas")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        "name=Home&url=http%3A%2F%2Fhome.lan&token=t&paused=true&enabled=false&enabled=true"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("HX-Request", "true")
                .header("HX-Current-URL", "http://127.0.0.1/setup"));

        assertThat(reply.header("HX-Trigger-After-Swap")).isEqualTo("{\"go\":\"/setup\"}");
        assertThat(server.replicas.all().get(0).paused()).isTrue();
    }

    @Test
    void nothing_on_the_page_is_inline_or_comes_from_elsewhere() throws Exception {
        server.master();
        server.replica("Home");

        for (String path :
                List.of("/", "/runs", "/logs", "/settings", "/replicas", "/replicas/1", "/deletions", "/setup")) {
            assertThat(server.get(path)
                            .body()
                            .replaceAll("http://[a-z0-9]+\\.lan:8000", "")
                            .replace("http://www.w3.org/2000/svg", ""))
                    .doesNotContain("<script>")
                    .doesNotContain("javascript:")
                    .doesNotContain(" style=")
                    .doesNotContain("<style")
                    .doesNotContainPattern(" on[a-z]+=")
                    .as("text may name an address; nothing is fetched from one")
                    .doesNotContainPattern("(src|href|action|hx-[a-z]+)=\"([a-z]+:)?//");
        }
    }

    @Test
    void the_state_is_written_as_a_word_and_the_error_as_a_sentence() throws Exception {
        server.master();
        long id = server.replica("Home");
        server.replicas.state(id, Replica.State.AUTH_FAILED, Text.verbatim("The token is refused."));

        assertThat(server.fragment("/api/replicas").body())
                .contains(">auth failed<")
                .contains("The token is refused.");
        assertThat(server.fragment("/api/replicas/" + id).body())
                .startsWith("<article")
                .contains("Home");
        assertThat(server.fragment("/api/sync/running").body()).contains("auth failed");
    }

    @Test
    void only_sections_that_changed_are_sent_again() throws Exception {
        server.master();
        server.replica("Home");
        String seen = seen("/");

        assertThat(server.fragment("/?" + seen).status()).isEqualTo(204);

        server.logs.add(LogRow.Level.WARN, null, null, null, "x", "Why.");
        String changed = server.fragment("/?" + seen).body();
        assertThat(changed)
                .contains("<section id=\"troubles\" hx-swap-oob=\"true\">")
                .contains("Why.")
                .doesNotContain("id=\"master\"")
                .doesNotContain("id=\"replicas\"");
    }

    @Test
    void a_page_of_an_earlier_step_gets_no_section_that_it_has_no_place_for() throws Exception {
        server.master();
        String seen = seen("/setup");
        server.replica("Home");

        String changed = server.fragment("/setup?" + seen).body();

        assertThat(server.get("/setup").body()).contains("id=\"start\"");
        assertThat(changed)
                .contains("<section id=\"steps\" hx-swap-oob=\"true\">")
                .doesNotContain("id=\"start\"");
    }

    /** Returns the parameters with which a page requests changed sections. */
    private static String seen(String path) throws Exception {
        return String.join(
                "&",
                server.get(path)
                        .body()
                        .lines()
                        .filter(line -> line.contains("name=\"seen\""))
                        .map(line -> line.replaceAll(".*value=\"([^\"]*)\".*", "seen=$1"))
                        .toList());
    }

    @Test
    void a_refused_form_comes_back_with_the_errors_at_their_fields_and_what_was_typed() throws Exception {
        WebServer.Reply reply = server.form(
                "POST",
                "/api/replicas",
                "name=Home&url=nonsense&token=&interval_seconds=5&uploads_in_flight=2&enabled=false&enabled=true");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body())
                .startsWith("<form")
                .contains("value=\"Home\"")
                .contains("value=\"nonsense\"")
                .contains("value=\"5\"")
                .contains("<small id=\"interval-help\" class=\"bad\">must be a whole number from 10 to 86400</small>")
                .contains("<small id=\"token-help\" class=\"bad\">is required</small>")
                .contains("checked");
        assertThat(server.replicas.all()).isEmpty();
    }

    @Test
    void a_saved_form_goes_to_what_was_saved() throws Exception {
        WebServer.Reply reply = server.form(
                "POST",
                "/api/replicas",
                "name=Home&url=http%3A%2F%2Fhome.lan&token=t&interval_seconds=&uploads_in_flight=3&enabled=false");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("HX-Trigger-After-Swap")).startsWith("{\"go\":\"/replicas/");
        assertThat(reply.header("HX-Retarget")).isEqualTo("#notes");
        Replica stored = server.replicas.all().get(0);
        assertThat(stored.enabled()).isFalse();
        assertThat(stored.intervalSeconds()).isNull();
        assertThat(stored.uploadsInFlight()).isEqualTo(3);
    }

    @Test
    void an_empty_token_field_keeps_the_saved_token() throws Exception {
        server.master();
        long id = server.replica("Home");

        assertThat(server.form("PUT", "/api/replicas/" + id, "name=House&token=")
                        .status())
                .isEqualTo(200);
        assertThat(server.form(
                                "PUT",
                                "/api/settings",
                                "master_url=http%3A%2F%2Fmaster.lan%3A8000&master_token=&sync_interval_seconds=60")
                        .status())
                .isEqualTo(200);

        assertThat(server.vault.decrypt(server.replicas.find(id).orElseThrow().token()))
                .isEqualTo("secret-of-Home");
        assertThat(server.settings.get(Setting.SYNC_INTERVAL)).isEqualTo(60);
    }

    @Test
    void a_button_answers_with_a_note_and_a_refused_one_with_the_reason() throws Exception {
        server.master();
        long id = server.replica("Home");

        assertThat(server.form("POST", "/api/sync", "mode=full&replica_id=" + id)
                        .body())
                .contains("A run starts.");
        server.runs.started(server.runs.open(id).orElseThrow().id());
        WebServer.Reply refused = server.form("POST", "/api/sync", "mode=full&replica_id=" + id);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.header("HX-Retarget")).isEqualTo("#notes");
        assertThat(refused.body()).contains("is already open");
        assertThat(server.form("POST", "/api/sync/cancel", "replica_id=" + id).body())
                .contains("ends after its current document");
        assertThat(server.form("DELETE", "/api/replicas/" + id, "").status()).isEqualTo(409);
        server.runs.finish(server.runs.open(id).orElseThrow().id(), Run.State.CANCELLED, null);
        WebServer.Reply deleted = server.form("DELETE", "/api/replicas/" + id, "");
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.header("HX-Trigger-After-Swap")).isEqualTo("{\"go\":\"/replicas\"}");
    }

    private Switchover requested(long replicaId, Switchover.Kind kind) {
        return new Switchovers(server.db)
                .request(
                        kind,
                        server.replicas.find(replicaId).orElseThrow(),
                        "http://master.lan:8000",
                        "Old master",
                        "by anna",
                        Instant.now())
                .orElseThrow();
    }

    @Test
    void anOpenSwitchoverIsShownWithItsStepAndCanBeCancelled() throws Exception {
        server.master();
        long home = server.replica("Home");
        long cellar = server.replica("Cellar");
        assertThat(server.get("/").body()).doesNotContain("switchover to");
        Switchover open = requested(home, Switchover.Kind.PLANNED);
        new Switchovers(server.db).step(open.id(), Switchover.State.VERIFYING, Instant.now());

        for (String path : List.of("/", "/replicas/" + home)) {
            assertThat(server.get(path).body().replaceAll("<[^>]*>", ""))
                    .as(path)
                    .contains("Planned switchover to Home, step 2 of 4: A verification reads");
            assertThat(server.get(path).body())
                    .contains("/api/switchovers/" + open.id() + "/cancel")
                    .contains("href=\"/switchovers\"");
        }
        assertThat(server.get("/replicas/" + cellar).body()).doesNotContain("Planned switchover");
        new Switchovers(server.db).end(open.id(), Switchover.State.CANCELLED, null, Instant.now());
        assertThat(server.get("/").body()).doesNotContain("Planned switchover");
    }

    @Test
    void aSwitchoverThatWasGivenUpIsAWarningForAWeek() throws Exception {
        server.master();
        long home = server.replica("Home");
        Switchover failed = requested(home, Switchover.Kind.FAILOVER);
        new Switchovers(server.db)
                .end(failed.id(), Switchover.State.GIVEN_UP, Text.verbatim("A run did not end."), Instant.now());

        for (String path : List.of("/replicas/" + home, "/switchovers")) {
            assertThat(server.get(path).body())
                    .as(path)
                    .contains("The switchover to &quot;Home&quot; did not take place: A run did not end.")
                    .doesNotContain("cancel-switchover");
        }
        assertThat(server.get("/").body())
                .contains("The switchover to &quot;Home&quot; did not take place; the master stays the master.")
                .contains("A run did not end.")
                .doesNotContain("cancel-switchover");
        server.db
                .write()
                .sql("update switchovers set changed_at = ?")
                .param(Times.text(Instant.now().minus(Duration.ofDays(8))))
                .update();
        assertThat(server.get("/").body()).doesNotContain("did not take place");
    }

    @Test
    void anOldMasterWaitsForTheDryRunAndClaimsNothingElse() throws Exception {
        server.master();
        long office = server.replica("Office");
        server.db
                .write()
                .sql("update replicas set dry_run_first = 1, enabled = 0")
                .update();
        server.db
                .write()
                .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at)"
                        + " values (?, 1, 1, '', ?)")
                .params(office, Times.text(Instant.now()))
                .update();

        assertThat(server.get("/").body())
                .contains("&quot;Office&quot; was the master, or has newer values than the master; nothing is written"
                        + " to this replica until you have read and accepted a dry run.");
        for (String path : List.of("/replicas", "/replicas/" + office)) {
            assertThat(server.get(path).body())
                    .as(path)
                    .contains("Waits for you: the replica was the master, or has newer values. Read and accept a dry"
                            + " run.");
        }
        for (String path : List.of("/", "/replicas", "/replicas/" + office)) {
            assertThat(server.get(path).body())
                    .as(path)
                    .contains(">waits for you</span>")
                    .doesNotContain("in sync</dt>", " in sync</span>", ">in sync</span>", "after the interval");
        }
    }
}

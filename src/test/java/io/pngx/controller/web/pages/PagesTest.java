package io.pngx.controller.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.config.Build;
import io.pngx.controller.config.Vault;
import io.pngx.controller.store.LogRow.Level;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PagesTest {
    private static WebServer server;
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
    void aReplica() {
        server.reset();
        server.master();
        home = server.replica("Home");
    }

    private void mapped(long masterId, String title) {
        server.db
                .write()
                .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, "
                        + "synced_at, title) values (?, ?, ?, 'x', ?, ?)")
                .params(home, masterId, masterId + 100, Times.text(Instant.now()), title)
                .update();
    }

    private void work(long masterId, int attempts, String error) {
        server.db
                .write()
                .sql("insert into work(replica_id, master_id, reason, attempts, error, created_at) "
                        + "values (?, ?, 'new', ?, ?, ?)")
                .params(home, masterId, attempts, error, Times.text(Instant.now()))
                .update();
    }

    @Test
    void aDrillNeedsACopyButNoSuccessfulRun() throws Exception {
        String drill = "formaction=\"/api/replicas/" + home + "/drill\"";
        assertThat(server.get("/replicas/" + home).body())
                .contains("There is no copy yet")
                .doesNotContain(drill);

        mapped(1, "Invoice");
        work(2, 1, "The file is refused.");

        assertThat(server.get("/replicas/" + home).body()).contains(drill);
    }

    @Test
    void a_replica_lists_its_documents_with_status_and_reason() throws Exception {
        mapped(1, "Invoice");
        mapped(2, "Letter");
        work(2, 0, null);
        work(3, 2, "The replica refuses it.");
        mapped(4, "Held");
        server.db
                .write()
                .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, "
                        + "state, reason, first_seen_at) "
                        + "values (?, 'documents', 4, 104, 'Held', 'HELD', 'Too many.', "
                        + "'2026-01-01T00:00:00.000000Z')")
                .param(home)
                .update();

        var rows = server.get("/api/replicas/" + home + "/documents").items();

        assertThat(rows)
                .extracting(row -> row.path("master_id").asLong() + " "
                        + row.path("status").asText() + " " + row.path("reason").asText(""))
                .containsExactly(
                        "4 held Too many.",
                        "3 failed The replica refuses it.",
                        "2 pending New on the master.",
                        "1 in_sync ");
        assertThat(server.get("/api/replicas/" + home + "/documents?status=failed")
                        .items())
                .hasSize(1);
        assertThat(server.get("/api/replicas/" + home + "/documents?q=INVO").items())
                .hasSize(1);
        assertThat(server.get("/api/replicas/" + home + "/documents?q=102")
                        .items()
                        .get(0)
                        .path("title")
                        .asText())
                .isEqualTo("Letter");
        assertThat(server.get("/api/replicas/" + home + "/documents?after=3&limit=1")
                        .items()
                        .get(0)
                        .path("master_id")
                        .asLong())
                .isEqualTo(2);
        assertThat(server.get("/replicas/" + home).body())
                .contains("http://master.lan:8000/documents/1/details")
                .contains("http://home.lan:8000/documents/101/details")
                .contains("The replica refuses it.");
        assertThat(server.get("/replicas/" + home + "?q=nothing+like+it").body())
                .contains("No document matches.");
    }

    @Test
    void what_was_cancelled_by_hand_does_not_look_like_a_failure() throws Exception {
        long run = server.runs.queue(home, Run.Mode.FULL).orElseThrow().id();
        server.runs.finish(run, Run.State.CANCELLED, Text.verbatim("Cancelled by hand."));

        assertThat(server.get("/runs/" + run).body())
                .contains("class=\"muted\">Cancelled by hand.")
                .doesNotContain("class=\"failure\">Cancelled");
        assertThat(server.get("/runs").body()).contains("Cancelled by hand.").doesNotContain("why bad\">Cancelled");
    }

    @Test
    void an_address_that_cannot_be_used_is_said_in_plain_words() throws Exception {
        assertThat(server.send(server.request("/logs?run_id=abc").header("Accept", "text/html"))
                        .body())
                .contains("Invalid address", "must be an id");
        assertThat(server.get("/logs").body())
                .as("the browser takes nothing but a number")
                .contains("name=\"run_id\" type=\"number\"");
    }

    @Test
    void the_runs_of_a_day_are_bars_and_a_timeline() throws Exception {
        for (Run.State state : List.of(Run.State.SUCCESS, Run.State.FAILED, Run.State.SUCCESS)) {
            long run =
                    server.runs.queue(home, Run.Mode.INCREMENTAL).orElseThrow().id();
            server.runs.finish(run, state, null);
        }

        String page = server.get("/replicas/" + home).body();

        assertThat(server.get("/").body()).contains("2 of 3 succeeded").contains("data-state=\"failed\"");
        assertThat(page)
                .contains("2 of 3 succeeded")
                .contains("data-state=\"failed\"")
                .containsPattern("3 runs \\(2 succeeded, 1 not completed\\); lag \\d+ s; 0 held");
    }

    @Test
    void a_timeline_shows_new_runs_and_the_language_of_the_reader() throws Exception {
        for (String expected : List.of("1 of 1 succeeded", "2 of 2 succeeded")) {
            long run =
                    server.runs.queue(home, Run.Mode.INCREMENTAL).orElseThrow().id();
            server.runs.finish(run, Run.State.SUCCESS, null);
            for (int open = 0; open < 2; open++) {
                assertThat(server.get("/replicas/" + home).body()).contains(expected);
                assertThat(server.send(server.request("/replicas/" + home).header("Accept-Language", "de"))
                                .body())
                        .contains("Verlauf")
                        .doesNotContain(expected);
            }
        }
        assertThat(server.get("/replicas/" + home + "?range=7d").body()).contains("data-range=\"7d\"");
    }

    @Test
    void a_page_at_rest_is_not_sent_again_as_time_passes() {
        String then = "<p>Since <time class=\"ago\" datetime=\"x\">1 min ago</time></p>";

        assertThat(new Section("a", then).version())
                .isEqualTo(new Section("a", then.replace("1 min", "2 min")).version())
                .isNotEqualTo(new Section("a", then.replace("Since", "For")).version());
    }

    @Test
    void a_run_shows_its_counts_and_its_lines() throws Exception {
        long run = server.runs.queue(home, Run.Mode.FULL).orElseThrow().id();
        server.logs.add(Level.WARN, run, home, 7L, "x", "Something about document 7.");
        server.runs.finish(run, Run.State.PARTIAL, Text.verbatim("One document failed."));

        assertThat(server.get("/runs/" + run).body())
                .contains("full run")
                .contains("One document failed.")
                .contains("Something about document 7.");
        assertThat(server.get("/runs").body()).contains("/runs/" + run + "\"");
        assertThat(server.send(server.request("/runs/99").header("Accept", "text/html"))
                        .body())
                .contains("There is no run with the id 99.")
                .contains("<html");
    }

    @Test
    void a_dry_run_has_a_place_for_its_plan() {
        Html html = new Html(Build.read(), new StaticFiles(Build.read()));

        assertThat(html.part("runs", "plan", "run", Map.of("id", 7, "mode", "dry_run")))
                .contains("class=\"plan\" data-run=\"7\"")
                .contains("/api/sync/runs/7/plan.csv");
        assertThat(html.part("runs", "plan", "run", Map.of("id", 7, "mode", "full")))
                .isBlank();
    }

    @Test
    void the_state_of_all_stands_in_the_title_and_the_icon() throws Exception {
        server.replicas.state(
                home, io.pngx.controller.store.Replica.State.UNREACHABLE, Text.verbatim("It does not answer."));

        assertThat(server.get("/runs").body())
                .contains("<title>unreachable · Runs · pngx-controller</title>")
                .contains("/static/bad.svg");
    }

    @Test
    void a_refused_address_is_shown_without_its_password() throws Exception {
        WebServer.Reply refused =
                server.form("POST", "/api/replicas", "name=Cellar&url=http%3A%2F%2Fme%3As3cret%40cellar.lan&token=abc");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body())
                .contains("has a user name or password", "value=\"http://cellar.lan\"")
                .doesNotContain("s3cret");
    }

    @Test
    void diagnostics_hold_no_token_no_host_and_no_title() throws Exception {
        server.logs.add(Level.ERROR, null, home, 7L, "x", "\"Divorce papers\" can't be sent to http://home.lan:8000.");
        server.logs.add(
                Level.ERROR,
                null,
                null,
                null,
                "x",
                "The replica answered with a redirect to http://old.lan/?a=secret.");
        server.replicas.state(
                home, io.pngx.controller.store.Replica.State.ERROR, Text.verbatim("http://home.lan:8000 says no."));

        String text = server.get("/api/diagnostics").json().path("text").asText();

        assertThat(text)
                .contains("replica " + home)
                .contains("can't be sent")
                .contains("http://(host):8000")
                .doesNotContain("Divorce")
                .doesNotContain("home.lan")
                .doesNotContain("old.lan")
                .doesNotContain("master.lan")
                .doesNotContain("secret");
    }

    @Test
    void an_unknown_token_is_refused_even_where_nobody_signs_in() throws Exception {
        assertThat(server.send(server.request("/api/settings").header("Authorization", "Bearer pngx_revoked"))
                        .status())
                .isEqualTo(401);
        assertThat(server.get("/api/settings").status()).isEqualTo(200);
    }

    @Test
    void a_page_that_anyone_on_the_network_can_use_says_so() throws Exception {
        assertThat(server.get("/runs").body()).doesNotContain("Anyone on the network");
        try (WebServer open = WebServer.start(Map.of("HTTP_HOST", "0.0.0.0"))) {
            for (String path : List.of("/setup", "/runs", "/settings", "/logs")) {
                assertThat(open.get(path).body()).contains("Anyone on the network can use this page.");
            }
        }
    }

    @Test
    void tokens_that_the_key_does_not_open_are_said_on_every_page() throws Exception {
        assertThat(server.get("/runs").body()).doesNotContain("SECRET_KEY");
        server.replicas.add(
                "<Cellar>", "http://cellar.lan:8000", new Vault(Vault.generateKey()).encrypt("old"), true, null, 2);
        assertThat(server.get("/runs").body())
                .contains("SECRET_KEY has changed.")
                .contains("<span>&lt;Cellar&gt;</span>");
        server.settings.put(Setting.MASTER_TOKEN, new Vault(Vault.generateKey()).encrypt("old"));
        assertThat(server.get("/settings").body()).contains("<span>the master, &lt;Cellar&gt;</span>");
    }

    @Test
    void a_row_that_the_database_refuses_is_not_a_lost_database() throws Exception {
        try (WebServer broken = WebServer.start()) {
            broken.db
                    .write()
                    .sql("create trigger refuse before insert on settings begin select raise(abort, 'no'); end")
                    .update();

            WebServer.Reply reply = broken.post("/api/pause", "");
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.detail())
                    .startsWith("The change contradicts other rows of the database, so nothing was saved.");
        }
    }

    @Test
    void a_lost_database_is_said_in_words_to_people_and_programs() throws Exception {
        try (WebServer lost = WebServer.start()) {
            lost.db.write().sql("drop table settings").update();

            WebServer.Reply page = lost.send(lost.request("/runs").header("Accept", "text/html"));
            assertThat(page.status()).isEqualTo(503);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.body())
                    .contains("be read or written. Check whether its disk is full")
                    .doesNotContain("SQL")
                    .doesNotContain("Exception");
            assertThat(lost.get("/api/settings").json().path("reference").asText())
                    .hasSize(8);
            assertThat(lost.fragment("/runs").header("HX-Trigger"))
                    .as("a page that looks again at once, for ever")
                    .isNull();
            assertThat(lost.get("/api/diagnostics").json().path("text").asText())
                    .contains("Java ")
                    .contains("the database can't be read")
                    .doesNotContain("select");
        }
    }
}

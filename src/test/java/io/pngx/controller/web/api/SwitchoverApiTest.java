package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.MasterSwap;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.RuleTable;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
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

/** Requirements of a switchover, and refused requests, each with one sentence. */
class SwitchoverApiTest {
    private static WebServer server;
    private static final ConnectionReport ANSWERS =
            new ConnectionReport(true, "2.20.1", 9, "admin", true, 1L, 1L, 0L, List.of());
    private static final ConnectionReport GONE = new ConnectionReport(
            false,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(new ConnectionReport.Problem(
                    "error", "unreachable", Text.of("It does not answer."), Text.of("Look."))));

    private Switchovers switchovers;
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
    void empty() {
        server.reset();
        server.master();
        server.report = ANSWERS;
        server.replicaReport = ANSWERS;
        home = server.replica("Home");
        switchovers = new Switchovers(server.db);
    }

    private WebServer.Reply promote(String json) throws Exception {
        return server.post("/api/replicas/" + home + "/promote", json);
    }

    @Test
    void aPromotionShowsTheReadinessAndWhatHappens() throws Exception {
        WebServer.Reply reply = server.get("/api/replicas/" + home + "/promote");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("readiness").path("level").asText()).isEqualTo("not_ready");
        assertThat(reply.json().path("steps")).isNotEmpty();
        assertThat(reply.json().path("open").isNull()).isTrue();
        assertThat(switchovers.all()).isEmpty();
        assertThat(server.get("/replicas/" + home + "/promote").body())
                .contains("Type the name of the replica to confirm: Home");
    }

    @Test
    void thePageNamesALowerVersionAndCopiesOfDeletedDocuments() throws Exception {
        String page = "/replicas/" + home + "/promote";
        new Replicas(server.db).version(home, "2.20.15");
        server.settings.masterVersion("2.20.15", "http://master.lan:8000");
        assertThat(server.get(page).body()).doesNotContain("a lower version", "Deleted on the master");

        server.settings.masterVersion("3.0.5", "http://master.lan:8000");
        Tombstones tombstones = new Tombstones(server.db);
        tombstones.observe(home, "documents", 5, 105, "Old bill", Instant.now());
        tombstones.decide(tombstones.pending(home).stream().map(Tombstone::id).toList(), false);
        tombstones.observe(home, "documents", 6, 106, "Letter", Instant.now());
        for (long id : List.of(5L, 6L)) {
            server.db
                    .write()
                    .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at)"
                            + " values (?, ?, ?, 'x', '2026-02-28T08:00:00.000000Z')")
                    .params(home, id, id + 100)
                    .update();
        }

        JsonNode plan = server.get("/api" + page).json();
        assertThat(plan.path("replica_version").asText()).isEqualTo("2.20.15");
        assertThat(plan.path("master_version").asText()).isEqualTo("3.0.5");
        assertThat(plan.path("version_is_lower").asBoolean()).isTrue();
        assertThat(plan.path("retained").asInt()).isEqualTo(2);
        assertThat(plan.path("kept").asInt()).isEqualTo(1);
        assertThat(plan.path("retained_documents").findValuesAsText("master_id"))
                .containsExactly("5", "6");
        assertThat(server.get(page).body())
                .contains("runs paperless-ngx 2.20.15, a lower version than the master (3.0.5)")
                .containsSubsequence(
                        "Deleted on the master, but still on the replica",
                        "href=\"/documents/5\">Old bill</a>",
                        "You decided to keep the copy on the replica.",
                        ">Letter</a>",
                        "The copy waits for its deletion.");

        server.settings.masterVersion("3.0.5", "http://another.lan:8000");
        assertThat(server.get(page).body()).as("another master").doesNotContain("a lower version");
        assertThat(server.get("/api" + page).json().path("master_version").isNull())
                .isTrue();
    }

    @Test
    void thePageAndTheReadinessNameLookupsThatWereDeletedOnTheMaster() throws Exception {
        String page = "/replicas/" + home + "/promote";
        assertThat(server.get(page).body()).doesNotContain("Lookups deleted on the master");
        Tombstones tombstones = new Tombstones(server.db);
        tombstones.observe(home, "tags", 1, 11, "Inbox", Instant.now());
        tombstones.observe(home, "tags", 2, 12, "Gone there, too", Instant.now());
        tombstones
                .pending(home)
                .forEach(tag -> tombstones.hold(tag.id(), DeletionCause.OTHER, Text.verbatim("It is used.")));
        tombstones.observe(home, "storage_paths", 1, 21, "Shelf", Instant.now());
        server.db
                .write()
                .sql("insert into lookup_map values (?, 'tags', 1, 11, null), (?, 'storage_paths', 1, 21, null)")
                .params(home, home)
                .update();

        JsonNode plan = server.get("/api" + page).json();
        assertThat(plan.path("retained").asInt()).isZero();
        assertThat(plan.path("retained_lookups").toString())
                .isEqualTo("[{\"kind\":\"storage_paths\",\"master_id\":1,\"title\":\"Shelf\","
                        + "\"why\":\"The lookup waits for its deletion.\"},"
                        + "{\"kind\":\"tags\",\"master_id\":1,\"title\":\"Inbox\","
                        + "\"why\":\"The lookup waits for its deletion.\"}]");
        assertThat(plan.path("readiness").path("sentence").asText())
                .contains("a lookup was deleted on the master, and is still on the replica (tag \"Inbox\")");
        assertThat(plan.path("readiness").path("reasons").findValuesAsText("code"))
                .contains("held_lookups");
        assertThat(server.get("/api/replicas/" + home).body()).contains("held_lookups");
        assertThat(server.get(page).body())
                .containsSubsequence(
                        "Lookups deleted on the master, but still on the replica",
                        "storage path &quot;Shelf&quot;",
                        "tag &quot;Inbox&quot;",
                        "The lookup waits for its deletion.");

        tombstones.decide(tombstones.pending(home).stream().map(Tombstone::id).toList(), false);
        assertThat(server.get(page).body()).contains("You decided to keep the lookup on the replica.");
        assertThat(server.get("/api" + page)
                        .json()
                        .path("readiness")
                        .path("reasons")
                        .findValuesAsText("code"))
                .doesNotContain("held_lookups");
    }

    @Test
    void thePageLinksToAReplicaThatIsMoreComplete() throws Exception {
        long cellar = server.replica("Cellar");
        server.replica("Empty");
        for (long replica : List.of(home, cellar)) {
            server.replicas.state(replica, Replica.State.OK, null);
            server.replicas.succeeded(replica, Instant.now());
            server.db
                    .write()
                    .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at)"
                            + " values (?, 1, 101, 'x', '2026-02-28T08:00:00.000000Z')")
                    .param(replica)
                    .update();
        }
        String page = "/replicas/" + home + "/promote";
        assertThat(server.get(page).body()).doesNotContain("the better choice");

        server.db
                .write()
                .sql("insert into work(replica_id, master_id, reason, created_at) values (?, 2, 'new', ?)")
                .params(home, "2026-01-01T00:00:00.000000Z")
                .update();
        server.db
                .write()
                .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at)"
                        + " values (?, 2, 102, 'x', '2026-02-28T08:00:00.000000Z')")
                .param(cellar)
                .update();

        assertThat(server.get(page).body())
                .containsSubsequence(
                        "Another replica could be the better choice:",
                        "<a href=\"/replicas/" + cellar + "/promote\">Cellar</a>",
                        "This replica is more complete. After a takeover, documents that would be missing: 0, not 1.")
                .doesNotContain(">Empty</a>");
        assertThat(server.get("/api" + page).json().path("better"))
                .singleElement()
                .satisfies(better -> {
                    assertThat(better.path("replica_id").asLong()).isEqualTo(cellar);
                    assertThat(better.path("replica_name").asText()).isEqualTo("Cellar");
                    assertThat(better.path("code").asText()).isEqualTo("more_complete");
                    assertThat(better.path("text").asText()).startsWith("This replica is more complete. After");
                });
        assertThat(server.get("/replicas/" + cellar + "/promote").body()).doesNotContain("the better choice");

        server.db
                .write()
                .sql("update replicas set enabled = 0 where id = ?")
                .param(cellar)
                .update();
        assertThat(server.get(page).body()).as("switched off").doesNotContain("the better choice");
    }

    @Test
    void theNameOfTheReplicaConfirms() throws Exception {
        assertThat(promote("{}").detail()).contains("name: is required");
        assertThat(promote("{\"name\": \"Cellar\"}").detail()).contains("must be the name of the replica, \"Home\"");
        assertThat(promote("{\"name\": \"Home\", \"old_master_name\": \"Master\"}")
                        .detail())
                .contains("old_master_name: is the name of the master");
        assertThat(switchovers.all()).isEmpty();
        WebServer.Reply reply = promote("{\"name\": \"Home\", \"old_master_name\": \"Office\"}");
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        assertThat(reply.json().path("state").asText()).isEqualTo("catching_up");
        assertThat(switchovers.open().orElseThrow().oldMasterName()).isEqualTo("Office");
        WebServer.Reply second = promote("{\"name\": \"Home\"}");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.detail()).contains("A switchover is under way");
        long id = switchovers.open().orElseThrow().id();
        assertThat(server.post("/api/switchovers/" + id + "/cancel", "{}")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("cancelled");
        assertThat(server.post("/api/switchovers/" + id + "/cancel", "{}").status())
                .isEqualTo(409);
        assertThat(server.post("/api/switchovers/" + id + "/undo", "{}").status())
                .isEqualTo(409);
    }

    @Test
    void aFormWithoutTheNameIsShownAgainWithItsErrorAndItsValues() throws Exception {
        WebServer.Reply reply =
                server.form("POST", "/api/replicas/" + home + "/promote", "name=&old_master_name=Office&failover=true");
        assertThat(reply.body())
                .contains("Nothing was changed; see below.", ">is required</small>", "value=\"Office\"")
                .contains("<option value=\"true\" selected=\"selected\">")
                .doesNotContain("name:");
        assertThat(switchovers.all()).isEmpty();
    }

    @Test
    void whatThePageLeavesOutIsInTheCsv() throws Exception {
        for (int id = 1; id <= 600; id++) {
            server.db
                    .write()
                    .sql("insert into work(replica_id, master_id, reason, error, created_at) "
                            + "values (?, ?, 'new', ?, ?)")
                    .params(home, id, id == 600 ? "=It, \"fails\"." : null, "2026-01-01T00:00:00.000000Z")
                    .update();
        }
        assertThat(server.get("/replicas/" + home + "/promote").body())
                .contains("And 500 more documents.", "/api/replicas/" + home + "/missing.csv");
        WebServer.Reply csv = server.get("/api/replicas/" + home + "/missing.csv");
        assertThat(csv.body().lines())
                .hasSize(601)
                .startsWith("master_id,title,why", "1,,\"The document is new on the master.\"")
                .endsWith("600,,\"'=It, \"\"fails\"\".\"");
        assertThat(server.get("/api/replicas/999/missing.csv").status()).isEqualTo(404);
    }

    @Test
    void theMasterDecidesAboutTheKind() throws Exception {
        assertThat(promote("{\"name\": \"Home\", \"failover\": true}").detail()).contains("The master answers");
        server.report = GONE;
        assertThat(promote("{\"name\": \"Home\"}").detail()).contains("fail over. The reason: It does not answer.");
        assertThat(switchovers.all()).isEmpty();
        assertThat(promote("{\"name\": \"Home\", \"failover\": true}")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("swapping");
    }

    @Test
    void aReplicaThatCanNotBeUsedDoesNotBecomeTheMaster() throws Exception {
        server.report = GONE;
        server.replicaReport = GONE;
        WebServer.Reply refused = promote("{\"name\": \"Home\", \"failover\": true}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail())
                .contains("The replica \"Home\" can't be used now, so it can't become the master.")
                .contains("The reason: It does not answer.");
        assertThat(switchovers.all()).isEmpty();
    }

    @Test
    void aReplicaWithABlockedMasterMayFailOver() throws Exception {
        server.replicas.state(home, Replica.State.BLOCKED, Text.verbatim("The master is another library."));
        assertThat(promote("{\"name\": \"Home\", \"failover\": true}").status()).isEqualTo(202);
    }

    @Test
    void aPausedReplicaIsNotSwitchedByPlan() throws Exception {
        server.replicas.pause(home, true);
        assertThat(promote("{\"name\": \"Home\"}").detail())
                .contains("Resume the replica or switch the replica on first");
    }

    /** The values that rules changed would become the values of the library. */
    @Test
    void aRuleThatChangesDocumentsIsNamedAndPreventsAPlannedSwitchover() throws Exception {
        RuleTable rules = new RuleTable(server.db);
        rules.good("prefix", List.of("select", "transform"), "text");
        rules.good("tells", List.of("settled"), "text");
        rules.switchTo("prefix", false, List.of(home));
        rules.switchTo("tells", true, List.of());
        String page = "/replicas/" + home + "/promote";

        JsonNode plan = server.get("/api" + page).json();
        assertThat(plan.path("changing_rules").toString()).isEqualTo("[\"prefix\"]");
        assertThat(plan.path("readiness").path("reasons").findValuesAsText("code"))
                .contains("changed_by_rules");
        assertThat(server.get(page).body())
                .contains("Rules that may change documents are on for the replica: prefix. A planned switchover is");
        WebServer.Reply refused = promote("{\"name\": \"Home\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail())
                .contains("Rules that may change documents are on for the replica \"Home\": prefix. Switch them off");
        assertThat(switchovers.all()).isEmpty();

        server.report = GONE;
        assertThat(promote("{\"name\": \"Home\", \"failover\": true}").status()).isEqualTo(202);
        new MasterSwap(server.db)
                .carryOut(switchovers.open().orElseThrow(), "backup.sqlite3", Text.verbatim("Ready."), Instant.now());
        assertThat(server.get("/api/switchovers").body())
                .contains("changed_by_rules", "were on for the new master: prefix. The values that they changed now");
    }

    @Test
    void aPageThatIsOutOfDateIsToldSo() throws Exception {
        promote("{\"name\": \"Home\"}");
        Switchover open = switchovers.open().orElseThrow();
        new MasterSwap(server.db).carryOut(open, "backup.sqlite3", Text.verbatim("Ready."), Instant.now());
        WebServer.Reply reply = promote("{\"name\": \"Home\"}");
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.detail()).contains("\"Home\" was made the master already");
        assertThat(server.get("/api/switchovers")
                        .items()
                        .get(0)
                        .path("can_undo")
                        .asBoolean())
                .isTrue();
        assertThat(server.get("/switchovers").body())
                .contains("\"Home\" became the master.".replace("\"", "&quot;"), "What you must do yourself");
    }

    @Test
    void theChecklistReadsBothInstances() throws Exception {
        promote("{\"name\": \"Home\"}");
        Switchover open = switchovers.open().orElseThrow();
        String address = "/api/switchovers/" + open.id() + "/checklist";
        assertThat(server.get(address).status()).as("no swap yet").isEqualTo(409);
        new MasterSwap(server.db).carryOut(open, "backup.sqlite3", Text.verbatim("Ready."), Instant.now());
        server.report = new ConnectionReport(
                true,
                "2.20.1",
                9,
                "admin",
                true,
                1L,
                1L,
                0L,
                List.of(new ConnectionReport.Problem(
                        "warning",
                        "mail_rules",
                        Text.of("It has an enabled mail rule: \"Inbox\"."),
                        Text.of("Disable it."))));
        assertThat(server.get(address).items()).isEqualTo(WebServer.JSON.readTree("""
                [{"what": "workflows", "new_master": "None is enabled.", "old_master": "None is enabled.",
                  "done": true},
                 {"what": "mail_rules", "new_master": "It has an enabled mail rule: \\"Inbox\\".",
                  "old_master": "It has an enabled mail rule: \\"Inbox\\".", "done": false}]"""));
        assertThat(server.fragment(address).body()).contains("Mail rules: not done");
        server.report = GONE;
        assertThat(server.get(address).items().get(0).path("done").isNull()).isTrue();
    }

    @Test
    void theOldMasterIsWrittenToOnlyAfterAnAcceptedDryRun() throws Exception {
        promote("{\"name\": \"Home\"}");
        new MasterSwap(server.db)
                .carryOut(switchovers.open().orElseThrow(), "backup.sqlite3", Text.verbatim("Ready."), Instant.now());
        long old = server.replicas.all().get(0).id();
        String accept = "/api/replicas/" + old + "/accept";
        assertThat(server.post(accept, "{\"what\": \"dry_run\"}").detail()).contains("start a dry run first");
        long run = server.runs.queue(old, Run.Mode.DRY_RUN).orElseThrow().id();
        assertThat(server.post(accept, "{\"what\": \"dry_run\"}").status()).isEqualTo(409);
        server.runs.finish(run, Run.State.SUCCESS, null);
        assertThat(server.get("/replicas/" + old).body()).contains("Accept the dry run");
        new MaintenanceState(server.db).seen(old, 1007);
        WebServer.Reply adoption = server.post(accept, "{\"what\": \"adoption\"}");
        assertThat(adoption.status()).isEqualTo(409);
        assertThat(adoption.detail()).endsWith("first; then you can adopt documents.");
        assertThat(new MaintenanceState(server.db).of(old).mayAdopt(1007)).isFalse();
        int changes = server.connectionChanges.get();
        assertThat(server.post(accept, "{\"what\": \"dry_run\"}").status()).isEqualTo(200);
        assertThat(server.connectionChanges.get())
                .as("the guard allows writes now")
                .isEqualTo(changes + 1);
        assertThat(server.replicas.find(old).orElseThrow().dryRunFirst()).isFalse();
        assertThat(server.post(accept, "{\"what\": \"dry_run\"}").detail()).contains("nothing to accept");
    }
}

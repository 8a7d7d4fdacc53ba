package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.PlanRow.Action;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Verification;
import io.pngx.controller.store.Verification.Finding;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkPlanning;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans, adoption and verification in the API. */
class PlansApiTest {
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
    void empty() {
        server.reset();
        server.master();
        home = server.replica("Home");
    }

    private Run dryRun() {
        return server.runs.queue(home, Run.Mode.DRY_RUN).orElseThrow();
    }

    private Plans plans() {
        return new Plans(server.db);
    }

    private void map(long... masterIds) {
        server.db.inTransaction(() -> LongStream.of(masterIds)
                .forEach(id -> server.db
                        .write()
                        .sql("insert into sync_map(replica_id, master_id, replica_doc_id, "
                                + "file_checksum, synced_at) values (?, ?, ?, '', ?)")
                        .params(home, id, 1000 + id, Times.text(Instant.now()))
                        .update()));
    }

    @Test
    void a_plan_comes_page_by_page() throws Exception {
        long run = dryRun().id();
        for (long id = 1; id <= 5; id++) {
            plans().add(
                            run,
                            "documents",
                            Action.UPLOAD,
                            id,
                            null,
                            "paper " + id,
                            "[]",
                            Text.verbatim("The replica does not have the document."));
        }
        JsonNode first = server.get("/api/sync/runs/" + run + "/plan?limit=3").json();
        assertThat(first.path("run_id").asLong()).isEqualTo(run);
        assertThat(first.path("items"))
                .extracting(row -> row.path("title").asText())
                .containsExactly("paper 1", "paper 2", "paper 3");
        JsonNode second = server.get("/api/sync/runs/" + run + "/plan?limit=3&after="
                        + first.path("next").asLong())
                .json();
        assertThat(second.path("items"))
                .extracting(row -> row.path("title").asText())
                .containsExactly("paper 4", "paper 5");
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void a_plan_can_be_asked_for_by_kind_and_action() throws Exception {
        long run = dryRun().id();
        plans().add(run, "documents", Action.UPLOAD, 1L, null, "new", "[]", Text.verbatim("why"));
        plans().add(
                        run,
                        "documents",
                        Action.CHANGE,
                        2L,
                        1002L,
                        "changed",
                        "[{\"key\":\"title\",\"old\":\"a\",\"new\":\"b\"}]",
                        Text.verbatim("why"));
        plans().add(run, "tags", Action.CREATE, 3L, null, "bills", "[]", Text.verbatim("why"));

        JsonNode changed = server.get("/api/sync/runs/" + run + "/plan?kind=documents&action=change")
                .json()
                .path("items");
        assertThat(changed).hasSize(1);
        assertThat(changed.path(0))
                .hasToString("{\"id\":" + changed.path(0).path("id")
                        + ",\"kind\":\"documents\",\"action\":\"change\",\"master_id\":2,"
                        + "\"replica_object_id\":1002,\"title\":\"changed\","
                        + "\"changes\":[{\"key\":\"title\",\"old\":\"a\",\"new\":\"b\"}],\"reason\":\"why\"}");
        assertThat(server.get("/api/sync/runs/" + run + "/plan?action=eat").detail())
                .contains("must be one of");
    }

    @Test
    void the_reasons_of_a_plan_are_shown_in_the_requested_language() throws Exception {
        long run = dryRun().id();
        plans().add(
                        run,
                        "documents",
                        Action.UPLOAD,
                        1L,
                        null,
                        "new",
                        "[]",
                        Text.of("The replica does not have the document."));
        String plan = "/api/sync/runs/" + run + "/plan";

        assertThat(server.get(plan).json().findValuesAsText("reason"))
                .containsExactly("The replica does not have the document.");
        assertThat(server.get(plan + "?language=de").json().findValuesAsText("reason"))
                .containsExactly("Das Replikat hat das Dokument nicht.");
        assertThat(server.get(plan + ".csv").body()).contains("The replica does not have the document.");
        assertThat(server.get(plan + "?language=fr").detail()).contains("language: must be one of en, de");
    }

    @Test
    void a_run_says_how_much_there_is_to_do() throws Exception {
        long run = dryRun().id();
        server.progress.unchanged(run, 7);
        plans().add(run, "documents", Action.UPLOAD, 1L, null, "one", "[]", Text.verbatim("why"));
        plans().add(run, "documents", Action.UPLOAD, 2L, null, "two", "[]", Text.verbatim("why"));
        JsonNode plan = server.get("/api/sync/runs/" + run).json().path("plan");
        assertThat(plan.path("total").asInt()).isEqualTo(2);
        assertThat(plan.path("actions"))
                .hasToString("[{\"kind\":\"documents\",\"action\":\"upload\",\"count\":2},"
                        + "{\"kind\":\"documents\",\"action\":\"unchanged\",\"count\":7}]");
    }

    @Test
    void only_a_dry_run_has_a_plan() throws Exception {
        long run = server.runs.queue(home, Run.Mode.FULL).orElseThrow().id();
        for (String path : List.of("/plan", "/plan.csv", "/plan.json")) {
            WebServer.Reply reply = server.get("/api/sync/runs/" + run + path);
            assertThat(reply.status()).as(path).isEqualTo(404);
            assertThat(reply.detail()).contains("not a dry run");
        }
        assertThat(server.get("/api/sync/runs/999/plan.csv").status()).isEqualTo(404);
        assertThat(server.get("/api/sync/runs/" + run).json().path("plan").isNull())
                .isTrue();
    }

    @Test
    void a_long_plan_is_a_whole_file() throws Exception {
        long run = dryRun().id();
        server.db.inTransaction(() -> LongStream.rangeClosed(1, 1201)
                .forEach(id -> plans().add(
                                run,
                                "documents",
                                Action.UPLOAD,
                                id,
                                null,
                                "paper " + id,
                                "[]",
                                Text.verbatim("The replica does not have the document."))));

        WebServer.Reply csv = server.get("/api/sync/runs/" + run + "/plan.csv");
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(csv.header("Content-Disposition")).isEqualTo("attachment; filename=\"plan-" + run + ".csv\"");
        assertThat(csv.body().lines())
                .hasSize(1202)
                .startsWith(
                        "kind,action,master_id,replica_object_id,title,changes,reason",
                        "documents,upload,1,,\"paper 1\",\"[]\",\"The replica does not have the document.\"");
        JsonNode json = server.get("/api/sync/runs/" + run + "/plan.json").json();
        assertThat(json).hasSize(1201);
        assertThat(json.path(1200).path("title").asText()).isEqualTo("paper 1201");
    }

    @Test
    void an_empty_plan_is_a_file_too() throws Exception {
        long run = dryRun().id();
        assertThat(server.get("/api/sync/runs/" + run + "/plan.json").json()).isEmpty();
        assertThat(server.get("/api/sync/runs/" + run + "/plan.csv").body().lines())
                .hasSize(1);
    }

    @Test
    void a_title_is_no_formula_to_a_spreadsheet() throws Exception {
        long run = dryRun().id();
        plans().add(
                        run,
                        "documents",
                        Action.UPLOAD,
                        1L,
                        null,
                        "=HYPERLINK(\"http://x\")",
                        "[]",
                        Text.verbatim("say \"why\""));
        assertThat(server.get("/api/sync/runs/" + run + "/plan.csv").body())
                .contains("\"'=HYPERLINK(\"\"http://x\"\")\"")
                .contains("\"say \"\"why\"\"\"");
    }

    @Test
    void a_dry_run_can_be_asked_for_while_the_replica_is_paused_or_switched_off() throws Exception {
        server.replicas.pause(home, true);
        server.settings.put("paused", "true");
        assertThat(server.post("/api/sync", "{\"mode\":\"verify\",\"replica_id\":" + home + "}")
                        .status())
                .isEqualTo(409);
        assertThat(server.post("/api/sync", "{\"mode\":\"dry_run\",\"replica_id\":" + home + "}")
                        .status())
                .isEqualTo(202);
        assertThat(server.runs.open(home).orElseThrow().mode()).isEqualTo(Run.Mode.DRY_RUN);
        assertThat(server.post("/api/sync", "{\"mode\":\"dry_run\",\"replica_id\":" + home + "}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void an_adoption_is_confirmed_once_there_is_something_to_confirm() throws Exception {
        WebServer.Reply early = server.post("/api/replicas/" + home + "/accept", "{\"what\":\"adoption\"}");
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.detail())
                .isEqualTo("The replica \"Home\" was not read yet; start a dry run first, and check its plan.");

        MaintenanceState upkeep = new MaintenanceState(server.db);
        upkeep.seen(home, 1007);
        Run run = server.runs.queue(home, Run.Mode.INCREMENTAL).orElseThrow();
        new WorkPlanning(server.db, server.replicas)
                .plan(
                        home,
                        run.id(),
                        List.of(new WorkPlanning.Planned(1, Work.Reason.NEW, null)),
                        id -> true,
                        null,
                        Instant.now());
        Adoptions adoptions = new Adoptions(server.db, server.work, new SyncMap(server.db));
        adoptions.offer(home, 1, 1001, "paper 1");
        server.runs.finish(run.id(), Run.State.PARTIAL, null);
        JsonNode view = server.get("/api/replicas/" + home).json();
        assertThat(view.path("adoption")).hasToString("{\"offered\":1,\"accepted_at\":null,\"can_accept\":true}");
        assertThat(view.path("documents").path("held").asInt()).isEqualTo(1);
        assertThat(view.path("documents").path("pending").asInt()).isZero();
        assertThat(server.get("/api/replicas/" + home + "/adoptions")
                        .json()
                        .path("items")
                        .path(0)
                        .path("title")
                        .asText())
                .isEqualTo("paper 1");

        assertThat(server.post("/api/replicas/" + home + "/accept", "{\"what\":\"adoption\"}")
                        .json())
                .hasToString("{\"accepted\":\"adoption\"}");
        assertThat(upkeep.of(home).mayAdopt(1007)).isTrue();
        assertThat(upkeep.of(home).mayAdopt(1008)).as("it came later").isFalse();
        assertThat(server.work.find(home, 1).orElseThrow().nextAt())
                .as("it is due")
                .isNull();
        assertThat(server.runs.open(home)).as("a run that does it").isPresent();
        assertThat(server.get("/api/replicas/" + home)
                        .json()
                        .path("adoption")
                        .path("accepted_at")
                        .isTextual())
                .isTrue();
    }

    @Test
    void verifications_are_shown_in_sum_and_one_by_one() throws Exception {
        map(1, 2, 3, 4);
        Run run = server.runs.queue(home, Run.Mode.VERIFY).orElseThrow();
        Verifications verifications = new Verifications(server.db);
        Instant at = Instant.parse("2026-11-24T03:00:00Z");
        verifications.put(new Verification(
                home,
                1,
                1001,
                "paper 1",
                Verification.Result.OK,
                Finding.OK,
                Finding.OK,
                "",
                Verification.How.CHECKSUM,
                null,
                run.id(),
                at));
        verifications.put(new Verification(
                home,
                2,
                1002,
                "paper 2",
                Verification.Result.MISMATCH,
                Finding.MISSING,
                Finding.DIFFERS,
                "title,tags",
                Verification.How.DOWNLOAD,
                Text.verbatim("The replica has no file."),
                run.id(),
                at.plusSeconds(5)));

        JsonNode sum = server.get("/api/replicas/" + home).json().path("verification");
        assertThat(sum.path("documents").asInt()).isEqualTo(4);
        assertThat(sum.path("verified").asInt()).isEqualTo(2);
        assertThat(sum.path("share_percent").asInt()).isEqualTo(50);
        assertThat(sum.path("mismatches").asInt()).isEqualTo(1);
        assertThat(sum.path("oldest").asText()).isEqualTo("2026-11-24T03:00:00.000000Z");
        JsonNode found = server.get("/api/replicas/" + home + "/verifications?result=mismatch")
                .json()
                .path("items");
        assertThat(found).hasSize(1);
        assertThat(found.path(0).path("keys")).hasToString("[\"title\",\"tags\"]");
        assertThat(found.path(0).path("bytes").asText()).isEqualTo("missing");
        assertThat(found.path(0).path("how").asText()).isEqualTo("download");
        JsonNode view = server.get("/api/sync/runs/" + run.id()).json();
        assertThat(view.path("mismatched").asInt()).isEqualTo(1);
        assertThat(view.path("unchanged").asInt()).isEqualTo(1);
    }

    @Test
    void those_are_verified_first_that_were_verified_longest_ago() {
        map(1, 2, 3);
        Run run = server.runs.queue(home, Run.Mode.VERIFY).orElseThrow();
        Verifications verifications = new Verifications(server.db);
        for (long id : new long[] {3, 1}) {
            verifications.put(new Verification(
                    home,
                    id,
                    1000 + id,
                    "paper",
                    Verification.Result.OK,
                    Finding.OK,
                    Finding.OK,
                    "",
                    Verification.How.CHECKSUM,
                    null,
                    run.id(),
                    Instant.now()));
        }
        assertThat(verifications.oldest(home, 3)).containsExactly(2L, 3L, 1L);
        assertThat(verifications.oldest(home, 1)).containsExactly(2L);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"full_sync_at\": \"24:00\"}           | must be a time of the day like 03:00, or off",
                "{\"full_sync_at\": 3}                   | must be a time of the day like 03:00, or off",
                "{\"backup_at\": \"at night\"}           | must be a time of the day like 03:00, or off",
                "{\"verify_at\": \"4 am\"}               | must be a time of the day like 03:00, or off",
                "{\"verify_percent_per_night\": 101}     | must be a whole number from 0 to 100",
                "{\"verify_bytes\": \"hope\"}            | must be one of checksum, download",
                "{\"drift\": \"ignore\"}                 | must be one of repair, report",
                "{\"sync_content\": \"perhaps\"}         | must be true or false"
            })
    void a_setting_that_means_nothing_is_refused(String body, String why) throws Exception {
        WebServer.Reply reply = server.put("/api/settings", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains(why);
    }

    @Test
    void settings_have_defaults_and_are_kept() throws Exception {
        JsonNode settings = server.get("/api/settings").json();
        assertThat(settings.path("full_sync_at").asText()).isEqualTo("03:00");
        assertThat(settings.path("verify_at").asText()).isEqualTo("04:00");
        assertThat(settings.path("verify_percent_per_night").asInt()).isEqualTo(10);
        assertThat(settings.path("verify_bytes").asText()).isEqualTo("checksum");
        assertThat(settings.path("drift").asText()).isEqualTo("repair");
        assertThat(settings.path("sync_content").asBoolean()).isTrue();
        JsonNode changed = server.put(
                        "/api/settings",
                        "{\"full_sync_at\":\"OFF\",\"sync_content\":false,\"drift\":\"report\","
                                + "\"verify_percent_per_night\":0}")
                .json();
        assertThat(changed.path("full_sync_at").asText()).isEqualTo("off");
        assertThat(changed.path("sync_content").asBoolean()).isFalse();
        assertThat(changed.path("drift").asText()).isEqualTo("report");
        assertThat(changed.path("verify_percent_per_night").asInt()).isZero();
    }
}

package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of documents and the document page, as API and as page. */
class DocumentsApiTest {
    private static final String THEN = "2026-01-01T00:00:00.000000Z";

    private static WebServer server;
    private long home;
    private long cellar;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void two_replicas() {
        server.reset();
        server.master();
        home = server.replica("Home");
        cellar = server.replica("Cellar");
    }

    private static void sql(String sql, Object... values) {
        server.db.write().sql(sql).params(values).update();
    }

    private static void copy(long replica, long id, String title, Long number) {
        sql(
                "insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, title, synced_at,"
                        + " archive_serial_number) values (?, ?, ?, 'x', ?, ?, ?)",
                replica,
                id,
                id + 100,
                title,
                THEN,
                number);
    }

    private static void failed(long replica, long id) {
        sql(
                "insert into work(replica_id, master_id, reason, attempts, error, next_at, created_at)"
                        + " values (?, ?, 'changed', 3, 'The replica refuses <it>.', '2999-01-01T00:00:00.000000Z', ?)",
                replica,
                id,
                THEN);
    }

    private static void tombstone(long replica, long id, String state) {
        sql(
                "insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, reason,"
                        + " first_seen_at, acted_at) values (?, 'documents', ?, ?, 'Gone', ?, "
                        + "'Not in the trash.', ?, ?)",
                replica,
                id,
                id + 100,
                state,
                THEN,
                state.equals("DONE") ? THEN : null);
    }

    private static JsonNode get(String path) throws Exception {
        return server.get(path).json();
    }

    private JsonNode on(long replica, long document) throws Exception {
        for (JsonNode each : get("/api/documents/" + document).path("replicas")) {
            if (each.path("replica_id").asLong() == replica) {
                return each;
            }
        }
        throw new AssertionError("no replica " + replica);
    }

    private String said(long replica, long document) throws Exception {
        JsonNode on = on(replica, document);
        String sentence = on.path("sentence").asText().replace("\"", "&quot;").replace("'", "&#39;");
        assertThat(server.get("/documents/" + document).body())
                .as("the page says the same")
                .contains(
                        on.path("status").asText().equals("absent")
                                ? "These replicas have no copy, and no run has planned one:"
                                : "data-state=\"" + on.path("status").asText() + "\"")
                .contains(
                        on.path("status").asText().equals("absent")
                                ? on.path("replica").asText()
                                : sentence);
        return on.path("status").asText() + ": " + on.path("sentence").asText();
    }

    @Test
    void a_document_in_sync_links_into_both_instances() throws Exception {
        copy(home, 17, "Invoice", 4711L);

        JsonNode document = get("/api/documents/17");

        assertThat(document.path("title").asText()).isEqualTo("Invoice");
        assertThat(document.path("archive_serial_number").asLong()).isEqualTo(4711);
        assertThat(document.path("url").asText()).isEqualTo("http://master.lan:8000/documents/17/details");
        assertThat(on(home, 17).path("url").asText()).isEqualTo("http://home.lan:8000/documents/117/details");
        assertThat(said(home, 17))
                .isEqualTo("in_sync: The copy equalled the master's document at the last comparison.");
        assertThat(said(cellar, 17)).isEqualTo("absent: The replica has no copy, and no run has planned one.");
        assertThat(server.get("/documents/17").body())
                .contains("archive serial number 4711")
                .contains("http://master.lan:8000/documents/17/details")
                .contains("http://home.lan:8000/documents/117/details");
    }

    @Test
    void a_failed_document_names_error_attempts_and_next_attempt() throws Exception {
        copy(home, 17, "Invoice", null);
        failed(home, 17);

        JsonNode on = on(home, 17);
        String page = server.get("/documents/17").body();

        assertThat(on.path("status").asText()).isEqualTo("failed");
        assertThat(on.path("sentence").asText()).isEqualTo("The last attempt failed: The replica refuses <it>.");
        assertThat(on.path("attempts").asInt()).isEqualTo(3);
        assertThat(on.path("next_at").asText()).startsWith("2999-");
        assertThat(page)
                .contains("The last attempt failed: The replica refuses &lt;it&gt;.")
                .contains(
                        "3 failed attempts so far.",
                        "remove the cause on the replica, correct the document on the master")
                .contains("datetime=\"2999-01-01T00:00:00.000000Z\"")
                .contains("Try again now")
                .doesNotContain("<it>");
    }

    @Test
    void an_upload_with_an_open_question_shows_the_question() throws Exception {
        sql("insert into work(replica_id, master_id, reason, created_at) values (?, 17, 'new', ?)", home, THEN);
        Uploads uploads = new Uploads(server.db);
        Upload upload = uploads.plan(
                home,
                17,
                "scan.pdf",
                2000,
                "md5",
                "sha256",
                null,
                new Upload.Order(Upload.Kind.DOCUMENT, null, null, null, null),
                false);
        assertThat(said(home, 17)).isEqualTo("pending: New on the master. The file is on the way to the replica.");

        uploads.question(upload, Text.verbatim("The answer was lost."), Instant.parse(THEN), false, Instant.now());

        assertThat(said(home, 17)).isEqualTo("pending: The answer was lost.");
        assertThat(on(home, 17).path("uploads").get(0).path("question_until").asText())
                .startsWith("2026-01-01");
        assertThat(server.get("/documents/17").body()).contains("open question").contains("scan.pdf (2.0 kB)");
        assertThat(get("/api/documents/17").path("title").asText())
                .as("the name of the file, until the title is known")
                .isEqualTo("scan.pdf");
    }

    @Test
    void a_document_that_never_arrived_has_the_same_name_on_every_page() throws Exception {
        sql("insert into work(replica_id, master_id, reason, created_at) values (?, 17, 'new', ?)", home, THEN);
        new Uploads(server.db)
                .plan(
                        home,
                        17,
                        "scan.pdf",
                        2000,
                        "md5",
                        "sha256",
                        null,
                        new Upload.Order(Upload.Kind.DOCUMENT, null, null, null, null),
                        false);
        List<String> pages = List.of("/replicas/" + home, "/documents", "/documents/17");

        for (String page : pages) {
            assertThat(server.get(page).body())
                    .as(page + " before any comparison")
                    .contains(">scan.pdf (file name)<");
        }

        copy(server.replica("Attic"), 17, "Invoice", null);

        for (String page : pages) {
            assertThat(server.get(page).body())
                    .as(page + " after a comparison on another replica")
                    .contains(">Invoice<")
                    .doesNotContain("scan.pdf (file name)");
        }
        assertThat(get("/api/replicas/" + home + "/documents?q=invoice")
                        .path("items")
                        .findValuesAsText("title"))
                .as("found by the name that is shown")
                .containsExactly("Invoice");
    }

    @Test
    void a_held_deletion_can_be_decided_on_the_page() throws Exception {
        copy(home, 17, "Invoice", null);
        tombstone(home, 17, "HELD");

        assertThat(said(home, 17)).isEqualTo("held: Not in the trash.");
        String page = server.get("/documents/17").body();
        long id = on(home, 17).path("deletion").path("id").asLong();
        assertThat(page)
                .contains("action=\"/api/deletions/reject\"")
                .contains("formaction=\"/api/deletions/approve\"")
                .contains("name=\"ids\" value=\"" + id + "\"");

        assertThat(server.form("POST", "/api/deletions/reject", "ids=" + id).status())
                .isEqualTo(200);
        assertThat(said(home, 17)).isEqualTo("kept: You decided to keep the copy on the replica.");
        assertThat(server.get("/documents/17").body())
                .doesNotContain("/api/deletions/reject")
                .contains("action=\"/api/deletions/approve\"");
    }

    @Test
    void a_missing_document_can_be_kept_and_its_page_says_what_a_run_decides_and_when() throws Exception {
        copy(home, 17, "Invoice", null);
        tombstone(home, 17, "OPEN");
        server.db
                .write()
                .sql("update tombstones set first_seen_at = ?")
                .param(Times.text(Instant.now()))
                .update();

        assertThat(server.get("/documents/17").body())
                .contains("Keep the copy</button>")
                .doesNotContain("Move the copy to the trash</button>")
                .contains("A run looks on the master once more, and then deletes on the replica, within the limits."
                        + " Beyond the limits, the run asks you.")
                .contains("The earliest time is <time");

        server.db
                .write()
                .sql("update tombstones set first_seen_at = '2026-01-01T00:00:00.000000Z'")
                .update();
        assertThat(server.get("/documents/17").body())
                .contains("A run looks on the master once more")
                .doesNotContain("The earliest time is");
        server.settings.put(Setting.DELETION_MODE, "hold");
        assertThat(server.get("/documents/17").body()).contains("once more, and then asks you.");
        server.db.write().sql("update tombstones set state = 'HELD'").update();
        assertThat(server.get("/documents/17").body())
                .contains("Move the copy to the trash</button>")
                .doesNotContain("A run looks on the master once more");
    }

    @Test
    void a_deleted_copy_has_a_page_and_no_button() throws Exception {
        tombstone(home, 17, "DONE");
        sql("delete from replicas where id = ?", cellar);

        assertThat(said(home, 17)).isEqualTo("deleted: The copy is in the replica's trash, or the trash was emptied.");
        assertThat(get("/api/documents/17").path("title").asText()).isEqualTo("Gone");
        assertThat(server.get("/documents/17").body()).doesNotContain("action=\"/api/sync\"");
    }

    @Test
    void a_mismatch_shows_what_the_verification_found() throws Exception {
        copy(home, 17, "Invoice", null);
        long run = server.runs.queue(home, Run.Mode.VERIFY).orElseThrow().id();
        sql(
                "insert into verifications(replica_id, master_id, replica_doc_id, title, result, bytes, metadata, keys,"
                        + " how, problem, run_id, verified_at) values (?, 17, 117, 'Invoice', 'mismatch', 'ok',"
                        + " 'differs', 'title,tags', 'checksum', 'The title differs.', ?, ?)",
                home,
                run,
                THEN);

        assertThat(said(home, 17)).isEqualTo("differs: The title differs.");
        assertThat(on(home, 17).path("verification").path("keys").toString()).isEqualTo("[\"title\",\"tags\"]");
        assertThat(server.get("/documents/17").body())
                .contains("metadata <span>differs</span>")
                .contains("(title, tags)")
                .contains("href=\"/runs/" + run + "\"");
    }

    @Test
    void files_have_versions_checksums_and_labels() throws Exception {
        copy(home, 17, "Invoice", null);
        for (String row : List.of("117, 17, 'aaa', null, 'SUPERSEDED'", "118, 30, 'bbb', 'signed', 'LIVE'")) {
            sql(
                    "insert into file_versions(replica_id, replica_doc_id, replica_version_id, master_version_id,"
                            + " sha256, label, state) values (?, 117, " + row + ")",
                    home);
        }

        assertThat(on(home, 17).path("files"))
                .extracting(file -> file.path("replica_version_id").asLong() + " "
                        + file.path("sha256").asText() + " "
                        + file.path("state").asText())
                .containsExactly("117 aaa superseded", "118 bbb live");
        assertThat(server.get("/documents/17").body())
                .contains("SHA-256 bbb")
                .contains("&quot;signed&quot;")
                .contains("(version 30 of the master)");
    }

    @Test
    void the_log_of_the_document_is_its_history() throws Exception {
        copy(home, 17, "Invoice", null);
        server.logs.add(LogRow.Level.INFO, 3L, home, 17L, "uploaded", "Invoice arrived.");
        server.logs.add(LogRow.Level.INFO, 3L, home, 18L, "uploaded", "Another one arrived.");

        assertThat(get("/api/documents/17").path("log"))
                .extracting(row -> row.path("message").asText())
                .containsExactly("Invoice arrived.");
        assertThat(server.get("/documents/17").body())
                .contains("Invoice arrived.")
                .doesNotContain("Another one arrived.");
    }

    @Test
    void a_replica_that_waits_for_a_dry_run_is_not_called_in_sync() throws Exception {
        copy(home, 17, "Invoice", null);
        sql("update replicas set dry_run_first = 1 where id = ?", home);

        assertThat(said(home, 17)).startsWith("not_compared: ");
        assertThat(get("/api/documents")
                        .path("items")
                        .get(0)
                        .path("replicas")
                        .get(0)
                        .path("status")
                        .asText())
                .isEqualTo("not_compared");
    }

    @Test
    void a_paused_replica_and_an_open_run_disable_what_would_be_refused() throws Exception {
        copy(home, 17, "Invoice", null);
        sql("delete from replicas where id = ?", cellar);
        String ready = server.get("/documents/17").body();
        assertThat(ready).doesNotContain("aria-disabled=\"true\"").contains("hx-post=\"/api/sync\"");

        server.runs.queue(home, Run.Mode.FULL);
        assertThat(server.get("/documents/17").body()).containsOnlyOnce("aria-disabled=\"true\"");

        server.settings.put(Setting.PAUSED, "true");
        assertThat(server.get("/documents/17").body())
                .as("neither compare nor verify")
                .doesNotContain("hx-post=\"/api/sync\"");
    }

    @Test
    void the_list_shows_each_document_once_with_its_replicas() throws Exception {
        copy(home, 17, "Invoice", 4711L);
        copy(cellar, 17, "Invoice", 4711L);
        failed(cellar, 17);
        copy(home, 18, "Letter", null);

        JsonNode list = get("/api/documents");

        assertThat(list.path("next").isNull()).isTrue();
        assertThat(list.path("items"))
                .extracting(row -> row.path("master_id").asLong())
                .containsExactly(18L, 17L);
        assertThat(list.path("items").get(1).path("replicas"))
                .extracting(on ->
                        on.path("replica").asText() + " " + on.path("status").asText())
                .containsExactly("Home in_sync", "Cellar failed");
        assertThat(server.get("/documents").body())
                .contains("href=\"/documents/17\"")
                .contains("The replica refuses &lt;it&gt;.")
                .contains("ASN 4711");
    }

    @ParameterizedTest
    @CsvSource({
        "q=4711,17",
        "q=invoi,17",
        "q=18,18",
        "status=failed,17",
        "status=in_sync,18 17",
        "replica_id={cellar},17",
        "replica_id={home}&status=failed,''",
        "sort=oldest,17 18",
        "sort=title,17 18",
        "limit=1,18",
        "limit=1&after=18,17"
    })
    void the_list_is_filtered_sorted_and_paged(String query, String expected) throws Exception {
        copy(home, 17, "Invoice", 4711L);
        copy(cellar, 17, "Invoice", 4711L);
        failed(cellar, 17);
        copy(home, 18, "Letter", null);

        JsonNode list = get("/api/documents?"
                + query.replace("{home}", String.valueOf(home)).replace("{cellar}", String.valueOf(cellar)));

        List<String> ids = new ArrayList<>();
        list.path("items").forEach(row -> ids.add(row.path("master_id").asText()));
        assertThat(String.join(" ", ids)).isEqualTo(expected);
        assertThat(list.path("next").asText()).isEqualTo(query.equals("limit=1") ? "18" : "null");
    }

    @Test
    void the_page_of_the_list_leads_to_the_next_page_with_the_same_filter() throws Exception {
        for (int id = 1; id <= 31; id++) {
            copy(home, id, "Invoice " + id, null);
        }

        String page =
                server.get("/documents?q=invoice&status=in_sync&sort=oldest").body();

        assertThat(page)
                .contains("href=\"/documents?status=in_sync&amp;sort=oldest&amp;q=invoice&amp;after=30\"")
                .contains("<option value=\"in_sync\" selected=\"selected\">")
                .doesNotContain("href=\"/documents/31\"");
        assertThat(server.get("/documents?q=invoice&status=in_sync&sort=oldest&after=30")
                        .body())
                .contains("href=\"/documents/31\"")
                .doesNotContain("href=\"/documents/30\"")
                .doesNotContain("More documents");
        assertThat(server.get("/documents?q=nothing+like+it").body()).contains("No document matches.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/documents/99|404|The controller knows no document with the id 99 on the master; if the document"
                        + " is new, wait for the next run, or start a run.",
                "/api/documents/x|404|There is no document with the id \"x\"; an id is a whole number.",
                "/api/documents?status=lost|400|status: must be one of not_in_sync, in_sync, pending, failed,"
                        + " held, contested, differs, deleting, excluded, excluded_no_copy, excluded_old_copy, kept.",
                "/api/documents?sort=size|400|sort: must be one of newest, oldest, title.",
                "/api/documents?replica_id=99|404|There is no replica with the id 99.",
                "/api/documents?after=x&limit=0|400|limit: must be a whole number from 1 to 500; after: must be an id,"
                        + " which is a whole number."
            })
    void a_wrong_address_gets_one_clear_sentence(String path, int status, String sentence) throws Exception {
        WebServer.Reply reply = server.get(path);

        assertThat(reply.detail()).isEqualTo(sentence);
        assertThat(reply.status()).isEqualTo(status);
        WebServer.Reply page =
                server.send(server.request(path.replace("/api/", "/").replace("&limit=0", ""))
                        .header("Accept", "text/html"));
        assertThat(page.status()).isEqualTo(status);
        assertThat(page.body()).contains("<html");
    }

    private WebServer.Reply start(String what, String ids, Long replica) throws Exception {
        return server.post(
                "/api/documents/" + what,
                "{\"ids\": " + ids + (replica == null ? "" : ", \"replica_id\": " + replica) + "}");
    }

    private static List<String> started(WebServer.Reply reply) throws Exception {
        assertThat(reply.status()).as(reply.body()).isEqualTo(202);
        List<String> rows = new ArrayList<>();
        reply.items()
                .forEach(row -> rows.add(row.path("master_id").asLong() + " "
                        + row.path("replica").asText() + " run "
                        + (row.path("run_id").isNull()
                                ? "after " + row.path("after_run_id").asLong()
                                : row.path("run_id").asText())));
        return rows;
    }

    private static long openRun(long replica) {
        return server.runs.open(replica).orElseThrow().id();
    }

    private void ready(long replica) {
        sql("update replicas set state = 'ok', watermark = ? where id = ?", THEN, replica);
    }

    @Test
    void retried_documents_are_compared_on_every_replica_that_has_them() throws Exception {
        ready(home);
        ready(cellar);
        copy(home, 17, "Invoice", null);
        failed(home, 17);
        copy(home, 18, "Letter", null);
        copy(cellar, 18, "Letter", null);
        long open = server.runs.queue(cellar, Run.Mode.FULL).orElseThrow().id();

        List<String> rows = started(start("retry", "[18, 17, 18]", null));

        long run = openRun(home);
        assertThat(rows).containsExactly("17 Home run " + run, "18 Home run " + run, "18 Cellar run after " + open);
        assertThat(server.runs.find(run).orElseThrow().hintedIds()).containsExactlyInAnyOrder(17L, 18L);
        assertThat(on(home, 17).path("next_at").isNull()).as("due now").isTrue();
        assertThat(server.replicas.find(cellar).orElseThrow().lastCycleAt())
                .as("another run follows the open one")
                .isNull();
        assertThat(on(cellar, 18).path("status").asText()).isEqualTo("pending");
    }

    @Test
    void a_paused_replica_is_left_out_unless_it_is_the_only_one() throws Exception {
        copy(home, 17, "Invoice", null);
        copy(cellar, 17, "Invoice", null);
        sql("update replicas set paused = 1 where id = ?", cellar);
        assertThat(start("retry", "[17]", cellar).detail())
                .isEqualTo("The replica \"Cellar\" is paused; resume it first.");

        WebServer.Reply reply = start("retry", "[17]", null);
        assertThat(started(reply)).containsExactly("17 Home run " + openRun(home));
        assertThat(reply.json().path("skipped").toString())
                .isEqualTo("[{\"replica_id\":" + cellar + ",\"replica\":\"Cellar\",\"master_ids\":[17],"
                        + "\"reason\":\"The replica is paused.\"}]");
        assertThat(server.form("POST", "/api/documents/retry", "ids=17").body())
                .contains("start on &quot;Home&quot;", "Nothing starts on &quot;Cellar&quot;. The replica is paused.");

        sql("delete from sync_map where replica_id = ?", home);
        sql("delete from work");
        assertThat(start("retry", "[17]", null).detail())
                .isEqualTo("No replica can compare document 17 now. \"Home\": The replica has no copy, and no run has"
                        + " planned one. \"Cellar\" is paused. Leave the document out; nothing was started.");

        sql("update replicas set paused = 1 where id = ?", home);
        sql("update replicas set paused = 0, dry_run_first = 1 where id = ?", cellar);
        assertThat(start("retry", "[17]", null).detail())
                .isEqualTo("No replica can have a run now: \"Home\" is paused, \"Cellar\" waits until you accept a dry"
                        + " run. First resume or switch on a replica, or accept a dry run.");
    }

    @Test
    void a_replica_that_can_compare_only_some_of_the_documents_names_the_others() throws Exception {
        ready(home);
        for (long id : List.of(17L, 18L, 19L)) {
            copy(home, id, "Invoice", null);
        }
        copy(cellar, 17, "Invoice", null);
        copy(cellar, 18, "Invoice", null);
        tombstone(cellar, 18, "HELD");

        JsonNode skipped = start("retry", "[17, 18, 19]", null).json().path("skipped");

        assertThat(skipped).hasSize(1);
        assertThat(skipped.get(0).path("replica").asText()).isEqualTo("Cellar");
        assertThat(skipped.get(0).path("master_ids").toString()).isEqualTo("[18,19]");
        assertThat(skipped.get(0).path("reason").asText())
                .isEqualTo("Document 18: The document is held: Not in the trash. Document 19: The replica has no copy,"
                        + " and no run has planned one.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry | [17, 99] | compare document 99 | The replica has no copy, and no run has planned "
                        + "one. Leave the",
                "retry | [17, 18] | compare document 18 | The document is held: Not in the trash. Leave the document",
                "retry | [17, 20] | compare document 20 | The rule \"only-tagged\" does not select the document. Leave",
                "retry | [17, 18, 99] | compare documents 18, 99 | Document 18: The document is held: Not in the trash."
                        + " Document 99: The replica has no copy, and no run has planned one. Leave these",
                "retry | [1, 2, 3, 4, 5, 6, 7, 17] | compare documents 1, 2, 3, 4, 5 and 2 more | The replica has no",
                "verify | [17, 99] | verify document 99 | The replica has no copy, and no run has planned "
                        + "one. Leave the",
                "verify | [17, 19] | verify document 19 | The replica has no copy yet. Leave the document out;"
            })
    void one_document_that_cannot_be_started_starts_none(String what, String ids, String named, String why)
            throws Exception {
        sql("update replicas set paused = 1 where id = ?", cellar);
        ready(home);
        copy(home, 17, "Invoice", null);
        copy(home, 18, "Gone", null);
        tombstone(home, 18, "HELD");
        failed(home, 19);
        sql(
                "insert into unselected(replica_id, master_id, rule, revision, seen, title)"
                        + " values (?, 20, 'only-tagged', 'r1', 'digest', 'Private')",
                home);

        assertThat(start(what, ids, home).status()).isEqualTo(409);
        assertThat(start(what, ids, home).detail())
                .startsWith("The replica \"Home\" can't " + named + ". " + why)
                .endsWith(" out; nothing was started.");
        assertThat(start(what, ids, null).detail())
                .startsWith("No replica can " + named + " now. ")
                .contains("\"Home\": "
                        + why.replaceFirst("^Document \\d+: | Leave.*", "").split(" Document")[0])
                .contains(" \"Cellar\" is paused. Leave ")
                .endsWith(" out; nothing was started.");
        assertThat(server.runs.open()).isEmpty();
        assertThat(on(home, 17).path("status").asText()).as("rolled back").isEqualTo("in_sync");
    }

    @Test
    void a_verification_waits_for_no_open_run() throws Exception {
        copy(home, 17, "Invoice", null);
        copy(cellar, 17, "Invoice", null);
        server.runs.queue(cellar, Run.Mode.FULL);

        WebServer.Reply refused = start("verify", "[17]", null);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail())
                .isEqualTo("A run of the replica \"Cellar\" is already open; wait for this run, or cancel it.");
        assertThat(server.runs.open(home)).as("not half of them").isEmpty();
        assertThat(started(start("verify", "[17]", home))).containsExactly("17 Home run " + openRun(home));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 400 | ids: must be a list of 1 to 500 ids, which are whole numbers.",
                "{\"ids\": []} | 400 | ids: must be a list of 1 to 500 ids, which are whole numbers.",
                "{\"ids\": [\"x\"]} | 400 | ids: must be a list of 1 to 500 ids, which are whole numbers.",
                "{\"ids\": [1], \"mode\": \"full\"} | 400 | mode: is not known; allowed are ids, replica_id.",
                "{\"ids\": [1], \"replica_id\": \"Home\"} | 400 | replica_id: must be an id, which is a whole number.",
                "{\"ids\": [1], \"replica_id\": 99999} | 404 | There is no replica with the id 99999."
            })
    void a_wrong_request_is_refused_in_one_sentence(String body, int status, String said) throws Exception {
        for (String what : List.of("retry", "verify")) {
            WebServer.Reply reply = server.post("/api/documents/" + what, body);
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.detail()).isEqualTo(said);
        }
    }

    @Test
    void more_documents_than_allowed_are_refused_with_the_limit() throws Exception {
        List<Integer> ids = new ArrayList<>();
        for (int id = 1; id <= 501; id++) {
            copy(home, id, "Invoice", null);
            ids.add(id);
        }
        assertThat(start("retry", ids.toString(), home).detail()).contains("a list of 1 to 500 ids");
        assertThat(server.runs.open()).isEmpty();
        assertThat(started(start("retry", ids.subList(0, 500).toString(), home)))
                .hasSize(500);
    }

    @Test
    void a_lookup_is_not_searched_before_the_master_was_read() throws Exception {
        copy(home, 17, "Invoice", null);

        assertThat(server.get("/api/documents?tag=Taxes").status()).isEqualTo(409);
        assertThat(server.get("/api/documents?tag=Taxes").detail())
                .isEqualTo("The controller has not read the names of the master's lookups since its start. Start a run,"
                        + " or search without tag, correspondent and document type.");
        assertThat(server.get("/documents?tag=Taxes&status=in_sync").body())
                .contains("since its start")
                .contains("href=\"/documents?status=in_sync\"")
                .doesNotContain("href=\"/documents/17\"");
    }

    @Test
    void only_documents_that_can_be_started_have_a_checkbox() throws Exception {
        copy(home, 17, "Invoice", null);
        copy(home, 18, "Gone", null);
        tombstone(home, 18, "HELD");
        copy(cellar, 18, "Gone", null);

        assertThat(server.get("/documents").body())
                .contains("id=\"pick-17\"")
                .contains("id=\"pick-18\"")
                .doesNotContain("name=\"replica_id\" value=");
        assertThat(server.get("/documents?replica_id=" + home).body())
                .contains("id=\"pick-17\"")
                .doesNotContain("id=\"pick-18\"")
                .contains("type=\"hidden\" name=\"replica_id\" value=\"" + home + "\"");
    }
}

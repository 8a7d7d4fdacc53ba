package io.pngx.controller.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.LogRow.Level;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of runs with its filters, and the page of one run. */
class RunPagesTest {
    private static final Pattern ROW = Pattern.compile("(?s)<tr role=\"row\"[^>]*>\\s*<td.*?</tr>");
    private static WebServer server;
    private long home;
    private long attic;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void twoReplicas() {
        server.reset();
        server.master();
        home = server.replica("Home");
        attic = server.replica("Attic");
    }

    private long run(long replica, Run.Mode mode, Run.State state, Duration ago, String counts) {
        return server.db
                .write()
                .sql("insert into sync_runs(replica_id, mode, state, phase, started_at, finished_at, "
                        + "total, uploaded, updated,"
                        + " unchanged, failed, excluded, bytes) values (?, ?, ?, 'finished', ?, ?, " + counts
                        + ") returning id")
                .params(
                        replica,
                        mode.name().toLowerCase(Locale.ROOT),
                        state.name().toLowerCase(Locale.ROOT),
                        Times.text(Instant.now().minus(ago)),
                        Times.text(Instant.now().minus(ago).plusSeconds(75)))
                .query(Long.class)
                .single();
    }

    private long run(long replica, Run.Mode mode, Run.State state, Duration ago) {
        return run(replica, mode, state, ago, "0, 0, 0, 0, 0, 0, 0");
    }

    private static String text(String html) {
        return html.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
    }

    private static List<String> rows(String html) {
        return ROW.matcher(html)
                .results()
                .map(MatchResult::group)
                .map(RunPagesTest::text)
                .toList();
    }

    private static List<Long> runs(String html) {
        return Pattern.compile("<td [^>]*class=\"kind\"><a href=\"/runs/([0-9]+)\"")
                .matcher(html)
                .results()
                .map(found -> Long.valueOf(found.group(1)))
                .toList();
    }

    private static String link(String html, String text) {
        return Pattern.compile("href=\"([^\"]*)\"[^>]*>" + Pattern.quote(text) + "</a>")
                .matcher(html)
                .results()
                .map(found -> found.group(1).replace("&amp;", "&").replaceFirst("#.*", ""))
                .findFirst()
                .orElse(null);
    }

    @Test
    void each_count_of_a_run_has_its_column() throws Exception {
        long id = run(home, Run.Mode.FULL, Run.State.PARTIAL, Duration.ofHours(5), "1315, 1300, 4, 5, 2, 4, 48000000");

        assertThat(rows(server.get("/runs").body()))
                .containsExactly("5 h ago Home full run " + id + " partial 75 s 1,300 4 5 0 2 4 48 MB sent");
    }

    @Test
    void a_run_that_only_deleted_says_how_much() throws Exception {
        long id = run(home, Run.Mode.INCREMENTAL, Run.State.SUCCESS, Duration.ofHours(5));
        assertThat(text(server.get("/replicas/" + home).body()))
                .contains("incremental run " + id + " : nothing to do , took 75 s");

        server.db.write().sql("update sync_runs set deleted = 2").update();

        assertThat(rows(server.get("/runs").body()))
                .containsExactly("5 h ago Home incremental run " + id + " success 75 s 0 0 0 2 0 0");
        assertThat(text(server.get("/replicas/" + home).body()))
                .contains("incremental run " + id + " : 2 deleted , took 75 s");
        assertThat(text(server.get("/runs/" + id).body()))
                .contains(" 2 deleted. Replica Home ")
                .contains(" deleted 2 ")
                .doesNotContain("No document needed attention.");
        assertThat(server.get("/api/sync/runs/" + id).json().path("deleted").asLong())
                .isEqualTo(2);
        assertThat(text(server.send(server.request("/runs/" + id).header("Accept-Language", "de"))
                        .body()))
                .contains(" 2 gelöscht. ", " gelöscht 2 ");
    }

    @Test
    void a_run_of_named_documents_is_marked_and_names_them() throws Exception {
        run(home, Run.Mode.INCREMENTAL, Run.State.SUCCESS, Duration.ofHours(1));
        Run hinted = server.runs
                .queueHinted(home, Run.Mode.INCREMENTAL, List.of(40L, 7L))
                .orElseThrow();

        List<String> rows = rows(server.get("/runs").body());

        assertThat(rows.get(0)).contains("incremental run " + hinted.id() + " named documents queued");
        assertThat(rows.get(1)).doesNotContain("named documents");
        assertThat(text(server.get("/runs/" + hinted.id()).body()))
                .contains("Only the documents 7 , 40")
                .contains("The run waits for its turn.");
        assertThat(server.get("/api/sync/runs/" + hinted.id()).json().path("hinted_documents"))
                .hasToString("[7,40]");
    }

    @Test
    void filters_stand_in_the_address_and_combine() throws Exception {
        long full = run(home, Run.Mode.FULL, Run.State.FAILED, Duration.ofDays(10));
        long verify = run(home, Run.Mode.VERIFY, Run.State.PARTIAL, Duration.ofDays(3));
        long other = run(attic, Run.Mode.FULL, Run.State.FAILED, Duration.ofHours(2));
        long fine = run(home, Run.Mode.INCREMENTAL, Run.State.SUCCESS, Duration.ofHours(1));

        for (String list : List.of("/runs", "/api/sync/runs")) {
            assertThat(found(list)).containsExactly(fine, other, verify, full);
            assertThat(found(list + "?replica_id=" + home)).containsExactly(fine, verify, full);
            assertThat(found(list + "?state=FAILED")).containsExactly(other, full);
            assertThat(found(list + "?state=failed,partial&replica_id=" + home)).containsExactly(verify, full);
            assertThat(found(list + "?mode=full,%20verify")).containsExactly(other, verify, full);
            assertThat(found(list + "?since=7d")).containsExactly(fine, other, verify);
            assertThat(found(list + "?until=24h&since=7d")).containsExactly(verify);
            assertThat(found(list + "?since=" + Times.text(Instant.now().minus(Duration.ofHours(3))) + "&state=failed"))
                    .containsExactly(other);
            assertThat(found(list + "?since=&until=&mode=&state=&replica_id=")).hasSize(4);
        }
    }

    private List<Long> found(String address) throws Exception {
        if (!address.startsWith("/api/")) {
            return runs(server.get(address).body());
        }
        List<Long> ids = new ArrayList<>();
        server.get(address).items().forEach(run -> ids.add(run.path("id").asLong()));
        return ids;
    }

    @Test
    void a_day_belongs_to_a_period_as_a_whole() throws Exception {
        long first = run(home, Run.Mode.FULL, Run.State.SUCCESS, Duration.ofDays(0));
        String today = LocalDate.now(ZoneId.systemDefault()).toString();
        String tomorrow = LocalDate.now(ZoneId.systemDefault()).plusDays(1).toString();

        assertThat(found("/runs?since=" + today + "&until=" + today)).containsExactly(first);
        assertThat(found("/runs?since=" + tomorrow)).isEmpty();
        assertThat(server.get("/runs?since=" + tomorrow).body()).contains("No run matches.");
    }

    @Test
    void a_chip_adds_and_removes_one_filter_and_keeps_the_others() throws Exception {
        String page = server.get("/runs?state=failed&replica_id=" + home + "&after=99")
                .body();

        assertThat(link(page, "partial")).isEqualTo("/runs?state=failed%2Cpartial&replica_id=" + home);
        assertThat(link(page, "failed")).isEqualTo("/runs?replica_id=" + home);
        assertThat(link(page, "Attic")).isEqualTo("/runs?state=failed&replica_id=" + attic);
        assertThat(link(page, "7 days")).isEqualTo("/runs?state=failed&replica_id=" + home + "&since=7d");
        assertThat(Pattern.compile("aria-current=\"true\">([^<]*)<")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1)))
                .containsExactly("Home", "all", "failed", "all");
        assertThat(page)
                .as("the form of a period keeps the other filters")
                .contains("<input type=\"hidden\" name=\"state\" value=\"failed\">");
    }

    @Test
    void many_replicas_are_a_field_and_no_wall_of_chips() throws Exception {
        IntStream.range(0, 20).forEach(i -> server.replica("Replica " + i));

        String page = server.get("/runs?mode=full").body();

        assertThat(page).contains("<select name=\"replica_id\"").contains(">Replica 19</option>");
        assertThat(link(page, "Replica 19")).isNull();
    }

    @Test
    void all_runs_are_reached_by_pages_and_none_twice() throws Exception {
        List<Long> all = IntStream.range(0, 101)
                .mapToObj(i -> run(home, Run.Mode.FULL, Run.State.SUCCESS, Duration.ofMinutes(200 - i)))
                .toList();
        run(attic, Run.Mode.FULL, Run.State.SUCCESS, Duration.ofMinutes(1));
        List<Long> seen = new ArrayList<>();

        String next = "/runs?replica_id=" + home;
        int pages = 0;
        while (next != null && pages++ < 10) {
            String page = server.get(next).body();
            seen.addAll(runs(page));
            next = link(page, "Older runs");
        }

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(101).doesNotHaveDuplicates().containsAll(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/runs", "/api/sync/runs"})
    void a_bad_filter_is_refused_with_what_is_allowed(String list) throws Exception {
        assertThat(server.get(list + "?state=broken").detail())
                .isEqualTo(
                        "state: must be one or more of queued, running, success, partial, failed, cancelled, aborted, "
                                + "separated by commas.");
        assertThat(server.get(list + "?mode=full,").detail())
                .isEqualTo("mode: must be one or more of incremental, full, dry_run, verify, separated by commas.");
        assertThat(server.get(list + "?since=yesterday").detail())
                .isEqualTo("since: must be a day like 2026-01-31, a time like 2026-01-31T12:00:00Z, "
                        + "or a duration before now like 24h or 7d.");
        assertThat(server.get(list + "?since=2026-02-30").detail()).startsWith("since: must be a day like 2026-01-31");
        assertThat(server.get(list + "?since=24h&until=7d").detail()).isEqualTo("until: must be later than since.");
        assertThat(server.get(list + "?replica=1").detail())
                .isEqualTo("replica: is not known; allowed are replica_id, mode, state, since, until, after, limit.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SUCCESS   | 308, 300, 0, 8, 0, 0, 0 | All 308 documents done: 300 uploaded, 8 unchanged.",
                "PARTIAL   | 9, 5, 1, 0, 2, 1, 0     | All 9 documents done: 5 uploaded, 1 updated, "
                        + "1 excluded by a rule, 2 failed.",
                "FAILED    | 9, 5, 0, 0, 0, 0, 0     | The run failed. 5 of 9 documents done: 5 uploaded.",
                "CANCELLED | 1, 0, 0, 0, 0, 0, 0     | The run was cancelled. 0 of 1 document done.",
                "ABORTED   | 0, 0, 0, 0, 0, 0, 0     | The run ended unexpectedly.",
                "SUCCESS   | 0, 0, 0, 0, 0, 0, 0     | No document needed attention.",
            })
    void the_page_of_a_run_begins_with_its_sum(Run.State state, String counts, String sentence) throws Exception {
        long id = run(home, Run.Mode.FULL, state, Duration.ofHours(1), counts);

        assertThat(text(server.get("/runs/" + id).body())).contains(sentence + " ");
    }

    @Test
    void what_failed_comes_before_the_rest_with_its_document_and_reason() throws Exception {
        long id = run(home, Run.Mode.FULL, Run.State.PARTIAL, Duration.ofHours(1), "3, 2, 0, 0, 1, 0, 5000000");
        server.logs.add(Level.INFO, id, home, 1L, "uploaded", "\"First\" is there.");
        server.logs.add(
                Level.ERROR, id, home, 2L, "upload failed", "The replica refuses the file <b>. " + "x".repeat(900));
        server.logs.add(Level.INFO, id, home, 3L, "uploaded", "\"Third\" is there.");

        String page = server.get("/runs/" + id).body();

        assertThat(text(page))
                .contains("Took 75 s 5.0 MB sent")
                .containsSubsequence(
                        "What failed or needs attention (1)",
                        "ERROR 2 upload failed The replica refuses the file &lt;b&gt;. " + "x".repeat(900),
                        "Everything else",
                        "\"Third\" is there.".replace("\"", "&quot;"),
                        "\"First\" is there.".replace("\"", "&quot;"));
        assertThat(page)
                .contains("<a href=\"/documents/2\">2</a>")
                .contains("href=\"/logs?run_id=" + id + "&amp;level=warn,error\"");
    }

    @Test
    void a_decided_deletion_is_no_longer_wrong() throws Exception {
        long id = run(home, Run.Mode.FULL, Run.State.SUCCESS, Duration.ofHours(1));
        Tombstones tombstones = new Tombstones(server.db);
        tombstones.observe(home, "documents", 2, 102, "Bill", Instant.now());
        tombstones.observe(home, "tags", 3, 103, "Tax", Instant.now());
        for (Tombstone missing : tombstones.pending(home)) {
            tombstones.hold(missing.id(), DeletionCause.OTHER, Text.of("The details tell the reason."));
            server.logs.add(
                    Level.WARN,
                    id,
                    home,
                    missing.ofDocument() ? missing.masterId() : null,
                    "held",
                    Text.of(
                            "The deletion of {0} waits for your decision: {1}",
                            missing.name(), Text.of("The details tell the reason.")));
        }
        String document = "The deletion of document &quot;Bill&quot; waits";
        String tag = "The deletion of tag &quot;Tax&quot; waits";
        assertThat(server.get("/").body()).contains("What went wrong", document, tag);
        assertThat(text(server.get("/runs/" + id).body()))
                .contains("What failed or needs attention (2)")
                .containsSubsequence(document, "Everything else");

        tombstones.decide(ids(tombstones, "documents"), false);

        assertThat(server.get("/").body()).contains("What went wrong", tag).doesNotContain(document);
        assertThat(text(server.get("/runs/" + id).body()))
                .contains("What failed or needs attention (1)")
                .containsSubsequence(tag, "Everything else", document);

        tombstones.decide(ids(tombstones, "tags"), true);

        assertThat(server.get("/").body()).doesNotContain("What went wrong");
        assertThat(text(server.get("/runs/" + id).body()))
                .doesNotContain("What failed or needs attention")
                .contains(document, tag);
    }

    private List<Long> ids(Tombstones tombstones, String kind) {
        return tombstones.pending(home).stream()
                .filter(missing -> missing.kind().equals(kind))
                .map(Tombstone::id)
                .toList();
    }

    @Test
    void every_line_of_a_long_run_can_be_opened() throws Exception {
        long id = run(home, Run.Mode.FULL, Run.State.PARTIAL, Duration.ofHours(1));
        server.db.inTransaction(() -> IntStream.range(0, 250).forEach(i -> {
            server.logs.add(Level.INFO, id, home, (long) i, "uploaded", "Done " + i + ".");
            if (i < 150) {
                server.logs.add(Level.WARN, id, home, (long) i, "failed", "Failed " + i + ".");
            }
        }));
        List<String> done = new ArrayList<>();
        List<String> failed = new ArrayList<>();

        for (String next = "/runs/" + id; next != null; ) {
            String page = server.get(next).body();
            rows(page).stream().filter(row -> row.contains("Done ")).forEach(done::add);
            next = link(page, "Older lines");
        }
        for (String next = "/runs/" + id; next != null; ) {
            String page = server.get(next).body();
            rows(page).stream().filter(row -> row.contains("Failed ")).forEach(failed::add);
            next = link(page, "More of these");
        }

        assertThat(done.stream().distinct()).hasSize(250);
        assertThat(failed.stream().distinct()).hasSize(150);
        assertThat(text(server.get("/runs/" + id).body())).contains("What failed or needs attention (150)");
    }
}

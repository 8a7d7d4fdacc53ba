package io.pngx.controller.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.sync.Deletion;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Held deletions grouped by cause and document, the other deletions, and their filters. */
class DeletionPagesTest {
    private static final Instant LONG_AGO = Instant.parse("2026-03-01T12:00:00Z");
    private static WebServer server;
    private static Tombstones tombstones;
    private long home;
    private long attic;

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
    void twoReplicas() {
        server.reset();
        server.master();
        home = server.replica("Home");
        attic = server.replica("Attic");
    }

    private long missing(long replica, String kind, long masterId, String title) {
        tombstones.observe(replica, kind, masterId, masterId + 100, title, LONG_AGO);
        return tombstones.pending(replica).stream()
                .filter(each -> each.masterId() == masterId && each.kind().equals(kind))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private long held(long replica, String kind, long masterId, String title, Deletion.Verdict verdict) {
        long id = missing(replica, kind, masterId, title);
        tombstones.hold(id, verdict.cause(), verdict.holdBecause());
        return id;
    }

    /** Returns the decision of the engine. */
    private static Deletion.Verdict reason(DeletionMode mode, boolean seen, boolean adopted, long cap) {
        return Deletion.decide(
                        List.of(new Deletion.Missed(1, false, seen, adopted, 1, LONG_AGO)),
                        mode,
                        Duration.ofMinutes(15),
                        cap,
                        0,
                        LONG_AGO.plus(Duration.ofDays(1)))
                .get(0);
    }

    private static String text(String html) {
        return html.replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ")
                .replace("&#39;", "'")
                .strip();
    }

    private void oneOfEachCause() {
        held(home, "documents", 1, "Purged", reason(DeletionMode.TRASH, false, false, 9));
        held(home, "documents", 2, "Many", reason(DeletionMode.TRASH, true, false, 0));
        held(attic, "documents", 2, "Many", reason(DeletionMode.TRASH, true, false, 0));
        held(home, "documents", 3, "Asked", reason(DeletionMode.HOLD, true, false, 9));
        held(home, "documents", 4, "Old", reason(DeletionMode.TRASH, true, true, 9));
        held(
                home,
                "tags",
                5,
                "Tax",
                new Deletion.Verdict(
                        5,
                        DeletionCause.OTHER,
                        Text.of("The foreign document {0} of the replica uses the lookup.", "7")));
        tombstones.unselected(attic, 6, 106, "Private", "only-shared", LONG_AGO);
        tombstones.pending(attic).stream().filter(each -> each.masterId() == 6).forEach(each -> {
            Deletion.Verdict verdict = reason(DeletionMode.HOLD, true, false, 9);
            tombstones.hold(each.id(), verdict.cause(), verdict.holdBecause());
        });
    }

    @Test
    void a_document_stands_once_with_all_its_replicas_below_the_cause() throws Exception {
        oneOfEachCause();

        String page = text(server.get("/deletions").body());

        assertThat(page)
                .contains("Waiting for you (7)")
                .containsSubsequence(
                        "Excluded by a rule",
                        "Private document 6 Private (document 6) on Attic",
                        "Rule &quot;only-shared&quot;.",
                        "Never seen in the master's trash",
                        "Purged document 1",
                        "Over the limit for automatic deletions",
                        "Over the limit for automatic deletions: 1 due now and 0 done in the last 24 hours, at "
                                + "most 0 allowed.",
                        "Many document 2 Many (document 2) on Home Many (document 2) on Attic",
                        "Every deletion waits for your decision",
                        "Asked document 3",
                        "On the replica before the controller",
                        "Old document 4",
                        "Other reasons",
                        "Tax tag 5",
                        "The foreign document 7 of the replica uses the lookup. On 1 document of the replica.")
                .doesNotContain("deletion_mode");
        assertThat(page.split("at most 0 allowed", -1))
                .as("the reason of a cause is said once")
                .hasSize(2);
    }

    @Test
    void the_button_says_what_it_does_and_how_long_the_trash_keeps_it() throws Exception {
        oneOfEachCause();

        assertThat(server.get("/deletions").body())
                .contains("class=\"warning\"")
                .contains(">Move to trash</button>")
                .contains("paperless-ngx keeps the document there for 30 days")
                .contains("lookups have no trash");
    }

    @Test
    void an_empty_page_says_what_will_be_shown() throws Exception {
        assertThat(text(server.get("/deletions").body()))
                .contains("paperless-ngx does not tell who deleted a document.")
                .contains("Nothing waits for a decision. If a document disappears from the master, and the controller")
                .contains("Other deletions Nothing is listed yet. Deletions that the controller still checks");
        assertThat(text(server.get("/deletions?kind=tags").body()))
                .contains("Nothing that matches waits for a decision.", "No such deletion matches.")
                .doesNotContain("are listed here");
    }

    @Test
    void a_held_deletion_shows_when_the_document_was_last_compared_and_since_when_it_is_missing() throws Exception {
        held(home, "documents", 1, "Purged", reason(DeletionMode.TRASH, false, false, 9));
        assertThat(server.get("/deletions").body())
                .contains("Why it waits", ">missed<", "datetime=\"2026-03-01T12:00:00.000000Z\"")
                .doesNotContain(">Cause<", "last compared <time");

        server.db
                .write()
                .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, title, synced_at)"
                        + " values (?, 1, 101, 'x', 'Purged', '2026-02-28T08:00:00.000000Z')")
                .param(home)
                .update();
        assertThat(server.get("/deletions").body())
                .containsSubsequence("2026-03-01T12:00:00", "last compared <time", "2026-02-28T08:00:00");
    }

    @Test
    void every_other_deletion_says_what_happens_next_and_when() throws Exception {
        tombstones.observe(home, "documents", 1, 101, "Fresh", Instant.now());
        missing(home, "documents", 2, "Missing long");
        tombstones.unselected(home, 3, 103, "Private", "only-shared", LONG_AGO);
        tombstones.acting(missing(home, "documents", 4, "Acting"));
        tombstones.decide(
                List.of(held(home, "documents", 5, "Kept", reason(DeletionMode.HOLD, true, false, 9))), false);
        tombstones.acting(missing(home, "tags", 6, "Tax"));

        assertThat(next("Fresh"))
                .startsWith(
                        "A run looks on the master once more, and then deletes on the replica, within the limits. Beyond the limits, the run asks you. The earliest time is in ");
        assertThat(next("Missing long"))
                .isEqualTo(
                        "A run looks on the master once more, and then deletes on the replica, within the limits. Beyond the limits, the run asks you. Keep");
        assertThat(next("Private"))
                .endsWith(
                        "A run checks the rule once more, and then deletes on the replica, within the limits. Beyond the limits, the run asks you. Keep");
        assertThat(next("Acting")).isEqualTo("The next run moves the copy to the replica's trash.");
        assertThat(next("Kept")).startsWith("Kept on the replica. You are asked again only if the document");
        assertThat(next("Tax")).isEqualTo("The next run deletes the lookup on the replica.");

        server.settings.put(Setting.DELETION_MODE, "off");
        assertThat(next("Acting")).isEqualTo("Deletions are switched off, so nothing is deleted.");
        assertThat(next("Missing long")).isEqualTo("Deletions are switched off, so nothing is deleted. Keep");
        server.db.write().sql("update tombstones set state = 'DONE'").update();
        assertThat(next("Acting")).isEqualTo("The copy is in the replica's trash, or the trash was emptied.");
        assertThat(next("Tax")).isEqualTo("Deleted for good, because lookups have no trash.");
    }

    @Test
    void what_was_kept_can_be_moved_to_the_trash_on_both_pages() throws Exception {
        long document = held(home, "documents", 5, "Kept", reason(DeletionMode.HOLD, true, false, 9));
        long tag = held(home, "tags", 6, "Tax", reason(DeletionMode.HOLD, true, false, 9));
        server.db
                .write()
                .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, title, synced_at)"
                        + " values (?, 5, 105, 'x', 'Kept', '2026-02-28T08:00:00.000000Z')")
                .param(home)
                .update();
        tombstones.decide(List.of(document, tag), false);

        assertThat(text(server.get("/replicas/" + home).body()))
                .contains("kept 1")
                .contains("1 kept copy is not verified, because its document is missing on the master.");
        assertThat(server.get("/replicas/" + attic).body()).doesNotContain("not verified, because");
        assertThat(next("Kept")).endsWith("Until then, you can still change your mind. Move to trash");
        assertThat(next("Tax")).endsWith("Until then, you can still change your mind. Delete");
        assertThat(server.get("/documents/5").body())
                .contains("id=\"approve-" + document + "\"")
                .doesNotContain("id=\"keep-" + document + "\"");

        assertThat(server.form("POST", "/api/deletions/approve", "ids=" + document)
                        .status())
                .isEqualTo(200);
        assertThat(next("Kept")).isEqualTo("The next run moves the copy to the replica's trash.");
    }

    @Test
    void the_question_names_the_document_and_the_replica() throws Exception {
        long open = missing(home, "documents", 1, "Old \"bill\"");
        long document = held(home, "documents", 5, "Invoice", reason(DeletionMode.HOLD, true, false, 9));
        long tag = held(attic, "tags", 6, "Tax", reason(DeletionMode.HOLD, true, false, 9));
        server.db
                .write()
                .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, title, synced_at)"
                        + " values (?, 5, 105, 'x', 'Invoice', '2026-02-28T08:00:00.000000Z')")
                .param(home)
                .update();
        assertThat(question("/documents/5", "keep-" + document)).isEqualTo("Keep \"Invoice\" on Home?");
        assertThat(question("/documents/5", "approve-" + document))
                .isEqualTo("Move \"Invoice\" to the trash of Home in the next run?");
        tombstones.decide(List.of(document, tag), false);

        assertThat(question("/deletions", "keep-" + open)).isEqualTo("Keep \"Old \"bill\"\" on Home?");
        assertThat(question("/deletions", "approve-" + document))
                .isEqualTo("Move \"Invoice\" to the trash of Home in the next run?");
        assertThat(question("/deletions", "approve-" + tag))
                .isEqualTo("Delete \"Tax\" on Attic for good in the next run?");
    }

    /** Returns the question that a button asks with and without JavaScript. */
    private static String question(String page, String button) throws Exception {
        Matcher tag = Pattern.compile("<button[^>]* id=\"" + button + "\"[^>]*>")
                .matcher(server.get(page).body());
        assertThat(tag.find()).as(button).isTrue();
        List<String> questions = Stream.of("value", "hx-confirm")
                .map(name -> Pattern.compile(" " + name + "=\"([^\"]*)\"").matcher(tag.group()))
                .filter(Matcher::find)
                .map(found -> found.group(1).replace("&quot;", "\""))
                .toList();
        assertThat(questions).hasSize(2);
        assertThat(questions.get(0)).isEqualTo(questions.get(1));
        return questions.get(0);
    }

    private static String next(String title) throws Exception {
        Matcher row = Pattern.compile(">" + title + "<.*?class=\"what\">(.*?)</td>", Pattern.DOTALL)
                .matcher(server.get("/deletions").body());
        assertThat(row.find()).as(title).isTrue();
        return text(row.group(1));
    }

    @Test
    void replica_kind_and_cause_filter_page_and_api() throws Exception {
        oneOfEachCause();

        assertThat(titles("?replica_id=" + attic)).containsExactlyInAnyOrder("Many", "Private");
        assertThat(titles("?kind=tags")).containsExactly("Tax");
        assertThat(titles("?kind=tags,documents&replica_id=" + home)).hasSize(5);
        assertThat(titles("?cause=rule")).containsExactly("Private");
        assertThat(titles("?cause=not_in_trash")).containsExactly("Purged");
        assertThat(titles("?cause=limit")).containsExactly("Many", "Many");
        assertThat(titles("?cause=setting")).containsExactly("Asked");
        assertThat(titles("?cause=earlier")).containsExactly("Old");
        assertThat(titles("?cause=other")).containsExactly("Tax");
        assertThat(titles("?cause=limit&kind=tags")).isEmpty();
        assertThat(server.get("/deletions?cause=limit&kind=tags").body())
                .contains("Nothing that matches waits for a decision.");
        assertThat(server.get("/api/deletions?cause=limit")
                        .items()
                        .get(0)
                        .path("cause")
                        .asText())
                .isEqualTo("limit");
    }

    /** The titles that the API lists, which the page must list, too. */
    private List<String> titles(String query) throws Exception {
        List<String> titles = server.get("/api/deletions" + query).json().findValuesAsText("title");
        String page = server.get("/deletions" + query).body();
        List<String> shown = new ArrayList<>();
        Matcher label = Pattern.compile("class=\"unseen\">([A-Za-z]+) \\(").matcher(page);
        while (label.find()) {
            shown.add(label.group(1));
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(titles);
        return titles;
    }

    @Test
    void a_bad_filter_is_refused_with_what_is_allowed() throws Exception {
        for (String list : List.of("/deletions", "/api/deletions")) {
            assertThat(server.get(list + "?kind=notes").detail())
                    .isEqualTo("kind: must be one or more of documents, tags, correspondents, document_types, "
                            + "storage_paths, custom_fields, separated by commas.");
            assertThat(server.get(list + "?cause=weather").detail())
                    .isEqualTo("cause: must be one of rule, not_in_trash, limit, setting, earlier, other.");
        }
        assertThat(server.get("/api/deletions?state=gone").detail())
                .isEqualTo("state: must be one or more of open, held, approved, acting, done, rejected, returned, "
                        + "separated by commas.");
    }

    @Test
    void a_thousand_held_deletions_come_in_pages_and_hide_none_of_the_others() throws Exception {
        server.db.inTransaction(() -> IntStream.rangeClosed(1, 500).forEach(i -> {
            held(home, i);
            held(attic, i);
        }));
        missing(home, "documents", 9999, "Missing once");
        List<String> seen = new ArrayList<>();
        int pages = 0;

        for (String next = "/deletions"; next != null; pages++) {
            String page = server.get(next).body();
            assertThat(page).contains("Missing once").contains("(1,000)");
            Pattern.compile("type=\"checkbox\" name=\"ids\" value=\"([0-9]+)\"")
                    .matcher(page)
                    .results()
                    .forEach(found -> seen.add(found.group(1)));
            Matcher more = Pattern.compile("href=\"([^\"]*)\">More of these").matcher(page);
            next = more.find() ? more.group(1).replace("&amp;", "&") : null;
        }

        assertThat(pages).isEqualTo(10);
        assertThat(seen).hasSize(1000).doesNotHaveDuplicates();
    }

    @Test
    void a_deletion_that_is_gone_at_the_end_of_a_page_hides_no_other() throws Exception {
        server.db.inTransaction(() -> IntStream.rangeClosed(1, 101).forEach(i -> held(home, i)));
        String first = server.get("/deletions").body();
        Matcher more = Pattern.compile("href=\"([^\"]*)\">More of these").matcher(first);
        assertThat(more.find()).isTrue();

        server.db.write().sql("delete from tombstones where master_id = 2").update();

        assertThat(server.get(more.group(1).replace("&amp;", "&")).body()).contains("document 1<");
    }

    private static void held(long replica, int masterId) {
        server.db
                .write()
                .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, reason,"
                        + " first_seen_at) values (?, 'documents', ?, ?, 'Paper', ?, 'Too many.', ?)")
                .params(replica, masterId, masterId, Tombstone.State.HELD.name(), "2026-01-01T00:00:00.000000Z")
                .update();
    }
}

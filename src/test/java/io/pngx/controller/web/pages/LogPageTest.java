package io.pngx.controller.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.LogRow.Level;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of the log with its filters. */
class LogPageTest {
    private static final Pattern MESSAGE = Pattern.compile("class=\"what\">([^<]*)</td>");
    private static final Pattern OLDER = Pattern.compile("href=\"([^\"]*)\">Older lines</a>");
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

    private static List<String> messages(String page) {
        return MESSAGE.matcher(page)
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(text -> !text.isBlank())
                .toList();
    }

    @Test
    void a_line_has_its_run_and_its_document_as_links_and_its_whole_sentence() throws Exception {
        String sentence = "A long sentence. ".repeat(60).strip();
        server.logs.add(Level.WARN, 7L, home, 12L, "upload failed", sentence);
        server.logs.add(Level.INFO, null, 999L, 12L, "removed", "Of a replica that is gone.");

        String page = server.get("/logs").body();

        assertThat(messages(page)).containsExactly("Of a replica that is gone.", sentence);
        assertThat(page)
                .contains("<a href=\"/runs/7\">7</a>")
                .contains("<a href=\"/documents/12\">12</a>")
                .doesNotContain("/replicas/999");
    }

    @Test
    void the_filters_of_the_address_hold_for_the_lines_the_stream_and_the_older_lines() throws Exception {
        server.db.inTransaction(() -> IntStream.range(0, 230)
                .forEach(i -> server.logs.add(
                        i % 2 == 0 ? Level.WARN : Level.INFO, 3L, home, 5L, "x", "Line " + i + " of 5.")));
        server.logs.add(Level.WARN, 3L, home, 6L, "x", "Another document.");
        List<String> seen = new ArrayList<>();

        String address = "/logs?replica_id=" + home + "&level=warn&master_id=5&since=24h";
        String first = server.get(address).body();
        for (String next = address; next != null; ) {
            String page = server.get(next).body();
            seen.addAll(messages(page));
            Matcher older = OLDER.matcher(page);
            next = older.find() ? older.group(1).replace("&amp;", "&") : null;
        }

        assertThat(seen).hasSize(115).doesNotHaveDuplicates().allMatch(line -> line.endsWith(" of 5."));
        assertThat(first)
                .contains("data-live=\"true\"")
                .contains("data-query=\"replica_id=" + home + "&amp;level=warn&amp;master_id=5\"");
        assertThat(server.get("/logs?until=2026-01-01").body())
                .as("no new line belongs to a period that is over")
                .contains("data-live=\"false\"")
                .contains("No log line matches.")
                .doesNotContain("appear here automatically");
    }

    @Test
    void the_search_finds_what_the_reader_sees() throws Exception {
        Text rule = Text.of("Copies that a rule excludes stay on the replica, because deletions are switched off.");
        server.logs.add(
                Level.WARN,
                3L,
                home,
                5L,
                "held",
                Text.of(
                        "The deletion of {0} waits for your decision: {1}",
                        Text.of("{0} \"{1}\"", Text.of("tag"), "Ämter"), rule));
        server.logs.add(Level.INFO, 3L, home, 5L, "x", "The same in every language: Ämter.");
        String german = "Die Löschung von Tag „Ämter“ wartet auf eine Entscheidung: "
                + "Kopien, die eine Regel ausschließt, bleiben auf dem Replikat, denn Löschungen sind ausgeschaltet.";

        for (String query : List.of("löschung", "LÖSCHUNG VON TAG „ÄMTER“", "ausgeschaltet", "entscheidung: kopien")) {
            assertThat(found(query, "de")).as(query).containsExactly(german);
        }
        assertThat(found("ämter", "de")).hasSize(2);
        assertThat(found("deletion", "de"))
                .as("English words that the reader does not see")
                .isEmpty();
        assertThat(found("deletion", "en")).hasSize(1);
        assertThat(found("löschung", "en")).isEmpty();
    }

    private static List<String> found(String query, String language) throws Exception {
        return messages(server.send(server.request("/logs?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                        .header("Accept-Language", language))
                .body());
    }

    @Test
    void what_is_searched_is_text() throws Exception {
        String page = server.get("/logs?q=%22%3E%3Cscript%3E").body();

        assertThat(page).contains("value=\"&quot;&gt;&lt;script&gt;\"").doesNotContain("\"><script>");
    }
}

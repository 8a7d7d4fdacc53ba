package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Run;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogsApiTest {
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

    private List<String> messages(String query) throws Exception {
        return server.get("/api/logs" + query).json().findValuesAsText("message");
    }

    @Test
    void the_log_comes_newest_first_filtered_and_in_pages() throws Exception {
        long home = server.replica("Home");
        server.logs.add(LogRow.Level.INFO, 1L, home, 7L, "upload", "First document");
        server.logs.add(LogRow.Level.WARN, 2L, home, 8L, "contested", "Second document");
        server.logs.add(LogRow.Level.ERROR, 2L, null, null, "master", "Third thing");

        assertThat(messages("")).containsExactly("Third thing", "Second document", "First document");
        assertThat(messages("?replica_id=" + home)).containsExactly("Second document", "First document");
        assertThat(messages("?run_id=2")).containsExactly("Third thing", "Second document");
        assertThat(messages("?level=warn")).containsExactly("Second document");
        assertThat(messages("?q=DOCUMENT&limit=1")).containsExactly("Second document");
        assertThat(messages("?q=100%25_")).isEmpty();
        long second =
                server.get("/api/logs?level=WARN").items().get(0).path("id").asLong();
        assertThat(messages("?after=" + second)).containsExactly("First document");
        assertThat(server.get("/api/logs?run_id=1")
                        .items()
                        .get(0)
                        .path("replica")
                        .asText())
                .isEqualTo("Home");
    }

    @Test
    void the_log_speaks_the_language_that_is_asked_for() throws Exception {
        server.logs.add(LogRow.Level.INFO, null, null, null, "rule", Text.of("{0} ago", Text.of("{0} documents", 7L)));

        assertThat(messages("")).containsExactly("7 documents ago");
        assertThat(messages("?language=en")).containsExactly("7 documents ago");
        assertThat(messages("?language=de&q=vor 7 DOK".replace(" ", "%20"))).containsExactly("vor 7 Dokumente");
        assertThat(messages("?language=de&q=ago"))
                .as("q searches what the reader sees")
                .isEmpty();
        assertThat(server.send(server.request("/logs").header("Accept-Language", "de"))
                        .body())
                .contains("vor 7 Dokumente")
                .doesNotContain("7 documents ago");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0           | limit: must be a whole number from 1 to 500.",
                "limit=501         | limit: must be a whole number from 1 to 500.",
                "limit=abc         | limit: must be a whole number from 1 to 500.",
                "level=LOUD        | 'level: must be one or more of info, warn, error, separated by commas.'",
                "replica_id=x      | replica_id: must be an id, which is a whole number.",
                "run_id=-1         | run_id: must be an id, which is a whole number.",
                "after=1.5     | after: must be an id, which is a whole number.",
                "language=fr   | 'language: must be one of en, de.'",
                "q=a%0d%0ab        | 'q: must be one line, without control characters.'",
            })
    void bad_values_are_refused(String query, String detail) throws Exception {
        WebServer.Reply reply = server.get("/api/logs?" + query);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).isEqualTo(detail);
    }

    @Test
    void a_parameter_without_a_value_is_no_filter() throws Exception {
        assertThat(server.get("/api/logs?limit=&q=&level=&replica_id=").status())
                .isEqualTo(200);
    }

    @Test
    void the_log_of_a_document_of_some_levels_and_of_a_period_is_found() throws Exception {
        long home = server.replica("Home");
        server.logs.add(LogRow.Level.INFO, 1L, home, 7L, "upload", "Old");
        server.db
                .write()
                .sql("update logs set ts = '2026-01-02T03:04:05.000000Z'")
                .update();
        server.logs.add(LogRow.Level.WARN, 2L, home, 7L, "contested", "Warned");
        server.logs.add(LogRow.Level.ERROR, 2L, home, 8L, "upload", "Broken");
        server.logs.add(LogRow.Level.INFO, 2L, home, 7L, "upload", "Done");

        assertThat(messages("?master_id=7")).containsExactly("Done", "Warned", "Old");
        assertThat(messages("?level=warn,ERROR")).containsExactly("Broken", "Warned");
        assertThat(messages("?run_id=2&level=error,warn&master_id=7")).containsExactly("Warned");
        assertThat(messages("?since=1h")).containsExactly("Done", "Broken", "Warned");
        assertThat(messages("?until=2026-01-02")).containsExactly("Old");
        assertThat(messages("?since=2026-01-02T03:04:05Z&until=2026-01-02T03:04:06Z"))
                .containsExactly("Old");
        assertThat(messages("?since=2026-01-02T03:04:06Z&until=2026-01-03")).isEmpty();
    }

    /** Rows are added in the order of their commits, which is not exactly the order of their times. */
    @Test
    void a_period_misses_no_row_that_was_added_late() throws Exception {
        for (int second : new int[] {30, 20, 50, 10, 40}) {
            server.logs.add(LogRow.Level.INFO, null, null, null, "x", "Second " + second);
            server.db
                    .write()
                    .sql("update logs set ts = ? where message = ?")
                    .params("2026-01-02T00:00:" + second + ".000000Z", "Second " + second)
                    .update();
        }

        assertThat(messages("?since=2026-01-02T00:00:20Z&until=2026-01-02T00:00:50Z"))
                .containsExactly("Second 40", "Second 20", "Second 30");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/logs",
                "/api/logs/stream",
                "/api/sync/runs",
                "/api/sync/runs/{run}/plan",
                "/api/deletions",
                "/api/replicas",
                "/api/replicas/{id}/documents",
                "/api/replicas/{id}/adoptions",
                "/api/replicas/{id}/verifications",
                "/api/replicas/{id}/drills",
                "/api/switchovers",
                "/api/rules",
                "/api/tokens",
                "/logs",
                "/runs",
                "/runs/{run}",
                "/deletions",
                "/replicas/{id}"
            })
    void an_unknown_parameter_is_refused_by_every_list(String list) throws Exception {
        long home = server.replica("Home");
        long run = server.runs.queue(home, Run.Mode.DRY_RUN).orElseThrow().id();
        String path = list.replace("{id}", String.valueOf(home)).replace("{run}", String.valueOf(run));

        for (String value : new String[] {"", "=", "=1"}) {
            WebServer.Reply reply = server.get(path + "?levle" + value);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.detail()).startsWith("levle: is not known; ");
        }
    }
}

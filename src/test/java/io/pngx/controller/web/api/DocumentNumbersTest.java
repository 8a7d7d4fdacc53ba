package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.metrics.ReplicaStatus;
import io.pngx.controller.metrics.ReplicaStatusReader;
import io.pngx.controller.store.DocumentStatus;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.StatusFilter;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.web.Household;
import io.pngx.controller.web.WebServer;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The numbers of documents of a replica are the same on the dashboard, in the lists, in the API and in the metrics. */
class DocumentNumbersTest {
    private static WebServer server;

    private Household household;
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
    void everyStatus() {
        household = new Household(server);
        home = household.id("Home");
        for (int id = 20; id < 30; id++) {
            copy(id);
        }
        excluded(20);
        excluded(21);
        excluded(22);
        tombstone(22, "REJECTED", "only-taxes");
        excluded(40);
        excluded(41);
        tombstone(23, "OPEN", null);
        tombstone(24, "REJECTED", null);
        excluded(25);
        tombstone(25, "HELD", "only-taxes");
        excluded(42);
        sql("insert into work(replica_id, master_id, reason, created_at) values (?, 42, 'new', 'x')", home);
        sql("insert into work(replica_id, master_id, reason, created_at) values (?, 43, 'new', 'x')", home);
        tombstone(43, "OPEN", null);
        sql(
                "insert into verifications(replica_id, master_id, replica_doc_id, title, result, bytes, metadata, keys,"
                        + " how, problem, verified_at) values (?, 26, 126, 'Old', 'mismatch', 'ok', 'differs', 'title',"
                        + " 'checksum', 'The title differs.', ?)",
                home,
                Times.text(Instant.now()));
        server.replicas.state(home, Replica.State.OK, null);
    }

    private void sql(String sql, Object... values) {
        server.db.write().sql(sql).params(values).update();
    }

    private void copy(long id) {
        sql(
                "insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at, title)"
                        + " values (?, ?, ?, 'x', ?, 'Paper')",
                home,
                id,
                id + 100,
                Times.text(Instant.now()));
    }

    private void excluded(long id) {
        sql(
                "insert into unselected(replica_id, master_id, rule, revision, seen, title)"
                        + " values (?, ?, 'only-taxes', 'r', 's', 'Paper')",
                home,
                id);
    }

    private void tombstone(long id, String state, String rule) {
        sql(
                "insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, by_rule,"
                        + " first_seen_at) values (?, 'documents', ?, ?, 'Paper', ?, ?, 'x')",
                home,
                id,
                id + 100,
                state,
                rule);
    }

    /** Returns the numbers that link to the list of the replica, by filter. */
    private Map<String, Long> shown(String page) throws Exception {
        Map<String, Long> shown = new TreeMap<>();
        Matcher link = Pattern.compile(
                        "href=\"/replicas/" + home + "\\?status=([a-z_]+)#document-filter\">([0-9,]+)</a>")
                .matcher(server.get(page).body());
        while (link.find()) {
            shown.put(link.group(1), Long.valueOf(link.group(2).replace(",", "")));
        }
        return shown;
    }

    private long listed(String list, StatusFilter filter) throws Exception {
        JsonNode answer =
                server.get(list + "status=" + filter.word() + "&limit=500").json();
        assertThat(answer.path("items"))
                .as(filter.word())
                .hasSize(answer.path("total").asInt());
        return answer.path("total").asLong();
    }

    @Test
    void theNumbersOfTheCardAreThoseOfTheListsTheApiAndTheMetrics() throws Exception {
        JsonNode api = server.get("/api/replicas/" + home).json().path("documents");
        ReplicaStatus metrics = new ReplicaStatusReader(Tables.of(server.db), Clock.systemUTC())
                .read().stream()
                        .filter(status -> status.replica().id() == home)
                        .findFirst()
                        .orElseThrow();
        Map<String, Long> card = shown("/");
        long sum = 0;
        for (DocumentStatus status : DocumentStatus.values()) {
            long listed = listed("/api/replicas/" + home + "/documents?", StatusFilter.valueOf(status.name()));
            assertThat(listed).as(status.word()).isPositive();
            assertThat(api.path(status.word()).asLong()).as(status.word()).isEqualTo(listed);
            assertThat(metrics.counts().documents().of(status))
                    .as(status.word())
                    .isEqualTo(listed);
            sum += listed;
        }
        for (StatusFilter filter : StatusFilter.values()) {
            long listed = listed("/api/replicas/" + home + "/documents?", filter);
            assertThat(listed("/api/documents?replica_id=" + home + "&", filter))
                    .as(filter.word())
                    .isEqualTo(listed);
            if (card.containsKey(filter.word())) {
                assertThat(card.get(filter.word())).as(filter.word()).isEqualTo(listed);
            }
        }
        assertThat(card)
                .containsOnlyKeys(
                        "in_sync",
                        "pending",
                        "failed",
                        "held",
                        "contested",
                        "differs",
                        "excluded",
                        "excluded_old_copy",
                        "deleting",
                        "kept");
        assertThat(shown("/replicas/" + home)).isEqualTo(card);
        JsonNode all =
                server.get("/api/replicas/" + home + "/documents?limit=500").json();
        assertThat(all.path("items")).hasSize((int) sum);
        assertThat(all.path("total").asLong())
                .as("the list without a filter")
                .isEqualTo(sum)
                .isEqualTo(card.values().stream().mapToLong(Long::longValue).sum() - card.get("excluded_old_copy"));
    }

    @Test
    void readinessCountsTheDocumentsThatATakeoverWouldLose() throws Exception {
        JsonNode readiness = server.get("/api/replicas/" + home + "/readiness").json();

        assertThat(readiness.path("level").asText()).isEqualTo("partial");
        assertThat(readiness.path("missing"))
                .hasSize(readiness.path("missing_after_takeover").asInt());
        assertThat(readiness.path("missing").findValuesAsText("master_id")).contains("40", "41", "42", "4", "7");
        assertThat(readiness.path("old"))
                .hasSize(readiness.path("old_after_takeover").asInt());
        assertThat(readiness.path("old").findValuesAsText("master_id")).contains("20", "21", "22", "25", "26", "2");
        assertThat(server.get("/api/replicas/" + home + "/promote").json().path("readiness"))
                .isEqualTo(readiness);
        assertThat(server.get("/replicas/" + home + "/promote").body())
                .contains("After a takeover, " + readiness.path("missing").size() + " of "
                        + readiness.path("documents").asText() + " documents would be missing, and "
                        + readiness.path("old").size() + " could be old or different.");
        String csv = server.get("/api/replicas/" + home + "/missing.csv").body();
        assertThat(csv.lines().skip(1).map(line -> line.replaceAll(",.*", "")))
                .containsAll(readiness.path("missing").findValuesAsText("master_id"))
                .containsAll(readiness.path("old").findValuesAsText("master_id"));
    }

    @Test
    void theHeadlineSaysThatRulesExcludeDocuments() throws Exception {
        assertThat(server.get("/").body()).contains("; rules exclude documents from 1 replica</span>");

        sql("delete from unselected");

        assertThat(server.get("/").body()).doesNotContain("rules exclude documents");
    }
}

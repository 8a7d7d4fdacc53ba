package io.pngx.controller.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.Household;
import io.pngx.controller.web.WebServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** The inbox on the dashboard, in the navigation, in the title and in the API. */
class InboxPageTest {
    private static Path folder;
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        folder = Files.createTempDirectory("rules");
        server = WebServer.start(Map.of("ROUTES_DIR", folder.toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.reset();
        server.master();
    }

    private static long upToDate(String name) {
        long id = server.replica(name);
        server.replicas.state(id, Replica.State.OK, null);
        String now = Times.text(Instant.now());
        server.db
                .write()
                .sql("update replicas set watermark = ?, last_sync_ts = ?, last_cycle_at = ? where id = ?")
                .params(now, now, now, id)
                .update();
        return id;
    }

    private static void hold(long replica, long masterId) {
        server.db
                .write()
                .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, reason,"
                        + " first_seen_at) values (?, 'documents', ?, ?, 'Invoice', 'HELD', 'Why.', ?)")
                .params(replica, masterId, masterId, Times.text(Instant.now()))
                .update();
    }

    private static String text(String path) throws Exception {
        return server.get(path).body().replaceAll("(?s)<[^>]*>", " ").replaceAll("\\s+", " ");
    }

    @Test
    void anEmptyInboxIsOneCalmSentence() throws Exception {
        upToDate("Home");

        assertThat(text("/")).contains("Needs you Nothing waits for a decision.");
        assertThat(server.get("/").body())
                .contains("<title>up to date · Dashboard")
                .doesNotContain("badge");
        assertThat(server.get("/api/inbox").items()).isEmpty();
    }

    @Test
    void whatWaitsIsCountedInTheNavigationAndTheTitleOfEveryPage() throws Exception {
        long home = upToDate("Home");
        hold(home, 1);
        hold(home, 2);
        server.replicas.acceptable(home, Changed.REPLICA);

        for (String path : List.of("/", "/runs", "/rules", "/replicas/" + home)) {
            assertThat(server.get(path).body()).as(path).contains("<title>(2) up to date · ");
            assertThat(text(path)).as(path).contains("Dashboard 2 need you");
        }
        assertThat(text("/"))
                .contains("Needs you 2 \u0026quot;Home\u0026quot; is another instance")
                .contains(
                        "2 deletions on \u0026quot;Home\u0026quot; wait; until you decide, they are not carried out.");
    }

    @Test
    void aDecisionThatIsSafeIsMadeInPlaceAlsoWithoutScripts() throws Exception {
        long home = upToDate("Home");
        server.replicas.state(home, Replica.State.BLOCKED, Text.verbatim("The replica was restored."));
        assertThat(server.get("/").body())
                .contains("<form class=\"admin\" method=\"post\" action=\"/api/sync\">")
                .contains("<input type=\"hidden\" name=\"mode\" value=\"dry_run\">")
                .contains("id=\"inbox-frozen-" + home + "\"");

        WebServer.Reply reply = server.send(server.request("/api/sync")
                .POST(BodyPublishers.ofString("mode=dry_run&replica_id=" + home))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html")
                .header("Sec-Fetch-Site", "same-origin")
                .header("Referer", "http://127.0.0.1:" + server.port + "/"));

        assertThat(reply.status()).isEqualTo(303);
        assertThat(reply.header("Location")).isEqualTo("/");
        assertThat(server.runs.open(home).orElseThrow().mode().onlyReads()).isTrue();
    }

    @Test
    void anAdoptionIsConfirmedByAQuestionBeforeItIsStored() throws Exception {
        long home = upToDate("Home");
        server.db
                .write()
                .sql("insert into adoptions(replica_id, master_id, replica_doc_id, title, found_at)"
                        + " values (?, 7, 107, 'There', ?)")
                .params(home, Times.text(Instant.now()))
                .update();
        assertThat(server.get("/").body()).contains("hx-confirm=\"Adopt? The next run replaces the metadata");

        WebServer.Reply question = server.send(server.request("/api/replicas/" + home + "/accept")
                .POST(BodyPublishers.ofString("what=adoption&question=Adopt%3F"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html")
                .header("Sec-Fetch-Site", "same-origin")
                .header("Referer", "http://127.0.0.1:" + server.port + "/"));

        assertThat(question.body()).contains("name=\"sure\" value=\"yes\"").contains("href=\"/\">No</a>");
        assertThat(server.get("/api/inbox").items()).hasSize(1);
    }

    @Test
    void aRuleOfTheFolderThatCannotBeUsedIsAnEntryUntilItsFileIsCorrected() throws Exception {
        upToDate("Home");
        Path file = folder.resolve("broken.yaml");
        Files.writeString(file, "nonsense: {}");

        await().until(() -> server.get("/api/inbox").items().size() == 1);
        assertThat(server.get("/api/inbox").items().get(0).path("rule").asText())
                .isEqualTo("broken");
        assertThat(text("/")).contains("The text of the rule \u0026quot;broken\u0026quot; can\u0026#39;t be used;");
        Files.delete(file);
        await().until(() -> server.get("/api/inbox").items().isEmpty());
    }

    @Test
    void manyEntriesAreFoldedAndEachIsOnThePage() throws Exception {
        for (int i = 1; i <= 30; i++) {
            server.replicas.state(upToDate("Replica " + i), Replica.State.BLOCKED, Text.verbatim("Why " + i + "."));
        }

        String page = server.get("/").body();
        assertThat(page).contains("<summary>18 more</summary>");
        for (int i = 1; i <= 30; i++) {
            assertThat(page).contains("<span class=\"why\">Why " + i + ".</span>");
        }
    }

    @Test
    void oneCauseOnManyReplicasIsOneEntryThatNamesEachReplica() throws Exception {
        List<Long> ids = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            long id = upToDate("Replica " + i);
            server.replicas.state(id, Replica.State.BLOCKED, Text.verbatim("The master is another program."));
            ids.add(id);
        }

        String page = server.get("/").body();
        assertThat(page.split("<span class=\"why\">The master is another program\\.</span>"))
                .as("one entry")
                .hasSize(2);
        assertThat(page).contains("<title>(1) ", "<summary>47 more</summary>");
        assertThat(text("/")).contains("Dashboard 1 needs you", "Nothing is written to 50 replicas until");
        for (int i = 1; i <= 50; i++) {
            assertThat(page)
                    .contains("<span class=\"name\">Replica " + i + "</span>")
                    .contains("id=\"inbox-frozen-" + ids.get(i - 1) + "\"");
        }
        assertThat(server.get("/api/inbox").items()).hasSize(50);
    }

    @Test
    void numbersThatAreZeroAreLeftOutAndTheNextRunIsShown() throws Exception {
        long home = upToDate("Home");
        String idle = server.get("/").body();
        assertThat(idle)
                .doesNotContain("<dt>failed</dt>", "<dt>pending</dt>", "<dt>held</dt>", "<dt>foreign</dt>", " behind<");
        assertThat(text("/")).contains("next run in 1");
        server.replicas.pause(home, true);
        assertThat(text("/")).doesNotContain("next run");
        server.replicas.pause(home, false);

        server.db
                .write()
                .sql("insert into work(replica_id, master_id, reason, attempts, created_at) values (?, 1, 'new', 0, ?)")
                .params(home, Times.text(Instant.now()))
                .update();
        assertThat(text("/")).contains("1 document behind");
        assertThat(server.get("/").body()).contains("<dt>pending</dt>").doesNotContain("<dt>failed</dt>");
    }

    @Test
    void onlyWhatWentWrongIsOnTheDashboard() throws Exception {
        long home = upToDate("Home");
        long good = finished(home, Run.State.SUCCESS);
        server.logs.add(LogRow.Level.INFO, good, home, 1L, "uploaded", "All is well.");
        assertThat(server.get("/").body()).doesNotContain("/runs/" + good, "All is well.", "What went wrong");

        long bad = finished(home, Run.State.FAILED);
        server.logs.add(LogRow.Level.ERROR, bad, home, 1L, "failed", "It is not well.");
        assertThat(server.get("/").body())
                .contains("What went wrong", "/runs/" + bad, "It is not well.", "href=\"/runs\"", "href=\"/logs\"")
                .doesNotContain("/runs/" + good);
        server.db
                .write()
                .sql("update sync_runs set finished_at = '2026-01-01T00:00:00.000000Z'")
                .update();
        server.db
                .write()
                .sql("update logs set ts = '2026-01-01T00:00:00.000000Z'")
                .update();
        assertThat(server.get("/").body()).as("long ago").doesNotContain("What went wrong");
    }

    @Test
    void aFailureThatRepeatsIsOneLine() throws Exception {
        long home = upToDate("Home");
        long cellar = upToDate("Cellar");
        for (long replica : List.of(home, home, cellar, home)) {
            long run = server.runs.queue(replica, Run.Mode.FULL).orElseThrow().id();
            server.logs.add(LogRow.Level.ERROR, run, replica, null, "run", "The same again.");
            server.runs.finish(run, Run.State.FAILED, Text.verbatim("It does not answer."));
        }
        List<Run> runs = server.runs.recent(home, 3);

        String page = server.get("/").body();
        assertThat(page)
                .contains("/runs/" + runs.get(0).id() + "\"")
                .doesNotContain(
                        "/runs/" + runs.get(1).id() + "\"",
                        "/runs/" + runs.get(2).id() + "\"");
        assertThat(page.split("<span class=\"what\">The same again\\."))
                .as("one line a replica")
                .hasSize(3);
        assertThat(page.split("It does not answer\\.")).as("one run a replica").hasSize(3);
    }

    @Test
    void theReasonOfAFreezeStandsInTheInboxOnlyAndThatOfAnErrorOnTheCard() throws Exception {
        server.replicas.state(upToDate("Home"), Replica.State.BLOCKED, Text.verbatim("The replica was restored."));
        server.replicas.state(upToDate("Cellar"), Replica.State.UNREACHABLE, Text.verbatim("It does not answer."));

        assertThat(server.get("/").body())
                .contains("<span class=\"why\">The replica was restored.</span>")
                .doesNotContain("<p class=\"failure\">The replica was restored.</p>")
                .contains("<p class=\"failure\">It does not answer.</p>");
    }

    private static long finished(long replica, Run.State state) {
        long run = server.runs.queue(replica, Run.Mode.FULL).orElseThrow().id();
        server.runs.finish(run, state, null);
        return run;
    }

    /** Returns the statements that a call makes. */
    private static long statements(String path) throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
        Level before = logger.getLevel();
        logger.setLevel(Level.DEBUG);
        AtomicLong count = new AtomicLong();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                // Other threads, such as the loader of the rules, use the database meanwhile.
                if (event.getThreadName().startsWith("vert.x-worker")
                        && event.getMessage().startsWith("Executing prepared SQL statement")) {
                    count.incrementAndGet();
                }
            }
        };
        appender.start();
        logger.addAppender(appender);
        logger.setAdditive(false);
        try {
            assertThat(server.get(path).status()).isEqualTo(200);
            return count.get();
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(appender);
            logger.setLevel(before);
        }
    }

    @Test
    void theNumberOfStatementsDoesNotGrowWithReplicasAndDeletions() throws Exception {
        new Household(server);
        for (int i = 1; i <= 11; i++) {
            hold(upToDate("Early " + i), i);
        }
        List<String> paths = List.of(
                "/", "/replicas", "/documents", "/deletions", "/runs", "/settings", "/api/replicas", "/api/inbox");
        Map<String, Long> few = new HashMap<>();
        for (String path : paths) {
            few.put(path, statements(path));
        }
        for (int i = 1; i <= 50; i++) {
            long id = upToDate("Replica " + i);
            for (int deletion = 1; deletion <= 20; deletion++) {
                hold(id, deletion);
            }
        }

        assertThat(few.get("/")).isBetween(10L, 80L);
        assertThat(few.get("/api/inbox")).isLessThan(25);
        for (String path : paths) {
            assertThat(statements(path)).as(path).isLessThanOrEqualTo(few.get(path));
        }
    }

    @Test
    void eachOfManyReplicasHasOneLineAndThoseThatNeedAUserComeFirst() throws Exception {
        for (int i = 1; i <= 12; i++) {
            upToDate("Replica " + i);
        }
        assertThat(server.get("/").body().split("<article class=\"card\"")).hasSize(13);

        long last = upToDate("Last");
        assertThat(server.get("/").body())
                .doesNotContain("<article class=\"card\"")
                .containsSubsequence(">Replica 1</a>", ">Replica 12</a>", ">Last</a>");
        server.replicas.state(last, Replica.State.UNREACHABLE, Text.verbatim("It does not answer."));
        assertThat(server.get("/").body()).containsSubsequence(">Last</a>", ">Replica 1</a>", ">Replica 12</a>");
    }
}

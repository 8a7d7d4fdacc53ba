package io.pngx.controller.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.LogRow.Level;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LanguageTest {
    private static WebServer server;
    private long replica;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start(Map.of("RULES_READ_ONLY", "false"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void replica() throws Exception {
        server.reset();
        server.master();
        replica = server.replica("Runs");
    }

    @Test
    void theBrowserChoosesTheLanguage() throws Exception {
        assertThat(page("/runs", "Accept-Language", "de-DE,de;q=0.9,en;q=0.8"))
                .contains("<html lang=\"de\"", "<h1>Läufe</h1>", "href=\"/language/en\"")
                .doesNotContain("<h1>Runs</h1>");
        assertThat(page("/runs", "Accept-Language", "fr,en;q=0.8"))
                .contains("<html lang=\"en\"", "<h1>Runs</h1>", "href=\"/language/de\"");
    }

    @Test
    void aChosenLanguageGoesBeforeTheLanguageOfTheBrowser() throws Exception {
        WebServer.Reply chosen = server.send(server.request("/language/de").header("Referer", "http://127.0.0.1/runs"));

        assertThat(chosen.status()).isEqualTo(303);
        assertThat(chosen.header("Location")).isEqualTo("/runs");
        String cookie = chosen.header("Set-Cookie").replaceFirst(";.*", "");
        assertThat(page("/runs", "Cookie", cookie)).contains("<h1>Läufe</h1>");
        assertThat(page("/runs", "Cookie", "pngx-language=xx")).contains("<h1>Runs</h1>");
    }

    @Test
    void aPageThatIsUnknownOrForeignIsNotRedirectedTo() throws Exception {
        assertThat(server.send(server.request("/language/de").header("Referer", "http://evil.example//evil.example"))
                        .header("Location"))
                .isEqualTo("/");
        assertThat(server.send(server.request("/language/de")).header("Location"))
                .as("without a page that has the link")
                .isEqualTo("/");
        WebServer.Reply unknown = server.send(server.request("/language/fr"));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).contains("There is no language", "en and de");
    }

    @Test
    void namesStayAsTheyAre() throws Exception {
        server.logs.add(Level.WARN, null, null, null, "x", "Runs");

        assertThat(page("/replicas/" + replica, "Accept-Language", "de")).contains("<h1>Runs</h1>");
        assertThat(page("/logs", "Accept-Language", "de")).contains(">Runs<").contains(">Läufe<");
    }

    @Test
    void reasonsThatTheDatabaseHoldsAreTranslatedButNotInTheApi() throws Exception {
        Tombstones tombstones = new Tombstones(server.db);
        tombstones.observe(replica, Tombstone.DOCUMENTS, 1, 101, "Paper", Instant.now());
        tombstones.hold(
                tombstones.pending(replica).get(0).id(),
                DeletionCause.OTHER,
                Text.of("The foreign document {0} of the replica uses the lookup.", "7"));
        long run =
                server.runs.queue(replica, Run.Mode.INCREMENTAL).orElseThrow().id();
        server.db
                .write()
                .sql("insert into work(replica_id, master_id, reason, created_at, run_id) values (?, 2, 'new', ?, ?)")
                .params(replica, Times.text(Instant.now()), run)
                .update();
        new WorkQueue(server.db)
                .failed(
                        replica,
                        2,
                        run,
                        Text.of("The upload is under way."),
                        Instant.now().plusSeconds(600));
        server.runs.finish(run, Run.State.FAILED, Text.of("A run failed: {0}", Text.of("A user cancelled the drill.")));

        assertThat(page("/deletions", "Accept-Language", "de"))
                .contains("Das fremde Dokument 7 des Replikats verwendet das Stammdatum.");
        assertThat(page("/runs/" + run, "Accept-Language", "de"))
                .contains("Ein Lauf ist fehlgeschlagen: Ein Benutzer hat die Notfallübung abgebrochen.");
        assertThat(page("/runs", "Accept-Language", "de"))
                .contains("Ein Lauf ist fehlgeschlagen: Ein Benutzer hat die Notfallübung abgebrochen.");
        assertThat(page("/replicas/" + replica + "?status=failed", "Accept-Language", "de"))
                .contains("Der Upload läuft.");
        assertThat(page("/documents/2", "Accept-Language", "de"))
                .contains("Der letzte Versuch ist fehlgeschlagen: Der Upload läuft.");
        assertThat(page("/api/deletions", "Accept-Language", "de"))
                .contains("\"reason\":\"The foreign document 7 of the replica uses the lookup.\"");
        assertThat(page("/api/sync/runs/" + run, "Accept-Language", "de"))
                .contains("\"error\":\"A run failed: A user cancelled the drill.\"");
        assertThat(page("/api/replicas/" + replica + "/documents?status=failed", "Accept-Language", "de"))
                .contains("\"reason\":\"The upload is under way.\"");
    }

    @Test
    void theApiAnswersInEnglish() throws Exception {
        assertThat(server.send(server.request("/api/replicas/99").header("Accept-Language", "de"))
                        .body())
                .contains("There is no replica with the id 99.");
        assertThat(change("sync_interval_seconds=1", "Accept", "application/json"))
                .contains("\"detail\":\"sync_interval_seconds: must be a whole number from 10 to 86400.\"");
    }

    @Test
    void aRefusedPageSaysWhyInTheLanguageOfTheBrowser() throws Exception {
        assertThat(page("/replicas/99", "Accept-Language", "de")).contains("Es gibt kein Replikat mit der ID 99.");
    }

    @Test
    void aRefusedFormComesBackInTheLanguageOfTheBrowser() throws Exception {
        assertThat(change("sync_interval_seconds=1", "HX-Request", "true"))
                .contains("Nach Änderungen suchen alle (Sekunden)", "muss eine ganze Zahl von 10 bis 86400 sein")
                .doesNotContain("must be");
    }

    @Test
    void aNoteIsInTheLanguageOfTheBrowser() throws Exception {
        assertThat(change("sync_interval_seconds=600", "HX-Request", "true"))
                .contains("Die Einstellungen sind gespeichert.");
    }

    private static String change(String fields, String header, String value) throws Exception {
        return server.send(server.request("/api/settings")
                        .method("PUT", HttpRequest.BodyPublishers.ofString(fields))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Accept-Language", "de")
                        .header(header, value))
                .body();
    }

    @Test
    void theLogNamesItsActionsInTheLanguageOfThePage() throws Exception {
        server.logs.add(Level.WARN, null, null, null, "deferred", "Why.");

        assertThat(page("/logs", "Accept-Language", "de"))
                .contains(">aufgeschoben</td>", "\"deferred\":\"aufgeschoben\"")
                .doesNotContain(">deferred<");
        assertThat(page("/logs", "Accept-Language", "en")).contains(">deferred</td>");
        assertThat(server.get("/api/logs").items().get(0).path("action").asText())
                .isEqualTo("deferred");
    }

    @Test
    void theTextOfARuleIsRefusedInTheLanguageOfThePage() throws Exception {
        String body = "text=" + URLEncoder.encode("- route: {from: {uri: timer:x, steps: []}}", StandardCharsets.UTF_8);
        for (String language : List.of("en", "de")) {
            assertThat(server.send(server.request("/api/rules/validate")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .header("HX-Request", "true")
                                    .header("Accept-Language", language))
                            .body())
                    .as(language)
                    .contains(
                            language.equals("en")
                                    ? "Line 1: The controller calls the rules, so every route of a rule must begin with"
                                    : "Zeile 1: Der Controller ruft die Regeln auf; deshalb muss jede Route einer "
                                            + "Regel");
        }
    }

    @Test
    void aPageThatIsInConflictHasAHeadingInTheLanguageOfTheBrowser() throws Exception {
        server.reset();
        long lonely = server.replica("Home");

        assertThat(page("/replicas/" + lonely + "/promote", "Accept-Language", "de"))
                .contains("<h1>Konflikt</h1>", "<title>Konflikt · pngx-controller</title>")
                .doesNotContain("Conflict");
    }

    @Test
    void scriptsGetTheirTextsInTheLanguageOfThePage() throws Exception {
        assertThat(page("/runs", "Accept-Language", "de"))
                .contains("<script type=\"application/json\" id=\"texts\">{", "\"just now\":\"gerade eben\"");
        assertThat(page("/runs", "Accept-Language", "en")).doesNotContain("id=\"texts\"", "gerade eben");
        assertThat(page("/nothing-here", "Accept-Language", "de"))
                .contains("Nicht gefunden", "id=\"texts\"", "\"Copied.\":\"Kopiert.\"");
    }

    @Test
    void eachReaderOfThePipelineGetsChangesInHisLanguage() throws Exception {
        assertThat(page("/pipeline", "Accept-Language", "en")).contains(">Other</h2>");
        String seen = "seen=stage-other.0&seen=routes-other.0";

        assertThat(server.send(server.request("/pipeline?" + seen)
                                .header("HX-Request", "true")
                                .header("Accept-Language", "de"))
                        .body())
                .contains(">Sonstige</h2>", "data-label=\"Abgeschlossen\"")
                .doesNotContain(">Other<", "Completed");
    }

    private static String page(String path, String header, String value) throws Exception {
        return server.send(server.request(path).header("Accept", "text/html").header(header, value))
                .body();
    }
}

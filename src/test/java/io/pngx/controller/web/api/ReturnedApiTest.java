package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.MasterSwap;
import io.pngx.controller.store.ReturnedDocument.Finding;
import io.pngx.controller.store.ReturnedDocuments;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Findings on an old master, in the API and on the page of switchovers. */
class ReturnedApiTest {
    private static final String METADATA = """
            {"title":"=Rent()","created":"2026-03-01","tags":["Bill","Home"],"owner":null,"file_name":"rent.pdf",
             "notes":["2026-03-02 anna: Paid, \\"twice\\""]}""";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static WebServer server;

    private long id;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void switchOver() {
        server.reset();
        server.master();
        long home = server.replica("Home");
        Switchover request = new Switchovers(server.db)
                .request(
                        Switchover.Kind.FAILOVER,
                        server.replicas.find(home).orElseThrow(),
                        "http://old",
                        "Office",
                        "by a test",
                        NOW)
                .orElseThrow();
        new MasterSwap(server.db).carryOut(request, "backup.sqlite3", Text.verbatim("Ready."), NOW);
        id = request.id();
    }

    private void findings() {
        ReturnedDocuments returned = new ReturnedDocuments(server.db);
        returned.add(id, 1, Finding.LEFT_BEHIND, 17, null, "=Rent()", METADATA, NOW);
        returned.add(
                id, 1, Finding.DIVERGED, 3, 30L, "Letter", "[{\"key\":\"title\",\"old\":\"<b>A\",\"new\":\"B\"}]", NOW);
        returned.add(id, 1, Finding.DELETED, 4, 40L, "Gone", "[]", NOW);
    }

    @Test
    void findingsArePagedAndFiltered() throws Exception {
        findings();
        var all = server.get("/api/switchovers/" + id + "/returned?limit=2").json();
        assertThat(all.path("items")).hasSize(2);
        var rest = server.get(
                "/api/switchovers/" + id + "/returned?after=" + all.path("next").asText());
        assertThat(rest.json().path("items")).hasSize(1);
        assertThat(rest.json().path("next").isNull()).isTrue();
        var diverged = server.get("/api/switchovers/" + id + "/returned?finding=diverged")
                .json()
                .path("items")
                .get(0);
        assertThat(diverged.path("document_id").asLong()).isEqualTo(3);
        assertThat(diverged.path("master_id").asLong()).isEqualTo(30);
        assertThat(diverged.path("details").get(0).path("new").asText()).isEqualTo("B");
        WebServer.Reply wrong = server.get("/api/switchovers/" + id + "/returned?finding=lost");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.detail()).contains("left_behind");
        assertThat(server.get("/api/switchovers/999/returned").status()).isEqualTo(404);
    }

    @Test
    void theMetadataIsCsvThatASpreadsheetDoesNotExecute() throws Exception {
        findings();
        WebServer.Reply csv = server.get("/api/switchovers/" + id + "/left-behind.csv");
        assertThat(csv.body().lines()).hasSize(2);
        assertThat(csv.body())
                .startsWith("id,file,title,")
                .contains("17,\"17 rent.pdf\",\"'=Rent()\",\"2026-03-01\",")
                .contains("\"Bill; Home\"")
                .contains("\"2026-03-02 anna: Paid, \"\"twice\"\"\"");
    }

    @Test
    void withoutADryRunThereIsNothingToPack() throws Exception {
        WebServer.Reply zip = server.post("/api/switchovers/" + id + "/left-behind.zip", "{}");
        assertThat(zip.status()).isEqualTo(409);
        assertThat(zip.detail()).contains("Start a dry run of \"Office\" first");
    }

    @Test
    void thePageListsTheFindings() throws Exception {
        String before = server.get("/switchovers").body();
        assertThat(before).doesNotContain("The old master returned");
        findings();
        new ReturnedDocuments(server.db).add(id, 1, Finding.LEFT_BEHIND, 18, 50L, "Late", METADATA, NOW);
        assertThat(server.get("/switchovers").body())
                .contains(
                        "The old master returned",
                        "left-behind.zip",
                        "No run carries them, and no run deletes them, except as noted.")
                .containsOnlyOnce("deleted on the new master; a run may move it to the trash")
                .contains("Letter (document 3)", "title: &lt;b&gt;A → B", "A run restores them.", "Gone (document 4)")
                .doesNotContain("<b>A");
    }
}

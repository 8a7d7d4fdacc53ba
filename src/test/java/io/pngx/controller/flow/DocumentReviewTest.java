package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import io.pngx.simulator.NewDocument;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The differences of one copy, read from both instances outside of runs. */
class DocumentReviewTest {
    private World world;
    private int tag;
    private int field;
    private int linked;
    private int paper;

    @BeforeEach
    void oneCopy() {
        world = World.of(Version.V3, Version.V2);
        tag = Papers.lookup(world.master.api(), "tags", "name", "Taxes");
        field = Papers.lookup(world.master.api(), "custom_fields", "name", "See", "data_type", "documentlink");
        linked = world.master.library().add(NewDocument.text("linked.txt", "The other text"));
        paper = world.master
                .library()
                .add(NewDocument.text("paper.txt", "The text").title("Invoice").tags(tag));
        // paperless writes a link at both ends, and the simulator does too.
        world.master
                .api()
                .patch(
                        "/api/documents/" + paper + "/",
                        Papers.json(
                                "custom_fields", List.of(java.util.Map.of("field", field, "value", List.of(linked)))));
        world.run();
        world.assertEqual();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private HttpResponse<String> ask(int document) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(world.boot.url() + "/api/documents/" + document + "/differences"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"replica_id\": " + world.replica().id() + "}"))
                .header("Content-Type", "application/json")
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode differences(int document) throws Exception {
        HttpResponse<String> answer = ask(document);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body());
    }

    private long copy() {
        return world.replica().server().library().documents().stream()
                .filter(document -> document.title().equals("Invoice"))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void equalCopiesHaveNoDifferencesAndALinkIsExplainedByItsOtherEnd() throws Exception {
        for (int document : List.of(paper, linked)) {
            JsonNode report = differences(document);
            assertThat(report.path("sentence").asText()).isEqualTo("No field differs now.");
            assertThat(report.path("changes")).isEmpty();
        }
    }

    @Test
    void eachFieldIsNamedWithBothValuesAndNothingIsWritten() throws Exception {
        long copy = copy();
        int runs = world.boot.runs().recent(null, 10).size();
        world.replica()
                .server()
                .api()
                .patch("/api/documents/" + copy + "/", Papers.json("title", "Edited", "tags", List.of()));
        world.replica()
                .server()
                .api()
                .post("/api/documents/" + copy + "/notes/", Papers.json("note", "A note of the replica"));

        JsonNode report = differences(paper);

        assertThat(report.path("sentence").asText()).isEqualTo("2 fields differ now.");
        List<String> changes = new ArrayList<>();
        report.path("changes").forEach(change -> changes.add(change.toString()));
        assertThat(changes)
                .as("a note of the replica is foreign, so no run would remove it")
                .containsExactlyInAnyOrder(
                        "{\"key\":\"title\",\"old\":\"Edited\",\"new\":\"Invoice\"}",
                        "{\"key\":\"tags\",\"old\":[],\"new\":[\"Taxes\"]}");
        assertThat(world.replica().server().library().document((int) copy).title())
                .isEqualTo("Edited");
        assertThat(world.boot.runs().recent(null, 10)).hasSize(runs);
    }

    @Test
    void anInstanceThatDoesNotAnswerIsNamed() throws Exception {
        world.replica().server().faults().on("GET", "/api/.*").status(502);

        HttpResponse<String> answer = ask(paper);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Json.MAPPER.readTree(answer.body()).path("detail").asText()).contains("502");
        assertThat(world.boot
                        .replicas()
                        .find(world.replica().id())
                        .orElseThrow()
                        .lastError())
                .as("a look at one document changes no state")
                .isNull();
    }

    @Test
    void aDocumentWithoutACopyIsRefused() throws Exception {
        HttpResponse<String> answer = ask(9999);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Json.MAPPER.readTree(answer.body()).path("detail").asText())
                .endsWith("has no copy of document 9999, so there is nothing to compare.");
    }
}

package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import io.pngx.simulator.NewDocument;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Webhooks of the master start a run before the interval has passed. */
class HintsTest {
    private final World world = World.ofItsOwn(Version.V2, Version.V3);
    private String token;

    @BeforeEach
    void aTokenForTheWorkflow() throws Exception {
        world.run(); // the interval is a day
        JsonNode made =
                Json.MAPPER.readTree(post("/api/tokens", "{\"name\": \"paperless\", \"role\": \"hook\"}", Map.of())
                        .body());
        token = made.path("token").asText();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private HttpResponse<String> post(String path, String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(world.boot.url() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int runs() {
        return world.boot
                .sql()
                .sql("select count(*) from sync_runs")
                .query(Integer.class)
                .single();
    }

    private void hook(long document) throws Exception {
        assertThat(post(
                                "/api/hooks/paperless",
                                "{\"url\": \"None/documents/" + document + "/\"}",
                                Map.of("Authorization", "Bearer " + token))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void manyHooksAreOneRunAndTheDocumentsAreThereWithinSeconds() throws Exception {
        int before = runs();
        for (int i = 1; i <= 20; i++) {
            world.master.library().add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i));
            hook(i);
        }
        assertThat(runs()).as("not before there is quiet").isEqualTo(before);
        world.boot.clock().move(Duration.ofSeconds(3));
        world.eventually(
                "the documents",
                () -> world.replica().server().library().documents().size() == 20);
        world.eventually("the end of the run", () -> world.boot.runs().open().isEmpty());

        assertThat(runs()).isEqualTo(before + 1);
        world.assertEqual();
    }

    @Test
    void aHookThatComesBeforeItsDocumentIsLookedAtOnceMore() throws Exception {
        int before = runs();
        hook(1);
        world.boot.clock().move(Duration.ofSeconds(3));
        world.eventually(
                "the first run",
                () -> runs() == before + 1 && world.boot.runs().open().isEmpty());
        world.master.library().add(NewDocument.text("late.txt", "Committed late"));
        world.boot.clock().move(Duration.ofSeconds(21));
        world.eventually(
                "the document",
                () -> world.replica().server().library().documents().size() == 1);
        world.eventually("the end of the run", () -> world.boot.runs().open().isEmpty());

        assertThat(runs()).isEqualTo(before + 2);
    }

    @Test
    void aReplicaThatIsPausedIsLeftAlone() throws Exception {
        world.boot.replicas().pause(world.replica().id(), true);
        int before = runs();
        hook(1);
        world.boot.clock().move(Duration.ofSeconds(3));
        world.eventually(
                "that it was heard",
                () -> world.boot
                                .replicas()
                                .find(world.replica().id())
                                .orElseThrow()
                                .lastCycleAt()
                        == null);

        assertThat(runs()).isEqualTo(before);
    }
}

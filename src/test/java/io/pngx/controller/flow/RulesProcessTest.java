package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.simulator.DocumentView;
import io.pngx.controller.simulator.NewDocument;
import io.pngx.controller.simulator.Paperless;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules in a process of its own, as it is shipped: files alone, also broken ones, and a page that may not write them. */
class RulesProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String NOTHING_PRIVATE = """
            - templatedRoute:
                routeTemplateRef: not-tagged
                parameters:
                  - {name: tag, value: private}
            """;

    private final Paperless master = Version.V2.start();
    private final Paperless replica = Version.V3.start();
    private final SecondJvm controller = new SecondJvm("128m");
    private int privateTag;
    private int runs;

    @AfterEach
    void end() {
        controller.close();
        master.close();
        replica.close();
    }

    private HttpResponse<String> call(String method, String path, Map<String, ?> body) {
        try {
            return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(controller.url() + path)).header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body == null ? "" : Json.MAPPER.writeValueAsString(body))).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode rule() {
        try {
            HttpResponse<String> answer = call("GET", "/api/rules/guard", null);
            return answer.statusCode() == 200 ? Json.MAPPER.readTree(answer.body()) : Json.MAPPER.createObjectNode();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void save(String text) throws IOException {
        Files.createDirectories(controller.rules());
        Files.move(Files.writeString(controller.rules().resolve("new.tmp"), text), controller.rules().resolve("guard.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void start(String readOnly) {
        controller.set("RULES_READ_ONLY", readOnly);
        controller.start();
        controller.awaitSuccess(++runs, PATIENCE);
        controller.awaitWhileItRuns("the rule", PATIENCE, () -> rule().path("state").asText().equals("running"));
    }

    private void sync() {
        assertThat(call("POST", "/api/sync", Map.of()).statusCode()).isEqualTo(202);
        controller.awaitSuccess(++runs, PATIENCE);
    }

    private void paper(String title, Integer... tags) {
        master.library().add(NewDocument.text(title + ".txt", "The text of " + title).title(title).tags(tags));
    }

    private List<String> titles() {
        return replica.library().documents().stream().map(DocumentView::title).sorted().toList();
    }

    @Test
    void a_broken_edit_lets_nothing_through_also_after_a_restart_and_the_page_writes_only_where_it_may() throws IOException {
        privateTag = Papers.lookup(master.api(), "tags", "name", "private");
        controller.configure(master, List.of(replica), 2, Duration.ofSeconds(2));
        save(NOTHING_PRIVATE);
        start("true");
        assertThat(call("PUT", "/api/rules/guard/switch", Map.of("everywhere", true)).statusCode()).as("switching on is no change of the text").isEqualTo(200);
        paper("secret one", privateTag);
        paper("public one");
        sync();
        assertThat(titles()).containsExactly("public one");

        save("- route: [");
        controller.awaitWhileItRuns("the error at the rule", PATIENCE, () -> !rule().path("problem").isNull());
        assertThat(rule().path("state").asText()).as("the text that ran goes on").isEqualTo("running");
        paper("secret two", privateTag);
        sync();
        assertThat(titles()).containsExactly("public one");
        HttpResponse<String> refused = call("PUT", "/api/rules/guard", Map.of("text", NOTHING_PRIVATE));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("RULES_READ_ONLY=false");
        assertThat(Files.readString(controller.rules().resolve("guard.yaml"))).isEqualTo("- route: [");

        assertThat(controller.stop()).isTrue();
        controller.everythingIsDue();
        start("false");
        assertThat(titles()).as("the text that ran last runs").containsExactly("public one");
        assertThat(call("PUT", "/api/rules/guard", Map.of("text", NOTHING_PRIVATE)).statusCode()).isEqualTo(200);
        assertThat(Files.readString(controller.rules().resolve("guard.yaml"))).isEqualTo(NOTHING_PRIVATE);
        assertThat(rule().path("problem").isNull()).isTrue();
    }
}

package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules in a separate process, as shipped: valid and broken files, and a page that must not write rules. */
class RulesProcessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
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

    private JsonNode rule() {
        HttpResponse<String> answer = controller.call("GET", "/api/rules/guard", null);
        return answer.statusCode() == 200 ? SecondJvm.json(answer) : Json.MAPPER.createObjectNode();
    }

    private void save(String text) throws IOException {
        Files.createDirectories(controller.rules());
        Files.move(
                Files.writeString(controller.rules().resolve("new.tmp"), text),
                controller.rules().resolve("guard.yaml"),
                StandardCopyOption.ATOMIC_MOVE);
    }

    private void start(String readOnly) {
        controller.set("RULES_READ_ONLY", readOnly);
        controller.start();
        controller.awaitSuccess(++runs, PATIENCE);
        controller.awaitWhileItRuns(
                "the rule", PATIENCE, () -> rule().path("state").asText().matches("ready|running"));
    }

    private void sync() {
        assertThat(controller.call("POST", "/api/sync", Map.of()).statusCode()).isEqualTo(202);
        controller.awaitSuccess(++runs, PATIENCE);
    }

    private void paper(String title, Integer... tags) {
        master.library()
                .add(NewDocument.text(title + ".txt", "The text of " + title)
                        .title(title)
                        .tags(tags));
    }

    private List<String> titles() {
        return replica.library().documents().stream()
                .map(DocumentView::title)
                .sorted()
                .toList();
    }

    @Test
    void a_broken_edit_lets_nothing_through_also_after_a_restart_and_the_page_writes_only_where_it_may()
            throws IOException {
        privateTag = Papers.lookup(master.api(), "tags", "name", "private");
        controller.configure(master, List.of(replica), 2, Duration.ofSeconds(2));
        save(NOTHING_PRIVATE);
        start("true");
        assertThat(controller
                        .call("PUT", "/api/rules/guard/switch", Map.of("everywhere", true))
                        .statusCode())
                .as("switching on is no change of the text")
                .isEqualTo(200);
        paper("secret one", privateTag);
        paper("public one");
        sync();
        assertThat(titles()).containsExactly("public one");

        save("- route: [");
        controller.awaitWhileItRuns(
                "the error at the rule", PATIENCE, () -> !rule().path("problem").isNull());
        assertThat(rule().path("state").asText())
                .as("the text that ran goes on")
                .isEqualTo("running");
        paper("secret two", privateTag);
        sync();
        assertThat(titles()).containsExactly("public one");
        HttpResponse<String> refused = controller.call("PUT", "/api/rules/guard", Map.of("text", NOTHING_PRIVATE));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("RULES_READ_ONLY=false");
        assertThat(Files.readString(controller.rules().resolve("guard.yaml"))).isEqualTo("- route: [");

        assertThat(controller.stop()).isTrue();
        controller.everythingIsDue();
        start("false");
        assertThat(titles()).as("the text that ran last runs").containsExactly("public one");
        assertThat(controller
                        .call("PUT", "/api/rules/guard", Map.of("text", NOTHING_PRIVATE))
                        .statusCode())
                .isEqualTo(200);
        assertThat(Files.readString(controller.rules().resolve("guard.yaml"))).isEqualTo(NOTHING_PRIVATE);
        assertThat(rule().path("problem").isNull()).isTrue();
    }

    /** The text that ran last continues, whatever happens to the file. */
    @Test
    void a_hundred_broken_edits_let_nothing_through() throws IOException {
        privateTag = Papers.lookup(master.api(), "tags", "name", "private");
        String text = Ruled.prefix("") + RuleFolder.ALL_BUT_PRIVATE;
        controller.configure(master, List.of(replica), 2, Duration.ofSeconds(2));
        save(text);
        start("true");
        assertThat(controller
                        .call("PUT", "/api/rules/guard/switch", Map.of("everywhere", true))
                        .statusCode())
                .isEqualTo(200);
        paper("public");
        sync();
        Map<String, String> pipeline = pipeline();
        long seed = Long.getLong("seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            String broken = BrokenEdit.of(text, random);
            String edit = "edit " + i + " of seed " + seed + ": " + broken;
            save(broken);
            controller.awaitWhileItRuns(edit, PATIENCE, () -> rule().hasNonNull("problem") || !rule().has("good_text"));
            assertThat(rule().path("good_text").asText())
                    .as("a broken text never runs, %s", edit)
                    .isEqualTo(text);
            assertThat(rule().path("state").asText()).as(edit).isEqualTo("running");
            paper("secret " + i, privateTag);
            if (i % 10 == 0) {
                sync();
                assertThat(titles()).as(edit).containsExactly("public");
            }
            save(text);
            controller.awaitWhileItRuns(
                    "the text as it was", PATIENCE, () -> rule().path("problem").isNull() && !rule().has("good_text"));
        }
        assertThat(pipeline()).as("the running pipeline").isEqualTo(pipeline);
        paper("also public");
        sync();
        assertThat(titles()).containsExactly("also public", "public");
    }

    /** Returns all routes except those of the rule, with their start times. */
    private Map<String, String> pipeline() {
        Map<String, String> routes = new TreeMap<>();
        SecondJvm.json(controller.manage(
                        "POST",
                        "/hawtio/jolokia",
                        Map.of(
                                "type",
                                "read",
                                "mbean",
                                "org.apache.camel:type=routes,*",
                                "attribute",
                                List.of("RouteId", "State", "StartTimestamp"))))
                .path("value")
                .elements()
                .forEachRemaining(route -> {
                    if (!route.path("RouteId").asText().startsWith("rule-guard-")) {
                        routes.put(
                                route.path("RouteId").asText(),
                                route.path("State").asText() + " since "
                                        + route.path("StartTimestamp").asText());
                    }
                });
        assertThat(routes).containsKey("syncReplica");
        return routes;
    }
}

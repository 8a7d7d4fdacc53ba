package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page with a picture of the routes, of a controller that works. */
class PipelinePageTest {
    private World world;

    @AfterEach
    void end() {
        world.close();
    }

    private String page() throws Exception {
        return page("en");
    }

    private String page(String language) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(world.boot.url() + "/pipeline"))
                                .header("Accept-Language", language)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /** Returns the row of a route in the table, without tags. */
    private static String row(String page, String route) {
        Matcher row = Pattern.compile("(?s)<tr role=\"row\" id=\"route-" + route + "\".*?</tr>")
                .matcher(page);
        assertThat(row.find()).as(route).isTrue();
        return row.group().replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
    }

    private static List<String> found(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void everyRouteOfTheEngineIsDrawnInItsStageAndCountsItsExchanges() throws Exception {
        world = World.managed(Version.V3, Version.V2);
        World.Replica replica = world.replica();
        world.master.library().add(NewDocument.text("paper.txt", "The text"));
        world.run();

        String page = page();

        List<String> boxes = found(page, "id=\"box-([A-Za-z-]+)\"");
        assertThat(boxes).doesNotHaveDuplicates().containsAll(routes());
        assertThat(found(page, "id=\"route-([A-Za-z-]+)\"")).containsExactlyInAnyOrderElementsOf(boxes);
        assertThat(found(page, "<h2>([A-Z][a-z]+)</h2>"))
                .startsWith(
                        "Cycle",
                        "Identity",
                        "Lookups",
                        "Plan",
                        "Documents",
                        "Uploads",
                        "Settling",
                        "Files",
                        "Deletions");
        assertThat(boxes).noneMatch(route -> route.startsWith("ui-") || route.startsWith("api-"));
        assertThat(row(page, "syncReplica")).contains("started 1 0 0").contains("planWork");
        assertThat(row(page, "postDocument")).contains("started 1 0 0");
        assertThat(row(page, "deleteOnReplica")).contains("started 0 0 0");
        assertThat(page).contains("No route failed since the start.").doesNotContain("are not counted");
        assertThat(row(page("de"), "readStatus")).contains("Liest den Zustand von Broker und Worker des Replikats.");

        replica.server()
                .faults()
                .on("POST", "/api/documents/post_document/")
                .status(400)
                .json("{\"title\": [\"No.\"]}");
        world.master.library().add(NewDocument.text("other.txt", "Another text"));
        world.run(replica, Run.Mode.INCREMENTAL);
        world.boot.camel().getRouteController().stopRoute("housekeeping");

        page = page();

        assertThat(row(page, "postDocument"))
                .contains("started 1 1 0")
                .contains("Last failure")
                .contains("400");
        assertThat(page)
                .containsPattern("1 route of [0-9]+ stopped")
                .contains("data-state=\"failed\" aria-label=\"postDocument: 1 done · 1 failed\"")
                .doesNotContain("No route failed")
                .doesNotContain(replica.server().adminToken());
        assertThat(row(page, "housekeeping")).contains("stopped");
    }

    private static List<String> routes() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/routes/engine"))) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> {
                        try {
                            return Files.readString(file).lines();
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .filter(line -> line.matches("    id: [A-Za-z-]+"))
                    .map(line -> line.substring(8))
                    .toList();
        }
    }

    @Test
    void withoutCamelsManagementTheRoutesAreDrawnWithoutTheirNumbers() throws Exception {
        world = World.of(Version.V3, Version.V2);
        world.run();

        String page = page();

        assertThat(page).contains("are not counted").contains("id=\"box-syncReplica\"");
        // The shared controller's failures of earlier tests still count; what is done is not counted at all.
        assertThat(row(page, "syncReplica")).containsPattern("started – [0-9]+ 0");
    }
}

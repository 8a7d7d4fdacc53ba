package io.pngx.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Recorded answers of the real application. */
public final class Recorded {
    public static final List<String> VERSIONS = List.of("v2.20.15", "v3.0.5");
    private static final List<String> SCENARIOS = List.of(
            "01-connection",
            "02-taxonomy",
            "03-upload",
            "04-duplicates",
            "05-list-and-detail",
            "06-files",
            "07-patch",
            "08-notes",
            "09-trash",
            "10-bulk-edit",
            "11-modified-not-bumped",
            "12-versions",
            "13-users-groups-visibility",
            "14-server-errors",
            "15-tasks");

    private Recorded() {}

    public record Exchange(String version, String scenario, int index, JsonNode request, JsonNode response) {
        public String method() {
            return request.path("method").asText();
        }

        public String path() {
            return request.path("path").asText();
        }

        public int status() {
            return response.path("status").asInt();
        }

        public JsonNode sent() {
            return request.path("body");
        }

        public JsonNode answer() {
            return response.path("body");
        }

        /** Returns whether the request had {@code version=9}, as requests of the controller have. */
        public boolean isVersion9() {
            return request.path("headers").path("Accept").asText().equals("*/*; version=9");
        }

        public <T> T answer(Class<T> type) {
            return Json.MAPPER.convertValue(answer(), type);
        }

        @Override
        public String toString() {
            return version + "/" + scenario + "#" + index + " " + method() + " " + path();
        }
    }

    /** Returns all exchanges of both versions whose request had {@code version=9}. */
    public static Stream<Exchange> all() {
        return VERSIONS.stream()
                .flatMap(version -> SCENARIOS.stream().flatMap(scenario -> exchanges(version, scenario)))
                .filter(Exchange::isVersion9);
    }

    /** Returns the successful exchanges whose method and path match. */
    public static Stream<Exchange> answered(String method, String path) {
        return all().filter(each -> each.method().matches(method)
                && each.path().matches(path)
                && each.status() >= 200
                && each.status() < 300);
    }

    public static Exchange one(String version, String scenario, int index) {
        return exchanges(version, scenario).skip(index).findFirst().orElseThrow();
    }

    private static Stream<Exchange> exchanges(String version, String scenario) {
        try (InputStream in = Recorded.class.getResourceAsStream("/recordings/" + version + "/" + scenario + ".json")) {
            if (in == null) {
                return Stream.of(); // 2.x has no versions of documents
            }
            JsonNode exchanges = Json.MAPPER.readTree(in).path("exchanges");
            int[] index = {0};
            return StreamSupport.stream(exchanges.spliterator(), false)
                    .map(node ->
                            new Exchange(version, scenario, index[0]++, node.path("request"), node.path("response")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

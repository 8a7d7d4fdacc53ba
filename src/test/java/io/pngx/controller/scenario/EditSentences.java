package io.pngx.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.flow.Papers;
import io.pngx.controller.scenario.Vocabulary.Words;
import io.pngx.simulator.Paperless;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Sentences about edits for which paperless-ngx sets {@code modified} too late or not at all. */
final class EditSentences {
    private final Stage stage;

    EditSentences(Stage stage) {
        this.stage = stage;
    }

    void teach(Vocabulary say) {
        say.say(
                "INSTANCE redoes the OCR of DOCUMENTS: \"(?<text>[^\"]+)\"",
                words -> each(words, id -> server(words).library().reprocess(id, words.get("text"))));
        say.say(
                "INSTANCE rewrites the text of DOCUMENTS to \"(?<text>[^\"]+)\"",
                words -> each(
                        words,
                        id -> server(words)
                                .api()
                                .patch("/api/documents/" + id + "/", Papers.json("content", words.get("text")))));
        say.say(
                "version (?<number>\\d+) of DOCUMENTS of INSTANCE has the text \"(?<text>[^\"]+)\"",
                words -> each(
                        words,
                        id -> assertThat(text(server(words), id, words.number("number")))
                                .isEqualTo(words.get("text"))));
        say.say(
                "INSTANCE loses the file of DOCUMENTS",
                words -> each(words, id -> server(words).library().loseFile(id)));
        say.say(
                "INSTANCE has the user \"(?<name>\\w+)\"",
                words -> server(words).createUser(words.get("name")));
        say.say(
                "INSTANCE deletes the user \"(?<name>\\w+)\"",
                words -> server(words).api().delete("/api/users/" + user(words) + "/"));
        say.say(
                "INSTANCE gives DOCUMENTS to \"(?<name>\\w+)\"",
                words -> each(
                        words,
                        id -> server(words)
                                .api()
                                .patch("/api/documents/" + id + "/", Papers.json("owner", user(words)))));
        say.say(
                "INSTANCE tags DOCUMENTS with \"(?<tag>[^\"]+)\" in bulk",
                words -> bulk(
                        words, "add_tag", Papers.json("tag", stage.lookup(server(words), "tags", words.get("tag")))));
        say.say(
                "INSTANCE sets the correspondent of DOCUMENTS to \"(?<name>[^\"]+)\" in bulk",
                words -> bulk(
                        words,
                        "set_correspondent",
                        Papers.json(
                                "correspondent", stage.lookup(server(words), "correspondents", words.get("name")))));
        say.say("INSTANCE chooses \"(?<option>[^\"]+)\" of \"(?<field>[^\"]+)\" for DOCUMENTS", this::choose);
        say.say("the master's queue is lost", words -> stage.master.worker().forget());
        say.say(
                "the master's worker stands still",
                words -> stage.master.worker().pause());
        say.say("the master's worker goes on", words -> {
            stage.master.worker().resume();
            stage.master.worker().awaitIdle(java.time.Duration.ofSeconds(10));
        });
    }

    private interface Id {
        void accept(int id) throws Exception;
    }

    private Paperless server(Words words) {
        return stage.instance(words.get("instance"));
    }

    private void each(Words words, Id action) throws Exception {
        for (String title : Stage.titles(words.get("documents"))) {
            action.accept(stage.live(server(words), title).id());
        }
    }

    private int user(Words words) {
        return server(words).library().users().get(words.get("name"));
    }

    private void bulk(Words words, String method, Object parameters) throws Exception {
        List<Integer> ids = new ArrayList<>();
        each(words, ids::add);
        server(words)
                .api()
                .post(
                        "/api/documents/bulk_edit/",
                        Papers.json("documents", ids, "method", method, "parameters", parameters));
    }

    /** Returns the text of a version of a document, counted from the oldest; on v2, a document has one version. */
    private static String text(Paperless server, int id, int number) throws Exception {
        List<Integer> versions = new ArrayList<>();
        server.api()
                .get("/api/documents/" + id + "/")
                .path("versions")
                .forEach(version -> versions.add(version.path("id").asInt()));
        String version = versions.isEmpty()
                ? ""
                : "?version=" + versions.stream().sorted().toList().get(number - 1);
        return server.api()
                .get("/api/documents/" + id + "/" + version)
                .path("content")
                .asText();
    }

    private JsonNode field(Words words) {
        return stage.maybeLookup(server(words), "custom_fields", words.get("field"));
    }

    private void choose(Words words) throws Exception {
        JsonNode field = field(words);
        String option = options(field)
                .filter(each -> each.path("label").asText().equals(words.get("option")))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        each(
                words,
                id -> server(words)
                        .api()
                        .patch(
                                "/api/documents/" + id + "/",
                                Papers.json(
                                        "custom_fields",
                                        List.of(Papers.json(
                                                "field", field.path("id").asInt(), "value", option)))));
    }

    private static Stream<JsonNode> options(JsonNode field) {
        List<JsonNode> options = new ArrayList<>();
        field.path("extra_data").path("select_options").forEach(options::add);
        return options.stream();
    }
}

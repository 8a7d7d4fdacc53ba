package io.pngx.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.flow.Papers;
import io.pngx.controller.scenario.Vocabulary.Words;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Sentences about custom fields: types, options of select fields, links between documents. */
final class FieldSentences {
    private static final String KIND = "custom_fields";
    private static final String TYPE = "(?<type>string|longtext|url|date|boolean|integer|float|monetary)";
    private static final String LINKS = "related";

    private final Stage stage;

    FieldSentences(Stage stage) {
        this.stage = stage;
    }

    void teach(Vocabulary say) {
        say.say(
                "INSTANCE (?:has|gets) the " + TYPE + " field \"(?<name>[^\"]+)\"",
                words -> create(server(words), "name", words.get("name"), "data_type", words.get("type")));
        // A select field needs its options even in this case.
        say.say(
                "INSTANCE changes the type of the field \"(?<name>[^\"]+)\" to " + TYPE,
                words -> change(
                        server(words),
                        words.get("name"),
                        "data_type",
                        words.get("type"),
                        "extra_data",
                        stage.maybeLookup(server(words), KIND, words.get("name"))
                                .path("extra_data")));
        say.say("INSTANCE sets the field \"(?<name>[^\"]+)\" of DOCUMENTS to \"(?<value>[^\"]*)\"", words -> {
            for (String title : Stage.titles(words.get("documents"))) {
                set(
                        server(words),
                        title,
                        words.get("name"),
                        value(server(words), words.get("name"), words.get("value")));
            }
        });
        say.say("the field \"(?<name>[^\"]+)\" of DOCUMENTS of INSTANCE is (?:\"(?<value>[^\"]*)\"|empty)", words -> {
            for (String title : Stage.titles(words.get("documents"))) {
                assertThat(shown(server(words), title, words.get("name")))
                        .as(title)
                        .isEqualTo(words.get("value"));
            }
        });
        // Like a bulk edit, because a PATCH of one document refuses links to trashed documents.
        say.say("INSTANCE sets only the field \"(?<name>[^\"]+)\" of DOCUMENTS to \"(?<value>[^\"]*)\"", words -> {
            Paperless server = server(words);
            List<Integer> ids = Stage.titles(words.get("documents")).stream()
                    .map(title -> stage.live(server, title).id())
                    .toList();
            server.api()
                    .post(
                            "/api/documents/bulk_edit/",
                            Papers.json(
                                    "documents",
                                    ids,
                                    "method",
                                    "modify_custom_fields",
                                    "parameters",
                                    Papers.json(
                                            "add_custom_fields",
                                                    Map.of(
                                                            String.valueOf(
                                                                    stage.lookup(server, KIND, words.get("name"))),
                                                            words.get("value")),
                                            "remove_custom_fields", List.of())));
        });
        say.say("INSTANCE takes the field \"(?<name>[^\"]+)\" from DOCUMENTS", words -> {
            for (String title : Stage.titles(words.get("documents"))) {
                stage.edit(
                        server(words),
                        title,
                        "custom_fields",
                        others(server(words), title, stage.lookup(server(words), KIND, words.get("name"))));
            }
        });
        options(say);
        links(say);
    }

    private void options(Vocabulary say) {
        say.say(
                "INSTANCE (?:has|gets) the select field \"(?<name>[^\"]+)\" with \"(?<labels>[^\"]+(?:\", "
                        + "\"[^\"]+)*)\"",
                words -> {
                    List<JsonNode> options = new ArrayList<>();
                    Arrays.stream(words.get("labels").split("\", \""))
                            .forEach(label -> options.add(Papers.json("label", label)));
                    create(
                            server(words),
                            "name",
                            words.get("name"),
                            "data_type",
                            "select",
                            "extra_data",
                            Papers.json("select_options", options));
                });
        say.say(
                "INSTANCE renames the option \"(?<old>[^\"]+)\" of \"(?<name>[^\"]+)\" to \"(?<new>[^\"]+)\"",
                words -> relabel(words, Map.of(words.get("old"), words.get("new"))));
        say.say(
                "INSTANCE swaps the labels \"(?<old>[^\"]+)\" and \"(?<new>[^\"]+)\" of \"(?<name>[^\"]+)\"",
                words ->
                        relabel(words, Map.of(words.get("old"), words.get("new"), words.get("new"), words.get("old"))));
        say.say("INSTANCE adds the option \"(?<new>[^\"]+)\" to \"(?<name>[^\"]+)\"", words -> {
            List<JsonNode> options = new ArrayList<>();
            extra(options(server(words), words.get("name")))
                    .path("select_options")
                    .forEach(options::add);
            options.add(0, Papers.json("label", words.get("new")));
            change(server(words), words.get("name"), "extra_data", Papers.json("select_options", options));
        });
        say.say("INSTANCE removes the option \"(?<old>[^\"]+)\" of \"(?<name>[^\"]+)\"", words -> {
            Map<String, String> options = options(server(words), words.get("name"));
            options.values().remove(words.get("old"));
            change(server(words), words.get("name"), "extra_data", extra(options));
        });
    }

    private void links(Vocabulary say) {
        say.say(
                "INSTANCE links (?<from>paper \\d+|\"[^\"]+\") to (?:(?<nothing>nothing)|(?<to>paper "
                        + "\\d+(?:, paper \\d+)*|\"[^\"]+\"(?:, \"[^\"]+\")*))",
                words -> {
                    if (stage.maybeLookup(server(words), KIND, LINKS).isMissingNode()) {
                        Papers.lookup(server(words).api(), KIND, "name", LINKS, "data_type", "documentlink");
                    }
                    List<String> targets = words.has("nothing")
                            ? List.of()
                            : words.get("to").startsWith("\"")
                                    ? Stage.titles(words.get("to"))
                                    : List.of(words.get("to").split(", "));
                    set(
                            server(words),
                            Stage.titles(words.get("from")).get(0),
                            LINKS,
                            targets.stream()
                                    .map(title ->
                                            stage.live(server(words), title).id())
                                    .toList());
                });
        // Like an upload with custom fields, which does not create the other end.
        say.say(
                "INSTANCE gets \"(?<title>[^\"]+)\", which links to (?<to>paper \\d+)",
                words -> server(words)
                        .library()
                        .add(NewDocument.text(words.get("title") + ".txt", "The text of " + words.get("title"))
                                .title(words.get("title"))
                                .field(
                                        stage.lookup(server(words), KIND, LINKS),
                                        List.of(stage.live(server(words), words.get("to"))
                                                .id()))));
        say.say(
                "(?<from>paper \\d+|\"[^\"]+\") of INSTANCE links to (?:(?<nothing>nothing)|(?<to>(?:paper "
                        + "\\d+|\"[^\"]+\")(?:, paper \\d+)*))",
                words -> {
                    List<String> found = new ArrayList<>();
                    JsonNode value =
                            raw(server(words), Stage.titles(words.get("from")).get(0), LINKS);
                    for (DocumentView document : server(words).library().documents()) {
                        value.forEach(id -> {
                            if (id.asInt() == document.id()) {
                                found.add(document.title());
                            }
                        });
                    }
                    assertThat(new TreeSet<>(found))
                            .isEqualTo(
                                    words.has("nothing")
                                            ? new TreeSet<String>()
                                            : new TreeSet<>(Arrays.asList(words.get("to")
                                                    .replace("\"", "")
                                                    .split(", "))));
                });
    }

    private Paperless server(Words words) {
        return stage.instance(words.get("instance"));
    }

    private void create(Paperless server, Object... keysAndValues) {
        if (server == stage.replica) {
            stage.onReplica(() -> Papers.lookup(server.api(), KIND, keysAndValues));
        } else {
            Papers.lookup(server.api(), KIND, keysAndValues);
        }
    }

    private void change(Paperless server, String name, Object... keysAndValues) {
        server.api().patch("/api/custom_fields/" + stage.lookup(server, KIND, name) + "/", Papers.json(keysAndValues));
    }

    /** Sets one field of the document, and keeps the other fields. */
    private void set(Paperless server, String title, String name, Object value) {
        int field = stage.lookup(server, KIND, name);
        List<JsonNode> values = others(server, title, field);
        values.add(Papers.json("field", field, "value", value));
        stage.edit(server, title, "custom_fields", values);
    }

    /**
     * Returns the values of the other fields as a user can save them: without links to trashed documents, which
     * paperless-ngx refuses.
     */
    private List<JsonNode> others(Paperless server, String title, int field) {
        List<Integer> live =
                server.library().documents().stream().map(DocumentView::id).toList();
        List<JsonNode> values = new ArrayList<>();
        detail(server, title).path("custom_fields").forEach(each -> {
            if (each.path("field").asInt() != field) {
                List<Integer> links = new ArrayList<>();
                each.path("value").forEach(id -> links.add(id.asInt()));
                links.retainAll(live);
                values.add(
                        each.path("value").isArray()
                                ? Papers.json("field", each.path("field").asInt(), "value", links)
                                : each);
            }
        });
        return values;
    }

    private JsonNode detail(Paperless server, String title) {
        return server.api().get("/api/documents/" + stage.live(server, title).id() + "/");
    }

    private JsonNode raw(Paperless server, String title, String name) {
        int field = stage.lookup(server, KIND, name);
        for (JsonNode each : detail(server, title).path("custom_fields")) {
            if (each.path("field").asInt() == field) {
                return each.path("value");
            }
        }
        return Papers.json().path("nothing");
    }

    /** Returns the value as users see it; null: the value is empty. */
    private String shown(Paperless server, String title, String name) {
        JsonNode value = raw(server, title, name);
        Map<String, String> options = options(server, name);
        return value.isNull() || value.isMissingNode() ? null : options.getOrDefault(value.asText(), value.asText());
    }

    private Object value(Paperless server, String name, String shown) {
        for (Map.Entry<String, String> option : options(server, name).entrySet()) {
            if (option.getValue().equals(shown)) {
                return option.getKey();
            }
        }
        return switch (stage.maybeLookup(server, KIND, name).path("data_type").asText()) {
            case "boolean" -> Boolean.valueOf(shown);
            case "float" -> Double.valueOf(shown);
            default -> shown;
        };
    }

    private Map<String, String> options(Paperless server, String name) {
        Map<String, String> options = new LinkedHashMap<>();
        stage.maybeLookup(server, KIND, name)
                .path("extra_data")
                .path("select_options")
                .forEach(option -> options.put(
                        option.path("id").asText(), option.path("label").asText()));
        return options;
    }

    private static JsonNode extra(Map<String, String> options) {
        List<JsonNode> list = new ArrayList<>();
        options.forEach((id, label) -> list.add(Papers.json("id", id, "label", label)));
        return Papers.json("select_options", list);
    }

    private void relabel(Words words, Map<String, String> labels) {
        Map<String, String> options = options(server(words), words.get("name"));
        options.replaceAll((id, label) -> labels.getOrDefault(label, label));
        change(server(words), words.get("name"), "extra_data", extra(options));
    }
}

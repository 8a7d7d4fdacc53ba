package io.pngx.controller.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.flow.Papers;
import io.pngx.controller.scenario.Vocabulary.Words;
import io.pngx.simulator.Paperless;
import java.util.List;

/** Sentences about tags, correspondents, document types, storage paths and custom fields. */
final class LookupSentences {
    static final String KIND = "(?<kind>tag|correspondent|document type|storage path|custom field)";

    private final Stage stage;

    LookupSentences(Stage stage) {
        this.stage = stage;
    }

    void teach(Vocabulary say) {
        lives(say);
        changes(say);
    }

    private void lives(Vocabulary say) {
        say.say(
                "INSTANCE (?:has|gets) the " + KIND + " \"(?<name>[^\"]+)\"",
                words -> ensure(server(words), Stage.kind(words.get("kind")), words.get("name")));
        say.say("INSTANCE (?:has|gets) the tag \"(?<name>[^\"]+)\" below \"(?<parent>[^\"]+)\"", words -> {
            Runnable create = () -> Papers.lookup(
                    server(words).api(),
                    "tags",
                    "name",
                    words.get("name"),
                    "owner",
                    null,
                    "parent",
                    stage.lookup(server(words), "tags", words.get("parent")));
            if (server(words) == stage.replica) {
                stage.onReplica(create);
            } else {
                create.run();
            }
        });
        say.say(
                "INSTANCE deletes the " + KIND + " \"(?<name>[^\"]+)\"",
                words -> server(words).api().delete(path(words)));
        say.say(
                "INSTANCE deletes the " + KIND + " \"(?<name>[^\"]+)\" in bulk",
                words -> server(words)
                        .api()
                        .post(
                                "/api/bulk_edit_objects/",
                                Papers.json(
                                        "objects",
                                        List.of(id(words)),
                                        "object_type",
                                        Stage.kind(words.get("kind")),
                                        "operation",
                                        "delete")));
    }

    private void changes(Vocabulary say) {
        say.say(
                "INSTANCE renames the " + KIND + " \"(?<name>[^\"]+)\" to \"(?<new>[^\"]+)\"",
                words -> rename(server(words), Stage.kind(words.get("kind")), id(words), words.get("new")));
        say.say("INSTANCE swaps the names of the " + KIND + "s \"(?<name>[^\"]+)\" and \"(?<other>[^\"]+)\"", words -> {
            String kind = Stage.kind(words.get("kind"));
            int one = id(words);
            int other = stage.lookup(server(words), kind, words.get("other"));
            rename(server(words), kind, one, "in between");
            rename(server(words), kind, other, words.get("name"));
            rename(server(words), kind, one, words.get("other"));
        });
        say.say(
                "INSTANCE moves the (?<kind>tag) \"(?<name>[^\"]+)\" (?:to the top|below \"(?<parent>[^\"]+)\")",
                words -> change(
                        words,
                        "parent",
                        words.has("parent") ? stage.lookup(server(words), "tags", words.get("parent")) : null));
        say.say(
                "INSTANCE matches the " + KIND + " \"(?<name>[^\"]+)\" with \"(?<match>[^\"]*)\"",
                words -> change(words, "match", words.get("match"), "matching_algorithm", 1));
        say.say(
                "INSTANCE paints the (?<kind>tag) \"(?<name>[^\"]+)\" (?<color>#[0-9a-fA-F]{6})",
                words -> change(words, "color", words.get("color")));
        say.say(
                "INSTANCE makes the (?<kind>tag) \"(?<name>[^\"]+)\" an inbox tag",
                words -> change(words, "is_inbox_tag", true));
        say.say(
                "INSTANCE sets the path of the (?<kind>storage path) \"(?<name>[^\"]+)\" to \"(?<path>[^\"]+)\"",
                words -> change(words, "path", words.get("path")));
        say.say(
                "INSTANCE gives the " + KIND + " \"(?<name>[^\"]+)\" to (?:nobody|\"(?<owner>\\w+)\")",
                words -> change(
                        words,
                        "owner",
                        words.has("owner") ? server(words).library().users().get(words.get("owner")) : null));
        say.say("INSTANCE lets \"(?<user>\\w+)\" view the " + KIND + " \"(?<name>[^\"]+)\"", this::grantView);
    }

    /** Lets a user view a lookup, in addition to those who may view the lookup already. */
    private void grantView(Words words) {
        ObjectNode grants = server(words)
                .api()
                .get(path(words) + "?full_perms=true")
                .path("permissions")
                .deepCopy();
        ((ArrayNode) grants.path("view").path("users"))
                .add(server(words).library().users().get(words.get("user")));
        change(words, "set_permissions", grants);
    }

    private Paperless server(Words words) {
        return stage.instance(words.get("instance"));
    }

    private int id(Words words) {
        return stage.lookup(server(words), Stage.kind(words.get("kind")), words.get("name"));
    }

    private String path(Words words) {
        return "/api/" + Stage.kind(words.get("kind")) + "/" + id(words) + "/";
    }

    private void change(Words words, Object... keysAndValues) {
        server(words).api().patch(path(words), Papers.json(keysAndValues));
    }

    /** Renames a lookup. A PATCH of a select field needs all options. */
    private static void rename(Paperless server, String kind, int id, String name) {
        String path = "/api/" + kind + "/" + id + "/";
        JsonNode extra = server.api().get(path).path("extra_data");
        server.api()
                .patch(
                        path,
                        extra.has("select_options")
                                ? Papers.json("name", name, "extra_data", extra)
                                : Papers.json("name", name));
    }

    /** Returns the id of the lookup with this name. Creates the lookup if it does not exist. */
    int ensure(Paperless server, String kind, String name) {
        JsonNode found = stage.maybeLookup(server, kind, name);
        if (!found.isMissingNode()) {
            return found.path("id").asInt();
        }
        if (server == stage.replica) {
            stage.onReplica(() -> create(server, kind, name));
            return stage.lookup(server, kind, name);
        }
        return create(server, kind, name);
    }

    private static int create(Paperless server, String kind, String name) {
        return switch (kind) {
            case "custom_fields" -> Papers.lookup(server.api(), kind, "name", name, "data_type", "string");
            case "storage_paths" ->
                Papers.lookup(server.api(), kind, "name", name, "path", name + "/{{ title }}", "owner", null);
            default -> Papers.lookup(server.api(), kind, "name", name, "owner", null);
        };
    }
}

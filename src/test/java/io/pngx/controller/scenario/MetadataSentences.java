package io.pngx.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.flow.Papers;
import io.pngx.controller.scenario.Vocabulary.Words;
import io.pngx.simulator.Paperless;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Sentences about dates, owners and permissions of documents, and about removed values. */
final class MetadataSentences {
    private final Stage stage;

    MetadataSentences(Stage stage) {
        this.stage = stage;
    }

    void teach(Vocabulary say) {
        say.say(
                "INSTANCE dates DOCUMENTS (?<date>\\d{4}-\\d{2}-\\d{2})",
                words -> each(words, title -> stage.edit(server(words), title, "created", words.get("date"))));
        say.say(
                "INSTANCE clears the (?<kind>correspondent|document type|storage path) of DOCUMENTS",
                words -> each(
                        words,
                        title -> stage.edit(
                                server(words), title, words.get("kind").replace(' ', '_'), null)));
        say.say("INSTANCE takes the tag \"(?<tag>[^\"]+)\" from DOCUMENTS", words -> {
            int tag = stage.lookup(server(words), "tags", words.get("tag"));
            each(words, title -> {
                Set<Integer> tags =
                        new TreeSet<>(stage.live(server(words), title).tags());
                tags.remove(tag);
                stage.edit(server(words), title, "tags", tags);
            });
        });
        say.say(
                "INSTANCE gives DOCUMENTS to nobody",
                words -> each(words, title -> stage.edit(server(words), title, "owner", null)));
        say.say(
                "DOCUMENTS of INSTANCE belongs? to (?:\"(?<user>\\w+)\"|nobody)",
                words -> each(
                        words,
                        title -> assertThat(stage.live(server(words), title).owner())
                                .as("owner of " + title)
                                .isEqualTo(
                                        words.has("user")
                                                ? server(words)
                                                        .library()
                                                        .users()
                                                        .get(words.get("user"))
                                                : null)));
        say.say(
                "INSTANCE has the group \"(?<name>[^\"]+)\"",
                words -> server(words).createGroup(words.get("name")));
        say.say(
                "INSTANCE deletes the group \"(?<name>[^\"]+)\"",
                words -> server(words).api().delete("/api/groups/" + group(server(words), words.get("name")) + "/"));
        say.say(
                "INSTANCE lets (?:\"(?<user>\\w+)\"|the group \"(?<group>[^\"]+)\") (?<action>view|change) DOCUMENTS",
                words -> each(words, title -> grant(words, title)));
        say.say(
                "INSTANCE lets nobody else see DOCUMENTS",
                words -> each(words, title -> stage.edit(server(words), title, "set_permissions", noGrants())));
    }

    private interface Title {
        void accept(String title) throws Exception;
    }

    private static void each(Words words, Title action) throws Exception {
        for (String title : Stage.titles(words.get("documents"))) {
            action.accept(title);
        }
    }

    private Paperless server(Words words) {
        return stage.instance(words.get("instance"));
    }

    private static ObjectNode noGrants() {
        return Papers.json(
                "view",
                Map.of("users", List.of(), "groups", List.of()),
                "change",
                Map.of("users", List.of(), "groups", List.of()));
    }

    private void grant(Words words, String title) {
        Paperless server = server(words);
        ObjectNode grants = server.api()
                .get("/api/documents/" + stage.live(server, title).id() + "/?full_perms=true")
                .path("permissions")
                .deepCopy();
        boolean user = words.has("user");
        int who = user ? server.library().users().get(words.get("user")) : group(server, words.get("group"));
        ArrayNode list = (ArrayNode) grants.path(words.get("action")).path(user ? "users" : "groups");
        List<Integer> known = new ArrayList<>();
        list.forEach(id -> known.add(id.asInt()));
        if (!known.contains(who)) {
            list.add(who);
        }
        stage.edit(server, title, "set_permissions", grants);
    }

    private static int group(Paperless server, String name) {
        for (JsonNode group : server.api().get("/api/groups/?page_size=1000").path("results")) {
            if (group.path("name").asText().equals(name)) {
                return group.path("id").asInt();
            }
        }
        throw new IllegalStateException("no group \"" + name + "\"");
    }
}

package io.pngx.controller.flow;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.simulator.LocalApi;
import io.pngx.simulator.Paperless;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The lookups, users and groups of one instance as its API shows them. Translates ids to names. */
final class Names {
    final Map<Integer, String> users = new LinkedHashMap<>();
    final Map<Integer, String> groups = new LinkedHashMap<>();
    private final Map<String, Map<Integer, JsonNode>> lookups = new LinkedHashMap<>();

    /** Whether the instance is a v3, which keeps versions of files. */
    final boolean versions;

    Names(Paperless server) {
        versions = server.version().startsWith("3");
        LocalApi api = server.api();
        all(api, "users")
                .forEach((id, user) -> users.put(id, user.path("username").asText()));
        all(api, "groups")
                .forEach((id, group) -> groups.put(id, group.path("name").asText()));
        for (String kind : Equal.KINDS) {
            lookups.put(kind, all(api, kind));
        }
    }

    private static Map<Integer, JsonNode> all(LocalApi api, String path) {
        Map<Integer, JsonNode> found = new LinkedHashMap<>();
        api.get("/api/" + path + "/?page_size=100000&full_perms=true")
                .path("results")
                .forEach(each -> found.put(each.path("id").asInt(), each));
        return found;
    }

    Map<Integer, JsonNode> of(String kind) {
        return lookups.get(kind);
    }

    JsonNode lookup(String kind, JsonNode id) {
        return id == null || id.isNull() || id.isMissingNode()
                ? null
                : lookups.get(kind).get(id.asInt());
    }

    /** Returns tags and all their ancestors. */
    Set<Integer> withAncestors(JsonNode tags) {
        Set<Integer> all = new TreeSet<>();
        for (JsonNode tag : tags) {
            for (JsonNode at = tag; at != null && !at.isNull() && all.add(at.asInt()); ) {
                at = lookups.get("tags").get(at.asInt()).get("parent");
            }
        }
        return all;
    }

    /** Returns the label of an option. */
    static String label(JsonNode field, JsonNode option) {
        for (JsonNode each : field.path("extra_data").path("select_options")) {
            if (each.path("id").equals(option)) {
                return each.path("label").asText();
            }
        }
        return "no option " + option;
    }
}

package io.pngx.controller.scenario;

import static io.pngx.controller.scenario.Now.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Events of the master's tags, correspondents, document types and storage paths. */
final class LookupEvents {
    private static final String[] KINDS = {"tag", "correspondent", "document type", "storage path"};
    private static final int MAX_DEPTH = 5;

    private LookupEvents() {}

    static void addTo(List<Event> all) {
        all.add(new Event(6, "lookup", (now, choice) -> {
            String kind = choice.of(KINDS);
            return "the master gets the " + kind + " " + choice.of(now.freeNames(kind, 2));
        }));
        all.add(new Event(3, "tag below", (now, choice) -> {
            List<String> parents = now.lookups("tag").stream()
                    .filter(tag -> now.depth(id(tag)) < MAX_DEPTH)
                    .map(LookupEvents::name)
                    .toList();
            return parents.isEmpty()
                    ? null
                    : "the master gets the tag " + choice.of(now.freeNames("tag", 2)) + " below " + choice.of(parents);
        }));
        all.add(some(
                3,
                "lookup deleted",
                (now, choice, kind) -> "the master deletes the " + kind + " " + choice.of(now.names(kind))));
        all.add(some(
                1,
                "lookup deleted in bulk",
                (now, choice, kind) ->
                        "the master deletes the " + kind + " " + choice.of(now.names(kind)) + " in bulk"));
        all.add(some(
                3,
                "lookup renamed",
                (now, choice, kind) -> "the master renames the " + kind + " " + choice.of(now.names(kind)) + " to "
                        + choice.of(now.freeNames(kind, 2))));
        all.add(some(2, "lookups swapped", LookupEvents::swap));
        all.add(some(
                2,
                "lookup matches",
                (now, choice, kind) -> "the master matches the " + kind + " " + choice.of(now.names(kind)) + " with \""
                        + choice.of("text", "paper", "", "rotated") + "\""));
        all.add(some(2, "lookup owned", (now, choice, kind) -> {
            List<String> owners = new ArrayList<>(now.users(now.master));
            owners.add("nobody");
            owners.add("\"admin\"");
            return "the master gives the " + kind + " " + choice.of(now.names(kind)) + " to " + choice.of(owners);
        }));
        tags(all);
        all.add(new Event(
                1,
                "storage path moved",
                (now, choice) -> now.names("storage path").isEmpty()
                        ? null
                        : "the master sets the path of the storage path " + choice.of(now.names("storage path"))
                                + " to \"" + choice.of("{created_year}/{title}", "{{ correspondent }}/{{ title }}", "x")
                                + "\""));
    }

    static String name(JsonNode lookup) {
        return quoted(lookup.path("name").asText());
    }

    private static int id(JsonNode lookup) {
        return lookup.path("id").asInt();
    }

    private interface OfKind {
        String tell(Now now, Step.Choice choice, String kind);
    }

    /** Creates an event that is possible only if a lookup of the chosen kind exists. */
    private static Event some(int weight, String name, OfKind told) {
        return new Event(weight, name, (now, choice) -> {
            String kind = choice.of(KINDS);
            return now.names(kind).isEmpty() ? null : told.tell(now, choice, kind);
        });
    }

    private static String swap(Now now, Step.Choice choice, String kind) {
        List<JsonNode> all = now.lookups(kind);
        JsonNode one = choice.of(all);
        JsonNode other = choice.of(all);
        return one == other
                ? null
                : "the master swaps the names of the " + kind + "s " + name(one) + " and " + name(other);
    }

    private static void tags(List<Event> all) {
        all.add(tag(3, "tag moved", (now, choice, tag) -> {
            Set<Integer> below = now.subtree(id(tag));
            List<String> places = new ArrayList<>(now.lookups("tag").stream()
                    .filter(each -> !below.contains(id(each)) && now.depth(id(each)) + now.height(id(tag)) <= MAX_DEPTH)
                    .map(each -> "below " + name(each))
                    .toList());
            places.add("to the top");
            return "the master moves the tag " + name(tag) + " " + choice.of(places);
        }));
        all.add(tag(
                1,
                "tag painted",
                (now, choice, tag) ->
                        "the master paints the tag " + name(tag) + " " + choice.of("#ABCDEF", "#000000")));
        all.add(tag(1, "inbox tag", (now, choice, tag) -> "the master makes the tag " + name(tag) + " an inbox tag"));
    }

    private interface OfTag {
        String tell(Now now, Step.Choice choice, JsonNode tag);
    }

    private static Event tag(int weight, String name, OfTag told) {
        return new Event(
                weight,
                name,
                (now, choice) ->
                        now.lookups("tag").isEmpty() ? null : told.tell(now, choice, choice.of(now.lookups("tag"))));
    }
}

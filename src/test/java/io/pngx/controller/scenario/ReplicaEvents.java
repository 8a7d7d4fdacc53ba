package io.pngx.controller.scenario;

import static io.pngx.controller.scenario.Now.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.simulator.DocumentView;
import java.util.ArrayList;
import java.util.List;

/** Events of users who make changes on the replica, which users should not do. */
final class ReplicaEvents {
    private static final String[] KINDS = {"tag", "correspondent", "document type", "storage path", "custom field"};

    private ReplicaEvents() {}

    static void addTo(List<Event> all) {
        all.add(new Event(1, "foreign document", (now, choice) -> "the replica gets \"foreign " + now.fresh() + "\""));
        all.add(on(
                1,
                "replica renames",
                (now, choice) -> "the replica renames " + one(now, choice) + " to \"drifted " + now.fresh() + "\""));
        all.add(on(1, "replica numbers", (now, choice) -> {
            List<Integer> free = now.freeNumbers(now.replica);
            return "the replica numbers " + one(now, choice) + " with "
                    + (free.isEmpty() ? "nothing" : choice.of(free));
        }));
        all.add(on(
                1,
                "replica tags",
                (now, choice) -> "the replica tags " + one(now, choice) + " with \"the replica's own\""));
        all.add(on(
                1,
                "replica rewrites",
                (now, choice) -> "the replica rewrites the text of " + one(now, choice) + " to \"drifted\""));
        all.add(on(1, "replica dates", (now, choice) -> "the replica dates " + one(now, choice) + " 2000-01-01"));
        all.add(on(
                1,
                "replica notes",
                (now, choice) -> "carla writes on the replica the note \"mine\" on " + one(now, choice)));
        all.add(on(1, "replica owner", (now, choice) -> "the replica gives " + one(now, choice) + " to nobody"));
        all.add(on(
                2,
                "replica trashes",
                (now, choice) -> isLastCopy(now) ? null : "the replica trashes " + one(now, choice)));
        all.add(new Event(
                1,
                "replica restores",
                (now, choice) -> now.trashed(now.replica).isEmpty()
                        ? null
                        : "the replica takes " + choice.of(now.trashedTitles(now.replica)) + " out of the trash"));
        all.add(new Event(
                1,
                "replica purges",
                (now, choice) -> now.trashed(now.replica).isEmpty()
                        ? null
                        : "the replica purges " + choice.of(now.trashedTitles(now.replica)) + " from the trash"));
        all.add(on(
                1,
                "replica loses",
                (now, choice) ->
                        isLastCopy(now) ? null : "the replica loses " + one(now, choice) + " without a trace"));
        all.add(new Event(1, "replica's note deleted", (now, choice) -> {
            List<DocumentView> noted =
                    now.documents(now.replica, document -> !document.notes().isEmpty());
            if (noted.isEmpty()) {
                return null;
            }
            DocumentView document = choice.of(noted);
            return "the replica deletes the note "
                    + quoted(choice.of(document.notes()).text()) + " of " + quoted(document.title());
        }));
        all.add(lookup(
                1,
                "replica's lookup deleted",
                (now, choice, kind, name) -> "the replica deletes the " + kind + " " + name));
        all.add(lookup(
                1,
                "replica's lookup renamed",
                (now, choice, kind, name) ->
                        "the replica renames the " + kind + " " + name + " to \"drifted " + now.fresh() + "\""));
        all.add(on(2, "foreign document linked", (now, choice) -> {
            List<String> foreign = now.replica.library().documents().stream()
                    .filter(document -> now.stage().foreign.contains(document.id()))
                    .map(document -> quoted(document.title()))
                    .toList();
            JsonNode field = now.stage().maybeLookup(now.replica, "custom_fields", "related");
            return foreign.isEmpty() || field.isMissingNode()
                    ? null
                    : "the replica links " + choice.of(foreign) + " to " + one(now, choice);
        }));
    }

    private static Event on(int weight, String name, Event.Told told) {
        return new Event(
                weight,
                name,
                (now, choice) ->
                        now.inTrouble() || now.documents(now.replica).isEmpty() ? null : told.tell(now, choice));
    }

    /** A replica without any copy seems to be reinstalled, and nothing is written to it. */
    private static boolean isLastCopy(Now now) {
        return now.documents(now.replica).size() < 2;
    }

    private static String one(Now now, Step.Choice choice) {
        return choice.of(now.titles(now.replica));
    }

    private interface OfLookup {
        String tell(Now now, Step.Choice choice, String kind, String name);
    }

    /** Creates an event about a copied lookup. A renamed probe tag counts as foreign. */
    private static Event lookup(int weight, String name, OfLookup told) {
        return new Event(weight, name, (now, choice) -> {
            String kind = choice.of(KINDS);
            List<String> names = new ArrayList<>();
            for (JsonNode each : now.replica
                    .api()
                    .get("/api/" + Stage.kind(kind) + "/?page_size=1000")
                    .path("results")) {
                String found = each.path("name").asText();
                if (!now.stage()
                                .foreignLookups()
                                .contains(
                                        Stage.kind(kind) + "/" + each.path("id").asInt())
                        && !found.startsWith("pngx-controller-probe-")) {
                    names.add(quoted(found));
                }
            }
            return names.isEmpty()
                    ? null
                    : told.tell(
                            now, choice, kind, choice.of(names.stream().sorted().toList()));
        });
    }
}

package io.pngx.controller.scenario;

import static io.pngx.controller.scenario.Now.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.simulator.DocumentView;
import java.util.ArrayList;
import java.util.List;

/** Events of the master's documents. */
final class DocumentEvents {
    static final String[] KINDS = {"correspondent", "document type", "storage path"};

    private DocumentEvents() {}

    static void addTo(List<Event> all) {
        lives(all);
        edits(all);
        people(all);
        notes(all);
    }

    /** Creates an event that is possible only if the master has documents. */
    private static Event on(int weight, String name, Event.Told told) {
        return new Event(
                weight, name, (now, choice) -> now.documents(now.master).isEmpty() ? null : told.tell(now, choice));
    }

    private static String one(Now now, Step.Choice choice) {
        return choice.of(now.titles(now.master));
    }

    private static String some(Now now, Step.Choice choice) {
        List<String> titles = now.titles(now.master);
        int first = choice.number() % titles.size();
        return String.join(", ", titles.subList(first, Math.min(titles.size(), first + 1 + choice.number() % 3)));
    }

    private static void lives(List<Event> all) {
        all.add(new Event(9, "a new document", (now, choice) -> "the master gets \"paper " + now.fresh() + "\""));
        all.add(new Event(
                2,
                "a new PDF",
                (now, choice) -> "the master gets the " + choice.of("PDF", "photo") + " \"scan " + now.fresh() + "\""));
        all.add(on(5, "trash", (now, choice) -> "the master trashes " + one(now, choice)));
        all.add(new Event(4, "restore", (now, choice) -> {
            List<String> trashed = now.trashedTitles(now.master);
            return trashed.isEmpty() ? null : "the master takes " + choice.of(trashed) + " out of the trash";
        }));
        all.add(new Event(2, "purge", (now, choice) -> {
            List<String> trashed = now.trashedTitles(now.master);
            return trashed.isEmpty() ? null : "the master purges " + choice.of(trashed) + " from the trash";
        }));
        all.add(on(1, "erase", (now, choice) -> "the master loses " + one(now, choice) + " without a trace"));
    }

    private static void edits(List<Event> all) {
        all.add(on(
                4,
                "rename",
                (now, choice) -> "the master renames " + one(now, choice) + " to " + quoted(title(now, choice))));
        all.add(on(3, "number", (now, choice) -> {
            String title = one(now, choice);
            List<Integer> free = now.freeNumbers(now.master);
            int which = choice.number();
            return "the master numbers " + title + " with "
                    + (which % 4 == 3 || free.isEmpty() ? "nothing" : free.get(which % free.size()));
        }));
        all.add(on(2, "swap numbers", (now, choice) -> {
            List<String> titles = now.titles(now.master);
            String one = choice.of(titles);
            String other = choice.of(titles);
            return one.equals(other) ? null : "the master swaps the numbers of " + one + " and " + other;
        }));
        all.add(on(
                2,
                "date",
                (now, choice) -> "the master dates " + one(now, choice) + " "
                        + choice.of("2024-02-29", "1899-12-31", "2026-03-29", "0999-01-01")));
        all.add(on(
                2,
                "text",
                (now, choice) -> "the master rewrites the text of " + one(now, choice) + " to \"  written by hand "
                        + now.fresh() + " \"")); // paperless-ngx trims the text
        all.add(on(
                2,
                "OCR",
                (now, choice) ->
                        "the master redoes the OCR of " + one(now, choice) + ": \"read anew " + now.fresh() + "\""));
        all.add(on(
                4,
                "tag",
                (now, choice) -> now.names("tag").isEmpty()
                        ? null
                        : "the master tags " + some(now, choice) + " with " + choice.of(now.names("tag"))));
        all.add(on(
                2,
                "tag in bulk",
                (now, choice) -> now.names("tag").isEmpty()
                        ? null
                        : "the master tags " + some(now, choice) + " with " + choice.of(now.names("tag"))
                                + " in bulk"));
        all.add(on(3, "untag", DocumentEvents::untag));
        all.add(on(5, "set lookup", (now, choice) -> {
            String kind = choice.of(KINDS);
            return now.names(kind).isEmpty()
                    ? null
                    : "the master sets the " + kind + " of " + one(now, choice) + " to " + choice.of(now.names(kind));
        }));
        all.add(on(
                2,
                "set correspondent in bulk",
                (now, choice) -> now.names("correspondent").isEmpty()
                        ? null
                        : "the master sets the correspondent of " + some(now, choice) + " to "
                                + choice.of(now.names("correspondent")) + " in bulk"));
        all.add(on(
                2,
                "clear lookup",
                (now, choice) -> "the master clears the " + choice.of(KINDS) + " of " + one(now, choice)));
    }

    private static String title(Now now, Step.Choice choice) {
        int fresh = now.fresh();
        return switch (choice.number() % 5) {
            case 0 -> "title " + fresh;
            case 1 -> "  {{ title }} {% if %} " + fresh + "  ";
            case 2 ->
                "\u202eright to left \u0645\u0631\u062d\u0628\u0627 \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 "
                        + fresh;
            case 3 -> fresh + " " + "ä".repeat(128 - 1 - String.valueOf(fresh).length());
            default -> "<b>&amp; %20 ${body} \\ / 'quoted' " + fresh;
        };
    }

    private static String untag(Now now, Step.Choice choice) {
        DocumentView document = choice.of(now.documents(now.master));
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : now.lookups("tag")) {
            if (document.tags().contains(tag.path("id").asInt())) {
                tags.add(quoted(tag.path("name").asText()));
            }
        }
        return tags.isEmpty()
                ? null
                : "the master takes the tag " + choice.of(tags) + " from " + quoted(document.title());
    }

    private static void people(List<Event> all) {
        all.add(new Event(2, "user", (now, choice) -> {
            String instance = choice.of("master", "replica");
            String name = quoted(choice.of("anna", "bert"));
            return now.users(now.stage().instance(instance)).contains(name)
                    ? null
                    : "the " + instance + " has the user " + name;
        }));
        all.add(new Event(1, "group", (now, choice) -> {
            String instance = choice.of("master", "replica");
            return now.groups(now.stage().instance(instance)).isEmpty()
                    ? "the " + instance + " has the group \"family\""
                    : null;
        }));
        all.add(new Event(1, "user deleted", (now, choice) -> {
            String instance = choice.of("master", "replica");
            List<String> users = now.users(now.stage().instance(instance));
            return users.isEmpty() ? null : "the " + instance + " deletes the user " + choice.of(users);
        }));
        all.add(on(3, "owner", (now, choice) -> {
            List<String> users = new ArrayList<>(now.users(now.master));
            users.add("\"admin\"");
            users.add("nobody");
            return "the master gives " + one(now, choice) + " to " + choice.of(users);
        }));
        all.add(on(2, "grant", (now, choice) -> {
            List<String> who = new ArrayList<>(now.users(now.master));
            now.groups(now.master).forEach(group -> who.add("the group " + group));
            return who.isEmpty()
                    ? null
                    : "the master lets " + choice.of(who) + " " + choice.of("view", "change") + " " + one(now, choice);
        }));
        all.add(on(1, "no grants", (now, choice) -> "the master lets nobody else see " + one(now, choice)));
    }

    private static void notes(List<Event> all) {
        all.add(on(3, "note", (now, choice) -> {
            String title = one(now, choice);
            String text = choice.of("ditto", "note " + now.fresh());
            // the author is a superuser, and so another user than the existing ones
            return switch (choice.number() % 3) {
                case 0 -> "the master writes the note " + quoted(text) + " on " + title;
                case 1 -> "dora writes on the master the note " + quoted(text) + " on " + title;
                default -> "emil writes on the master the note " + quoted(text) + " on " + title;
            };
        }));
        all.add(on(2, "note deleted", (now, choice) -> {
            List<DocumentView> noted =
                    now.documents(now.master, document -> !document.notes().isEmpty());
            if (noted.isEmpty()) {
                return null;
            }
            DocumentView document = choice.of(noted);
            return "the master deletes the note "
                    + quoted(choice.of(document.notes()).text()) + " of " + quoted(document.title());
        }));
    }
}

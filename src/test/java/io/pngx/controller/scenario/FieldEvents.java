package io.pngx.controller.scenario;

import static io.pngx.controller.scenario.LookupEvents.name;
import static io.pngx.controller.scenario.Now.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.simulator.DocumentView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Events of the master's custom fields, their options and values, and of links between documents. */
final class FieldEvents {
    private static final String KIND = "custom field";
    private static final String[] TYPES = {
        "string", "longtext", "url", "date", "boolean", "integer", "float", "monetary"
    };

    private FieldEvents() {}

    static void addTo(List<Event> all) {
        fields(all);
        values(all);
        options(all);
        links(all);
    }

    private static void fields(List<Event> all) {
        all.add(new Event(
                4,
                "field",
                (now, choice) ->
                        "the master gets the " + choice.of(TYPES) + " field " + choice.of(now.freeNames(KIND, 2))));
        all.add(new Event(
                3,
                "select field",
                (now, choice) -> "the master gets the select field " + choice.of(now.freeNames(KIND, 2))
                        + " with \"red\", \"green\""));
        all.add(field(
                2, "field deleted", (now, choice, field) -> "the master deletes the custom field " + name(field)));
        all.add(field(
                2,
                "field renamed",
                (now, choice, field) -> "the master renames the custom field " + name(field) + " to "
                        + choice.of(now.freeNames(KIND, 2))));
        all.add(field(1, "fields swapped", (now, choice, field) -> {
            JsonNode other = choice.of(now.lookups(KIND));
            return other.equals(field)
                    ? null
                    : "the master swaps the names of the custom fields " + name(field) + " and " + name(other);
        }));
        all.add(field(
                2,
                "field of another type",
                (now, choice, field) ->
                        "the master changes the type of the field " + name(field) + " to " + choice.of(TYPES)));
    }

    private interface OfField {
        String tell(Now now, Step.Choice choice, JsonNode field);
    }

    private static Event field(int weight, String name, OfField told) {
        return new Event(
                weight,
                name,
                (now, choice) ->
                        now.lookups(KIND).isEmpty() ? null : told.tell(now, choice, choice.of(now.lookups(KIND))));
    }

    private static void values(List<Event> all) {
        all.add(field(
                6,
                "value",
                (now, choice, field) -> now.documents(now.master).isEmpty()
                        ? null
                        : "the master sets the field " + name(field) + " of " + choice.of(now.titles(now.master))
                                + " to " + quoted(choice.of(values(field)))));
        all.add(field(
                2,
                "value in bulk",
                (now, choice, field) -> now.documents(now.master).isEmpty() || isOdd(field)
                        ? null
                        : "the master sets only the field " + name(field) + " of " + choice.of(now.titles(now.master))
                                + " to " + quoted(choice.of(values(field)))));
        all.add(field(2, "value taken away", (now, choice, field) -> {
            List<DocumentView> with = now.documents(
                    now.master,
                    document -> document.fields().containsKey(field.path("id").asInt()));
            return with.isEmpty()
                    ? null
                    : "the master takes the field " + name(field) + " from "
                            + quoted(choice.of(with).title());
        }));
    }

    /** Returns whether a field does not accept a text, which the sentence about bulk edits sends. */
    private static boolean isOdd(JsonNode field) {
        return List.of("boolean", "float", "select")
                .contains(field.path("data_type").asText());
    }

    private static List<String> values(JsonNode field) {
        return switch (field.path("data_type").asText()) {
            case "url" -> List.of("https://example.org/?a=1&b=%20", "");
            case "date" -> List.of("2024-02-29", "1899-12-31");
            case "boolean" -> List.of("false", "true");
            case "integer" -> List.of("0", "-2147483648", "7");
            case "float" -> List.of("0.1", "1.0E21", "-0.0");
            case "monetary" -> List.of("EUR-12.50", "10", "USD0.1");
            case "select" -> labels(field);
            default -> List.of("tea & biscuits {{ y }}", "", " padded \u00fc ");
        };
    }

    private static List<String> labels(JsonNode field) {
        List<String> labels = new ArrayList<>();
        field.path("extra_data")
                .path("select_options")
                .forEach(option -> labels.add(option.path("label").asText()));
        return labels;
    }

    private static void options(List<Event> all) {
        all.add(select(2, "option", (now, choice, field) -> {
            List<String> free = freeLabels(field);
            return "the master adds the option " + choice.of(free) + " to " + name(field);
        }));
        all.add(select(
                2,
                "option renamed",
                (now, choice, field) -> "the master renames the option " + quoted(choice.of(labels(field))) + " of "
                        + name(field) + " to " + choice.of(freeLabels(field))));
        all.add(select(
                2,
                "option removed",
                (now, choice, field) -> labels(field).size() < 2
                        ? null
                        : "the master removes the option " + quoted(choice.of(labels(field))) + " of " + name(field)));
        all.add(select(1, "options swapped", (now, choice, field) -> {
            String one = choice.of(labels(field));
            String other = choice.of(labels(field));
            return one.equals(other)
                    ? null
                    : "the master swaps the labels " + quoted(one) + " and " + quoted(other) + " of " + name(field);
        }));
    }

    private static List<String> freeLabels(JsonNode field) {
        List<String> taken = labels(field);
        List<String> names = new ArrayList<>(List.of("red", "green", "blue & 'white'"));
        IntStream.rangeClosed(1, taken.size() + 1).forEach(i -> names.add("colour " + i));
        names.removeAll(taken);
        return names.stream().limit(2).map(Now::quoted).toList();
    }

    private static Event select(int weight, String name, OfField told) {
        return new Event(weight, name, (now, choice) -> {
            List<JsonNode> fields = now.lookups(KIND).stream()
                    .filter(field -> field.path("data_type").asText().equals("select"))
                    .toList();
            return fields.isEmpty() ? null : told.tell(now, choice, choice.of(fields));
        });
    }

    private static void links(List<Event> all) {
        all.add(new Event(5, "link", (now, choice) -> {
            List<String> titles = now.titles(now.master);
            if (titles.isEmpty()) {
                return null;
            }
            String from = choice.of(titles);
            int first = choice.number() % titles.size();
            return "the master links " + from + " to "
                    + String.join(
                            ", ", titles.subList(first, Math.min(titles.size(), first + 1 + choice.number() % 2)));
        }));
        all.add(new Event(
                2,
                "unlink",
                (now, choice) -> now.documents(now.master).isEmpty()
                        ? null
                        : "the master links " + choice.of(now.titles(now.master)) + " to nothing"));
    }
}

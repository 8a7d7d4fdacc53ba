package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The lookups that the documents of a {@link DemoLibrary} use. */
final class DemoLookups {
    private static final String[][] TAGS = {
        {"Finance", null, "#1f78b4"},
        {"Bank", "Finance", "#a6cee3"},
        {"Taxes", "Finance", "#33a02c"},
        {"Insurance", "Finance", "#b2df8a"},
        {"Car insurance", "Insurance", "#b2df8a"},
        {"Household insurance", "Insurance", "#b2df8a"},
        {"Health insurance", "Insurance", "#b2df8a"},
        {"Home", null, "#ff7f00"},
        {"Rent", "Home", "#fdbf6f"},
        {"Utilities", "Home", "#fdbf6f"},
        {"Electricity", "Utilities", "#ffff99"},
        {"Water", "Utilities", "#a6cee3"},
        {"Internet", "Utilities", "#cab2d6"},
        {"Household", "Home", "#fdbf6f"},
        {"Warranty", "Home", "#b15928"},
        {"Health", null, "#e31a1c"},
        {"Dentist", "Health", "#fb9a99"},
        {"Work", null, "#6a3d9a"},
        {"Payslips", "Work", "#cab2d6"},
        {"Car", null, "#444444"},
        {"School", null, "#0aa5a5"},
        {"Travel", null, "#00b894"},
        {"To pay", null, "#d63031"},
        {"Important", null, "#e84393"},
        {"Shared", null, "#636e72"},
    };
    private static final String[][] FIELDS = {
        {"Invoice number", "string"}, {"Remarks", "longtext"}, {"Customer portal", "url"}, {"Due date", "date"},
        {"Paid", "boolean"}, {"Pages to keep", "integer"}, {"Meter reading", "float"}, {"Amount", "monetary"},
        {"Payment", "select"}, {"Belongs to", "documentlink"},
    };
    private final LocalApi api;
    private final Map<String, Integer> tags = new LinkedHashMap<>();
    private final Map<String, Integer> correspondents = new LinkedHashMap<>();
    private final Map<String, Integer> types = new LinkedHashMap<>();
    private final Map<String, Integer> paths = new LinkedHashMap<>();
    private final Map<String, Integer> fields = new LinkedHashMap<>();

    private DemoLookups(LocalApi api) {
        this.api = api;
    }

    /** Adds the lookups to an empty master. */
    static DemoLookups add(LocalApi api) {
        DemoLookups lookups = new DemoLookups(api);
        lookups.addLookups();
        lookups.addFields();
        return lookups;
    }

    int correspondent(String name) {
        return correspondents.get(name);
    }

    int type(String name) {
        return types.get(name);
    }

    int path(String name) {
        return paths.get(name);
    }

    int field(String name) {
        return fields.get(name);
    }

    /** Returns the ids of these tags and of all tags above them. */
    List<Integer> tags(List<String> names) {
        List<Integer> ids = new ArrayList<>();
        for (String name : names) {
            for (String tag = name; tag != null; tag = parent(tag)) {
                ids.add(tags.get(tag));
            }
        }
        return ids;
    }

    private static String parent(String tag) {
        for (String[] row : TAGS) {
            if (row[0].equals(tag)) {
                return row[1];
            }
        }
        return null;
    }

    private void addLookups() {
        int number = 0;
        for (String[] tag : TAGS) {
            ObjectNode body = lookup(tag[0]).put("color", tag[2]);
            body.set("parent", Json.node(tag[1] == null ? null : tags.get(tag[1])));
            tags.put(tag[0], id(api.post("/api/tags/", body)));
        }
        tags.put(
                "Inbox",
                id(api.post(
                        "/api/tags/", lookup("Inbox").put("is_inbox_tag", true).put("color", "#2d3436"))));
        for (DemoPapers.Kind kind : DemoPapers.kinds()) {
            if (!correspondents.containsKey(kind.correspondent())) {
                // Some correspondents have a matching rule for new documents.
                ObjectNode body = lookup(kind.correspondent());
                if (number++ % 4 == 0) {
                    body.put("match", kind.correspondent()).put("matching_algorithm", Matching.LITERAL);
                }
                correspondents.put(kind.correspondent(), id(api.post("/api/correspondents/", body)));
            }
            types.computeIfAbsent(kind.type(), name -> id(api.post("/api/document_types/", lookup(name))));
        }
        Map<String, String> templates = Map.of(
                "By year",
                "{{ created_year }}/{{ title }}",
                "By correspondent",
                "{{ correspondent }}/{{ created_year }}/{{ title }}",
                "Home",
                "home/{{ title }}",
                "Taxes",
                "taxes/{{ created_year }}/{{ correspondent }} {{ title }}");
        for (String name : List.of("By year", "By correspondent", "Home", "Taxes")) {
            paths.put(name, id(api.post("/api/storage_paths/", lookup(name).put("path", templates.get(name)))));
        }
    }

    private static ObjectNode lookup(String name) {
        return Json.object("name", name, "owner", null, "matching_algorithm", 0);
    }

    private static int id(JsonNode created) {
        return created.path("id").asInt();
    }

    private void addFields() {
        for (String[] field : FIELDS) {
            ObjectNode body = Json.object("name", field[0], "data_type", field[1]);
            if (field[1].equals("select")) {
                body.set(
                        "extra_data",
                        Json.object(
                                "select_options",
                                Json.array(
                                        Json.object("id", "transfer", "label", "Bank transfer"),
                                        Json.object("id", "debit", "label", "Direct debit"),
                                        Json.object("id", "cash", "label", "Cash"))));
            } else if (field[1].equals("monetary")) {
                body.set("extra_data", Json.object("default_currency", "EUR"));
            }
            fields.put(field[0], id(api.post("/api/custom_fields/", body)));
        }
    }
}

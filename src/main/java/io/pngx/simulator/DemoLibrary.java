package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Fills a master with the documents of a family. The same seed gives the same documents. */
public final class DemoLibrary {
    private static final int DOCUMENTS = 300;
    private static final LocalDate FIRST_DAY = LocalDate.of(2021, 1, 4);
    private static final int DAYS = 1800;

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
    private static final String[] NOTES = {
        "Paid by bank transfer.",
        "Ask about the discount next time.",
        "Original is in the blue folder.",
        "Needed for the tax return.",
        "Called them, a correction will follow."
    };

    private final Paperless master;
    private final LocalApi api;
    private final Random random;
    private final Map<String, Integer> tags = new LinkedHashMap<>();
    private final Map<String, Integer> correspondents = new LinkedHashMap<>();
    private final Map<String, Integer> types = new LinkedHashMap<>();
    private final Map<String, Integer> paths = new LinkedHashMap<>();
    private final Map<String, Integer> fields = new LinkedHashMap<>();

    private DemoLibrary(Paperless master, long seed) {
        this.master = master;
        this.api = master.api();
        this.random = new Random(seed);
    }

    /** Fills an empty master with 300 documents and all lookups that the documents use. */
    public static void fill(Paperless master, long seed) {
        addFamily(master, true);
        DemoLibrary demo = new DemoLibrary(master, seed);
        demo.addLookups();
        demo.addFields();
        demo.addDocuments();
        demo.addLinks();
    }

    /**
     * Adds the family's users and group, which the master and its replicas need. Without Ben, the demo shows how
     * documents of a missing owner are handled.
     */
    public static void addFamily(Paperless server, boolean withBen) {
        String[] rights = {
            "view_document",
            "add_document",
            "change_document",
            "delete_document",
            "view_tag",
            "view_correspondent",
            "view_documenttype",
            "view_storagepath",
            "view_customfield",
            "view_note",
            "add_note",
            "delete_note",
            "view_uisettings",
            "view_paperlesstask",
            "view_user",
            "view_group"
        };
        int family = server.createGroup("Family", rights);
        server.createUser("anna");
        server.addToGroup("anna", family);
        if (withBen) {
            server.createUser("ben");
            server.addToGroup("ben", family);
        }
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

    private void addDocuments() {
        Map<String, Integer> users = master.library().users();
        for (int number = 1; number <= DOCUMENTS; number++) {
            LocalDate date = FIRST_DAY.plusDays((long) DAYS * number / DOCUMENTS + random.nextInt(5));
            NewDocument document = document(number, date);
            share(document, users);
            master.library().add(document);
        }
    }

    /** Creates a document that looks as if a user had filed it. */
    private NewDocument document(int number, LocalDate date) {
        DemoPapers.Paper paper = DemoPapers.paper(number, date, random);
        DemoPapers.Kind kind = paper.kind();
        NewDocument document = file(number, paper)
                .title(paper.title())
                .created(date)
                .added(date.plusDays(2)
                        .atTime(LocalTime.of(18, random.nextInt(60), random.nextInt(60)))
                        .atZone(master.clock().zone())
                        .toInstant())
                .correspondent(correspondents.get(kind.correspondent()))
                .documentType(types.get(kind.type()))
                .storagePath(random.nextInt(4) == 0 ? null : paths.get(kind.path()))
                .tags(filed(kind));
        document.modified(document.added);
        if (random.nextInt(6) == 0) {
            document.asn(1000 + number);
        }
        if (kind.type().equals("Invoice")) {
            document.field(fields.get("Amount"), String.format(java.util.Locale.ROOT, "EUR%.2f", paper.amount()))
                    .field(fields.get("Invoice number"), "R-" + (100000 + number * 37))
                    .field(fields.get("Due date"), date.plusDays(14).toString())
                    .field(fields.get("Payment"), random.nextBoolean() ? "transfer" : "debit")
                    .field(fields.get("Paid"), random.nextBoolean());
        } else if (random.nextInt(5) == 0) {
            document.field(fields.get("Remarks"), "Filed on " + date + ",\nsee also the folder of that year.")
                    .field(fields.get("Pages to keep"), 1 + random.nextInt(9))
                    .field(fields.get("Meter reading"), Math.round(random.nextDouble() * 100000) / 10.0)
                    .field(fields.get("Customer portal"), "https://portal.example/" + number);
        }
        return document;
    }

    private List<Integer> filed(DemoPapers.Kind kind) {
        List<String> names = new ArrayList<>(kind.tags());
        if (random.nextInt(10) == 0) {
            names.add("Important");
        }
        if (random.nextInt(15) == 0) {
            names.add("Inbox");
        }
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

    /** Creates a file: mostly PDFs, some photographed receipts, a few plain texts. */
    private NewDocument file(int number, DemoPapers.Paper paper) {
        String name =
                paper.date() + "_" + paper.kind().title().replace(' ', '_').replace("'", "") + "_" + number;
        int kind = random.nextInt(20);
        if (paper.kind().type().equals("Receipt") && kind < 12) {
            boolean png = kind < 6;
            return NewDocument.of(name + (png ? ".png" : ".jpg"), DemoImage.receipt(png ? "png" : "jpg", random))
                    .content(String.join("\n", paper.lines()));
        }
        if (kind == 19) {
            return NewDocument.of(
                    name + ".txt", String.join("\n", paper.lines()).getBytes(StandardCharsets.UTF_8));
        }
        return NewDocument.of(name + ".pdf", DemoPdf.page(paper.title(), paper.lines()));
    }

    /**
     * Gives the document to Anna, to Ben or to nobody. Some documents are shared with the other user or with the
     * family.
     */
    private void share(NewDocument document, Map<String, Integer> users) {
        int who = random.nextInt(10);
        Integer anna = users.get("anna");
        Integer ben = users.get("ben");
        document.owner(who < 4 ? anna : who < 7 ? ben : null);
        if (who == 0 || who == 4) {
            document.permissions(Json.object(
                    "view",
                    Json.object("users", List.of(), "groups", List.of(1)),
                    "change",
                    Json.object("users", List.of(), "groups", List.of())));
        } else if (who == 1 || who == 5) {
            document.permissions(Json.object(
                    "view",
                    Json.object("users", List.of()),
                    "change",
                    Json.object("users", List.of(who == 1 ? ben : anna))));
        }
        if (random.nextInt(12) == 0) {
            document.note(who < 4 ? anna : ben, NOTES[random.nextInt(NOTES.length)]);
        }
    }

    /** Links a few documents to each other. The API adds the other end of each link. */
    private void addLinks() {
        List<DocumentView> all = master.library().documents();
        for (int i = 0; i < 8; i++) {
            DocumentView from = all.get(random.nextInt(all.size()));
            DocumentView to = all.get(random.nextInt(all.size()));
            if (from.id() != to.id() && !from.fields().containsKey(fields.get("Belongs to"))) {
                com.fasterxml.jackson.databind.node.ArrayNode values = Json.array();
                from.fields().forEach((field, value) -> values.add(Json.object("field", field, "value", value)));
                values.add(Json.object("field", fields.get("Belongs to"), "value", List.of(to.id())));
                api.patch("/api/documents/" + from.id() + "/", Json.object("custom_fields", values));
            }
        }
    }
}

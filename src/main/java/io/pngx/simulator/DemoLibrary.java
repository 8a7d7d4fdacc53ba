package io.pngx.simulator;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Fills a master with the documents of a family. The same seed gives the same documents. */
public final class DemoLibrary {
    private static final int DOCUMENTS = 300;
    private static final LocalDate FIRST_DAY = LocalDate.of(2021, 1, 4);
    private static final int DAYS = 1800;

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
    private final DemoLookups lookups;

    private DemoLibrary(Paperless master, long seed) {
        this.master = master;
        this.api = master.api();
        this.random = new Random(seed);
        this.lookups = DemoLookups.add(api);
    }

    /** Fills an empty master with 300 documents and all lookups that the documents use. */
    public static void fill(Paperless master, long seed) {
        addFamily(master, true);
        DemoLibrary demo = new DemoLibrary(master, seed);
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
                .correspondent(lookups.correspondent(kind.correspondent()))
                .documentType(lookups.type(kind.type()))
                .storagePath(random.nextInt(4) == 0 ? null : lookups.path(kind.path()))
                .tags(filed(kind));
        document.modified(document.added);
        if (random.nextInt(6) == 0) {
            document.asn(1000 + number);
        }
        if (kind.type().equals("Invoice")) {
            document.field(lookups.field("Amount"), String.format(java.util.Locale.ROOT, "EUR%.2f", paper.amount()))
                    .field(lookups.field("Invoice number"), "R-" + (100000 + number * 37))
                    .field(lookups.field("Due date"), date.plusDays(14).toString())
                    .field(lookups.field("Payment"), random.nextBoolean() ? "transfer" : "debit")
                    .field(lookups.field("Paid"), random.nextBoolean());
        } else if (random.nextInt(5) == 0) {
            document.field(lookups.field("Remarks"), "Filed on " + date + ",\nsee also the folder of that year.")
                    .field(lookups.field("Pages to keep"), 1 + random.nextInt(9))
                    .field(lookups.field("Meter reading"), Math.round(random.nextDouble() * 100000) / 10.0)
                    .field(lookups.field("Customer portal"), "https://portal.example/" + number);
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
        return lookups.tags(names);
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
            if (from.id() != to.id() && !from.fields().containsKey(lookups.field("Belongs to"))) {
                com.fasterxml.jackson.databind.node.ArrayNode values = Json.array();
                from.fields().forEach((field, value) -> values.add(Json.object("field", field, "value", value)));
                values.add(Json.object("field", lookups.field("Belongs to"), "value", List.of(to.id())));
                api.patch("/api/documents/" + from.id() + "/", Json.object("custom_fields", values));
            }
        }
    }
}

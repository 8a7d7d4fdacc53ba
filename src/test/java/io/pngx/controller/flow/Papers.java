package io.pngx.controller.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.simulator.LocalApi;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Fills a master with some forty documents that contain all known difficult values. */
public final class Papers {
    static final List<String> TYPES = List.of(
            "string", "longtext", "url", "date", "boolean", "integer", "float", "monetary", "select", "documentlink");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Paperless master;
    private final LocalApi api;
    private final List<Integer> tags = new ArrayList<>();
    private int correspondent;
    private int otherCorrespondent;
    private int type;
    private int storagePath;
    private final List<Integer> fields = new ArrayList<>();
    private int anna;
    private int ghost;
    private int family;
    private int ghosts;

    private Papers(Paperless master) {
        this.master = master;
        this.api = master.api();
    }

    static void fill(Paperless master) {
        Papers papers = new Papers(master);
        papers.people();
        papers.lookups();
        papers.fields();
        papers.documents();
        papers.links();
    }

    /** Fills a replica before the first run with other users, other ids, and another order of options. */
    static void prepare(Paperless replica) {
        replica.createUser("somebody else");
        replica.createUser("bert");
        replica.createUser("anna");
        replica.createGroup("another group");
        replica.createGroup("family");
        LocalApi api = replica.api();
        lookup(api, "correspondents", "name", "a correspondent of the replica's own");
        lookup(api, "tags", "name", "Bill", "color", "#123456", "match", "nothing", "matching_algorithm", 1);
        lookup(
                api,
                "custom_fields",
                "name",
                "a select",
                "data_type",
                "select",
                "extra_data",
                select("only here", "green", "red"));
        lookup(api, "custom_fields", "name", "another field", "data_type", "string");
    }

    public static ObjectNode json(Object... keysAndValues) {
        ObjectNode json = MAPPER.createObjectNode();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            json.set((String) keysAndValues[i], MAPPER.valueToTree(keysAndValues[i + 1]));
        }
        return json;
    }

    public static int lookup(LocalApi api, String kind, Object... keysAndValues) {
        return api.post("/api/" + kind + "/", json(keysAndValues)).path("id").asInt();
    }

    static JsonNode select(String... labels) {
        return json(
                "select_options",
                Arrays.stream(labels).map(label -> json("label", label)).toList());
    }

    static JsonNode grants(List<Integer> viewUsers, List<Integer> viewGroups, List<Integer> changeUsers) {
        return json(
                "view",
                json("users", viewUsers, "groups", viewGroups),
                "change",
                json("users", changeUsers, "groups", List.of()));
    }

    private void people() {
        anna = master.createUser("anna");
        ghost = master.createUser("ghost");
        master.createUser("bert");
        family = master.createGroup("family");
        ghosts = master.createGroup("ghosts");
    }

    private void lookups() {
        int bert = master.library().users().get("bert");
        // Nested tags; the child tag has a lower id than its parent.
        int child = lookup(api, "tags", "name", "Insurance", "owner", null);
        int parent = lookup(api, "tags", "name", "House & Garden", "color", "#AABBCC", "owner", null);
        int grandchild = lookup(api, "tags", "name", "Fire", "parent", child, "owner", anna);
        api.patch("/api/tags/" + child + "/", json("parent", parent));
        // paperless-ngx would add this tag to every document.
        int inbox = lookup(api, "tags", "name", "Inbox", "is_inbox_tag", true, "owner", null);
        // paperless-ngx would add these lookups to documents that contain the word.
        int bill = lookup(api, "tags", "name", "Bill", "match", "bill", "matching_algorithm", 1, "owner", null);
        int annas = lookup(
                api,
                "tags",
                "name",
                "Private",
                "owner",
                anna,
                "set_permissions",
                grants(List.of(bert, ghost), List.of(family, ghosts), List.of()));
        int berts = lookup(api, "tags", "name", "Private", "owner", bert, "is_insensitive", false);
        int ghostly = lookup(api, "tags", "name", "Ghostly", "owner", ghost);
        tags.addAll(List.of(grandchild, child, parent, inbox, bill, annas, berts, ghostly));
        correspondent =
                lookup(api, "correspondents", "name", "Smith & Sons {{ x }} \"quoted\" \uD83D\uDE00", "owner", null);
        otherCorrespondent = lookup(
                api, "correspondents", "name", "City Council", "match", "bill", "matching_algorithm", 3, "owner", null);
        type = lookup(api, "document_types", "name", "Letter", "match", "b.ll", "matching_algorithm", 4, "owner", anna);
        storagePath = lookup(
                api,
                "storage_paths",
                "name",
                "By year",
                "path",
                "{created_year}/{{ correspondent }}/{title}",
                "owner",
                null);
        lookup(api, "storage_paths", "name", "Nobody uses me", "path", "x/{{ title }}", "owner", null);
    }

    private void fields() {
        for (String dataType : TYPES) {
            String name = "a " + dataType;
            JsonNode extra = switch (dataType) {
                case "select" -> select("red", "green", "blue & \"white\"");
                case "monetary" -> json("default_currency", "EUR");
                default -> json();
            };
            fields.add(
                    extra.isEmpty()
                            ? lookup(api, "custom_fields", "name", name, "data_type", dataType)
                            : lookup(api, "custom_fields", "name", name, "data_type", dataType, "extra_data", extra));
        }
    }

    private Object value(String dataType) {
        return switch (dataType) {
            case "string" -> "tea & \"biscuits\" {{ y }}";
            case "longtext" -> "line one\nline two \uD83C\uDF75";
            case "url" -> "https://example.org/?a=1&b=%20";
            case "date" -> "2024-02-29";
            case "boolean" -> false;
            case "integer" -> -2147483648;
            case "float" -> 0.1;
            case "monetary" -> "EUR-12.50";
            case "select" -> option(1);
            default -> null; // links are added later through the API, which also creates the other ends
        };
    }

    private String option(int index) {
        return api.get("/api/custom_fields/" + fields.get(TYPES.indexOf("select")) + "/")
                .path("extra_data")
                .path("select_options")
                .path(index)
                .path("id")
                .asText();
    }

    private void documents() {
        String bill = "This is a bill for the house.\n";
        add(NewDocument.text("plain.txt", "A plain text without anything."));
        add(NewDocument.text("bill.txt", bill + "It matches rules that its owner has overruled.")
                .title("No bill at all"));
        add(NewDocument.text("tags.txt", bill + "With tags.").tags(tags.get(1), tags.get(2), tags.get(4)));
        add(NewDocument.text("deep.txt", "Deep in the tree.").tags(tags.get(0), tags.get(1), tags.get(2)));
        add(NewDocument.text("inbox.txt", "Still in the inbox.").tags(tags.get(3)));
        add(NewDocument.text("twins.txt", "Two tags of one name.").tags(tags.get(5), tags.get(6)));
        add(NewDocument.text("ghost.txt", "Of somebody whom the replica does not know.")
                .owner(ghost)
                .tags(tags.get(7))
                .permissions(grants(List.of(anna, ghost), List.of(family, ghosts), List.of(ghost))));
        add(NewDocument.text("anna.txt", "Of somebody whom it knows.")
                .owner(anna)
                .permissions(grants(List.of(), List.of(family), List.of(anna))));
        add(NewDocument.text("nobody.txt", "Of nobody, so everybody sees it.").owner(null));
        add(NewDocument.text("lookups.txt", bill + "All kinds of lookups.")
                .correspondent(correspondent)
                .documentType(type)
                .storagePath(storagePath));
        add(NewDocument.text("other.txt", bill + "Another correspondent.").correspondent(otherCorrespondent));
        String[] titles = {
            "{% raw %}{{ title }}{% endraw %}",
            "{{ owner_username }} and {% if %}",
            "a \"quoted\" \\ 'title'",
            "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 family \u00e4\u00f6\u00fc\u00df",
            "t".repeat(128),
            "\u00e4".repeat(128),
            "<b>bold</b> &amp; %20 ${body} #{x}",
            "-",
            "null",
            "\u202eright to left"
        };
        for (int i = 0; i < titles.length; i++) {
            add(NewDocument.text("title" + i + ".txt", "A title to be careful with, number " + i)
                    .title(titles[i]));
        }
        String[] names = {
            "\u00e4".repeat(123) + ".txt",
            "y".repeat(246) + ".txt",
            "z".repeat(251) + ".txt",
            "Q&A.txt",
            "AT&amp;T.txt",
            "a \"quoted\" name.txt",
            "semi;colon=and,comma.txt",
            "per%20cent.txt",
            "\uD83D\uDE00.txt",
            "no ending",
            "two.dots.txt",
            ".hidden"
        };
        for (int i = 0; i < names.length; i++) {
            add(NewDocument.text(names[i], "A file name to be careful with, number " + i)
                    .title("Named " + i));
        }
        add(NewDocument.text(null, "A document without an original file name.")
                .title("No name / slash \\ back \"and\" more"));
        add(NewDocument.of("letter.pdf", pdf("A letter of a bill")).archive(pdf("its archive")));
        add(NewDocument.of("photo.png", image("\u0089PNG\r\n\u001a\n", 1))
                .content("What the OCR of the master read in it."));
        add(NewDocument.of("photo.jpg", image("\u00ff\u00d8\u00ff\u00e0", 2)));
        add(NewDocument.of("scan.tiff", image("II*\0", 3)).asn(4_294_967_295L));
        add(NewDocument.of("anim.gif", image("GIF89a", 4)).asn(0));
        add(NewDocument.of("web.webp", image("RIFF\1\1\1\1WEBP", 5)).asn(17));
        add(NewDocument.text("old.txt", "From another century.").created(LocalDate.of(1899, 12, 31)));
        add(NewDocument.text("content.txt", "The text says this.")
                .content("  The owner wrote that.\n\nWith {% percent %}.  "));
        NewDocument all = NewDocument.text("fields.txt", "All kinds of fields.");
        NewDocument empty = NewDocument.text("empty.txt", "The same, without values.");
        for (int i = 0; i < TYPES.size() - 1; i++) {
            all.field(fields.get(i), value(TYPES.get(i)));
            empty.field(fields.get(i), null);
        }
        add(all.field(fields.get(6), 1e21));
        add(empty);
        add(NewDocument.text("noted.txt", "With a note.").note(anna, "a note"));
    }

    private void add(NewDocument document) {
        master.library().add(document);
    }

    /** Adds forward links, backward links, links to the document itself, and a circle of three. */
    private void links() {
        int field = fields.get(TYPES.size() - 1);
        List<Integer> ids = master.library().documents().stream()
                .map(document -> document.id())
                .toList();
        link(ids.get(0), field, ids.get(ids.size() - 1), ids.get(1));
        link(ids.get(5), field, ids.get(6));
        link(ids.get(6), field, ids.get(5), ids.get(7));
        link(ids.get(7), field, ids.get(6), ids.get(5));
        link(ids.get(20), field, ids.get(3));
    }

    private void link(int from, int field, Integer... to) {
        List<JsonNode> values = new ArrayList<>();
        api.get("/api/documents/" + from + "/").path("custom_fields").forEach(value -> {
            if (value.path("field").asInt() != field) {
                values.add(value);
            }
        });
        values.add(json("field", field, "value", List.of(to)));
        api.patch("/api/documents/" + from + "/", json("custom_fields", values));
    }

    public static byte[] pdf(String text) {
        return ("%PDF-1.4\n1 0 obj <</Type /Page>> BT (" + text + ") Tj ET\n%%EOF")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] image(String magic, long seed) {
        byte[] head = magic.getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = new byte[20_000];
        new Random(seed).nextBytes(bytes);
        System.arraycopy(head, 0, bytes, 0, head.length);
        return bytes;
    }
}

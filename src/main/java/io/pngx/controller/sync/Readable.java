package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Document.Note;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Formats a change for users: key, old and new value, with names instead of ids. */
public final class Readable {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_LENGTH = 200;
    /** Key of the permissions in a PATCH. */
    private static final String PERMISSIONS = "set_permissions";

    /** The keys that {@link #describe} returns, in this order. */
    public static final List<String> DESCRIBED = List.of(
            "id",
            "title",
            "created",
            "added",
            "modified",
            "correspondent",
            "document_type",
            "storage_path",
            "tags",
            "archive_serial_number",
            "owner",
            "permissions",
            "original_file_name",
            "mime_type",
            "custom_fields",
            "notes");

    private static final Map<String, Kind> KINDS = Map.of(
            "correspondent",
            Kind.CORRESPONDENT,
            "document_type",
            Kind.DOCUMENT_TYPE,
            "storage_path",
            Kind.STORAGE_PATH,
            "parent",
            Kind.TAG);

    private final Lookups lookups;
    private final int maxLength;

    private Readable(Lookups lookups) {
        this(lookups, MAX_LENGTH);
    }

    private Readable(Lookups lookups, int maxLength) {
        this.lookups = lookups;
        this.maxLength = maxLength;
    }

    /**
     * Returns the metadata of a document with names instead of ids, unshortened, and without its content.
     *
     * @param lookups lookups of the instance that holds the document
     */
    public static ObjectNode describe(Document document, Lookups lookups) {
        Readable names = new Readable(lookups, Integer.MAX_VALUE);
        ObjectNode values = Json.MAPPER.valueToTree(document);
        values.put("created", Normal.date(document.created()));
        values.set("permissions", names.permissions(Grants.json(Normal.grants(document.permissions()))));
        ObjectNode described = JSON.objectNode();
        values.set("notes", notes(document));
        for (String key : DESCRIBED) {
            described.set(key, key.equals("permissions") ? values.get(key) : names.readable(key, values.path(key)));
        }
        return described;
    }

    private static ArrayNode notes(Document document) {
        ArrayNode notes = JSON.arrayNode();
        document.notes()
                .forEach(note -> notes.add(note.created()
                        + (note.user() == null ? "" : " " + note.user().username()) + ": " + note.note()));
        return notes;
    }

    /** Returns the names of the keys of a body, for example {@code title, storage path}. */
    public static Text fields(ObjectNode body) {
        List<String> keys = new ArrayList<>();
        body.fieldNames().forEachRemaining(keys::add);
        return fields(keys);
    }

    /** Returns the names of keys, as parts of a sentence that each language translates. */
    public static Text fields(Collection<String> keys) {
        return Text.join(", ", keys.stream().map(Readable::field).toList());
    }

    /** Returns the name of the field with a key, for example {@code storage path}. */
    public static Text field(String key) {
        return Text.of(key.equals(PERMISSIONS) ? "permissions" : key.replace('_', ' '));
    }

    /**
     * Returns the changes that a PATCH makes to a document.
     *
     * @param there the replica's document before the PATCH
     * @param lookups lookups of the replica
     * @return {@code [{key, old, new}]}
     */
    public static ArrayNode changes(ObjectNode patch, Document there, Lookups lookups) {
        ObjectNode old = Json.MAPPER.valueToTree(there);
        old.put("created", Normal.date(there.created()));
        old.set("set_permissions", Grants.json(Normal.grants(there.permissions())));
        return new Readable(lookups).changes(patch, old);
    }

    /**
     * Returns the lookups that the replica does not have, as changes that a run would make.
     *
     * @return {@code [{key, old, new}]}
     */
    public static List<ObjectNode> lost(Target target) {
        return target.uncarried().stream()
                .flatMap(value -> value.documentKey().stream()
                        .map(key ->
                                JSON.objectNode().put("key", key).putNull("old").put("new", value.unquoted())))
                .toList();
    }

    /**
     * Returns the changes to a lookup.
     *
     * @param there the replica's lookup; null: the lookup would be created
     */
    public static ArrayNode changes(ObjectNode patch, Lookup there, Lookups lookups) {
        ObjectNode old = there == null ? JSON.objectNode() : Json.MAPPER.valueToTree(there);
        if (there != null) {
            old.set("set_permissions", Grants.json(Normal.grants(there.permissions())));
        }
        return new Readable(lookups).changes(patch, old);
    }

    /** Returns the change to the notes of a copy, with the texts before and after the change, oldest first. */
    public static ObjectNode notes(List<Note> there, List<NotePlan.Step> calls) {
        Map<Long, String> texts = new LinkedHashMap<>();
        there.forEach(note -> texts.put(note.id(), shorten(note.note())));
        ObjectNode change = JSON.objectNode().put("key", "notes");
        texts.values().forEach(change.putArray("old")::add);
        calls.forEach(step -> texts.remove(step.replicaNote()));
        ArrayNode after = change.putArray("new");
        texts.values().forEach(after::add);
        calls.stream()
                .filter(step -> step.action() == NotePlan.Action.ADD)
                .forEach(step -> after.add(shorten(step.text())));
        return change;
    }

    private ArrayNode changes(ObjectNode patch, ObjectNode old) {
        ArrayNode changes = JSON.arrayNode();
        patch.properties().forEach(entry -> {
            ObjectNode change = changes.addObject()
                    .put("key", entry.getKey().equals("set_permissions") ? "permissions" : entry.getKey());
            change.set("old", readable(entry.getKey(), old.path(entry.getKey())));
            change.set("new", readable(entry.getKey(), entry.getValue()));
        });
        return changes;
    }

    private JsonNode readable(String key, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return NullNode.instance;
        }
        if (KINDS.containsKey(key)) {
            return TextNode.valueOf(name(KINDS.get(key), value.asLong()));
        }
        return switch (key) {
            case "owner" -> TextNode.valueOf(user(value.asLong()));
            case "tags" -> names(value);
            case "set_permissions" -> permissions(value);
            case "custom_fields" -> fields(value);
            case "extra_data" -> options(value);
            default -> value.isTextual() ? TextNode.valueOf(shorten(value.asText(), maxLength)) : value;
        };
    }

    private ArrayNode names(JsonNode ids) {
        TreeSet<String> names = new TreeSet<>();
        ids.forEach(id -> names.add(name(Kind.TAG, id.asLong())));
        return list(names);
    }

    private ArrayNode permissions(JsonNode grants) {
        TreeSet<String> who = new TreeSet<>();
        for (String action : new String[] {"view", "change"}) {
            grants.path(action).path("users").forEach(id -> who.add(action + ": user " + user(id.asLong())));
            grants.path(action).path("groups").forEach(id -> who.add(action + ": group " + lookups.group(id.asLong())));
        }
        return list(who);
    }

    private ArrayNode fields(JsonNode values) {
        TreeSet<String> fields = new TreeSet<>();
        values.forEach(value -> {
            Lookup field = lookups.get(Kind.CUSTOM_FIELD, value.path("field").asLong());
            String text = value.path("value").isValueNode()
                    ? value.path("value").asText("")
                    : value.path("value").toString();
            String label = field != null && "select".equals(field.dataType())
                    ? Options.of(field).getOrDefault(text, text)
                    : text;
            fields.add(name(Kind.CUSTOM_FIELD, value.path("field").asLong()) + ": " + shorten(label, maxLength));
        });
        return list(fields);
    }

    private static ArrayNode options(JsonNode extraData) {
        ArrayNode options = JSON.arrayNode();
        extraData
                .path("select_options")
                .forEach(option -> options.add(option.path("label").asText()));
        if (extraData.hasNonNull("default_currency")) {
            options.add(extraData.get("default_currency").asText());
        }
        return options;
    }

    private static ArrayNode list(TreeSet<String> texts) {
        ArrayNode list = JSON.arrayNode();
        texts.forEach(list::add);
        return list;
    }

    private String name(Kind kind, long id) {
        Lookup lookup = lookups.get(kind, id);
        return lookup == null ? "#" + id : lookup.name();
    }

    private String user(long id) {
        String name = lookups.user(id);
        return name == null ? "#" + id : name;
    }

    private static String shorten(String text) {
        return shorten(text, MAX_LENGTH);
    }

    private static String shorten(String text, int maxLength) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength) + "…";
    }
}

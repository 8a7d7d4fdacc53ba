package io.pngx.controller.rules;

import io.pngx.controller.paperless.CustomFieldValue;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.sync.Lookups;
import io.pngx.controller.sync.Normal;
import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A document as a rule sees it: a map of fields, with names instead of ids. Reading an unknown key fails instead of
 * returning an empty value, so that a rule with a misspelt field does not select documents.
 */
public final class RuleDocument extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1L;

    /** The fields of a document that hold one lookup or none. */
    static final Map<String, Kind> LOOKUPS = Map.of(
            "correspondent",
            Kind.CORRESPONDENT,
            "document_type",
            Kind.DOCUMENT_TYPE,
            "storage_path",
            Kind.STORAGE_PATH);

    private final transient Lookups master;

    private RuleDocument(Lookups master) {
        this.master = master;
    }

    public static RuleDocument of(Document document, Lookups master) {
        RuleDocument map = new RuleDocument(master);
        map.put("id", document.id());
        map.put("title", document.title());
        map.put("created", Normal.date(document.created()));
        map.put("added", document.added());
        map.put("correspondent", name(master, Kind.CORRESPONDENT, document.correspondent()));
        map.put("document_type", name(master, Kind.DOCUMENT_TYPE, document.documentType()));
        map.put("storage_path", name(master, Kind.STORAGE_PATH, document.storagePath()));
        map.put("tags", tags(document, master));
        map.put("owner", owner(document, master));
        map.put("archive_serial_number", document.archiveSerialNumber());
        map.put("custom_fields", fields(document, master));
        map.put("original_file_name", document.originalFileName());
        map.put("mime_type", document.mimeType());
        return map;
    }

    private static String name(Lookups master, Kind kind, Long id) {
        Lookup lookup = master.get(kind, id);
        return id == null ? null : lookup == null ? "#" + id : lookup.name();
    }

    private static String owner(Document document, Lookups master) {
        String name = master.user(document.owner());
        return document.owner() == null || name != null ? name : "#" + document.owner();
    }

    /** Returns the names of the tags and of their parent tags, because paperless stores no tag without its parents. */
    private static List<String> tags(Document document, Lookups master) {
        TreeSet<String> names = new TreeSet<>();
        Normal.closure(document.tags(), master).forEach(id -> names.add(name(master, Kind.TAG, id)));
        return new ArrayList<>(names);
    }

    private static CustomFields fields(Document document, Lookups master) {
        CustomFields fields = new CustomFields(master);
        for (CustomFieldValue value : document.customFields()) {
            Lookup field = master.get(Kind.CUSTOM_FIELD, value.field());
            if (field != null) {
                fields.put(field.name(), FieldValues.toPlain(value.value(), field));
            }
        }
        return fields;
    }

    /** Returns a copy that a rule may change. */
    RuleDocument copy() {
        RuleDocument copy = new RuleDocument(master);
        copy.putAll(this);
        copy.put("tags", new ArrayList<>(tags()));
        CustomFields fields = new CustomFields(master);
        fields.putAll(customFields());
        copy.put("custom_fields", fields);
        return copy;
    }

    @SuppressWarnings("unchecked")
    List<String> tags() {
        return (List<String>) get("tags");
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> customFields() {
        return (Map<String, Object>) get("custom_fields");
    }

    @Override
    public Object get(Object key) {
        if (!containsKey(key)) {
            throw new RefusedValueException(Text.of(
                    "asks for \"{0}\", which a document does not have; it has {1}",
                    String.valueOf(key), String.join(", ", keySet())));
        }
        return super.get(key);
    }

    boolean hasTag(String tag) {
        requireKnown(Kind.TAG, tag);
        return tags().contains(tag);
    }

    boolean has(String key, String name) {
        requireKnown(LOOKUPS.get(key), name);
        return name.equals(get(key));
    }

    private void requireKnown(Kind kind, String name) {
        if (master.of(kind).stream().noneMatch(lookup -> lookup.name().equals(name))) {
            throw new RefusedValueException(Text.of(
                    "asks for the {0} \"{1}\", which the master does not have; create it on the master, or correct the "
                            + "rule",
                    Text.of(kind.word()), name));
        }
    }

    /**
     * The custom fields of a document; the keys are the names of the fields. A field that the document does not have is
     * null; a field that the master does not have is an error.
     */
    static final class CustomFields extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1L;

        private final transient Lookups master;

        CustomFields(Lookups master) {
            this.master = master;
        }

        @Override
        public Object get(Object key) {
            if (!containsKey(key)
                    && master.of(Kind.CUSTOM_FIELD).stream()
                            .noneMatch(field -> field.name().equals(key))) {
                throw new RefusedValueException(Text.of(
                        "asks for the {0} \"{1}\", which the master does not have; create it on the master, or correct "
                                + "the rule",
                        Text.of(Kind.CUSTOM_FIELD.word()), String.valueOf(key)));
            }
            return super.get(key);
        }
    }
}

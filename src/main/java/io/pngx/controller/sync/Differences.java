package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.CustomFieldValue;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Computes the body of the PATCH that makes a replica's document equal to its target: only the changed keys, and only
 * keys of a fixed list (paperless-api.md §2.3, §3). The body is empty if document and target are equal.
 */
public final class Differences {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Target target;
    private final Document document;
    private final Lookups replica;
    private final ObjectNode patch = JSON.objectNode();

    private Differences(Target target, Document document, Lookups replica) {
        this.target = target;
        this.document = document;
        this.replica = replica;
    }

    /** @param document the replica's document, read with {@code full_perms=true} */
    public static ObjectNode between(Target target, Document document, Lookups replica) {
        return new Differences(target, document, replica).compute();
    }

    /** Returns the body with all keys, for a newly consumed document. */
    public static ObjectNode everything(Target target) {
        ObjectNode all = JSON.objectNode();
        all.put("title", target.title());
        if (target.content() != null) {
            all.put("content", target.content());
        }
        all.put("created", target.created());
        all.put("correspondent", target.correspondent());
        all.put("document_type", target.documentType());
        all.put("storage_path", target.storagePath());
        all.put("archive_serial_number", target.archiveSerialNumber());
        all.put("owner", target.owner());
        all.set("tags", array(target.tags()));
        all.set("set_permissions", Grants.json(target.grants()));
        all.set("custom_fields", fields(target));
        return all;
    }

    private ObjectNode compute() {
        if (!target.title().equals(Normal.text(document.title()))) {
            patch.put("title", target.title());
        }
        if (target.content() != null && !target.content().equals(Normal.text(document.content()))) {
            patch.put("content", target.content());
        }
        if (!Objects.equals(target.created(), Normal.date(document.created()))) {
            patch.put("created", target.created());
        }
        number("correspondent", target.correspondent(), document.correspondent());
        number("document_type", target.documentType(), document.documentType());
        number("storage_path", target.storagePath(), document.storagePath());
        number("archive_serial_number", target.archiveSerialNumber(), document.archiveSerialNumber());
        number("owner", target.owner(), document.owner());
        if (!target.tags().equals(Normal.closure(document.tags(), replica))) {
            patch.set("tags", array(target.tags()));
        }
        if (!target.grants().equals(Normal.grants(document.permissions()))) {
            patch.set("set_permissions", Grants.json(target.grants()));
        }
        customFields();
        return patch;
    }

    private void number(String key, Long wanted, Long found) {
        if (!Objects.equals(wanted, found)) {
            patch.put(key, wanted);
        }
    }

    /** Adds all custom fields or none, because a PATCH replaces all custom fields (paperless-api.md §7.3). */
    private void customFields() {
        Map<Long, JsonNode> found = new HashMap<>();
        for (CustomFieldValue value : document.customFields()) {
            found.put(value.field(), value.value());
        }
        Set<Long> fields = new TreeSet<>(target.customFields().keySet());
        fields.addAll(found.keySet());
        boolean equal = fields.stream().allMatch(field -> isEqual(field, found));
        if (!equal) {
            patch.set("custom_fields", fields(target));
        }
    }

    private static ArrayNode fields(Target target) {
        ArrayNode list = JSON.arrayNode();
        target.customFields()
                .forEach((field, value) -> list.addObject().put("field", field).set("value", value));
        return list;
    }

    private boolean isEqual(long field, Map<Long, JsonNode> found) {
        Lookup definition = replica.get(Kind.CUSTOM_FIELD, field);
        String type = definition == null ? null : definition.dataType();
        JsonNode wanted = Normal.value(target.customFields().get(field), type);
        JsonNode there = Normal.value(found.get(field), type);
        boolean bothPresent = target.customFields().containsKey(field) == found.containsKey(field);
        // If a link is removed, paperless-ngx leaves an empty list in the linked document (paperless-api.md §7.3). So
        // an empty list and a missing value are equal.
        return Objects.equals(wanted, there) && (bothPresent || "documentlink".equals(type));
    }

    private static ArrayNode array(Set<Long> ids) {
        ArrayNode array = JSON.arrayNode();
        ids.forEach(array::add);
        return array;
    }
}

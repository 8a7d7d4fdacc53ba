package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.paperless.Permissions;
import java.util.Locale;

/** Builds the JSON of a lookup: the values that the replica should have, and the values that it has. */
final class LookupBody {
    private LookupBody() {}

    /**
     * Returns the values of a lookup of the master, with the ids of the replica.
     *
     * @param replicaId null: the replica does not have the lookup
     */
    static ObjectNode of(Kind kind, Lookup master, Translation translation, Long replicaId) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", Normal.text(master.name()));
        if (kind == Kind.CUSTOM_FIELD) {
            body.put("data_type", master.dataType());
            putExtraData(body, master, translation.replica().get(kind, replicaId));
            return body;
        }
        body.put("match", Normal.text(master.match()));
        body.put("matching_algorithm", master.matchingAlgorithm());
        body.put("is_insensitive", master.isInsensitive());
        body.put("owner", translation.owner(master.owner())); // without this key, the API user becomes the owner
        body.set("set_permissions", Grants.json(Grants.translate(master.permissions(), translation)));
        if (kind == Kind.TAG) {
            body.put("color", lower(master.color()));
            body.put("is_inbox_tag", master.isInboxTag());
            body.put(
                    "parent",
                    master.parent() == null
                            ? null
                            : translation.lookup(Kind.TAG, master.parent()).orElse(null));
        }
        if (kind == Kind.STORAGE_PATH) {
            body.put("path", Normal.storagePath(master.path()));
        }
        return body;
    }

    /**
     * Adds the options or the currency of a custom field. Each PATCH of a select field needs the complete list of
     * options, even a PATCH that changes the type (paperless-api.md §7.3).
     */
    static void putExtraData(ObjectNode body, Lookup master, Lookup there) {
        if ("select".equals(master.dataType())) {
            body.withObject("/extra_data").set("select_options", Options.merged(master, there));
        } else if (there != null && "select".equals(there.dataType())) {
            body.withObject("/extra_data").set("select_options", Options.merged(there, there));
        }
        if ("monetary".equals(master.dataType())) {
            body.withObject("/extra_data").put("default_currency", currency(master));
        }
    }

    /**
     * @return the currency of the field; null: none. If a field has no currency, paperless-ngx stores null or an empty
     *     text
     */
    private static String currency(Lookup field) {
        String currency = field.extraData() == null
                ? ""
                : field.extraData().path("default_currency").textValue();
        return currency == null || currency.isBlank() ? null : currency;
    }

    /** Returns the replica's value of a key, in the form of the wanted value. */
    static JsonNode found(String key, Lookup there, JsonNode wanted) {
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        switch (key) {
            case "name" -> found.put(key, Normal.text(there.name()));
            case "data_type" -> found.put(key, there.dataType());
            case "match" -> found.put(key, Normal.text(there.match()));
            case "matching_algorithm" -> found.put(key, there.matchingAlgorithm());
            case "is_insensitive" -> found.put(key, there.isInsensitive());
            case "owner" -> found.put(key, there.owner());
            case "set_permissions" -> found.set(key, permissions(there.permissions(), wanted));
            case "color" -> found.put(key, lower(there.color()));
            case "is_inbox_tag" -> found.put(key, there.isInboxTag());
            case "parent" -> found.put(key, there.parent());
            case "path" -> found.put(key, Normal.storagePath(there.path()));
            case "extra_data" -> found.set(key, extraData(there, wanted));
            default -> throw new IllegalArgumentException("Unknown key of a lookup: " + key);
        }
        return found.get(key);
    }

    /** Hidden permissions cannot be compared, so they count as equal. */
    private static JsonNode permissions(Permissions permissions, JsonNode wanted) {
        return permissions == null ? wanted : Grants.json(Normal.grants(permissions));
    }

    private static JsonNode extraData(Lookup there, JsonNode wanted) {
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        if (wanted.has("select_options")) {
            found.set("select_options", Options.merged(there, there));
        }
        if (wanted.has("default_currency")) {
            found.put("default_currency", currency(there));
        }
        return found;
    }

    private static String lower(String color) {
        return color == null ? null : color.toLowerCase(Locale.ROOT);
    }
}

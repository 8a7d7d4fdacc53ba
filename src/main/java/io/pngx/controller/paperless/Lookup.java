package io.pngx.controller.paperless;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A tag, correspondent, document type, storage path or custom field (paperless-api.md §7). What a kind does not have
 * is null.
 *
 * @param parent    tags: the parent tag's id
 * @param path      storage paths: the template
 * @param dataType  custom fields: {@code string}, {@code select} ...
 * @param extraData custom fields: {@code select_options}, {@code default_currency}
 */
public record Lookup(long id, String name, String match, Integer matchingAlgorithm, Boolean isInsensitive, Long owner,
        Permissions permissions, String color, Boolean isInboxTag, Long parent, String path, String dataType,
        JsonNode extraData) {
    public Lookup {
        Shape.require(id > 0 && name != null, "a lookup (id, name)");
    }
}

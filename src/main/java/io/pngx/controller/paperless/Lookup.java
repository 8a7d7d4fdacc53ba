package io.pngx.controller.paperless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

/**
 * A tag, correspondent, document type, storage path or custom field (paperless-api.md §7). What a kind does not have
 * is null.
 *
 * @param parent    tags: the parent tag's id
 * @param path      storage paths: the template
 * @param dataType  custom fields: {@code string}, {@code select} ...
 * @param extraData custom fields: {@code select_options}, {@code default_currency}
 * @param ownerKnown     it was said whose it is, or that it is nobody's; made from the others
 */
public record Lookup(
        long id,
        String name,
        String match,
        Integer matchingAlgorithm,
        Boolean isInsensitive,
        @JsonDeserialize(using = RequiredNullable.class) Long owner,
        Permissions permissions,
        String color,
        Boolean isInboxTag,
        Long parent,
        String path,
        String dataType,
        JsonNode extraData,
        Boolean ownerKnown) {
    public Lookup {
        Shape.require(id > 0 && name != null, "a lookup (id, name)");
        ownerKnown = !RequiredNullable.NOTHING.equals(owner);
        owner = RequiredNullable.orNull(owner);
    }

    /** @throws PaperlessException where the answer leaves out whose it is: nobody's is shown to everyone. Custom fields have no owner */
    public Lookup requireOwner(Kind kind) {
        Shape.require(ownerKnown || kind == Kind.CUSTOM_FIELD, "a lookup with its owner");
        return this;
    }
}

package io.pngx.controller.paperless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

/**
 * A tag, correspondent, document type, storage path or custom field (paperless-api.md §7). Values that a kind of lookup
 * does not have are null.
 *
 * @param parent tags: the parent tag's id
 * @param path storage paths: the template
 * @param dataType custom fields: {@code string}, {@code select} ...
 * @param extraData custom fields: {@code select_options}, {@code default_currency}
 * @param ownerKnown whether the answer contained the key {@code owner}, even if its value was null
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
        Shape.require(id > 0 && name != null, "a lookup with id and name");
        ownerKnown = !RequiredNullable.ABSENT.equals(owner);
        owner = RequiredNullable.orNull(owner);
    }

    /**
     * Returns this lookup if the answer contained the owner of the lookup.
     *
     * <p>Custom fields have no owner, so they always pass. For other lookups, a missing key must not count as "no
     * owner", because paperless-ngx shows a lookup without an owner to everyone.
     *
     * @throws PaperlessException if the answer has no key {@code owner}
     */
    public Lookup requireOwner(Kind kind) {
        Shape.require(ownerKnown || kind == Kind.CUSTOM_FIELD, "a lookup with its owner");
        return this;
    }

    /** @return this lookup with other permissions; null: with unknown permissions */
    public Lookup withPermissions(Permissions other) {
        return new Lookup(
                id,
                name,
                match,
                matchingAlgorithm,
                isInsensitive,
                ownerKnown ? owner : RequiredNullable.ABSENT,
                other,
                color,
                isInboxTag,
                parent,
                path,
                dataType,
                extraData,
                ownerKnown);
    }
}

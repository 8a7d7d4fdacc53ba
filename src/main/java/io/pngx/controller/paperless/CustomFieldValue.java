package io.pngx.controller.paperless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;

/** A document's value of a custom field. A missing value is JSON null (paperless-api.md §7.3). */
public record CustomFieldValue(long field, JsonNode value) {
    public CustomFieldValue {
        value = value == null ? NullNode.getInstance() : value;
    }
}

package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;

/**
 * The value of a custom field on a document. Each data type has a column of its own in paperless, so a value that
 * was written under another type reads as null (paperless-api.md §7.3).
 */
final class FieldValue {
    final int field;
    String writtenAs;
    JsonNode value;

    FieldValue(int field, String writtenAs, JsonNode value) {
        this.field = field;
        this.writtenAs = writtenAs;
        this.value = value;
    }

    JsonNode read(CustomFieldRow definition) {
        return definition.dataType.equals(writtenAs) ? value : NullNode.getInstance();
    }

    ArrayNode links() {
        return value instanceof ArrayNode links ? links : Json.array();
    }

    FieldValue copy() {
        return new FieldValue(field, writtenAs, value);
    }
}

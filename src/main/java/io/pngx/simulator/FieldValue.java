package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;

/**
 * The value of a custom field of a document. paperless has one column for each data type, so a value that was written
 * under another type is read as null (paperless-api.md §7.3).
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

package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;

/** The definition of a custom field. */
final class CustomFieldRow {
    final int id;
    String name;
    String dataType;
    JsonNode extraData = NullNode.getInstance();

    CustomFieldRow(int id, String name, String dataType) {
        this.id = id;
        this.name = name;
        this.dataType = dataType;
    }

    ArrayNode options() {
        return extraData.path("select_options") instanceof ArrayNode options ? options : Json.array();
    }

    boolean hasOption(JsonNode id) {
        for (JsonNode option : options()) {
            if (id.isTextual() && option.path("id").asText().equals(id.textValue())) {
                return true;
            }
        }
        return false;
    }
}

package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The filter {@code custom_field_query} of the document list: {@code [field, operator, value]}, and AND, OR, NOT of
 * such conditions. Supports the operators that a synchronisation may need.
 */
final class CustomFieldQuery {
    private final Instance instance;

    CustomFieldQuery(Instance instance) {
        this.instance = instance;
    }

    boolean matches(DocumentRow row, JsonNode query) {
        String operator = query.path(0).asText();
        if (operator.equals("AND") || operator.equals("OR")) {
            List<Boolean> parts = new ArrayList<>();
            query.path(1).forEach(part -> parts.add(matches(row, part)));
            return operator.equals("AND") ? !parts.contains(false) : parts.contains(true);
        }
        if (operator.equals("NOT")) {
            return !matches(row, query.path(1));
        }
        FieldValue found = row.fields.stream()
                .filter(value -> named(value.field, query.path(0)))
                .findFirst()
                .orElse(null);
        JsonNode value = found == null ? null : found.read(instance.fields.get(found.field));
        JsonNode wanted = query.path(2);
        return switch (query.path(1).asText()) {
            case "exists" -> (found != null) == wanted.asBoolean();
            case "isnull" -> found != null && value.isNull() == wanted.asBoolean();
            case "in" -> {
                boolean in = false;
                for (JsonNode item : wanted) {
                    in |= item.equals(value);
                }
                yield in;
            }
            default -> wanted.equals(value);
        };
    }

    private boolean named(int field, JsonNode idOrName) {
        return idOrName.isInt()
                ? idOrName.intValue() == field
                : instance.fields.get(field).name.equals(idOrName.asText());
    }
}

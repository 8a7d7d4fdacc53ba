package io.pngx.controller.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.sync.Options;
import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Map;

/**
 * Converts values of custom fields between the form of the API and the form that rules see. For a select field, the API
 * has the id of an option, and rules see its label.
 */
final class FieldValues {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private FieldValues() {}

    static Object toPlain(JsonNode value, Lookup field) {
        if (value == null || value.isNull()) {
            return null;
        }
        if ("select".equals(field.dataType())) {
            return Options.of(field).get(value.asText());
        }
        return Json.MAPPER.convertValue(value, Object.class);
    }

    /**
     * Converts a value that comes from a rule. Returns the value in the form of the API.
     *
     * @throws RefusedValueException if the value is not valid for the field; the text names the valid values
     */
    static JsonNode toJson(Object value, Lookup field) {
        if (value == null) {
            return NullNode.instance;
        }
        String text = String.valueOf(value).strip();
        try {
            return switch (field.dataType()) {
                case "boolean" -> JSON.booleanNode(bool(text));
                case "integer" -> JSON.numberNode(Long.parseLong(text));
                case "float" -> JSON.numberNode(new BigDecimal(text));
                case "date" -> JSON.textNode(LocalDate.parse(text).toString());
                case "select" -> JSON.textNode(option(text, field));
                case "documentlink" -> links(value);
                default -> JSON.textNode(text);
            };
        } catch (NumberFormatException | DateTimeParseException | ClassCastException e) {
            throw new RefusedValueException(
                    field.dataType().equals("date")
                            ? Text.of("allowed is a date, YYYY-MM-DD")
                            : Text.of("allowed is a value of type {0}", field.dataType()));
        }
    }

    private static boolean bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new RefusedValueException(Text.of("allowed are true and false"));
        }
        return text.equals("true");
    }

    private static String option(String label, Lookup field) {
        return Options.of(field).entrySet().stream()
                .filter(option -> option.getValue().equals(label))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new RefusedValueException(Text.of(
                        "allowed are {0}", String.join(", ", Options.of(field).values()))));
    }

    private static ArrayNode links(Object value) {
        ArrayNode links = JSON.arrayNode();
        ((Collection<?>) value).forEach(id -> links.add(((Number) id).longValue()));
        return links;
    }
}

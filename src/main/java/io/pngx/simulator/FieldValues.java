package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks and stores the values of custom fields, and adds the other end of document links (paperless-api.md §7.3). */
final class FieldValues {
    private static final String MONEY = "Must be a two-decimal number with optional currency code e.g. GBP123.45";
    private final Instance instance;

    FieldValues(Instance instance) {
        this.instance = instance;
    }

    /** Signals that a value is refused; the message is the reason. */
    static final class Unfit extends Exception {
        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    /** Returns the value as it is stored. Answers 500 for values for which the real validator throws an exception. */
    JsonNode check(CustomFieldRow field, JsonNode value) throws Unfit {
        if (value.isNull()) {
            return value;
        }
        return switch (field.dataType) {
            case "string" -> limited(value);
            case "longtext" -> value;
            case "url" -> url(value);
            case "date" -> date(value);
            case "boolean" -> bool(value);
            case "integer" -> integer(value);
            case "float" -> decimal(value);
            case "monetary" -> money(value);
            case "select" -> option(field, value);
            case "documentlink" -> links(value);
            default -> throw Refusal.serverError();
        };
    }

    private static JsonNode limited(JsonNode value) throws Unfit {
        if (!value.isTextual()) {
            throw Refusal.serverError();
        }
        int length = value.textValue().length();
        if (length > 128) {
            throw new Unfit("Ensure this value has at most 128 characters (it has " + length + ").");
        }
        return value;
    }

    private static JsonNode url(JsonNode value) throws Unfit {
        if (!value.isTextual()) {
            throw Refusal.serverError();
        }
        String text = value.textValue();
        if (!text.isEmpty() && !text.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
            throw new Unfit("Unable to parse URI " + text + ", missing scheme");
        }
        return value;
    }

    private static JsonNode date(JsonNode value) throws Unfit {
        try {
            LocalDate.parse(value.asText());
            return value;
        } catch (DateTimeParseException e) {
            throw new Unfit("Date has wrong format. Use one of these formats instead: YYYY-MM-DD.");
        }
    }

    private static JsonNode bool(JsonNode value) {
        if (!value.isBoolean()) {
            throw Refusal.serverError();
        }
        return value;
    }

    private static JsonNode integer(JsonNode value) throws Unfit {
        if (!value.asText().matches("\\s*[-+]?\\d{1,18}\\s*")) {
            throw new Unfit("Enter a valid integer.");
        }
        long number = Long.parseLong(value.asText().strip());
        if (number > Integer.MAX_VALUE) {
            throw new Unfit("Ensure this value is less than or equal to 2147483647.");
        }
        if (number < Integer.MIN_VALUE) {
            throw new Unfit("Ensure this value is greater than or equal to -2147483648.");
        }
        return IntNode.valueOf((int) number);
    }

    private static JsonNode decimal(JsonNode value) {
        if (value.isNumber()) {
            return DoubleNode.valueOf(value.doubleValue());
        }
        try {
            return DoubleNode.valueOf(Double.parseDouble(value.asText()));
        } catch (NumberFormatException e) {
            throw Refusal.serverError();
        }
    }

    private static JsonNode money(JsonNode value) throws Unfit {
        String text = value.asText();
        boolean plain = text.matches("-?\\d{1,10}(\\.\\d{1,2})?");
        if (!plain && !(value.isTextual() && text.matches("[A-Z]{3}-?\\d+\\.\\d{1,2}"))) {
            throw new Unfit(MONEY);
        }
        return TextNode.valueOf(text);
    }

    private static JsonNode option(CustomFieldRow field, JsonNode value) throws Unfit {
        if (!field.hasOption(value)) {
            throw new Unfit("Value must be an id of an element in " + Json.python(field.options()));
        }
        return value;
    }

    private JsonNode links(JsonNode value) throws Unfit {
        Set<Integer> ids = new LinkedHashSet<>();
        if (!value.isArray()) {
            throw new Unfit("Value must be a list");
        }
        value.forEach(id -> ids.add(id.asInt()));
        if (ids.size() != value.size() || ids.stream().anyMatch(id -> instance.live(id) == null)) {
            throw new Unfit("Some documents in value don't exist or were specified twice.");
        }
        return value;
    }

    /** Reads {@code custom_fields} of a PATCH. If a field occurs twice, its last value is used. */
    List<FieldValue> parse(Validation body) {
        JsonNode items = body.get("custom_fields");
        Map<Integer, FieldValue> values = new LinkedHashMap<>();
        if (items.isNull()) {
            body.error("custom_fields", Validation.NOT_NULL);
            return List.of();
        }
        ArrayNode errors = Json.array();
        for (JsonNode item : items) {
            errors.add(parse(item, values));
        }
        for (JsonNode error : errors) {
            if (!error.isEmpty()) {
                body.errors.set("custom_fields", errors);
            }
        }
        return new ArrayList<>(values.values());
    }

    private ObjectNode parse(JsonNode item, Map<Integer, FieldValue> values) {
        ObjectNode error = Json.object();
        CustomFieldRow field = instance.fields.get(item.path("field").asInt());
        if (field == null) {
            error.set(
                    "field",
                    Json.array(
                            item.has("field")
                                    ? "Invalid pk \"" + item.path("field").asText() + "\" - object does not exist."
                                    : Validation.REQUIRED));
        }
        if (!item.has("value")) {
            error.set("value", Json.array(Validation.REQUIRED));
        }
        if (error.isEmpty()) {
            try {
                if (instance.refusals.containsKey(field.name)) {
                    throw new Unfit(instance.refusals.get(field.name));
                }
                values.put(field.id, new FieldValue(field.id, field.dataType, check(field, item.get("value"))));
            } catch (Unfit e) {
                error.set("non_field_errors", Json.array(e.getMessage()));
            }
        }
        return error;
    }

    /** Replaces all values. Kept values keep their position, new values come last, all others are deleted. */
    void replace(DocumentRow row, List<FieldValue> values) {
        for (FieldValue old : List.copyOf(row.fields)) {
            if (values.stream().noneMatch(value -> value.field == old.field)) {
                remove(row, old.field);
            }
        }
        values.forEach(value -> set(row, value));
    }

    void remove(DocumentRow row, int field) {
        FieldValue old = row.field(field);
        if (old != null) {
            old.links().forEach(target -> unlink(target.asInt(), field, row.id));
            row.fields.remove(old);
        }
    }

    /** Sets one value. The targets of a document link get a link back. */
    void set(DocumentRow row, FieldValue value) {
        if (!value.value.isNull() && instance.breaking.contains(instance.fields.get(value.field).name)) {
            throw Refusal.serverError();
        }
        boolean link = value.writtenAs.equals("documentlink");
        FieldValue old = row.field(value.field);
        if (link && old != null) {
            Set<Integer> kept = new LinkedHashSet<>();
            value.links().forEach(id -> kept.add(id.asInt()));
            for (JsonNode target : old.links().deepCopy()) {
                if (!kept.contains(target.asInt())) {
                    unlink(target.asInt(), value.field, row.id);
                }
            }
        }
        if (old == null) {
            row.fields.add(value);
        } else {
            old.value = value.value;
            old.writtenAs = value.writtenAs;
        }
        if (link) {
            value.links().forEach(target -> linkBack(target.asInt(), value.field, row.id));
        }
    }

    private void linkBack(int target, int field, int id) {
        DocumentRow other = instance.documents.get(target);
        FieldValue value = other.field(field);
        if (value == null) {
            other.fields.add(new FieldValue(field, "documentlink", Json.array(id)));
        } else {
            ArrayNode links = value.links();
            for (JsonNode link : links) {
                if (link.asInt() == id) {
                    return;
                }
            }
            value.writtenAs = "documentlink";
            value.value = links.deepCopy().add(id);
        }
        instance.bump(other);
    }

    private void unlink(int target, int field, int id) {
        DocumentRow other = instance.documents.get(target);
        FieldValue value =
                other == null || !other.isLive() ? null : other.field(field); // documents in the trash keep their links
        if (value == null) {
            return;
        }
        ArrayNode left = Json.array();
        value.links().forEach(link -> {
            if (link.asInt() != id) {
                left.add(link);
            }
        });
        value.value = left;
        instance.bump(other);
    }
}

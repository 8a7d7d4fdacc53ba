package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Checks the keys of a request body with the messages of Django REST framework, and collects all errors. */
final class Validation {
    static final String REQUIRED = "This field is required.";
    static final String NOT_NULL = "This field may not be null.";
    static final long MAX_ASN = 4294967295L;

    private final ObjectNode body;
    final ObjectNode errors = Json.object();

    Validation(ObjectNode body) {
        this.body = body;
    }

    boolean has(String key) {
        return body.has(key);
    }

    JsonNode get(String key) {
        return body.path(key);
    }

    void error(String key, String message) {
        errors.set(key, Json.array(message));
    }

    void done() {
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors);
        }
    }

    void require(String... keys) {
        for (String key : keys) {
            if (!body.has(key)) {
                error(key, REQUIRED);
            }
        }
    }

    /** Returns a trimmed text; null: an error was recorded. */
    String text(String key, int max, boolean blankAllowed) {
        JsonNode value = body.path(key);
        if (value.isNull()) {
            error(key, NOT_NULL);
            return null;
        }
        if (value.isContainerNode() || value.isBoolean()) {
            error(key, "Not a valid string.");
            return null;
        }
        String text = value.asText().strip();
        if (text.indexOf('\0') >= 0) {
            error(key, "Null characters are not allowed.");
        } else if (text.isEmpty() && !blankAllowed) {
            error(key, "This field may not be blank.");
        } else if (text.length() > max) {
            error(key, "Ensure this field has no more than " + max + " characters.");
        } else {
            return text;
        }
        return null;
    }

    boolean bool(String key) {
        String text = body.path(key).asText();
        return text.equalsIgnoreCase("true") || text.equals("1") || text.equalsIgnoreCase("on");
    }

    /** Returns an id for which {@code exists} is true; null: the value is JSON null, or an error was recorded. */
    Integer reference(String key, IntPredicate exists) {
        return reference(key, body.path(key), exists);
    }

    private Integer reference(String key, JsonNode value, IntPredicate exists) {
        if (value.isNull() || value.isTextual() && value.textValue().isEmpty()) {
            return null;
        }
        if (!value.asText().matches("-?\\d{1,18}")) {
            error(key, "Incorrect type. Expected pk value, received " + (value.isTextual() ? "str" : "dict") + ".");
            return null;
        }
        long id = Long.parseLong(value.asText());
        if (id > Integer.MAX_VALUE || !exists.test((int) id)) {
            error(key, "Invalid pk \"" + id + "\" - object does not exist.");
            return null;
        }
        return (int) id;
    }

    List<Integer> references(String key, IntPredicate exists) {
        JsonNode values = body.path(key);
        List<Integer> ids = new ArrayList<>();
        if (values.isNull()) {
            error(key, NOT_NULL);
        } else if (!values.isArray()) {
            error(key, "Expected a list of items but got type \"str\".");
        } else {
            for (JsonNode value : values) {
                Integer id = reference(key, value, exists);
                if (id != null) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    Long asn(String key) {
        JsonNode value = body.path(key);
        if (value.isNull()) {
            return null;
        }
        if (!value.asText().matches("-?\\d{1,18}")) {
            error(key, "A valid integer is required.");
            return null;
        }
        long number = Long.parseLong(value.asText());
        if (number > MAX_ASN) {
            error(key, "Ensure this value is less than or equal to " + MAX_ASN + ".");
        } else if (number < 0) {
            error(key, "Ensure this value is greater than or equal to 0.");
        }
        return number;
    }

    /** Returns a date. A date with a time is converted to the server's zone first. */
    LocalDate date(String key, ZoneId zone) {
        JsonNode value = body.path(key);
        if (value.isNull()) {
            error(key, NOT_NULL);
            return null;
        }
        LocalDate date = parseDate(value.asText(), zone);
        if (date == null) {
            error(key, "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.");
        }
        return date;
    }

    /** Returns the date in a text. A time with an offset is converted to the zone first. Null: there is no date. */
    static LocalDate parseDate(String text, ZoneId zone) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            try {
                return OffsetDateTime.parse(text).atZoneSameInstant(zone).toLocalDate();
            } catch (DateTimeParseException e2) {
                try {
                    return LocalDateTime.parse(text).toLocalDate();
                } catch (DateTimeParseException e3) {
                    return null;
                }
            }
        }
    }
}

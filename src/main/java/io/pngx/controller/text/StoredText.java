package io.pngx.controller.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes texts for the database: a JSON array of the pattern and the values, in which a text is an array again. A text
 * that was stored is translated when it is read, so that a log can be read in every language.
 */
public final class StoredText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StoredText() {}

    /** Returns the text as JSON; null: there is no text, or the text is the same in every language. */
    public static String write(Text text) {
        return text == null || text.pattern().equals("{0}") && text.values().get(0) instanceof String
                ? null
                : json(text);
    }

    /** Returns the text as JSON, for a column that has no second column with the English sentence. */
    public static String json(Text text) {
        return array(text).toString();
    }

    private static ArrayNode array(Text text) {
        ArrayNode array = JSON.createArrayNode().add(text.pattern());
        for (Object value : text.values()) {
            if (value instanceof Text inner) {
                array.add(array(inner));
            } else if (value instanceof Long || value instanceof Integer) {
                array.add(((Number) value).longValue());
            } else if (value instanceof Double decimal) {
                array.add(decimal);
            } else {
                array.add(value.toString());
            }
        }
        return array;
    }

    /** Returns the English sentence of a text, which the database keeps beside the JSON; null: there is no text. */
    public static String english(Text text) {
        return text == null ? null : text.toString();
    }

    /**
     * Reads a text from its two columns.
     *
     * @param english the English sentence; null: there is no text
     * @param json what {@link #write} returned; null: the sentence is shown as it is
     */
    public static Text read(String english, String json) {
        return english == null ? null : json == null ? Text.verbatim(english) : read(json);
    }

    /** Reads JSON that {@link #write} or {@link #json} wrote. */
    public static Text read(String json) {
        try {
            return text(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The stored text can't be read: " + json, e);
        }
    }

    private static Object value(JsonNode value) {
        if (value.isArray()) {
            return text(value);
        }
        if (value.isIntegralNumber()) {
            return value.asLong();
        }
        return value.isNumber() ? (Object) value.asDouble() : value.asText();
    }

    private static Text text(JsonNode array) {
        List<Object> values = new ArrayList<>();
        for (int i = 1; i < array.size(); i++) {
            values.add(value(array.get(i)));
        }
        return new Text(array.get(0).asText(), List.copyOf(values));
    }
}

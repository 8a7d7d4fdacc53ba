package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;

/** One authenticated request inside the application. */
final class Call {
    final RawRequest raw;
    final UserRow user;
    final int api;
    private final MatchResult match;
    private final Map<String, String> query = new LinkedHashMap<>();

    Call(RawRequest raw, MatchResult match, UserRow user, int api) {
        this.raw = raw;
        this.match = match;
        this.user = user;
        this.api = api;
        parse(raw.query());
    }

    private void parse(String text) {
        if (text == null || text.isEmpty()) {
            return;
        }
        for (String pair : text.split("&")) {
            int at = pair.indexOf('=');
            String key = at < 0 ? pair : pair.substring(0, at);
            String value = at < 0 ? "" : pair.substring(at + 1);
            query.put(decode(key), decode(value));
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /**
     * Returns an id from the path, for example 7 from {@code /api/documents/7/}. Throws a 404 if this part of the path
     * is not a number.
     */
    int id(int group) {
        try {
            return Integer.parseInt(match.group(group));
        } catch (NumberFormatException e) {
            throw Refusal.notFound();
        }
    }

    int id() {
        return id(1);
    }

    Map<String, String> query() {
        return query;
    }

    String query(String key) {
        return query.get(key);
    }

    boolean flag(String key) {
        String value = query.get(key);
        return value != null && (value.equals("true") || value.equals("1"));
    }

    /** Returns the keys that {@code ?fields=} names; empty: all keys. */
    Set<String> fields() {
        String value = query.get("fields");
        return value == null || value.isEmpty() ? Set.of() : new LinkedHashSet<>(List.of(value.split(",")));
    }

    boolean is(String method) {
        return raw.method().equals(method);
    }

    boolean isMultipart() {
        return raw.form() != null;
    }

    /** Returns the body as JSON: the parsed body, or an object made of form fields. */
    JsonNode body() {
        if (raw.form() != null) {
            ObjectNode object = Json.object();
            raw.form().forEach(e -> object.put(e.getKey(), e.getValue()));
            return object;
        }
        if (raw.body().length == 0) {
            return Json.object();
        }
        JsonNode parsed = Json.parse(raw.body());
        if (parsed == null) {
            throw Refusal.detail(400, "JSON parse error - Expecting value: line 1 column 1 (char 0)");
        }
        return parsed;
    }

    ObjectNode object() {
        JsonNode body = body();
        if (body instanceof ObjectNode object) {
            return object;
        }
        String type = body.isArray() ? "list" : body.isTextual() ? "str" : "int";
        throw Refusal.field("non_field_errors", "Invalid data. Expected a dictionary, but got " + type + ".");
    }

    List<String> formValues(String name) {
        return raw.form().stream()
                .filter(e -> e.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    String formValue(String name) {
        List<String> values = formValues(name);
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }
}

package io.pngx.controller.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.text.Text;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;

/**
 * Reads and checks the result of a rule. A rule may change only some fields, and only to values that paperless accepts.
 */
final class RuleAnswer {
    static final List<String> SETTABLE = List.of(
            "title",
            "created",
            "correspondent",
            "document_type",
            "storage_path",
            "tags",
            "owner",
            "archive_serial_number",
            "custom_fields");
    private static final int LONGEST_TITLE = 128;
    private static final String FIELD = "custom_fields.";

    private final String rule;

    private RuleAnswer(String rule) {
        this.rule = rule;
    }

    /**
     * Returns whether a {@code rule-select} selected the document.
     *
     * @throws RuleFailure if the body is neither true nor false
     */
    static boolean selected(String rule, Exchange answer) {
        Object body = answer.getMessage().getBody();
        String word = body == null
                ? ""
                : body instanceof Boolean || body instanceof String
                        ? body.toString().strip()
                        : body.getClass().getSimpleName();
        if (word.equals("true") || word.equals("false")) {
            return word.equals("true");
        }
        throw RuleFailure.of(
                rule,
                Text.of(
                        word.isEmpty()
                                ? "returned nothing; a rule-select must return true or false in the body."
                                : "returned neither true nor false; a rule-select must return true or false in the "
                                        + "body."));
    }

    /**
     * Returns the document as a {@code rule-transform} changed it. Applies the body of the answer, then the properties
     * that the rule set.
     *
     * @throws RuleFailure if the body is not the document, or has a value that can't be written
     */
    static RuleDocument transformed(String rule, RuleDocument before, Exchange answer) {
        RuleAnswer reader = new RuleAnswer(rule);
        RuleDocument after = before.copy();
        reader.body(answer).forEach((key, value) -> reader.set(after, key, value));
        if (!Objects.equals(String.valueOf(after.get("id")), String.valueOf(before.get("id")))) {
            throw reader.failure(Text.of("changed the id of the document; a rule must leave the id unchanged."));
        }
        after.put("id", before.get("id"));
        // Properties that replace a whole field come first. Then add_tag and custom_fields.NAME add to the new value of
        // the field.
        answer.getProperties().entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Object> entry) -> !SETTABLE.contains(entry.getKey()))
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> reader.property(after, entry.getKey(), entry.getValue()));
        before.keySet().stream()
                .filter(key -> !SETTABLE.contains(key) && !Objects.equals(before.get(key), after.get(key)))
                .findFirst()
                .ifPresent(key -> {
                    throw reader.failure(Text.of(
                            "changes {0}, which rules must not change; a rule may change {1}.",
                            key, String.join(", ", SETTABLE)));
                });
        reader.check(before, after);
        return after;
    }

    private RuleFailure failure(Text what) {
        return RuleFailure.of(rule, what);
    }

    /** Reads the body: a map, or JSON, for example the answer of a web service. */
    private Map<?, ?> body(Exchange answer) {
        Object body = answer.getMessage().getBody();
        if (body instanceof Map<?, ?> map) {
            return requireId(map);
        }
        String text = body == null ? null : answer.getMessage().getBody(String.class);
        if (text == null || text.isBlank()) {
            throw failure(Text.of("returned nothing; a rule-transform must return the document in the body."));
        }
        try {
            return requireId(Json.MAPPER.readValue(text, new TypeReference<Map<String, Object>>() {}));
        } catch (JsonProcessingException e) {
            throw failure(Text.of(
                    "returned something other than the document; a rule-transform must return the document in the "
                            + "body."));
        }
    }

    private Map<?, ?> requireId(Map<?, ?> map) {
        if (!map.containsKey("id")) {
            throw failure(Text.of(
                    "returned something other than the document; a rule-transform must return the document in the "
                            + "body."));
        }
        return map;
    }

    private void set(RuleDocument after, Object key, Object value) {
        if (!after.containsKey(key)) {
            throw failure(Text.of(
                    "sets \"{0}\", which a document does not have; a rule may change {1}.",
                    String.valueOf(key), String.join(", ", SETTABLE)));
        }
        after.put((String) key, value);
    }

    private void property(RuleDocument after, String key, Object value) {
        if (key.startsWith("Camel")) {
            return;
        }
        if (SETTABLE.contains(key)) {
            after.put(key, value);
        } else if (key.equals("add_tag") || key.equals("remove_tag")) {
            Set<String> tags = new TreeSet<>(names(after.get("tags"), "tags"));
            if (key.equals("add_tag")) {
                tags.addAll(names(value, key));
            } else {
                tags.removeAll(names(value, key));
            }
            after.put("tags", new ArrayList<>(tags));
        } else if (key.startsWith(FIELD)) {
            Map<Object, Object> fields = new LinkedHashMap<>(fields(after.get("custom_fields")));
            fields.put(key.substring(FIELD.length()), value);
            after.put("custom_fields", fields);
        } else {
            throw failure(Text.of(
                    "sets the property \"{0}\", which rules must not change; allowed are {1}. Keep your own values "
                            + "with setVariable.",
                    key, String.join(", ", SETTABLE) + ", " + FIELD + "NAME, add_tag, remove_tag"));
        }
    }

    /** Checks only the changed values, because a document may have values that a rule must not set. */
    private void check(RuleDocument before, RuleDocument after) {
        set(before, after, "title", this::title);
        set(before, after, "created", this::date);
        RuleDocument.LOOKUPS.keySet().forEach(key -> set(before, after, key, value -> name(value, key)));
        set(before, after, "tags", value -> new ArrayList<>(new TreeSet<>(names(value, "tags"))));
        set(before, after, "owner", this::owner);
        set(before, after, "archive_serial_number", value -> number(value, before.get("archive_serial_number")));
        set(before, after, "custom_fields", this::fields);
    }

    private static void set(RuleDocument before, RuleDocument after, String key, UnaryOperator<Object> check) {
        if (!Objects.equals(before.get(key), after.get(key))) {
            after.put(key, check.apply(after.get(key)));
        }
    }

    private String owner(Object value) {
        String owner = name(value, "owner");
        if (owner == null) {
            throw failure(Text.of(
                    "removes the owner, which would show the document to everyone; set a user of the replica."));
        }
        return owner;
    }

    private Object number(Object value, Object before) {
        if (value != null && !Objects.equals(String.valueOf(value), String.valueOf(before))) {
            throw failure(Text.of(
                    "sets archive_serial_number to {0}; a rule can only keep or clear the number.", shown(value)));
        }
        return value == null ? null : before;
    }

    private Map<?, ?> fields(Object value) {
        if (value instanceof Map<?, ?> fields) {
            return fields;
        }
        throw failure(Text.of(
                "sets custom_fields to {0}; use a map from the names of custom fields to values.", shown(value)));
    }

    private String title(Object value) {
        String title = value == null ? "" : String.valueOf(value).strip();
        if (title.isEmpty() || title.length() > LONGEST_TITLE || title.chars().anyMatch(Character::isISOControl)) {
            throw failure(Text.of(
                    "sets the title to {0}; use one line of 1 to {1} characters.", shown(value), LONGEST_TITLE));
        }
        return title;
    }

    private String date(Object value) {
        try {
            return LocalDate.parse(String.valueOf(value)).toString();
        } catch (DateTimeParseException e) {
            throw failure(Text.of("sets created to {0}; use a date, YYYY-MM-DD.", shown(value)));
        }
    }

    private String name(Object value, String key) {
        if (value != null && !(value instanceof String)) {
            throw failure(Text.of("sets {0} to {1}; use a name, or nothing.", key, shown(value)));
        }
        String name = (String) value;
        return name == null || name.isBlank() ? null : name;
    }

    private List<String> names(Object value, String key) {
        Collection<?> all = value instanceof Collection<?> many ? many : value == null ? List.of() : List.of(value);
        return all.stream()
                .map(each -> {
                    if (!(each instanceof String text) || text.isBlank()) {
                        throw failure(Text.of("sets {0} to {1}; use a name, or a list of names.", key, shown(value)));
                    }
                    return text;
                })
                .toList();
    }

    private static Text shown(Object value) {
        String text = String.valueOf(value);
        return value == null
                ? Text.of("nothing")
                : Text.of("\"{0}\"", text.length() <= 60 ? text : text.substring(0, 60) + "…");
    }
}

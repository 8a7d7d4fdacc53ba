package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.session.AnswerText;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.sync.Lookups;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Collects the values of a document that a replica refuses. paperless refuses a whole PATCH if one key is invalid. The
 * controller then sends the other keys alone. For example, permissions are written although the title was refused.
 */
final class RefusedFields {
    static final String FIELDS = "custom_fields";
    /** If the answer names no refused key, the next attempt sends only these keys. */
    private static final List<String> ACCESS_KEYS = List.of("owner", "set_permissions");

    private final Map<String, String> reasons = new LinkedHashMap<>();
    private final Set<Long> fields = new TreeSet<>();
    private final Lookups replica;

    RefusedFields(Lookups replica) {
        this.replica = replica;
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    /** @return ids of the refused custom fields on the replica */
    Set<Long> fields() {
        return fields;
    }

    /**
     * Removes from the patch the keys and custom fields that the answer refuses.
     *
     * @return false if nothing is left to write
     */
    boolean remove(ObjectNode patch, String answer) {
        JsonNode errors = read(answer);
        List<String> named = names(patch).filter(errors::has).toList();
        if (named.isEmpty()) {
            List<String> others =
                    names(patch).filter(key -> !ACCESS_KEYS.contains(key)).toList();
            if (others.isEmpty() || others.size() == patch.size()) {
                return false;
            }
            others.forEach(key -> remove(patch, key, answer == null ? "" : answer));
        }
        for (String key : named) {
            if (!key.equals(FIELDS) || !removeFields(patch, errors.get(key))) {
                remove(patch, key, text(errors.get(key)));
            }
        }
        return true;
    }

    private void remove(ObjectNode patch, String key, String why) {
        patch.remove(key);
        reasons.put(key, why);
    }

    /**
     * Removes refused custom fields. The answer lists one error for each value, in the order of the sent values
     * (paperless-api.md §7.3).
     *
     * @return false if the answer does not show which values are refused
     */
    private boolean removeFields(ObjectNode patch, JsonNode errors) {
        ArrayNode values = (ArrayNode) patch.get(FIELDS);
        if (!errors.isArray() || errors.size() != values.size()) {
            return false;
        }
        int sent = values.size();
        for (int i = errors.size() - 1; i >= 0; i--) {
            if (!errors.get(i).isNull()
                    && (errors.get(i).isValueNode() || !errors.get(i).isEmpty())) {
                long field = values.remove(i).path("field").asLong();
                fields.add(field);
                Lookup known = replica.get(Kind.CUSTOM_FIELD, field);
                reasons.put(
                        "custom field " + (known == null ? "#" + field : "\"" + known.name() + "\""),
                        text(errors.get(i)));
            }
        }
        return values.size() < sent;
    }

    /** Removes from a new patch the keys that were refused before. */
    void remove(ObjectNode patch) {
        patch.remove(reasons.keySet());
    }

    /** @return the refused keys with the reasons, for messages */
    @Override
    public String toString() {
        return reasons.entrySet().stream()
                .map(reason -> reason.getKey() + " (" + AnswerText.of(reason.getValue()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static Stream<String> names(ObjectNode patch) {
        return patch.propertyStream().map(Map.Entry::getKey);
    }

    private static JsonNode read(String answer) {
        try {
            return answer == null ? MissingNode.getInstance() : Json.MAPPER.readTree(answer);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** @return the texts of the errors, without JSON brackets */
    private static String text(JsonNode errors) {
        return errors.isValueNode()
                ? errors.asText()
                : errors.valueStream().map(RefusedFields::text).collect(Collectors.joining(" "));
    }
}

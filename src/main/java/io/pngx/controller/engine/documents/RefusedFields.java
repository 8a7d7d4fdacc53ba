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
 * What a replica does not take of a document. One key refuses the whole PATCH, so it is left out: who may see the document
 * must not hang on its title.
 */
final class RefusedFields {
    private static final String FIELDS = "custom_fields";
    /** They go alone where the answer does not say what is wrong. */
    private static final List<String> WHO_SEES_IT = List.of("owner", "set_permissions");

    private final Map<String, String> reasons = new LinkedHashMap<>();
    private final Set<Long> fields = new TreeSet<>();
    private final Lookups replica;

    RefusedFields(Lookups replica) {
        this.replica = replica;
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    /** Custom fields, by the replica's id: the others can be written without them. */
    Set<Long> fields() {
        return fields;
    }

    /**
     * Takes what the answer refuses out of the patch.
     *
     * @return false where nothing is left that could be tried
     */
    boolean leaveOut(ObjectNode patch, String answer) {
        JsonNode errors = read(answer);
        List<String> named = names(patch).filter(errors::has).toList();
        if (named.isEmpty()) {
            List<String> others =
                    names(patch).filter(key -> !WHO_SEES_IT.contains(key)).toList();
            if (others.isEmpty() || others.size() == patch.size()) {
                return false;
            }
            others.forEach(key -> leaveOut(patch, key, answer == null ? "" : answer));
        }
        for (String key : named) {
            if (!key.equals(FIELDS) || !leaveOutFields(patch, errors.get(key))) {
                leaveOut(patch, key, text(errors.get(key)));
            }
        }
        return true;
    }

    private void leaveOut(ObjectNode patch, String key, String why) {
        patch.remove(key);
        reasons.put(key, why);
    }

    /** Each value has its own error, in the order in which they were sent (paperless-api.md §7.3). */
    private boolean leaveOutFields(ObjectNode patch, JsonNode errors) {
        ArrayNode values = (ArrayNode) patch.get(FIELDS);
        if (!errors.isArray() || errors.size() != values.size()) {
            return false;
        }
        for (int i = errors.size() - 1; i >= 0; i--) {
            if (!errors.get(i).isEmpty()) {
                long field = values.remove(i).path("field").asLong();
                fields.add(field);
                Lookup known = replica.get(Kind.CUSTOM_FIELD, field);
                reasons.put(
                        "custom field " + (known == null ? "#" + field : "\"" + known.name() + "\""),
                        text(errors.get(i)));
            }
        }
        return true;
    }

    /** Takes out what was refused before, where a comparison found it again. */
    void leaveOut(ObjectNode patch) {
        patch.remove(reasons.keySet());
    }

    /** The keys and why, for a person. */
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

    /** The sentences alone, without the brackets around them. */
    private static String text(JsonNode errors) {
        return errors.isValueNode()
                ? errors.asText()
                : errors.valueStream().map(RefusedFields::text).collect(Collectors.joining(" "));
    }
}

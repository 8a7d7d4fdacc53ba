package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pngx.controller.paperless.Lookup;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Maps the options of select fields. The controller creates options with the master's ids. An option that the replica
 * had before the controller is matched by its label.
 */
public final class Options {
    private Options() {}

    /** Returns the label of each option id, in the field's order. */
    public static Map<String, String> of(Lookup field) {
        Map<String, String> options = new LinkedHashMap<>();
        if (field != null && field.extraData() != null) {
            field.extraData()
                    .path("select_options")
                    .forEach(option -> options.put(
                            option.path("id").asText(), option.path("label").asText()));
        }
        return options;
    }

    /** Returns the replica's option for an option of the master; JSON null if the master's field has no such option. */
    static JsonNode translate(String masterOption, Lookup masterField, Lookup replicaField) {
        String replicaOption = assigned(masterField, replicaField).get(masterOption);
        return replicaOption == null ? NullNode.instance : TextNode.valueOf(replicaOption);
    }

    /**
     * Assigns an option of the replica to each option of the master, in the master's order. Each option of the replica
     * is assigned at most once. First choice is the option with the master's id, whatever its label, so that a renamed
     * option keeps its id. Second choice is an option of the replica with the same label. Otherwise the controller will
     * create an option with the master's id, which is then the first choice. An option that the replica had before the
     * controller never gets another label, because foreign documents may show the label.
     */
    static Map<String, String> assigned(Lookup masterField, Lookup replicaField) {
        Map<String, String> master = of(masterField);
        Map<String, String> before = of(replicaField);
        Set<String> known = Set.copyOf(before.keySet());
        before.keySet().removeAll(master.keySet());
        Map<String, String> assigned = new LinkedHashMap<>();
        master.forEach((id, label) -> {
            String found = known.contains(id)
                    ? id
                    : before.entrySet().stream()
                            .filter(option -> option.getValue().equals(label))
                            .map(Map.Entry::getKey)
                            .findFirst()
                            .orElse(id);
            before.remove(found);
            assigned.put(id, found);
        });
        return assigned;
    }

    /** @return whether the replica's field lacks an option of the master's field */
    public static boolean lacks(Lookup masterField, Lookup replicaField) {
        return !of(replicaField)
                .keySet()
                .containsAll(assigned(masterField, replicaField).values());
    }

    /**
     * Returns the complete list to send: the master's options in the master's order with the replica's ids, then the
     * options that only the replica has. If an option were omitted, foreign documents would lose their value.
     */
    static ArrayNode merged(Lookup masterField, Lookup replicaField) {
        Map<String, String> labels = of(masterField);
        Map<String, String> left = of(replicaField);
        ArrayNode options = JsonNodeFactory.instance.arrayNode();
        assigned(masterField, replicaField).forEach((id, replicaId) -> {
            options.add(option(replicaId, labels.get(id)));
            left.remove(replicaId);
        });
        left.forEach((id, label) -> options.add(option(id, label)));
        return options;
    }

    private static ObjectNode option(String id, String label) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("label", label);
    }
}

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

/** Options of select fields: created with the master's ids, on fields that exist already found by label. */
public final class Options {
    private Options() {
    }

    /** Option id to label, in the field's order. */
    public static Map<String, String> of(Lookup field) {
        Map<String, String> options = new LinkedHashMap<>();
        if (field != null && field.extraData() != null) {
            field.extraData().path("select_options")
                    .forEach(option -> options.put(option.path("id").asText(), option.path("label").asText()));
        }
        return options;
    }

    /** The replica's option for the master's option; JSON null where the master's field has no such option. */
    static JsonNode translate(String masterOption, Lookup masterField, Lookup replicaField) {
        String label = of(masterField).get(masterOption);
        if (label == null) {
            return NullNode.instance;
        }
        return TextNode.valueOf(idFor(masterOption, label, of(replicaField)));
    }

    /**
     * The replica's id for an option: the one with the same label, else the master's own id, which is what the option
     * has been, or will be, created with.
     */
    private static String idFor(String masterOption, String label, Map<String, String> replica) {
        if (label.equals(replica.get(masterOption))) {
            return masterOption;
        }
        return replica.entrySet().stream().filter(option -> option.getValue().equals(label)).map(Map.Entry::getKey)
                .findFirst().orElse(masterOption);
    }

    /**
     * The complete list to send: the master's options in the master's order under the replica's ids, then options that
     * only the replica has (removing one would empty it in documents that are not ours).
     */
    static ArrayNode merged(Lookup masterField, Lookup replicaField) {
        Map<String, String> left = of(replicaField);
        ArrayNode options = JsonNodeFactory.instance.arrayNode();
        of(masterField).forEach((id, label) -> {
            String replicaId = idFor(id, label, of(replicaField));
            options.add(option(replicaId, label));
            left.remove(replicaId);
        });
        left.forEach((id, label) -> options.add(option(id, label)));
        return options;
    }

    private static ObjectNode option(String id, String label) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("label", label);
    }
}

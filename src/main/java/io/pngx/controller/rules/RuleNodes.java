package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads nodes of a rule's YAML. Each method accepts one kind of node, such as a map, and refuses all other kinds. */
final class RuleNodes {
    private RuleNodes() {}

    static InvalidRuleException refused(Node node, Text sentence) {
        return new InvalidRuleException(RuleText.line(node), sentence);
    }

    static String raw(Node node, String of) {
        if (!(node instanceof ScalarNode scalar)) {
            throw refused(node, Text.of("\"{0}\" must be a text; write the text after the colon.", of));
        }
        return scalar.getValue();
    }

    static MappingNode map(Node node, String of) {
        if (!(node instanceof MappingNode map)) {
            throw refused(
                    node,
                    Text.of(
                            "\"{0}\" must be a map of names and values; below \"{0}\", write indented lines such as "
                                    + "\"name: value\".",
                            of));
        }
        return map;
    }

    static List<Node> list(Node node, String of) {
        if (!(node instanceof SequenceNode list)) {
            throw refused(node, Text.of("\"{0}\" must be a list; begin each entry with a hyphen.", of));
        }
        return list.getValue();
    }

    static void each(MappingNode map, String of, BiConsumer<String, Node> consumer) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : map.getValue()) {
            String key = RuleText.key(tuple);
            if (!seen.add(key)) {
                throw refused(
                        tuple.getKeyNode(), Text.of("\"{0}\" occurs twice in \"{1}\"; keep one of them.", key, of));
            }
            consumer.accept(key, tuple.getValueNode());
        }
    }

    /** @return the value of a key; null if the map lacks the key */
    static Node find(MappingNode map, String key) {
        return map.getValue().stream()
                .filter(tuple -> RuleText.key(tuple).equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst()
                .orElse(null);
    }
}

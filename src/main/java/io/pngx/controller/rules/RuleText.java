package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Parses the text of a rule before Camel reads it. Checks that the text is a list of routes, templates and uses of
 * templates, and contains nothing else.
 */
final class RuleText {
    /** The maximum length of a text in characters. */
    static final int MAX_LENGTH = 50_000;

    /** Maximum nesting of lists and maps, because the code that reads lists and maps is recursive. */
    private static final int MAX_DEPTH = 60;

    private static final Map<String, Text> REFUSED = new LinkedHashMap<>();

    static {
        REFUSED.put("from", Text.of("a route is written as \"- route:\" with \"from:\" inside it"));
        REFUSED.put("routeConfiguration", Text.of("it would change the error handling of all routes"));
        REFUSED.put("errorHandler", Text.of("it would change the error handling of all routes"));
        REFUSED.put(
                "onException", Text.of("it would change the error handling of all routes; use doTry inside the route"));
        REFUSED.put("beans", Text.of("they could replace the controller's own beans"));
        REFUSED.put("rest", Text.of("a rule cannot add pages or API endpoints"));
        REFUSED.put("restConfiguration", Text.of("a rule cannot add pages or API endpoints"));
    }

    private RuleText() {}

    /**
     * An entry of a rule. The text of a rule is a list of such entries.
     *
     * @param key {@code route}, {@code routeTemplate} or {@code templatedRoute}
     */
    record Entry(String key, MappingNode value) {
        /** Returns the value of a key; empty if the key is missing, or its value is not a text. */
        Optional<String> text(String name) {
            return value.getValue().stream()
                    .filter(tuple -> RuleText.key(tuple).equals(name) && tuple.getValueNode() instanceof ScalarNode)
                    .map(tuple -> ((ScalarNode) tuple.getValueNode()).getValue())
                    .findFirst();
        }

        /**
         * Returns the names and values of the parameters that a {@code templatedRoute} sets. Returns an empty map if a
         * parameter does not consist of one name and one text, or if a name occurs twice.
         */
        Map<String, String> parameters() {
            Map<String, String> values = new LinkedHashMap<>();
            for (NodeTuple tuple : value.getValue()) {
                if (RuleText.key(tuple).equals("parameters") && tuple.getValueNode() instanceof SequenceNode list) {
                    for (Node node : list.getValue()) {
                        Optional<Entry> each = Optional.of(node)
                                .filter(MappingNode.class::isInstance)
                                .map(map -> new Entry("parameter", (MappingNode) map))
                                .filter(parameter ->
                                        parameter.value().getValue().size() == 2);
                        Optional<String> name = each.flatMap(parameter -> parameter.text("name"));
                        Optional<String> text = each.flatMap(parameter -> parameter.text("value"));
                        if (name.isEmpty() || text.isEmpty() || values.put(name.get(), text.get()) != null) {
                            return Map.of();
                        }
                    }
                }
            }
            return values;
        }
    }

    /**
     * Parses a text into its entries.
     *
     * @throws InvalidRuleException if the text is not YAML, too long, nested too deeply, or contains anything other
     *     than routes
     */
    static List<Entry> entries(String text) {
        if (text.isBlank()) {
            throw new InvalidRuleException(null, Text.of("The rule is empty; it needs at least one route."));
        }
        if (text.length() > MAX_LENGTH) {
            throw new InvalidRuleException(
                    null,
                    Text.of(
                            "The rule is longer than {0} characters; divide it into several rules.",
                            String.valueOf(MAX_LENGTH)));
        }
        Node root = parse(text);
        if (!(root instanceof SequenceNode list) || list.getValue().isEmpty()) {
            throw new InvalidRuleException(
                    line(root), Text.of("A rule must be a list; begin with \"- route:\" or \"- templatedRoute:\"."));
        }
        return list.getValue().stream().map(RuleText::entry).toList();
    }

    private static Node parse(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setCodePointLimit(MAX_LENGTH + 1)
                .setMaxAliasesForCollections(10)
                .build();
        try {
            new Parse(settings).parseString(text).forEach(new Bounds()::check);
            return new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() ->
                            new InvalidRuleException(null, Text.of("The rule is empty; it needs at least one route.")));
        } catch (MarkedYamlEngineException e) {
            Integer line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(null);
            throw new InvalidRuleException(
                    line,
                    Text.of(
                            "This is not valid YAML: {0}.",
                            e.getProblem() + (e.getContext() == null ? "" : " (" + e.getContext() + ")")));
        } catch (YamlEngineException e) {
            throw new InvalidRuleException(
                    null, Text.of("This is not valid YAML: {0}", BuildProblem.firstLine(e.getMessage())));
        }
    }

    /**
     * Checks the events of a YAML text for depth, anchors and aliases. Reading events needs no recursion, unlike
     * reading nodes.
     */
    private static final class Bounds {
        private int depth;

        void check(Event event) {
            Integer line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(null);
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                throw new InvalidRuleException(
                        line,
                        Text.of(
                                "The rule is nested deeper than {0} levels; divide it into several routes that call "
                                        + "each other with to: direct:name.",
                                MAX_DEPTH));
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (event instanceof AliasEvent
                    || event instanceof NodeEvent node && node.getAnchor().isPresent()) {
                throw new InvalidRuleException(
                        line,
                        Text.of("Anchors (&) and aliases (*) are not allowed in a rule; write out the text instead of "
                                + "an alias."));
            }
        }
    }

    private static Entry entry(Node entry) {
        if (!(entry instanceof MappingNode map) || map.getValue().size() != 1) {
            throw new InvalidRuleException(
                    line(entry),
                    Text.of("Each entry of the list must have exactly one key; allowed are route, routeTemplate, "
                            + "templatedRoute."));
        }
        NodeTuple tuple = map.getValue().get(0);
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        String name = key(tuple);
        if (!List.of("route", "routeTemplate", "templatedRoute").contains(name)) {
            Text why = REFUSED.get(name);
            throw new InvalidRuleException(
                    line(entry),
                    why == null
                            ? Text.of(
                                    "\"{0}\" is not allowed in a rule; allowed are route, routeTemplate, "
                                            + "templatedRoute.",
                                    key)
                            : name.equals("from")
                                    ? Text.of("\"{0}\" is not allowed in a rule: {1}.", key, why)
                                    : Text.of(
                                            "\"{0}\" is not allowed in a rule: {1}; allowed are route, routeTemplate, "
                                                    + "templatedRoute.",
                                            key, why));
        }
        if (!(tuple.getValueNode() instanceof MappingNode value)) {
            throw new InvalidRuleException(
                    line(tuple.getKeyNode()), Text.of("\"{0}\" is empty; indent its parts below the name.", key));
        }
        return new Entry(name, value);
    }

    /** Returns the key of an entry, converted to camel case. */
    static String key(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode scalar ? camelCase(scalar.getValue()) : "?";
    }

    /**
     * Converts a name with hyphens to camel case, as Camel does: {@code route-configuration} becomes {@code
     * routeConfiguration}.
     */
    private static String camelCase(String key) {
        StringBuilder name = new StringBuilder();
        boolean upper = false;
        for (char c : key.toCharArray()) {
            if (c == '-') {
                upper = true;
            } else {
                name.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return name.toString();
    }

    /** Returns the number, from 1, of the first line that contains {@code part}; null: no line contains it. */
    static Integer line(String text, String part) {
        List<String> lines = text.lines().toList();
        for (int i = 0; part != null && !part.isBlank() && i < lines.size(); i++) {
            if (lines.get(i).contains(part)) {
                return i + 1;
            }
        }
        // Camel shows an address together with the options below "parameters:", so the text has no line with the whole
        // address.
        return part != null && part.contains("?") ? line(text, part.substring(0, part.indexOf('?'))) : null;
    }

    /** Returns the line of a node, counted from 1. */
    static Integer line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(null);
    }
}

package io.pngx.controller.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Looks at the outside of a rule's text before Camel sees it: a list of routes and nothing that reaches beyond them. */
final class RuleText {
    /** In characters; a body that the HTTP port takes is no longer, either. */
    static final int LONGEST = 50_000;

    private static final Map<String, String> REFUSED = new LinkedHashMap<>();

    static {
        REFUSED.put("from", "a route is written as \"- route:\" with \"from:\" inside it");
        REFUSED.put("routeConfiguration", "it would change what all routes do with errors");
        REFUSED.put("errorHandler", "it would change what all routes do with errors");
        REFUSED.put("onException", "it would change what all routes do with errors; use doTry inside the route");
        REFUSED.put("beans", "they could take the place of the controller's own");
        REFUSED.put("rest", "pages and API are the controller's own");
        REFUSED.put("restConfiguration", "pages and API are the controller's own");
    }

    private RuleText() {
    }

    /** @throws BadRule where it is no YAML, or holds something else than routes */
    static void check(String text) {
        if (text.isBlank()) {
            throw new BadRule(null, "The rule is empty; it needs one route at least.");
        }
        if (text.length() > LONGEST) {
            throw new BadRule(null, "The rule is longer than " + LONGEST + " characters; divide it into several.");
        }
        Node root = parse(text);
        if (!(root instanceof SequenceNode list) || list.getValue().isEmpty()) {
            throw new BadRule(line(root), "A rule is a list; begin with \"- route:\" or \"- templatedRoute:\".");
        }
        list.getValue().forEach(RuleText::entry);
    }

    private static Node parse(String text) {
        LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(false).setCodePointLimit(LONGEST + 1).setMaxAliasesForCollections(10).build();
        try {
            return new Compose(settings).composeString(text).orElseThrow(() -> new BadRule(null, "The rule is empty; it needs one route at least."));
        } catch (MarkedYamlEngineException e) {
            Integer line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(null);
            throw new BadRule(line, "This is no YAML: " + e.getProblem() + (e.getContext() == null ? "" : " (" + e.getContext() + ")") + ".");
        } catch (YamlEngineException e) {
            throw new BadRule(null, "This is no YAML: " + BuildProblem.firstLine(e.getMessage()));
        }
    }

    private static void entry(Node entry) {
        if (!(entry instanceof MappingNode map) || map.getValue().size() != 1) {
            throw new BadRule(line(entry), "Each entry of the list has one key; allowed are route, routeTemplate, templatedRoute.");
        }
        NodeTuple tuple = map.getValue().get(0);
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        String plain = camel(key);
        if (!List.of("route", "routeTemplate", "templatedRoute").contains(plain)) {
            String why = REFUSED.get(plain);
            throw new BadRule(line(entry), "\"" + key + "\" is not allowed in a rule" + (why == null ? "" : ": " + why)
                    + (plain.equals("from") ? "." : "; allowed are route, routeTemplate, templatedRoute."));
        }
        if (!(tuple.getValueNode() instanceof MappingNode)) {
            throw new BadRule(line(tuple.getKeyNode()), "\"" + key + "\" is empty; indent what belongs to it below it.");
        }
    }

    /** Camel takes {@code route-configuration} for {@code routeConfiguration}. */
    private static String camel(String key) {
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

    private static Integer line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(null);
    }
}

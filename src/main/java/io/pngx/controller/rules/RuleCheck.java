package io.pngx.controller.rules;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Compares the text of a rule with the {@link AllowList}, as it is once all placeholders are filled in. */
final class RuleCheck {
    /** Camel reads such a text from a file, or from an address. */
    private static final Pattern RESOURCE = Pattern.compile("(?is)\\s*resource:.*");

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    /** Camel knows a name with hyphens by another one, too. */
    private static final Pattern PARAMETER = Pattern.compile("[a-z][a-z0-9_]*");

    private static final Pattern CAMELS = Pattern.compile("(?is)\\s*(org\\.apache\\.)?camel.*");
    /** Say for whom a request is; the address does. */
    private static final Pattern ADDRESSES = Pattern.compile("(?i)host|proxy-.*|forwarded");

    private static final Pattern WILDCARD = Pattern.compile("[A-Za-z0-9._-]*\\*?");
    private static final Pattern CAUGHT = Pattern.compile(
            "(java\\.(lang|io|net|util\\.concurrent)|org\\.apache\\.camel|org\\.apache\\.camel\\.http\\.base)"
                    + "\\.[A-Za-z]*(Exception|Throwable)");

    private final Placeholders placeholders;

    RuleCheck(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    /** @param route what stands below {@code route:} */
    void route(MappingNode route) {
        each(route, "route", (key, value) -> {
            if (key.equals("from")) {
                parts(value, "from", AllowList.FROM);
            } else {
                notes("route", key, value, "from");
            }
        });
    }

    /** @param template what stands below {@code routeTemplate:} */
    void template(MappingNode template) {
        each(template, "routeTemplate", (key, value) -> {
            if (key.equals("from")) {
                parts(value, "from", AllowList.FROM);
            } else if (key.equals("parameters")) {
                list(value, key)
                        .forEach(parameter -> each(map(parameter, key), key, (name, text) -> {
                            one(
                                    name,
                                    "part of a parameter",
                                    Set.of("name", "defaultValue", "description", "required"),
                                    text);
                            if (name.equals("name")
                                    && !PARAMETER.matcher(raw(text, name)).matches()) {
                                throw refused(
                                        text,
                                        "\"" + raw(text, name) + "\" is no name of a parameter in a rule; it "
                                                + "has lower-case letters, digits and underscores.");
                            }
                            raw(text, name);
                        }));
            } else {
                notes("routeTemplate", key, value, "from, parameters");
            }
        });
    }

    /** @param templated what stands below {@code templatedRoute:} */
    void templated(MappingNode templated) {
        each(templated, "templatedRoute", (key, value) -> {
            if (key.equals("parameters")) {
                list(value, key)
                        .forEach(parameter -> each(map(parameter, key), key, (name, text) -> {
                            one(name, "part of a parameter", Set.of("name", "value"), text);
                            text(text, name);
                        }));
            } else {
                one(
                        key,
                        "part of a templatedRoute",
                        Set.of("description", "parameters", "routeId", "routeTemplateRef"),
                        value);
                text(value, key);
            }
        });
    }

    private void steps(Node node) {
        for (Node entry : list(node, "steps")) {
            MappingNode step = map(entry, "steps");
            if (step.getValue().size() != 1) {
                throw refused(entry, "Each step of a rule has one name; indent what belongs to it below it.");
            }
            each(step, "steps", this::step);
        }
    }

    private void step(String name, Node value) {
        AllowList.Step allowed = AllowList.STEPS.get(name);
        if (allowed == null) {
            String why = AllowList.REASONS.get(name);
            throw refused(
                    value,
                    why != null
                            ? "\"" + name + "\" is not allowed in a rule: " + why + "."
                            : "A rule has no step \"" + name + "\"; look at its spelling, or use one of these: "
                                    + String.join(", ", AllowList.STEPS.keySet()) + ".");
        }
        parts(value, name, allowed);
    }

    private void parts(Node node, String step, AllowList.Step allowed) {
        if (node instanceof ScalarNode scalar) {
            if (allowed.shortForm() != null) {
                part(allowed.parts().get(allowed.shortForm()), step, node);
            } else if (!scalar.getValue().isBlank() || allowed.expression()) {
                throw refused(node, "The step \"" + step + "\" can't be a text alone; indent its parts below it.");
            }
            return;
        }
        each(map(node, step), step, (key, value) -> {
            AllowList.Part part = allowed.parts().get(key);
            if (part != null) {
                part(part, step, value);
            } else if (allowed.expression() && key.equals("expression")) {
                parts(value, step, AllowList.ONLY_EXPRESSION);
            } else if (allowed.expression() && AllowList.LANGUAGES.contains(key)) {
                language(key, value);
            } else {
                notes(step, key, value, names(allowed));
            }
        });
    }

    private static String names(AllowList.Step allowed) {
        Stream<String> parts = allowed.parts().keySet().stream().sorted(String.CASE_INSENSITIVE_ORDER);
        return Stream.concat(parts, allowed.expression() ? AllowList.LANGUAGES.stream() : Stream.empty())
                .collect(Collectors.joining(", "));
    }

    private void notes(String step, String key, Node value, String allowed) {
        if (!AllowList.NOTES.contains(key)) {
            throw refused(
                    value,
                    "\"" + step + "\" has no \"" + key + "\" in a rule; allowed are "
                            + (allowed.isEmpty() ? "" : allowed + ", ") + "id, description.");
        }
        text(value, key);
    }

    private void part(AllowList.Part part, String step, Node node) {
        switch (part) {
            case TEXT, ADDRESS -> text(node, step);
            case SIMPLE -> expression("simple", node);
            case PARAMETERS -> each(map(node, step), step, (name, value) -> text(value, name));
            case EXPRESSION -> parts(node, step, AllowList.ONLY_EXPRESSION);
            case STEPS -> steps(node);
            case WHEN -> list(node, step).forEach(one -> parts(one, "when", AllowList.WHEN));
            case OTHERWISE, FINALLY -> parts(node, step, AllowList.NESTED);
            case CATCH -> list(node, step).forEach(one -> parts(one, "doCatch", AllowList.CATCH));
            case JSON -> parts(node, "json", AllowList.JSON);
            case HEADERS -> list(node, step).forEach(one -> parts(one, "setHeader", AllowList.HEADER));
            case VARIABLES -> list(node, step).forEach(one -> parts(one, "setVariable", AllowList.VARIABLE));
            case HEADER_NAME -> headerName(node);
            case VARIABLE_NAME -> variableName(node);
            case PROPERTY_NAME -> propertyName(node);
            case PATTERN ->
                matching(
                        node,
                        WILDCARD,
                        "The pattern \"%s\" is not allowed in a rule; write a name, or " + "its beginning and *.");
            case BEAN_NAME -> oneOf(step, "bean", Set.of(AllowList.BEAN), node);
            case BEAN_METHOD -> oneOf(step, "method of the bean " + AllowList.BEAN, AllowList.BEAN_METHODS, node);
            case EXCEPTION -> oneOf(step, "exceptionType", AllowList.EXCEPTIONS, node);
            case EXCEPTION_NAMES ->
                list(node, step)
                        .forEach(name -> matching(
                                name,
                                CAUGHT,
                                "\"%s\" can't be caught in a rule; write java.lang.Exception, or another exception of Java"
                                        + " or Camel."));
            case TYPE -> oneOf(step, "type", AllowList.RESULT_TYPES, node);
            case LEVEL -> oneOf(step, "loggingLevel", AllowList.LOG_LEVELS, node);
            case BOOLEAN -> oneOf(step, "value of this option", AllowList.TRUE_OR_FALSE, node);
        }
    }

    private void language(String language, Node node) {
        if (language.equals("method")) {
            parts(node, language, AllowList.METHOD);
        } else if (node instanceof ScalarNode) {
            expression(language, node);
        } else {
            each(map(node, language), language, (key, value) -> {
                one(key, "option of the language " + language, AllowList.LANGUAGE_OPTIONS, value);
                if (key.equals("expression")) {
                    expression(language, value);
                } else if (key.equals("resultType")) {
                    oneOf(key, key, AllowList.RESULT_TYPES, value);
                } else {
                    text(value, key);
                }
            });
        }
    }

    private void expression(String language, Node node) {
        String text = text(node, language);
        if (RESOURCE.matcher(text).matches()) {
            throw refused(
                    node,
                    "An expression that begins with resource: reads a file or an address, which no rule "
                            + "may; write the text itself.");
        }
        switch (language) {
            case "simple" -> refuse(node, language, text, SimpleCheck.problem(text));
            case "jsonpath" -> refuse(node, language, text, JsonPathCheck.problem(text));
            case "header", "exchangeProperty" -> plainName(language, node);
            case "variable" -> variableName(node);
            default -> {} // a constant is the text itself
        }
    }

    private void headerName(Node node) {
        String name = text(node, "name");
        if (!HEADER_NAME.matcher(name).matches()) {
            throw refused(
                    node,
                    "\"" + shown(node) + "\" is no name of a header; it has letters, digits, hyphens, dots and "
                            + "underscores, and is fixed.");
        }
        if (choosesAnAddress(name)) {
            throw refused(
                    node,
                    "A rule can't set the header " + shown(node) + ", which belongs to the call itself; "
                            + "write the address into the to, and what changes into CamelHttpPath and CamelHttpQuery.");
        }
    }

    /** Could such a header lead a call elsewhere than to its address? */
    static boolean choosesAnAddress(String header) {
        return ADDRESSES.matcher(header).matches()
                || CAMELS.matcher(header).matches()
                        && AllowList.CAMEL_HEADERS.stream().noneMatch(header::equalsIgnoreCase);
    }

    private void variableName(Node node) {
        String name = text(node, "name");
        plainName("variable", node);
        if (name.contains(":")) {
            throw refused(
                    node,
                    "The variable \"" + shown(node) + "\" reaches beyond this rule; write a name without a colon.");
        }
    }

    private void propertyName(Node node) {
        String name = text(node, "name");
        plainName("property", node);
        if (CAMELS.matcher(name).matches()) {
            throw refused(
                    node,
                    "A rule can't set the property " + shown(node) + ", which steers Camel; keep values of "
                            + "your own with setVariable.");
        }
    }

    private void plainName(String what, Node node) {
        String name = text(node, what);
        if (name.isBlank() || name.contains("${") || name.contains("$simple{")) {
            throw refused(
                    node,
                    "\"" + shown(node) + "\" is no name of a " + what + "; write a fixed name, without a function.");
        }
    }

    private void matching(Node node, Pattern pattern, String sentence) {
        if (!pattern.matcher(text(node, "value")).matches()) {
            throw refused(node, String.format(sentence, shown(node)));
        }
    }

    private void oneOf(String of, String what, Set<String> allowed, Node node) {
        if (!allowed.contains(text(node, of))) {
            one(shown(node), what, allowed, node);
        }
    }

    private static void one(String word, String what, Set<String> allowed, Node node) {
        if (!allowed.contains(word)) {
            throw refused(
                    node,
                    "\"" + word + "\" is not allowed in a rule as " + what
                            + "; allowed " + (allowed.size() == 1 ? "is " : "are ")
                            + String.join(", ", AllowList.ordered(allowed.toArray(String[]::new))) + ".");
        }
    }

    private void refuse(Node node, String language, String text, Optional<String> problem) {
        problem.ifPresent(sentence -> {
            throw refused(
                    node,
                    shown(node).equals(text)
                            ? sentence
                            : "\"" + shown(node) + "\" is not allowed in a rule as " + language
                                    + " with what {{ and }} stand for; write it without them to see why.");
        });
    }

    private static InvalidRuleException refused(Node node, String sentence) {
        return new InvalidRuleException(RuleText.line(node), sentence);
    }

    private static String raw(Node node, String of) {
        if (!(node instanceof ScalarNode scalar)) {
            throw refused(node, "\"" + of + "\" takes a text; write it behind the colon.");
        }
        return scalar.getValue();
    }

    /** With all that is filled in, for that is what Camel sees. */
    private String text(Node node, String of) {
        return placeholders.fill(raw(node, of), RuleText.line(node));
    }

    /** As it is written: what the environment holds may be a secret. */
    private String shown(Node node) {
        return placeholders.parameters(raw(node, "value"));
    }

    private static MappingNode map(Node node, String of) {
        if (!(node instanceof MappingNode map)) {
            throw refused(
                    node,
                    "\"" + of + "\" takes names with values here; indent them below it, such as \"name: " + "value\".");
        }
        return map;
    }

    private static List<Node> list(Node node, String of) {
        if (!(node instanceof SequenceNode list)) {
            throw refused(node, "\"" + of + "\" takes a list here; begin each entry with a hyphen.");
        }
        return list.getValue();
    }

    private static void each(MappingNode map, String of, BiConsumer<String, Node> consumer) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : map.getValue()) {
            String key = RuleText.key(tuple);
            if (!seen.add(key)) {
                throw refused(tuple.getKeyNode(), "\"" + key + "\" stands twice in \"" + of + "\"; keep one of them.");
            }
            consumer.accept(key, tuple.getValueNode());
        }
    }
}

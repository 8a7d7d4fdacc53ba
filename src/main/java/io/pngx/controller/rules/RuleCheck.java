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

/** Checks the text of a rule against the {@link AllowList}, with all placeholders filled in. */
final class RuleCheck {
    /** A reference that makes Camel read the text from a file or a URL. */
    private static final Pattern RESOURCE_REFERENCE = Pattern.compile("(?is)\\s*resource:.*");

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    /** Names of parameters have no hyphens, because Camel also accepts the camel-case form of a name with hyphens. */
    private static final Pattern PARAMETER = Pattern.compile("[a-z][a-z0-9_]*");

    private static final Pattern CAMEL_NAME = Pattern.compile("(?is)\\s*(org\\.apache\\.)?camel.*");
    /** Headers that name the receiver of a request. Only the address may name the receiver. */
    private static final Pattern ADDRESS_HEADER = Pattern.compile("(?i)host|proxy-.*|forwarded");

    private static final Pattern WILDCARD = Pattern.compile("[A-Za-z0-9._-]*\\*?");
    private static final Pattern EXCEPTION_NAME = Pattern.compile(
            "(java\\.(lang|io|net|util\\.concurrent)|org\\.apache\\.camel|org\\.apache\\.camel\\.http\\.base)"
                    + "\\.[A-Za-z]*(Exception|Throwable)");

    private final Placeholders placeholders;

    RuleCheck(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    /**
     * Checks a route.
     *
     * @param route the map below {@code route:}
     */
    void route(MappingNode route) {
        each(route, "route", (key, value) -> {
            if (key.equals("from")) {
                parts(value, "from", AllowList.FROM);
            } else {
                annotation("route", key, value, "from");
            }
        });
    }

    /**
     * Checks a template.
     *
     * @param template the map below {@code routeTemplate:}
     */
    void template(MappingNode template) {
        each(template, "routeTemplate", (key, value) -> {
            if (key.equals("from")) {
                parts(value, "from", AllowList.FROM);
            } else if (key.equals("parameters")) {
                list(value, key)
                        .forEach(parameter -> each(map(parameter, key), key, (name, text) -> {
                            requireAllowed(
                                    name,
                                    "part of a parameter",
                                    Set.of("name", "defaultValue", "description", "required"),
                                    text);
                            if (name.equals("name")
                                    && !PARAMETER.matcher(raw(text, name)).matches()) {
                                throw refused(
                                        text,
                                        "\"" + raw(text, name) + "\" is not a valid name for a parameter of a rule; "
                                                + "use lower-case letters, digits and underscores.");
                            }
                            raw(text, name);
                        }));
            } else {
                annotation("routeTemplate", key, value, "from, parameters");
            }
        });
    }

    /**
     * Checks the use of a template.
     *
     * @param templated the map below {@code templatedRoute:}
     */
    void templated(MappingNode templated) {
        each(templated, "templatedRoute", (key, value) -> {
            if (key.equals("parameters")) {
                list(value, key)
                        .forEach(parameter -> each(map(parameter, key), key, (name, text) -> {
                            requireAllowed(name, "part of a parameter", Set.of("name", "value"), text);
                            text(text, name);
                        }));
            } else {
                requireAllowed(
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
                throw refused(
                        entry,
                        "Each step of a rule has exactly one name; indent the parts of the step below " + "the name.");
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
                            : "A rule has no step \"" + name + "\"; check its spelling, or use one of these: "
                                    + String.join(", ", AllowList.STEPS.keySet()) + ".");
        }
        parts(value, name, allowed);
    }

    private void parts(Node node, String step, AllowList.Step allowed) {
        if (node instanceof ScalarNode scalar) {
            if (allowed.shortForm() != null) {
                part(allowed.parts().get(allowed.shortForm()), step, node);
            } else if (!scalar.getValue().isBlank() || allowed.expression()) {
                throw refused(
                        node,
                        "The step \"" + step + "\" can't be only a text; indent the parts of the step "
                                + "below its name.");
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
                annotation(step, key, value, names(allowed));
            }
        });
    }

    private static String names(AllowList.Step allowed) {
        Stream<String> parts = allowed.parts().keySet().stream().sorted(String.CASE_INSENSITIVE_ORDER);
        return Stream.concat(parts, allowed.expression() ? AllowList.LANGUAGES.stream() : Stream.empty())
                .collect(Collectors.joining(", "));
    }

    private void annotation(String step, String key, Node value, String allowed) {
        if (!AllowList.ANNOTATIONS.contains(key)) {
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
            case WHEN -> list(node, step).forEach(each -> parts(each, "when", AllowList.WHEN));
            case OTHERWISE, FINALLY -> parts(node, step, AllowList.NESTED);
            case CATCH -> list(node, step).forEach(each -> parts(each, "doCatch", AllowList.CATCH));
            case JSON -> parts(node, "json", AllowList.JSON);
            case HEADERS -> list(node, step).forEach(each -> parts(each, "setHeader", AllowList.HEADER));
            case VARIABLES -> list(node, step).forEach(each -> parts(each, "setVariable", AllowList.VARIABLE));
            case HEADER_NAME -> headerName(node);
            case VARIABLE_NAME -> variableName(node);
            case PROPERTY_NAME -> propertyName(node);
            case PATTERN ->
                requireMatch(
                        node,
                        WILDCARD,
                        "The pattern \"%s\" is not allowed in a rule; write a name, or the beginning of a name "
                                + "followed by *.");
            case BEAN_NAME -> requireOneOf(step, "bean", Set.of(AllowList.BEAN), node);
            case BEAN_METHOD ->
                requireOneOf(step, "method of the bean " + AllowList.BEAN, AllowList.BEAN_METHODS, node);
            case EXCEPTION -> requireOneOf(step, "exceptionType", AllowList.EXCEPTIONS, node);
            case EXCEPTION_NAMES ->
                list(node, step)
                        .forEach(name -> requireMatch(
                                name,
                                EXCEPTION_NAME,
                                "\"%s\" can't be caught in a rule; write java.lang.Exception, or another exception"
                                        + " of Java or Camel."));
            case TYPE -> requireOneOf(step, "type", AllowList.RESULT_TYPES, node);
            case LEVEL -> requireOneOf(step, "loggingLevel", AllowList.LOG_LEVELS, node);
            case BOOLEAN -> requireOneOf(step, "value of this option", AllowList.TRUE_OR_FALSE, node);
        }
    }

    private void language(String language, Node node) {
        if (language.equals("method")) {
            parts(node, language, AllowList.METHOD);
        } else if (node instanceof ScalarNode) {
            expression(language, node);
        } else {
            each(map(node, language), language, (key, value) -> {
                requireAllowed(key, "option of the language " + language, AllowList.LANGUAGE_OPTIONS, value);
                if (key.equals("expression")) {
                    expression(language, value);
                } else if (key.equals("resultType")) {
                    requireOneOf(key, key, AllowList.RESULT_TYPES, value);
                } else {
                    text(value, key);
                }
            });
        }
    }

    private void expression(String language, Node node) {
        String text = text(node, language);
        if (RESOURCE_REFERENCE.matcher(text).matches()) {
            throw refused(
                    node,
                    "An expression that begins with resource: reads a file or an address, which is not allowed in a "
                            + "rule; write the text itself.");
        }
        switch (language) {
            case "simple" -> refuseIf(node, language, text, SimpleCheck.problem(text));
            case "jsonpath" -> refuseIf(node, language, text, JsonPathCheck.problem(text));
            case "header", "exchangeProperty" -> plainName(language, node);
            case "variable" -> variableName(node);
            default -> {} // a constant needs no check
        }
    }

    private void headerName(Node node) {
        String name = text(node, "name");
        if (!HEADER_NAME.matcher(name).matches()) {
            throw refused(
                    node,
                    "\"" + displayed(node) + "\" is not a valid name for a header; use letters, digits, hyphens, "
                            + "dots and underscores, without functions.");
        }
        if (choosesAddress(name)) {
            throw refused(
                    node,
                    "A rule can't set the header " + displayed(node) + ", because the HTTP call sets it; write the "
                            + "address in the step to, and the parts that change in CamelHttpPath and "
                            + "CamelHttpQuery.");
        }
    }

    /** Returns whether a header could send a call to another address. */
    static boolean choosesAddress(String header) {
        return ADDRESS_HEADER.matcher(header).matches()
                || CAMEL_NAME.matcher(header).matches()
                        && AllowList.CAMEL_HEADERS.stream().noneMatch(header::equalsIgnoreCase);
    }

    private void variableName(Node node) {
        String name = text(node, "name");
        plainName("variable", node);
        if (name.contains(":")) {
            throw refused(
                    node,
                    "The variable \"" + displayed(node) + "\" does not belong to this rule; write a name without a "
                            + "colon.");
        }
    }

    private void propertyName(Node node) {
        String name = text(node, "name");
        plainName("property", node);
        if (CAMEL_NAME.matcher(name).matches()) {
            throw refused(
                    node,
                    "A rule can't set the property " + displayed(node) + ", because it controls Camel; keep your own "
                            + "values with setVariable.");
        }
    }

    private void plainName(String what, Node node) {
        String name = text(node, what);
        if (name.isBlank() || name.contains("${") || name.contains("$simple{")) {
            throw refused(
                    node,
                    "\"" + displayed(node) + "\" is not a valid name for a " + what
                            + "; write a fixed name, without a function.");
        }
    }

    private void requireMatch(Node node, Pattern pattern, String sentence) {
        if (!pattern.matcher(text(node, "value")).matches()) {
            throw refused(node, String.format(sentence, displayed(node)));
        }
    }

    private void requireOneOf(String of, String what, Set<String> allowed, Node node) {
        if (!allowed.contains(text(node, of))) {
            requireAllowed(displayed(node), what, allowed, node);
        }
    }

    private static void requireAllowed(String word, String what, Set<String> allowed, Node node) {
        if (!allowed.contains(word)) {
            throw refused(
                    node,
                    "\"" + word + "\" is not allowed in a rule as " + what
                            + "; allowed " + (allowed.size() == 1 ? "is " : "are ")
                            + String.join(", ", AllowList.ordered(allowed.toArray(String[]::new))) + ".");
        }
    }

    private void refuseIf(Node node, String language, String text, Optional<String> problem) {
        problem.ifPresent(sentence -> {
            throw refused(
                    node,
                    displayed(node).equals(text)
                            ? sentence
                            : "\"" + displayed(node) + "\" is not allowed in a rule as " + language
                                    + " after its placeholders are filled in; to see why, write it without "
                                    + "placeholders.");
        });
    }

    private static InvalidRuleException refused(Node node, String sentence) {
        return new InvalidRuleException(RuleText.line(node), sentence);
    }

    private static String raw(Node node, String of) {
        if (!(node instanceof ScalarNode scalar)) {
            throw refused(node, "\"" + of + "\" must be a text; write the text after the colon.");
        }
        return scalar.getValue();
    }

    /** Returns the text with all placeholders filled in, as Camel sees it. */
    private String text(Node node, String of) {
        return placeholders.fill(raw(node, of), RuleText.line(node));
    }

    /** Returns the text without values from the environment, because these may be secrets. */
    private String displayed(Node node) {
        return placeholders.parameters(raw(node, "value"));
    }

    private static MappingNode map(Node node, String of) {
        if (!(node instanceof MappingNode map)) {
            throw refused(
                    node,
                    "\"" + of + "\" must be a map of names and values; indent these below \"" + of
                            + "\", such as \"name: value\".");
        }
        return map;
    }

    private static List<Node> list(Node node, String of) {
        if (!(node instanceof SequenceNode list)) {
            throw refused(node, "\"" + of + "\" must be a list; begin each entry with a hyphen.");
        }
        return list.getValue();
    }

    private static void each(MappingNode map, String of, BiConsumer<String, Node> consumer) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : map.getValue()) {
            String key = RuleText.key(tuple);
            if (!seen.add(key)) {
                throw refused(tuple.getKeyNode(), "\"" + key + "\" occurs twice in \"" + of + "\"; keep one of them.");
            }
            consumer.accept(key, tuple.getValueNode());
        }
    }
}

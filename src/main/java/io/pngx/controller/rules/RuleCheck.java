package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Checks the text of a rule against the {@link AllowList}, with all placeholders filled in. */
final class RuleCheck {
    /** A reference that makes Camel read the text from a file or a URL. */
    private static final Pattern RESOURCE_REFERENCE = Pattern.compile("(?is)\\s*resource:.*");
    /** Names of parameters have no hyphens, because Camel also accepts the camel-case form of a name with hyphens. */
    private static final Pattern PARAMETER = Pattern.compile("[a-z][a-z0-9_]*");

    private static final Pattern WILDCARD = Pattern.compile("[A-Za-z0-9._-]*\\*?");
    private static final Pattern EXCEPTION_NAME = Pattern.compile(
            "(java\\.(lang|io|net|util\\.concurrent)|org\\.apache\\.camel|org\\.apache\\.camel\\.http\\.base)"
                    + "\\.[A-Za-z]*(Exception|Throwable)");

    private final RuleValues values;
    private final NameCheck names;
    private final LoopCheck loops;

    RuleCheck(Placeholders placeholders) {
        values = new RuleValues(placeholders);
        names = new NameCheck(values);
        loops = new LoopCheck(values);
    }

    /**
     * Checks a route.
     *
     * @param route the map below {@code route:}
     */
    void route(MappingNode route) {
        RuleNodes.each(route, "route", (key, value) -> {
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
        RuleNodes.each(template, "routeTemplate", (key, value) -> {
            if (key.equals("from")) {
                parts(value, "from", AllowList.FROM);
            } else if (key.equals("parameters")) {
                RuleNodes.list(value, key)
                        .forEach(parameter -> RuleNodes.each(RuleNodes.map(parameter, key), key, (name, text) -> {
                            RuleValues.requireAllowed(
                                    name,
                                    Text.of("part of a parameter"),
                                    Set.of("name", "defaultValue", "description", "required"),
                                    text);
                            if (name.equals("name")
                                    && !PARAMETER
                                            .matcher(RuleNodes.raw(text, name))
                                            .matches()) {
                                throw RuleNodes.refused(
                                        text,
                                        Text.of(
                                                "\"{0}\" is not a valid name for a parameter of a rule; use lower-case "
                                                        + "letters, digits and underscores.",
                                                RuleNodes.raw(text, name)));
                            }
                            RuleNodes.raw(text, name);
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
        RuleNodes.each(templated, "templatedRoute", (key, value) -> {
            if (key.equals("parameters")) {
                RuleNodes.list(value, key)
                        .forEach(parameter -> RuleNodes.each(RuleNodes.map(parameter, key), key, (name, text) -> {
                            RuleValues.requireAllowed(
                                    name, Text.of("part of a parameter"), Set.of("name", "value"), text);
                            values.text(text, name);
                        }));
            } else {
                RuleValues.requireAllowed(
                        key,
                        Text.of("part of a templatedRoute"),
                        Set.of("description", "parameters", "routeId", "routeTemplateRef"),
                        value);
                values.text(value, key);
            }
        });
    }

    private void steps(Node node) {
        for (Node entry : RuleNodes.list(node, "steps")) {
            MappingNode step = RuleNodes.map(entry, "steps");
            if (step.getValue().size() != 1) {
                throw RuleNodes.refused(
                        entry,
                        Text.of("Each step of a rule has exactly one name; indent the parts of the step below the "
                                + "name."));
            }
            RuleNodes.each(step, "steps", this::step);
        }
    }

    private void step(String name, Node value) {
        AllowList.Step allowed = AllowList.STEPS.get(name);
        if (allowed == null) {
            Text why = AllowList.REASONS.get(name);
            throw RuleNodes.refused(
                    value,
                    why != null
                            ? Text.of("\"{0}\" is not allowed in a rule: {1}.", name, why)
                            : Text.of(
                                    "A rule has no step \"{0}\"; check its spelling, or use one of these: {1}.",
                                    name, String.join(", ", AllowList.STEPS.keySet())));
        }
        parts(value, name, allowed);
        if (name.equals("loop") && value instanceof MappingNode loop) {
            loops.check(loop);
        }
    }

    private void parts(Node node, String step, AllowList.Step allowed) {
        if (node instanceof ScalarNode scalar) {
            if (allowed.shortForm() != null) {
                part(allowed.parts().get(allowed.shortForm()), step, node);
            } else if (!scalar.getValue().isBlank() || allowed.expression()) {
                throw RuleNodes.refused(
                        node,
                        Text.of(
                                "The step \"{0}\" can't be only a text; indent the parts of the step below its name.",
                                step));
            }
            return;
        }
        RuleNodes.each(RuleNodes.map(node, step), step, (key, value) -> {
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
            throw RuleNodes.refused(
                    value,
                    Text.of(
                            "\"{0}\" has no \"{1}\" in a rule; allowed are {2}.",
                            step, key, (allowed.isEmpty() ? "" : allowed + ", ") + "id, description"));
        }
        values.text(value, key);
    }

    private void part(AllowList.Part part, String step, Node node) {
        switch (part) {
            case TEXT, ADDRESS -> values.text(node, step);
            case SIMPLE -> expression("simple", node);
            case PARAMETERS ->
                RuleNodes.each(RuleNodes.map(node, step), step, (name, value) -> values.text(value, name));
            case EXPRESSION -> parts(node, step, AllowList.ONLY_EXPRESSION);
            case STEPS -> steps(node);
            case WHEN -> RuleNodes.list(node, "when").forEach(each -> parts(each, "when", AllowList.WHEN));
            case OTHERWISE, FINALLY -> parts(node, step, AllowList.NESTED);
            case CATCH -> RuleNodes.list(node, step).forEach(each -> parts(each, "doCatch", AllowList.CATCH));
            case JSON -> parts(node, "json", AllowList.JSON);
            case HEADERS -> RuleNodes.list(node, step).forEach(each -> parts(each, "setHeader", AllowList.HEADER));
            case VARIABLES ->
                RuleNodes.list(node, step).forEach(each -> parts(each, "setVariable", AllowList.VARIABLE));
            case HEADER_NAME -> names.headerName(node);
            case VARIABLE_NAME -> names.variableName(node);
            case PROPERTY_NAME -> names.propertyName(node);
            case PATTERN ->
                values.requireMatch(
                        node,
                        WILDCARD,
                        pattern -> Text.of(
                                "The pattern \"{0}\" is not allowed in a rule; write a name, or the beginning of a "
                                        + "name followed by *.",
                                pattern));
            case BEAN_NAME -> values.requireOneOf(step, Text.verbatim("bean"), Set.of(AllowList.BEAN), node);
            case BEAN_METHOD ->
                values.requireOneOf(
                        step, Text.of("method of the bean {0}", AllowList.BEAN), AllowList.BEAN_METHODS, node);
            case EXCEPTION -> values.requireOneOf(step, Text.verbatim("exceptionType"), AllowList.EXCEPTIONS, node);
            case EXCEPTION_NAMES ->
                RuleNodes.list(node, step)
                        .forEach(name -> values.requireMatch(
                                name,
                                EXCEPTION_NAME,
                                exception -> Text.of(
                                        "\"{0}\" can't be caught in a rule; write java.lang.Exception, or another "
                                                + "exception of Java or Camel.",
                                        exception)));
            case TYPE -> values.requireOneOf(step, Text.verbatim("type"), AllowList.RESULT_TYPES, node);
            case LEVEL -> values.requireOneOf(step, Text.verbatim("loggingLevel"), AllowList.LOG_LEVELS, node);
            case BOOLEAN -> values.requireOneOf(step, Text.of("value of this option"), AllowList.TRUE_OR_FALSE, node);
        }
    }

    private void language(String language, Node node) {
        if (language.equals("method")) {
            parts(node, language, AllowList.METHOD);
        } else if (node instanceof ScalarNode) {
            expression(language, node);
        } else {
            RuleNodes.each(RuleNodes.map(node, language), language, (key, value) -> {
                RuleValues.requireAllowed(
                        key, Text.of("option of the language {0}", language), AllowList.LANGUAGE_OPTIONS, value);
                if (key.equals("expression")) {
                    expression(language, value);
                } else if (key.equals("resultType")) {
                    values.requireOneOf(key, Text.verbatim(key), AllowList.RESULT_TYPES, value);
                } else {
                    values.text(value, key);
                }
            });
        }
    }

    private void expression(String language, Node node) {
        String text = values.text(node, language);
        if (RESOURCE_REFERENCE.matcher(text).matches()) {
            throw RuleNodes.refused(
                    node,
                    Text.of("The prefix \"resource:\" is not allowed in a rule, because it reads a file or an address; "
                            + "write the text itself."));
        }
        switch (language) {
            case "simple" -> values.refuseIf(node, language, text, SimpleCheck.problem(text));
            case "jsonpath" -> values.refuseIf(node, language, text, JsonPathCheck.problem(text));
            case "header", "exchangeProperty" -> names.plainName(language, node);
            case "variable" -> names.variableName(node);
            default -> {} // a constant needs no check
        }
    }
}

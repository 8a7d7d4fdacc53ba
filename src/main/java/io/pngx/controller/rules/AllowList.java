package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists all elements that the text of a rule may use. A list of forbidden elements would be unsafe: it would have to
 * name every way to the controller's beans, its tokens and the instances.
 */
final class AllowList {
    /** Keys without effect, which every part of a route may have. */
    static final Set<String> ANNOTATIONS = Set.of("id", "description", "note");

    /** The languages of expressions. */
    static final Set<String> LANGUAGES =
            ordered("constant", "exchangeProperty", "header", "jsonpath", "method", "simple", "variable");

    static final Set<String> LANGUAGE_OPTIONS = Set.of("id", "expression", "resultType", "trim");
    static final Set<String> RESULT_TYPES = ordered(
            "boolean",
            "double",
            "int",
            "java.lang.Boolean",
            "java.lang.Double",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.String",
            "long",
            "String");

    /** The bean that the ready-made rules call. */
    static final String BEAN = "ruleSteps";

    static final Set<String> BEAN_METHODS =
            ordered("notOfCorrespondent", "notOfType", "notTagged", "ofCorrespondent", "ofType", "tagged");

    static final Set<String> EXCEPTIONS = ordered(
            "java.lang.Exception",
            "java.lang.IllegalArgumentException",
            "java.lang.IllegalStateException",
            "java.lang.RuntimeException");
    static final Set<String> LOG_LEVELS = ordered("DEBUG", "ERROR", "INFO", "OFF", "TRACE", "WARN");
    static final Set<String> TRUE_OR_FALSE = ordered("false", "true");

    /** Camel headers that a rule may set. The other Camel headers could change the address of a call. */
    static final Set<String> CAMEL_HEADERS = ordered("CamelHttpMethod", "CamelHttpPath", "CamelHttpQuery");

    static final Set<String> HTTP_OPTIONS = ordered(
            "authBearerToken",
            "authMethod",
            "authPassword",
            "authUsername",
            "connectTimeout",
            "connectionRequestTimeout",
            "followRedirects",
            "httpMethod",
            "okStatusCodeRange",
            "responseTimeout",
            "soTimeout",
            "throwExceptionOnFailure");
    static final Set<String> LOG_OPTIONS = ordered("level", "multiline", "showBody", "showBodyType", "showVariables");

    /** The kinds of content that a part of a step can have. {@link RuleCheck} checks each kind in its own way. */
    enum Part {
        /** A text that needs no further check. */
        TEXT,
        /** A text with functions of the language simple. */
        SIMPLE,
        /** The URI of an endpoint; {@link RuleRoutes} checks the component and the options of the URI. */
        ADDRESS,
        /** The options of an endpoint. Camel adds these options to the endpoint's URI. */
        PARAMETERS,
        /** A map with one expression. */
        EXPRESSION,
        STEPS,
        WHEN,
        OTHERWISE,
        CATCH,
        FINALLY,
        JSON,
        HEADERS,
        VARIABLES,
        HEADER_NAME,
        VARIABLE_NAME,
        PROPERTY_NAME,
        PATTERN,
        BEAN_NAME,
        BEAN_METHOD,
        EXCEPTION,
        EXCEPTION_NAMES,
        TYPE,
        LEVEL,
        BOOLEAN
    }

    /**
     * The form of a step. A part that has parts of its own, such as {@code when}, is described in the same way.
     *
     * @param parts the name of each allowed part, and what the part contains
     * @param expression whether a language is allowed as the name of a part, such as {@code simple:}
     * @param shortForm name of the part that the short form {@code step: text} sets; null: the step has no short form
     */
    record Step(Map<String, Part> parts, boolean expression, String shortForm) {}

    static final Step WHEN = new Step(Map.of("steps", Part.STEPS), true, null);
    static final Step NESTED = new Step(Map.of("steps", Part.STEPS), false, null);
    static final Step CATCH = new Step(
            Map.of("exception", Part.EXCEPTION_NAMES, "onWhen", Part.EXPRESSION, "steps", Part.STEPS), false, null);
    static final Step ONLY_EXPRESSION = new Step(Map.of(), true, null);
    static final Step HEADER = new Step(Map.of("name", Part.HEADER_NAME), true, null);
    static final Step VARIABLE = new Step(Map.of("name", Part.VARIABLE_NAME), true, null);
    static final Step METHOD = new Step(Map.of("ref", Part.BEAN_NAME, "method", Part.BEAN_METHOD), false, null);
    static final Step JSON = new Step(Map.of("prettyPrint", Part.BOOLEAN), false, null);
    static final Step FROM = new Step(Map.of("uri", Part.ADDRESS, "steps", Part.STEPS), false, null);

    static final Map<String, Step> STEPS = new LinkedHashMap<>();

    static {
        STEPS.put("bean", METHOD);
        STEPS.put("choice", new Step(Map.of("when", Part.WHEN, "otherwise", Part.OTHERWISE), false, null));
        STEPS.put("convertBodyTo", new Step(Map.of("type", Part.TYPE), false, "type"));
        STEPS.put("delay", ONLY_EXPRESSION);
        STEPS.put(
                "doTry",
                new Step(Map.of("steps", Part.STEPS, "doCatch", Part.CATCH, "doFinally", Part.FINALLY), false, null));
        STEPS.put("filter", WHEN);
        STEPS.put("log", new Step(Map.of("message", Part.SIMPLE, "loggingLevel", Part.LEVEL), false, "message"));
        STEPS.put("loop", new Step(Map.of("doWhile", Part.BOOLEAN, "steps", Part.STEPS), true, null));
        STEPS.put("marshal", new Step(Map.of("json", Part.JSON), false, null));
        STEPS.put("pipeline", NESTED);
        STEPS.put("removeHeader", new Step(Map.of("name", Part.TEXT), false, "name"));
        STEPS.put(
                "removeHeaders",
                new Step(Map.of("pattern", Part.PATTERN, "excludePattern", Part.PATTERN), false, "pattern"));
        STEPS.put("removeProperty", new Step(Map.of("name", Part.PROPERTY_NAME), false, "name"));
        STEPS.put("removeVariable", new Step(Map.of("name", Part.VARIABLE_NAME), false, "name"));
        STEPS.put("setBody", ONLY_EXPRESSION);
        STEPS.put("setHeader", HEADER);
        STEPS.put("setHeaders", new Step(Map.of("headers", Part.HEADERS), false, null));
        STEPS.put("setProperty", new Step(Map.of("name", Part.PROPERTY_NAME), true, null));
        STEPS.put("setVariable", VARIABLE);
        STEPS.put("setVariables", new Step(Map.of("variables", Part.VARIABLES), false, null));
        STEPS.put("stop", new Step(Map.of(), false, null));
        STEPS.put(
                "throwException",
                new Step(Map.of("exceptionType", Part.EXCEPTION, "message", Part.SIMPLE), false, null));
        STEPS.put("to", new Step(Map.of("uri", Part.ADDRESS, "parameters", Part.PARAMETERS), false, "uri"));
        STEPS.put("transform", ONLY_EXPRESSION);
        STEPS.put("unmarshal", new Step(Map.of("json", Part.JSON), false, null));
        STEPS.put("validate", ONLY_EXPRESSION);
        STEPS.put("wireTap", new Step(Map.of("uri", Part.ADDRESS, "parameters", Part.PARAMETERS), false, null));
    }

    /** Reasons why some steps are refused. For any other refused step, the message only lists the allowed steps. */
    static final Map<String, Text> REASONS = new LinkedHashMap<>();

    static {
        for (String chooses :
                List.of("dynamicRouter", "enrich", "poll", "pollEnrich", "recipientList", "routingSlip", "toD")) {
            REASONS.put(
                    chooses,
                    Text.of("its address would only be known when the rule runs; use the step \"to\" with a fixed "
                            + "address, and the headers CamelHttpPath and CamelHttpQuery for the parts that change"));
        }
        REASONS.put("script", Text.of("it runs code; use setBody or setVariable with simple"));
        REASONS.put("process", Text.of("it calls a bean of the controller; use the allowed steps"));
    }

    private AllowList() {}

    static Set<String> ordered(String... words) {
        return Stream.of(words)
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}

package io.pngx.controller.web.views;

import static io.pngx.controller.web.views.ContractView.list;
import static io.pngx.controller.web.views.ContractView.map;

import io.pngx.controller.text.Text;
import io.pngx.controller.web.views.ContractView.Prose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes schemas of the contract in words. */
final class SchemaText {
    private static final String COMPONENTS = "#/components/";
    private static final String SCHEMAS = COMPONENTS + "schemas/";

    private final Map<String, Object> contract;

    SchemaText(Map<String, Object> contract) {
        this.contract = contract;
    }

    /**
     * Type of a value.
     *
     * @param link name of the schema that describes the value; null: the text alone describes the value
     */
    public record Type(Text text, String link) {}

    /** A parameter, or a key of a body. */
    public record Field(String name, boolean required, Type type, List<Prose> description) {}

    /** Returns the parameter, response or schema that a reference names. Any other object is returned unchanged. */
    Map<String, Object> resolved(Map<String, Object> any) {
        Object to = any.get("$ref");
        if (to == null) {
            return any;
        }
        Object found = contract;
        for (String part : to.toString().substring(2).split("/")) {
            found = map(found).get(part);
        }
        return map(Objects.requireNonNull(found, () -> "The contract has no " + to));
    }

    Field parameter(Map<String, Object> parameter) {
        Map<String, Object> found = resolved(parameter);
        return new Field(
                found.get("name").toString(),
                Boolean.TRUE.equals(found.get("required")),
                type(map(found.get("schema"))),
                Prose.paragraphs(found.get("description")));
    }

    /** Returns the keys of an object, or of the objects of a list. */
    List<Field> fields(Map<String, Object> schema) {
        Map<String, Object> object = resolved(schema.get("items") == null ? schema : map(schema.get("items")));
        List<Object> required = new ArrayList<>(list(object.get("required")));
        required.addAll(list(schema.get("required"))); // "required" beside a $ref
        List<Field> fields = new ArrayList<>();
        Stream.of("properties", "patternProperties")
                .forEach(keys -> map(object.get(keys))
                        .forEach((name, property) -> add(fields, "", name, required, map(property))));
        return fields;
    }

    /** Returns the keys of an object whose schema has no name; empty for a named schema. */
    List<Field> ownFields(Map<String, Object> schema) {
        return schema.get("$ref") == null ? fields(schema) : List.of();
    }

    /**
     * Adds a key. If the value of the key is an object whose schema has no name, also adds the keys of the object, such
     * as {@code plan.total}.
     */
    private void add(List<Field> fields, String prefix, String name, List<?> required, Map<String, Object> schema) {
        Map<String, Object> described = schema.get("description") == null ? resolved(schema) : schema;
        boolean own = described != schema && described.get("properties") != null;
        fields.add(new Field(
                prefix + name,
                required.contains(name),
                type(schema),
                own ? List.of() : Prose.paragraphs(described.get("description"))));
        for (Map<String, Object> inner : inner(schema)) {
            map(inner.get("properties"))
                    .forEach((key, property) ->
                            add(fields, prefix + name + ".", key, list(inner.get("required")), map(property)));
        }
    }

    private List<Map<String, Object>> inner(Map<String, Object> schema) {
        return Stream.of(
                        Stream.of(schema),
                        Stream.of(map(schema.get("items"))),
                        list(schema.get("oneOf")).stream().map(ContractView::map))
                .flatMap(each -> each)
                .filter(each -> each.get("properties") != null)
                .toList();
    }

    Type type(Map<String, Object> schema) {
        String to = String.valueOf(schema.get("$ref"));
        if (to.startsWith(SCHEMAS)) {
            String name = to.substring(SCHEMAS.length());
            Map<String, Object> found = resolved(schema);
            boolean short_ = found.get("properties") == null && found.get("enum") == null;
            return name.contains("/") || short_ ? type(found) : new Type(Text.verbatim(name), name);
        }
        List<?> several = list(schema.get(schema.get("oneOf") == null ? "anyOf" : "oneOf"));
        if (!several.isEmpty() && schema.get("type") == null) {
            List<Type> types = several.stream().map(each -> type(map(each))).toList();
            return new Type(
                    types.stream()
                            .map(Type::text)
                            .reduce((first, second) -> Text.of("{0}, or {1}", first, second))
                            .orElseThrow(),
                    types.stream()
                            .map(Type::link)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null));
        }
        if (schema.get("items") != null && "array".equals(schema.get("type"))) {
            Type of = type(map(schema.get("items")));
            return new Type(Text.of("list of {0}", of.text()), of.link());
        }
        return new Type(plain(schema), null);
    }

    private static Text plain(Map<String, Object> schema) {
        if (schema.get("enum") != null) {
            return Text.verbatim(
                    list(schema.get("enum")).stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        if (schema.get("const") != null) {
            return Text.verbatim(String.valueOf(schema.get("const")));
        }
        List<?> types = schema.get("type") instanceof List<?> some
                ? some
                : Stream.of(schema.get("type")).filter(Objects::nonNull).toList();
        List<Text> parts = new ArrayList<>();
        parts.add(types.stream()
                .map(type -> word(type, schema))
                .reduce((first, second) -> Text.of("{0} or {1}", first, second))
                .orElseGet(() -> Text.of("anything")));
        if (schema.get("minimum") != null && schema.get("maximum") != null && !"int64".equals(schema.get("format"))) {
            parts.add(Text.of("{0} to {1}", limit(schema, "minimum"), limit(schema, "maximum")));
        }
        if (schema.get("maxLength") != null) {
            parts.add(Text.of("at most {0} characters", limit(schema, "maxLength")));
        }
        if (schema.get("maxItems") != null) {
            parts.add(Text.of("at most {0}", limit(schema, "maxItems")));
        }
        if (schema.get("default") != null) {
            parts.add(Text.of("default {0}", limit(schema, "default")));
        }
        return Text.join(", ", parts);
    }

    /** Returns a value as the contract writes it, without separators between thousands. */
    private static String limit(Map<String, Object> schema, String key) {
        return String.valueOf(schema.get(key));
    }

    private static Text word(Object type, Map<String, Object> schema) {
        return switch (String.valueOf(type)) {
            case "string" -> isTime(schema) ? Text.of("time") : Text.of("text");
            case "number" -> Text.of("number");
            case "integer" -> Text.of("whole number");
            case "boolean" -> Text.of("true or false");
            case "array" -> Text.of("list");
            case "object" -> Text.of("object");
            default -> Text.verbatim(String.valueOf(type));
        };
    }

    private static boolean isTime(Map<String, Object> schema) {
        return String.valueOf(schema.get("format")).startsWith("date");
    }
}

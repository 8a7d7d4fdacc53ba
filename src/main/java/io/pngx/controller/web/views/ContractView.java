package io.pngx.controller.web.views;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The contract of the API, for its page.
 *
 * @param introduction paragraphs about all operations
 * @param bodies the named schemas
 */
public record ContractView(List<Prose> introduction, List<Area> areas, List<Body> bodies) {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");

    /** Operations with the same tag. */
    public record Area(String name, Prose description, List<Operation> operations) {}

    /**
     * An operation.
     *
     * @param fields fields of the request body; empty if the body has a named schema, which {@code bodies} describes
     * @param body type of the request body; null: the request has no body
     */
    public record Operation(
            String id,
            String method,
            String path,
            Prose summary,
            List<Prose> description,
            List<SchemaText.Field> parameters,
            SchemaText.Type body,
            List<SchemaText.Field> fields,
            List<Answer> answers) {}

    /** @param type type of the body; null: the answer has no body */
    public record Answer(String status, Prose description, SchemaText.Type type, List<SchemaText.Field> fields) {}

    /** @param type type of the body; the page shows the type if the body has no fields */
    public record Body(String name, List<Prose> description, SchemaText.Type type, List<SchemaText.Field> fields) {}

    /** A paragraph of the API contract, split into text and code. In openapi.yaml, backticks enclose the code. */
    public record Prose(List<Piece> pieces) {
        /** A part of a paragraph. */
        public record Piece(String text, boolean code) {}

        static Prose of(String text) {
            List<Piece> pieces = new ArrayList<>();
            String[] parts =
                    text.strip().replace("**", "").replaceAll("\\s+", " ").split("`", -1);
            for (int i = 0; i < parts.length; i++) {
                if (!parts[i].isEmpty()) {
                    pieces.add(new Piece(parts[i], i % 2 == 1));
                }
            }
            return new Prose(pieces);
        }

        static List<Prose> paragraphs(Object text) {
            return text == null
                    ? List.of()
                    : Arrays.stream(text.toString().split("\n\\s*\n"))
                            .map(Prose::of)
                            .toList();
        }
    }

    public static ContractView of(Map<String, Object> contract) {
        SchemaText schemas = new SchemaText(contract);
        Map<String, List<Operation>> byTag = new LinkedHashMap<>();
        map(contract.get("paths"))
                .forEach((path, item) -> map(item).forEach((method, operation) -> {
                    if (METHODS.contains(method)) {
                        String tag = list(map(operation).get("tags")).get(0).toString();
                        byTag.computeIfAbsent(tag, none -> new ArrayList<>())
                                .add(operation(schemas, path, method, map(item), map(operation)));
                    }
                }));
        List<Area> areas = list(contract.get("tags")).stream()
                .map(ContractView::map)
                .map(tag -> new Area(
                        tag.get("name").toString(),
                        Prose.of(tag.get("description").toString()),
                        byTag.getOrDefault(tag.get("name").toString(), List.of())))
                .toList();
        List<Body> bodies = new ArrayList<>();
        map(map(contract.get("components")).get("schemas"))
                .forEach((name, schema) -> bodies.add(new Body(
                        name,
                        Prose.paragraphs(map(schema).get("description")),
                        schemas.type(map(schema)),
                        schemas.fields(map(schema)))));
        return new ContractView(Prose.paragraphs(map(contract.get("info")).get("description")), areas, bodies);
    }

    private static Operation operation(
            SchemaText schemas, String path, String method, Map<String, Object> item, Map<String, Object> operation) {
        List<SchemaText.Field> parameters = new ArrayList<>();
        for (Map<String, Object> each : List.of(item, operation)) {
            list(each.get("parameters")).forEach(parameter -> parameters.add(schemas.parameter(map(parameter))));
        }
        Map<String, Object> sent = schema(schemas.resolved(map(operation.get("requestBody"))));
        List<Answer> answers = new ArrayList<>();
        map(operation.get("responses")).forEach((status, response) -> {
            Map<String, Object> answer = schemas.resolved(map(response));
            Map<String, Object> schema = schema(answer);
            answers.add(new Answer(
                    status.equals("default") ? "others" : status,
                    Prose.of(answer.get("description").toString()),
                    schema.isEmpty() ? null : schemas.type(schema),
                    schemas.ownFields(schema)));
        });
        return new Operation(
                operation.get("operationId").toString(),
                method.toUpperCase(Locale.ROOT),
                path,
                Prose.of(operation.get("summary").toString()),
                Prose.paragraphs(operation.get("description")),
                parameters,
                sent.isEmpty() ? null : schemas.type(sent),
                schemas.ownFields(sent),
                answers);
    }

    /** Returns the schema of the first media type. */
    private static Map<String, Object> schema(Map<String, Object> body) {
        return map(body.get("content")).values().stream()
                .findFirst()
                .map(media -> map(map(media).get("schema")))
                .orElse(Map.of());
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    static List<?> list(Object value) {
        return value == null ? List.of() : (List<?>) value;
    }
}

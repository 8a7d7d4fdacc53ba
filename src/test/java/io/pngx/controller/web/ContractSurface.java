package io.pngx.controller.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.web.ContractCheck.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lists what scripts depend on: operations, parameters, statuses, keys and their types; without descriptions. */
final class ContractSurface {
    private final List<String> lines = new ArrayList<>();
    private final ContractCheck contract;

    private ContractSurface(ContractCheck contract) {
        this.contract = contract;
    }

    static String of(ContractCheck contract) {
        ContractSurface surface = new ContractSurface(contract);
        contract.operations().stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .forEach(surface::operation);
        contract.contract()
                .at("/components/schemas")
                .fields()
                .forEachRemaining(schema -> surface.schema(schema.getKey(), schema.getValue()));
        return surface.lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    private void operation(Operation operation) {
        List<String> parameters = new ArrayList<>();
        operation.node().path("parameters").forEach(parameter -> {
            JsonNode found = contract.resolved(parameter);
            parameters.add(found.path("name").asText() + ": " + type(found.path("schema")));
        });
        lines.add(operation + (parameters.isEmpty() ? "" : " ? " + String.join(", ", parameters)));
        JsonNode body = operation.node().path("requestBody");
        if (!body.isMissingNode()) {
            body.path("content").forEach(media -> schema(operation + " body", media.path("schema")));
        }
        operation.node().path("responses").fields().forEachRemaining(response -> {
            JsonNode content = contract.resolved(response.getValue()).path("content");
            if (response.getKey().startsWith("2")) {
                content.fields()
                        .forEachRemaining(media -> schema(
                                operation + " " + response.getKey() + " " + media.getKey(),
                                media.getValue().path("schema")));
            } else if (!response.getKey().equals("default")) {
                lines.add(operation + " " + response.getKey());
            }
        });
    }

    private void schema(String name, JsonNode schema) {
        lines.add(name + ": " + type(schema));
        for (String some : List.of("properties", "patternProperties")) {
            schema.path(some)
                    .fields()
                    .forEachRemaining(key -> schema(
                            name + "." + key.getKey() + (required(schema, key.getKey()) ? "!" : ""), key.getValue()));
        }
        if (schema.path("items").has("properties")) {
            schema(name + "[]", schema.path("items"));
        }
        for (String some : List.of("oneOf", "anyOf")) {
            schema.path(some).forEach(one -> {
                if (one.has("properties")) {
                    schema(name, one);
                }
            });
        }
    }

    private static boolean required(JsonNode schema, String key) {
        for (JsonNode each : schema.path("required")) {
            if (each.asText().equals(key)) {
                return true;
            }
        }
        return false;
    }

    private static String type(JsonNode schema) {
        List<String> parts = new ArrayList<>();
        for (String key : List.of(
                "$ref",
                "type",
                "format",
                "enum",
                "const",
                "pattern",
                "minimum",
                "maximum",
                "minLength",
                "maxLength",
                "minItems",
                "maxItems",
                "default")) {
            if (schema.has(key)) {
                String value = schema.path(key).toString().replace("\"", "");
                parts.add(key.equals("$ref") ? value.replace("#/components/schemas/", "") : key + " " + value);
            }
        }
        if (schema.has("items")) {
            parts.add("of (" + type(schema.path("items")) + ")");
        }
        for (String some : List.of("oneOf", "anyOf")) {
            schema.path(some).forEach(one -> parts.add("or (" + type(one) + ")"));
        }
        return String.join(", ", parts);
    }
}

package io.pngx.controller.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.pngx.controller.web.views.Contract;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Holds every answer that a test gets from the API against the contract: its status, its content type, and its body,
 * which must have no key that the contract does not name.
 */
public final class ContractCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    /** Statuses that every operation may answer; see the response {@code Problem} of the contract. */
    private static final Set<Integer> COMMON = Set.of(401, 403, 405, 413, 415, 421, 429, 500, 503);

    private static final ContractCheck INSTANCE = new ContractCheck();

    private final JsonNode contract = JSON.valueToTree(new Contract().parsed());
    private final JsonNode components = closed(contract.path("components").deepCopy());
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    /** An operation with its path and method. */
    public record Operation(String path, String method, JsonNode node) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public static ContractCheck get() {
        return INSTANCE;
    }

    public JsonNode contract() {
        return contract;
    }

    /** Returns all operations, such as {@code GET /api/sync/runs}. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        contract.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(method -> {
                    if (!method.getKey().equals("parameters")) {
                        all.add(new Operation(
                                path.getKey(), method.getKey().toUpperCase(Locale.ROOT), method.getValue()));
                    }
                }));
        return all;
    }

    /**
     * Returns the operation of a request. A form is posted to the address of a PUT, because browsers send no PUT.
     * Addresses without parameters come first.
     */
    private Optional<Operation> operation(String method, String path) {
        List<Operation> fitting = operations().stream()
                .filter(each -> each.method().equals(method)
                        || method.equals("POST") && each.method().equals("PUT"))
                .filter(each -> path.matches(each.path().replaceAll("\\{[a-z_]+}", "[^/]+")))
                .toList();
        return fitting.stream()
                .filter(each -> each.path().equals(path))
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    /**
     * Checks an answer, and returns it.
     *
     * @throws AssertionError that names the difference, and what to do
     */
    public static HttpResponse<String> checked(HttpResponse<String> response) {
        INSTANCE.check(response.request(), response);
        return response;
    }

    private void check(HttpRequest request, HttpResponse<String> response) {
        String path = request.uri().getPath().replaceFirst("(?<=.)/$", "");
        boolean page = request.headers().firstValue("HX-Request").orElse("").equals("true")
                || request.headers().firstValue("Accept").orElse("").contains("text/html");
        if (!path.startsWith("/api/")
                || path.contains("..")
                || page
                || request.method().equals("HEAD")) {
            return;
        }
        int status = response.statusCode();
        String what = request.method() + " " + request.uri().getPath() + " -> " + status;
        String type = response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        Optional<Operation> operation = operation(request.method(), path);
        if (operation.isEmpty()) {
            if (type.equals("application/problem+json")) {
                validate(
                        what, "problem", JSON.createObjectNode().put("$ref", "#/components/schemas/Problem"), response);
            }
            return;
        }
        JsonNode responses = operation.get().node().path("responses");
        JsonNode found = responses.has(String.valueOf(status))
                ? responses.path(String.valueOf(status))
                : COMMON.contains(status) ? responses.path("default") : null;
        if (found == null) {
            throw new AssertionError(what + ": the contract names no such answer for " + operation.get()
                    + ". Add it to src/main/resources/api, or change the program.\n" + response.body());
        }
        JsonNode content = resolved(found).path("content");
        if (content.isMissingNode() || content.isEmpty()) {
            if (!response.body().isEmpty()) {
                throw new AssertionError(what + ": the contract says that this answer of " + operation.get()
                        + " has no body.\n" + response.body());
            }
            return;
        }
        if (!content.has(type)) {
            throw new AssertionError(what + ": the content type is " + type + ", in the contract "
                    + JSON.convertValue(content, Map.class).keySet() + " (" + operation.get() + ").");
        }
        if (type.endsWith("json")) {
            validate(what, operation.get() + " " + status, content.path(type).path("schema"), response);
        }
    }

    private void validate(String what, String name, JsonNode schema, HttpResponse<String> response) {
        List<Error> errors;
        try {
            errors = schema(name, schema).validate(JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new AssertionError(what + ": the body is not JSON.\n" + response.body(), e);
        }
        if (!errors.isEmpty()) {
            throw new AssertionError(what + ": the answer is not that of the contract. Correct the schema in"
                    + " src/main/resources/api (a new key needs an entry in properties and required), or the program.\n"
                    + errors.stream().map(ContractCheck::said).collect(Collectors.joining("\n")) + "\n"
                    + response.body());
        }
    }

    private static String said(Error error) {
        return "  " + error.getInstanceLocation() + ": " + error.getKeyword()
                + (error.getProperty() == null ? "" : " " + error.getProperty()) + ", is " + error.getInstanceNode()
                + ", schema " + error.getSchemaNode();
    }

    /** Returns the schema with the components to which it refers. */
    private Schema schema(String name, JsonNode schema) {
        return schemas.computeIfAbsent(name, none -> {
            ObjectNode root = JSON.createObjectNode();
            root.putArray("allOf").add(closed(schema.deepCopy()));
            root.set("components", components);
            return REGISTRY.getSchema(root);
        });
    }

    /** Returns the names of the keys of a body of a request; empty if the operation has none. */
    public Set<String> keysOfRequest(Operation operation) {
        JsonNode schema = operation.node().at("/requestBody/content/application~1json/schema");
        Set<String> keys = new TreeSet<>();
        resolved(schema).path("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Follows references. */
    public JsonNode resolved(JsonNode node) {
        return node.has("$ref")
                ? resolved(contract.at(node.path("$ref").asText().substring(1)))
                : node;
    }

    /** Refuses keys that the contract does not name, in all objects of a schema. */
    private static JsonNode closed(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("properties").isObject()
                && object.path("type").asText().equals("object")) {
            if (!object.has("additionalProperties") && !object.has("patternProperties")) {
                object.put("additionalProperties", false);
            }
        }
        schema.forEach(ContractCheck::closed);
        return schema;
    }
}

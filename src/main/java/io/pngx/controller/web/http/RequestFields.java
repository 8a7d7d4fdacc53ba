package io.pngx.controller.web.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pngx.controller.text.Text;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the fields of a request from its body or its query, and refuses fields that are not allowed. */
public final class RequestFields {
    private RequestFields() {}

    /**
     * Reads a JSON object or a form, and refuses keys that are not allowed, and all query parameters. A missing body
     * counts as an empty object.
     */
    public static Fields body(Call call, String... allowed) {
        query(call).check();
        return bodyOnly(call, allowed);
    }

    /**
     * Refuses all fields of a body. Pages may send fields, because each button sends all fields of its form.
     *
     * @throws ApiProblem if a client other than a page sent a field
     */
    static void checkNone(Call call) {
        if (!call.htmx() && !call.plain()) {
            bodyOnly(call).check();
        }
    }

    /** Reads the body as {@link #body} does, for a request that may have query parameters, too. */
    public static Fields bodyOnly(Call call, String... allowed) {
        boolean form = call.contentType().equals(MediaTypes.FORM);
        Map<String, JsonNode> values = form ? form(call) : json(call);
        if (call.plain()) {
            // Without scripts, each button sends all fields of its form, even fields that the action of the button does
            // not use.
            values.keySet().retainAll(List.of(allowed));
        }
        return fields(values, form, allowed);
    }

    /**
     * Reads query parameters, and refuses parameters that are not allowed. A parameter without a value counts as
     * missing.
     */
    public static Fields query(Call call, String... allowed) {
        return query(call.query(), allowed);
    }

    public static Fields query(HttpServerRequest request, String... allowed) {
        return query(Call.query(request), allowed);
    }

    private static Fields query(Map<String, String> parameters, String... allowed) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        Fields fields = new Fields(values, true);
        parameters.forEach((name, value) -> {
            if (!List.of(allowed).contains(name) && !name.equals(Call.SEEN)) {
                fields.refuseUnknown(
                        name,
                        allowed.length == 0
                                ? Text.of("is not known; this address takes no parameters")
                                : Text.of("is not known; allowed are {0}", String.join(", ", allowed)));
            } else if (!value.isBlank()) {
                values.put(name, TextNode.valueOf(value.strip()));
            }
        });
        return fields;
    }

    /** Reads an object within a JSON body, and refuses keys that are not allowed. */
    public static Fields object(JsonNode object, String... allowed) {
        return fields(values(object), false, allowed);
    }

    private static Fields fields(Map<String, JsonNode> values, boolean textOnly, String... allowed) {
        Fields fields = new Fields(values, textOnly);
        for (String name : values.keySet()) {
            if (!List.of(allowed).contains(name)) {
                fields.refuseUnknown(
                        name,
                        allowed.length == 0
                                ? Text.of("is not known; this address takes no fields")
                                : Text.of("is not known; allowed are {0}", String.join(", ", allowed)));
            }
        }
        return fields;
    }

    private static Map<String, JsonNode> values(JsonNode object) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        object.fields().forEachRemaining(field -> values.put(field.getKey(), field.getValue()));
        return values;
    }

    private static Map<String, JsonNode> form(Call call) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        call.form().forEach((name, value) -> {
            if (Call.CONFIRMATION_FIELDS.contains(name)) {
                return;
            }
            if (name.startsWith("{")) {
                throw new ApiProblem(
                        415,
                        Text.of("The body looks like JSON, but was sent as a form; send the body with the header "
                                + "Content-Type: application/json."));
            }
            values.put(name, value.isBlank() ? NullNode.instance : TextNode.valueOf(value));
        });
        if (call.formAll("ids").size() > 1) {
            values.put("ids", TextNode.valueOf(String.join(",", call.formAll("ids"))));
        }
        return values;
    }

    private static Map<String, JsonNode> json(Call call) {
        // Also without a body: Vert.x consumes the parts of multipart/form-data, so that the body seems to be empty.
        if (!call.contentType().isEmpty() && !call.contentType().matches("application/(.+\\+)?json")) {
            throw new ApiProblem(
                    415,
                    Text.of(
                            "The content type of the body is {0}; send JSON with the header Content-Type: "
                                    + "application/json.",
                            call.contentType()));
        }
        byte[] body = call.body();
        if (body.length == 0) {
            return new LinkedHashMap<>();
        }
        if (!(StrictJson.read(body) instanceof ObjectNode object)) {
            throw ApiProblem.badRequest(Text.of("The body must be a JSON object, such as {\"name\": \"value\"}."));
        }
        return values(object);
    }
}

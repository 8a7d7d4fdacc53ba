package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The response to a client: status, headers, and a body in memory or in a stored file. */
final class Answer {
    static final String JSON = "application/json";
    static final String HTML = "text/html; charset=utf-8";
    private static final String ERROR_PAGE = """

            <!doctype html>
            <html lang="en">
            <head>
              <title>Server Error (500)</title>
            </head>
            <body>
              <h1>Server Error (500)</h1><p></p>
            </body>
            </html>
            """;

    final int status;
    final Map<String, String> headers = new LinkedHashMap<>();
    private final byte[] bytes;
    private final Blob blob;
    private final JsonNode json;

    private Answer(int status, String type, byte[] bytes, Blob blob, JsonNode json) {
        this.status = status;
        this.bytes = bytes;
        this.blob = blob;
        this.json = json;
        if (type != null) {
            headers.put("Content-Type", type);
        }
    }

    static Answer json(int status, JsonNode body) {
        return new Answer(status, JSON, Json.bytes(body), null, body);
    }

    static Answer ok(JsonNode body) {
        return json(200, body);
    }

    static Answer created(JsonNode body) {
        return json(201, body);
    }

    static Answer done() {
        return ok(Json.object("result", "OK"));
    }

    static Answer text(int status, String text) {
        return new Answer(status, HTML, text.getBytes(StandardCharsets.UTF_8), null, null);
    }

    static Answer serverError() {
        return text(500, ERROR_PAGE);
    }

    static Answer empty(int status) {
        return new Answer(status, null, new byte[0], null, null);
    }

    static Answer of(int status, String type, byte[] body) {
        return new Answer(status, type, body, null, null);
    }

    static Answer file(String type, Blob blob) {
        return new Answer(200, type, null, blob, null);
    }

    Answer header(String name, String value) {
        if (value != null) {
            headers.put(name, value);
        }
        return this;
    }

    long size() {
        return blob != null ? blob.size() : bytes.length;
    }

    /** Returns the stored file that contains the body; null: the body is in memory. */
    Blob bigFile() {
        return blob != null && blob.file() != null ? blob : null;
    }

    byte[] bytes() {
        return blob != null ? blob.bytes() : bytes;
    }

    JsonNode json() {
        return json;
    }
}

package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;

/** One file of recorded exchanges with the real application. */
record Recording(String version, String name, List<Exchange> exchanges) {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOUNDARY = "----recorded";

    static Recording load(String version, String name) {
        String file = "/recordings/" + version + "/" + name + ".json";
        try (InputStream in = Recording.class.getResourceAsStream(file)) {
            List<Exchange> exchanges = new ArrayList<>();
            for (JsonNode node : JSON.readTree(in).path("exchanges")) {
                exchanges.add(new Exchange(
                        exchanges.size(), node.path("note").asText(), node.path("request"), node.path("response")));
            }
            return new Recording(version, name, exchanges);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Exchange(int index, String note, JsonNode request, JsonNode response) {
        String method() {
            return request.path("method").asText();
        }

        String path() {
            return request.path("path").asText();
        }

        String user() {
            return request.path("as").isNull() ? null : request.path("as").asText();
        }

        /** The raw query, or null. */
        String query() {
            JsonNode query = request.path("query");
            if (query.isTextual()) {
                return query.asText();
            }
            StringJoiner raw = new StringJoiner("&");
            query.fields()
                    .forEachRemaining(e -> raw.add(
                            e.getKey() + "=" + URLEncoder.encode(e.getValue().asText(), StandardCharsets.UTF_8)));
            return query.isEmpty() ? null : raw.toString();
        }

        boolean isMultipart() {
            return request.path("content_type").asText().startsWith("multipart")
                    && request.path("body").isArray();
        }

        String contentType() {
            if (isMultipart()) {
                return "multipart/form-data; boundary=" + BOUNDARY;
            }
            return request.path("content_type").isNull()
                    ? null
                    : request.path("content_type").asText();
        }

        byte[] body() throws IOException {
            JsonNode body = request.path("body");
            if (body.isNull() || body.isMissingNode()) {
                return new byte[0];
            }
            if (!isMultipart()) {
                return JSON.writeValueAsBytes(body);
            }
            java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
            for (JsonNode part : body) {
                String file = part.has("filename")
                        ? "; filename=\"" + part.path("filename").asText() + "\""
                        : "";
                String type = part.has("content_type")
                        ? "Content-Type: " + part.path("content_type").asText() + "\r\n"
                        : "";
                out.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\""
                                + part.path("name").asText() + "\"" + file + "\r\n" + type + "\r\n")
                        .getBytes(StandardCharsets.UTF_8));
                out.write(
                        part.has("base64")
                                ? Base64.getDecoder().decode(part.path("base64").asText())
                                : part.path("value").asText().getBytes(StandardCharsets.UTF_8));
                out.write("\r\n".getBytes(StandardCharsets.UTF_8));
            }
            out.write(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return out.toByteArray();
        }
    }
}

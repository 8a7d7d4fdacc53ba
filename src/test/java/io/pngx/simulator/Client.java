package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** A plain client for one simulated server, with the administrator's token. */
public final class Client {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Paperless server;

    public Client(Paperless server) {
        this.server = server;
    }

    HttpResponse<byte[]> send(String method, String path, String type, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Token " + server.adminToken())
                .header("Accept", "*/*; version=9")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> get(String path) throws IOException {
        return send("GET", path, null, null);
    }

    HttpResponse<byte[]> patch(String path, String json) throws IOException {
        return send("PATCH", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<byte[]> post(String path, String json) throws IOException {
        return send("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Uploads a file, and returns the id of the task. */
    public String upload(String fileName, byte[] bytes) throws IOException {
        return json(uploadTo("/api/documents/post_document/", fileName, bytes)).asText();
    }

    HttpResponse<byte[]> uploadTo(String path, String fileName, byte[] bytes) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"" + fileName
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.write(bytes);
        body.write("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
        return send("POST", path, "multipart/form-data; boundary=x", body.toByteArray());
    }

    JsonNode task(String uuid) throws IOException {
        return json(get("/api/tasks/?task_id=" + uuid)).path(0);
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return Recording.JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

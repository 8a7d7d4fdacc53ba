package io.pngx.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pngx.simulator.Journal;
import io.pngx.simulator.Paperless;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Copies a library with Java's HTTP client only, without database and comparisons. Shows the cost of the calls alone.
 */
final class PlainClient {
    private static final String BOUNDARY = "bench-boundary";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Paperless master;
    private final Paperless replica;

    PlainClient(Paperless master, Paperless replica) {
        this.master = master;
        this.replica = replica;
    }

    /**
     * Makes the same calls for each document as the controller made in a first sync. Reads the calls from the journals
     * of the instances.
     */
    Duration sameCalls(Paperless replicaOfController) throws Exception {
        List<JsonNode> documents = documents();
        Profile read = new Profile(master.journal(), documents.size());
        Profile written = new Profile(replicaOfController.journal(), documents.size());
        int details = read.times("GET", "/api/documents/\\d+/");
        int files = read.times("GET", "/api/documents/\\d+/(download|preview)/");
        int searches = written.times("GET", "/api/documents/");
        int copies = written.times("GET", "/api/documents/\\d+/");
        int patches = written.times("PATCH", "/api/documents/\\d+/");
        long begin = System.nanoTime();
        for (JsonNode document : documents) {
            int id = document.path("id").asInt();
            repeat(details, () -> get(master, "/api/documents/" + id + "/?full_perms=true"));
            byte[] file = new byte[0];
            for (int i = 0; i < Math.max(1, files); i++) {
                file = download(id);
            }
            byte[] sent = file;
            repeat(searches, () -> get(replica, "/api/documents/?page_size=1&checksum__iexact=" + id));
            int copy = upload(document, sent);
            repeat(patches, () -> patch(copy, document));
            repeat(copies, () -> get(replica, "/api/documents/" + copy + "/?full_perms=true"));
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Reads all names. Then downloads, posts, waits for and patches one document after the other. */
    Duration oneAfterTheOther() throws Exception {
        long begin = System.nanoTime();
        for (Paperless each : List.of(master, replica)) {
            for (String kind : List.of("tags", "correspondents", "document_types", "storage_paths", "custom_fields")) {
                get(each, "/api/" + kind + "/?page_size=100000");
            }
        }
        for (JsonNode document : documents()) {
            int copy = upload(document, download(document.path("id").asInt()));
            patch(copy, document);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private List<JsonNode> documents() throws Exception {
        List<JsonNode> all = new java.util.ArrayList<>();
        get(master, "/api/documents/?page_size=100000").path("results").forEach(all::add);
        return all;
    }

    private int upload(JsonNode document, byte[] file) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        field(body, "created", document.path("created").asText());
        field(body, "title", document.path("title").asText());
        String name = document.path("original_file_name").asText();
        body.writeBytes(text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"document\"; filename=\""
                + name + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"));
        body.writeBytes(file);
        body.writeBytes(text("\r\n--" + BOUNDARY + "--\r\n"));
        String task = send(request(replica, "/api/documents/post_document/")
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())))
                .asText();
        while (true) {
            JsonNode state = get(replica, "/api/tasks/?task_id=" + task).path(0);
            if (state.path("status").asText().equals("SUCCESS")) {
                return Integer.parseInt(state.path("related_document").asText());
            }
            if (state.path("status").asText().equals("FAILURE")) {
                throw new IllegalStateException(state.toString());
            }
            Bench.pause(Duration.ofMillis(5));
        }
    }

    private static void field(ByteArrayOutputStream body, String name, String value) {
        body.writeBytes(text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n"
                + value + "\r\n"));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode patch(int copy, JsonNode document) throws Exception {
        String body = JSON.writeValueAsString(
                java.util.Map.of("title", document.path("title"), "content", document.path("content")));
        return send(request(replica, "/api/documents/" + copy + "/")
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    private byte[] download(int id) throws Exception {
        return http.send(
                        request(master, "/api/documents/" + id + "/download/?original=true")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private JsonNode get(Paperless server, String path) throws Exception {
        return send(request(server, path));
    }

    private JsonNode send(HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.uri() + " " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    private static HttpRequest.Builder request(Paperless server, String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Token " + server.adminToken())
                .header("Accept", "*/*; version=9");
    }

    private interface Call {
        void make() throws Exception;
    }

    private static void repeat(int times, Call call) throws Exception {
        for (int i = 0; i < times; i++) {
            call.make();
        }
    }

    /** The number of calls that a first sync made for each document. */
    private record Profile(Journal journal, int documents) {
        int times(String method, String path) {
            return Math.round((float) journal.count(method, path) / documents);
        }
    }
}

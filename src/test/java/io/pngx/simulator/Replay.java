package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Replays one recording with a new simulator, and returns the differences of each exchange. */
final class Replay implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** The thumbnail of every document of the recorded instances, which did not draw any. */
    private static final byte[] THUMBNAIL = "RIFFxxxxWEBP".getBytes(StandardCharsets.US_ASCII);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<String> HEADERS = List.of(
            "Content-Type",
            "Location",
            "X-Version",
            "X-Api-Version",
            "WWW-Authenticate",
            "Content-Disposition",
            "Retry-After",
            "Allow");

    private final Recording recording;
    private final Paperless server;
    private final Likeness likeness;
    private boolean workerHeld;

    Replay(Recording recording) {
        this.recording = recording;
        Paperless.Builder builder = recording.version().startsWith("v2") ? Paperless.v2() : Paperless.v3();
        this.server = builder.consumeTime(Duration.ZERO).thumbnail(THUMBNAIL).start();
        this.likeness = new Likeness(server.url());
        // The initial state of every recording.
        server.clock().set(Instant.parse("2026-11-23T22:00:00Z"));
        server.createUser("bob");
        server.api().patch("/api/users/2/", Map.of("email", "a@x"));
    }

    /** Returns the differences by index of the exchange; an empty list: no difference. */
    Map<Integer, List<String>> play() throws IOException, InterruptedException {
        Map<Integer, List<String>> results = new LinkedHashMap<>();
        for (Recording.Exchange exchange : recording.exchanges()) {
            prepare(exchange);
            compare(exchange, send(exchange));
            settle(exchange);
            results.put(exchange.index(), likeness.differences());
        }
        return results;
    }

    /** Carries out actions outside of HTTP that the notes of the recording describe. */
    private void prepare(Recording.Exchange exchange) {
        String note = exchange.note();
        if (workerHeld
                && !note.contains("[worker paused]")
                && !note.contains("PENDING")
                && !note.startsWith("same, version=10")
                && !note.contains("no document yet")
                && !note.contains("unknown task_id")
                && !note.startsWith("RACE")) {
            letTheWorkerGoOn(note.contains("STARTED"));
        }
        if (nextNote(exchange).contains("[worker paused]") || note.startsWith("upload with every supported field")) {
            server.worker().pause();
            workerHeld = true;
        }
        if (note.startsWith("upload that will fail") && recording.version().startsWith("v2")) {
            server.worker().holdAt(Worker.Point.FAILED);
            workerHeld = true;
        }
        if (note.contains("[delete-duplicates]")) {
            server.deleteDuplicates(true);
        }
        if (note.equals("download without archive: original")) {
            server.library().setArchive(2, "%PDF-1.4 archive of the text\n".getBytes(StandardCharsets.UTF_8));
            server.library().loseFile(4);
        }
        server.faults().databaseLocked(note.startsWith("[locked]"));
        server.faults().brokerDown(note.contains("[broker down]"));
        server.faults().halfWritePatches(note.startsWith("[half-written]") ? 1 : 0);
    }

    private void letTheWorkerGoOn(boolean toTheParser) {
        if (toTheParser) {
            server.worker().holdAt(Worker.Point.CONSUMING);
            server.worker().resume();
            server.worker().awaitHeld(Worker.Point.CONSUMING, PATIENCE);
            return;
        }
        server.worker().release();
        server.worker().resume();
        server.worker().awaitIdle(PATIENCE);
        workerHeld = false;
    }

    private String nextNote(Recording.Exchange exchange) {
        int next = exchange.index() + 1;
        return next < recording.exchanges().size()
                ? recording.exchanges().get(next).note()
                : "";
    }

    private void settle(Recording.Exchange exchange) {
        if (!workerHeld) {
            server.worker().awaitIdle(PATIENCE);
        } else if (exchange.note().startsWith("upload that will fail")) {
            server.worker().awaitHeld(Worker.Point.FAILED, PATIENCE);
        }
    }

    private HttpResponse<byte[]> send(Recording.Exchange exchange) throws IOException, InterruptedException {
        String query = likeness.translate(exchange.query());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url() + exchange.path() + (query == null ? "" : "?" + query)));
        exchange.request().path("headers").fields().forEachRemaining(e -> {
            String value = e.getValue().asText();
            if (e.getKey().equals("Authorization") && exchange.user() != null) {
                value = "Token " + server.token(exchange.user());
            }
            request.header(e.getKey(), likeness.translate(value));
        });
        if (exchange.contentType() != null) {
            request.header("Content-Type", exchange.contentType());
        }
        byte[] body = exchange.body();
        if (!exchange.isMultipart()) {
            body = likeness.translate(new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        }
        request.method(
                exchange.method(),
                body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private void compare(Recording.Exchange exchange, HttpResponse<byte[]> actual) throws IOException {
        JsonNode recorded = exchange.response();
        likeness.same("status", recorded.path("status").asInt(), actual.statusCode());
        JsonNode headers = recorded.path("headers");
        JsonNode body = recorded.path("body");
        String type = headers.path("Content-Type").asText();
        if (type.equals("application/json") && !exchange.method().equals("HEAD")) {
            likeness.json("body", body, Recording.JSON.readTree(actual.body()));
        } else if (body.has("base64")) {
            likeness.same(
                    "bytes",
                    true,
                    Arrays.equals(Base64.getDecoder().decode(body.path("base64").asText()), actual.body()));
        } else {
            likeness.same(
                    "text", body.isNull() ? "" : body.asText(), new String(actual.body(), StandardCharsets.UTF_8));
        }
        likeness.learn("Last-Modified", value(headers, "Last-Modified"), value(actual, "Last-Modified"));
        for (String name : HEADERS) {
            likeness.same(name, value(headers, name), value(actual, name));
        }
        likeness.etag(value(headers, "ETag"), value(actual, "ETag"));
        boolean file = !type.equals("application/json") && !type.isEmpty();
        if (file && headers.has("Content-Length")) {
            likeness.same("Content-Length", value(headers, "Content-Length"), value(actual, "Content-Length"));
        }
    }

    private static String value(JsonNode headers, String name) {
        return headers.has(name) ? headers.path(name).asText() : null;
    }

    private static String value(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    @Override
    public void close() {
        server.close();
    }
}

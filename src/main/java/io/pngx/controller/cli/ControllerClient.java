package io.pngx.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.config.SettingsException;
import io.pngx.controller.paperless.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Calls the API of a running controller. */
public final class ControllerClient {
    static {
        // Allows this class to set the header Host. The controller accepts only the hosts in its settings, and the
        // address that this class calls is not always one of these hosts.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI base;
    private final String host;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    /**
     * @param host host name for the header Host; null: the host name of the address
     * @param token the API token; empty: none
     */
    ControllerClient(URI base, String host, String token) {
        this.base = base;
        this.host = host;
        this.token = token;
    }

    /** Signals that the controller refused a request. The message is the sentence in the controller's answer. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence, null, false, false);
        }
    }

    JsonNode get(String path) {
        return json(send(request(path).timeout(PATIENCE).GET(), BodyHandlers.ofString()));
    }

    /** Reads a list. An answer without the array {@code items} is not from a controller. */
    JsonNode list(String path) {
        JsonNode list = get(path);
        if (!list.path("items").isArray()) {
            throw notController();
        }
        return list;
    }

    JsonNode post(String path, Object body) {
        return json(send(
                request(path)
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                Json.MAPPER.valueToTree(body).toString())),
                BodyHandlers.ofString()));
    }

    /** Reads the data of server-sent events until the connection ends. */
    void follow(String path, Consumer<JsonNode> events) {
        try (Stream<String> lines =
                send(request(path).GET(), BodyHandlers.ofLines()).body()) {
            lines.filter(line -> line.startsWith("data: ")).forEach(line -> events.accept(read(line.substring(6))));
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).header("Accept", "application/json, text/event-stream");
        if (host != null) {
            request.header("Host", host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host);
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            HttpResponse<T> response = http.send(request.build(), handler);
            if (response.statusCode() == 401 || response.statusCode() == 403 || response.statusCode() == 421) {
                throw new SettingsException(sentence(response));
            }
            if (response.statusCode() >= 300) {
                throw new Refused(sentence(response));
            }
            return response;
        } catch (IOException e) {
            throw new SettingsException("Nothing answers at " + base
                    + "; start the controller, or name its address with --url or PNGX_URL.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SettingsException("The call to the controller was interrupted.");
        }
    }

    private String sentence(HttpResponse<?> response) {
        Object body = response.body();
        if (body instanceof Stream<?> lines) {
            body = String.join("", lines.map(String::valueOf).toList());
        }
        try {
            String detail =
                    Json.MAPPER.readTree(String.valueOf(body)).path("detail").asText();
            if (!detail.isEmpty()) {
                return detail;
            }
        } catch (IOException notJson) {
            // a controller answers with JSON, so another server answered
        }
        return "The server at " + base + " is not a pngx-controller (status " + response.statusCode() + ").";
    }

    private JsonNode json(HttpResponse<String> response) {
        return read(response.body());
    }

    private JsonNode read(String text) {
        try {
            return Json.MAPPER.readTree(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw notController();
        }
    }

    private SettingsException notController() {
        return new SettingsException("The server at " + base + " is not a pngx-controller; correct --url or PNGX_URL.");
    }
}

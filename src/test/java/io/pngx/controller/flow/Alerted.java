package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.pngx.controller.paperless.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base class for tests with a controller and a server that receives its alerts. */
abstract class Alerted {
    static final String SECRET = "s3cret-path";

    World world;
    WireMockServer outside;

    @BeforeEach
    void start() {
        world = World.ofItsOwn(Version.V2, Version.V3);
        outside = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        outside.start();
        outside.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
    }

    @AfterEach
    void stop() {
        world.close();
        outside.stop();
    }

    HttpResponse<String> call(String method, String path, Object body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(world.boot.url() + path))
                                .header("Content-Type", "application/json")
                                .method(
                                        method,
                                        HttpRequest.BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    void target(String field, String path) throws Exception {
        assertThat(call("PUT", "/api/alerts", Map.of(field, "http://127.0.0.1:" + outside.port() + path))
                        .statusCode())
                .isEqualTo(200);
    }

    List<LoggedRequest> requests(String path) {
        return outside.findAll(WireMock.postRequestedFor(WireMock.urlPathEqualTo(path)));
    }

    List<String> events() {
        return requests("/" + SECRET).stream()
                .map(request -> read(request).get("event").toString())
                .toList();
    }

    static Map<?, ?> read(LoggedRequest request) {
        try {
            return Json.MAPPER.readValue(request.getBodyAsString(), Map.class);
        } catch (java.io.IOException e) {
            throw new AssertionError(request.getBodyAsString(), e);
        }
    }
}

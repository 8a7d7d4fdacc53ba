package io.pngx.controller.paperless;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.pngx.controller.paperless.Wire.TOKEN;
import static io.pngx.controller.paperless.Wire.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.hc.core5.http.MessageConstraintException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as they reach an instance. */
class GatewayTest extends OnTheWire {
    @Test
    void aCallArrivesAtTheRealAddressWithTheTokenAndTheVersion() {
        Exchange exchange = wire.call("GET", LIST + "?page_size=1&fields=id");

        assertThat(exchange.getException()).isNull();
        wire.paperless.verify(getRequestedFor(urlPathEqualTo("/api/documents/"))
                .withQueryParam("page_size", equalTo("1"))
                .withQueryParam("fields", equalTo("id"))
                .withHeader("Authorization", equalTo("Token " + TOKEN))
                .withHeader("Accept", equalTo("*/*; version=9"))
                .withHeader("Accept-Encoding", equalTo("identity"))
                .withHeader("Accept-Language", equalTo("en-US"))
                .withHeader("Host", equalTo("localhost:" + wire.paperless.port())));
    }

    @Test
    void headersWithoutAnEndDoNotFillTheMemory() {
        ResponseDefinitionBuilder many = answer(200, "{}");
        for (int i = 0; i < 300; i++) {
            many.withHeader("X-" + i, "1");
        }
        says(many);

        assertThat(wire.call("GET", LIST).getException()).isInstanceOf(MessageConstraintException.class);
    }

    @Test
    void theTokenIsNoPartOfTheExchange() {
        Exchange exchange = wire.call("GET", LIST);

        assertThat(exchange.getMessage().getHeaders().toString()
                        + exchange.getProperties()
                        + exchange.getAllProperties())
                .doesNotContain(TOKEN);
        assertThat(wire.camel.getEndpoints().toString()).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 403, 404, 406, 500, 503})
    void theTokenIsNoPartOfAFailure(int status) {
        says(answer(status, "{\"detail\":\"no\"}").withHeader("Location", "/accounts/login/"));

        Exchange exchange = wire.call("GET", LIST);

        StringWriter trace = new StringWriter();
        exchange.getException().printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(TOKEN);
        assertThat(wire.said(exchange)).doesNotContain(TOKEN);
    }

    @Test
    void headersOfAnExchangeDoNotReachTheWire() {
        wire.call(
                "GET",
                LIST,
                null,
                Map.of(
                        "Authorization",
                        "Token of somebody else",
                        "Cookie",
                        "sessionid=1",
                        "X-Forwarded-For",
                        "10.0.0.1",
                        "Accept",
                        "text/html",
                        "Remote-User",
                        "admin",
                        "anything",
                        "else"));

        LoggedRequest request = arrived();
        assertThat(request.getHeader("Authorization")).isEqualTo("Token " + TOKEN);
        assertThat(request.getHeader("Accept")).isEqualTo("*/*; version=9");
        assertThat(request.getHeaders().keys()).doesNotContain("Cookie", "X-Forwarded-For", "Remote-User", "anything");
    }

    @Test
    void aBodyArrivesWithItsType() {
        wire.call(
                "PATCH",
                "http://replica-1/api/documents/1/",
                "{\"title\":\"Büro\"}",
                Map.of("Content-Type", "application/json"));

        assertThat(arrived().getBodyAsString()).isEqualTo("{\"title\":\"Büro\"}");
        assertThat(arrived().getHeader("Content-Type")).startsWith("application/json");
    }

    /** After a restart of the server, the pooled connection is closed. */
    @Test
    void aPostDoesNotGoOverAConnectionThatTheServerClosed() throws Exception {
        try (java.net.ServerSocket server = new java.net.ServerSocket(0)) {
            java.util.concurrent.ExecutorService pool = java.util.concurrent.Executors.newSingleThreadExecutor();
            wire.connect("replica-1", "Replica", Instance.Role.REPLICA, "", server.getLocalPort());
            var first = pool.submit(() -> answerOne(server));
            assertThat(wire.call("GET", "http://replica-1/api/tags/").getException())
                    .isNull();
            first.get();

            var second = pool.submit(() -> answerOne(server));
            assertThat(wire.call("POST", "http://replica-1/api/tags/", "{}", Map.of("Content-Type", "application/json"))
                            .getException())
                    .isNull();
            second.get();
            pool.shutdown();
        }
    }

    /** A connection that was used a moment ago is not checked before a call that may be repeated. */
    @ParameterizedTest
    @CsvSource({"GET, ''", "PATCH, '{\"title\":\"Invoice\"}'"})
    void aCallIsRepeatedIfTheServerClosedTheConnectionThatItReused(String method, String body) throws Exception {
        try (java.net.ServerSocket server = new java.net.ServerSocket(0)) {
            java.util.concurrent.ExecutorService pool = java.util.concurrent.Executors.newSingleThreadExecutor();
            wire.connect("replica-1", "Replica", Instance.Role.REPLICA, "", server.getLocalPort());
            for (int i = 0; i < 3; i++) {
                var answered = pool.submit(() -> answerOne(server));
                assertThat(wire.call(
                                        method,
                                        "http://replica-1/api/documents/1/",
                                        body.isEmpty() ? null : body,
                                        Map.of("Content-Type", "application/json"))
                                .getException())
                        .isNull();
                assertThat(answered.get())
                        .startsWith(method + " /api/documents/1/")
                        .endsWith(body);
            }
            pool.shutdown();
        }
    }

    /** A server that reads a call and closes the connection may have handled the call. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void aCallThatTheServerReadOnANewConnectionArrivesOnce(String method) throws Exception {
        try (java.net.ServerSocket server = new java.net.ServerSocket(0)) {
            var calls = countCalls(server, 0);
            wire.connect("replica-1", "Replica", Instance.Role.REPLICA, "", server.getLocalPort());

            assertThat(wire.call(method, "http://replica-1/api/tags/", "{}", Map.of("Content-Type", "application/json"))
                            .getException())
                    .isInstanceOf(org.apache.hc.core5.http.NoHttpResponseException.class);
            server.close();
            assertThat(calls.get()).isEqualTo(1);
        }
    }

    @Test
    void aPostThatTheServerReadOnAReusedConnectionArrivesOnce() throws Exception {
        try (java.net.ServerSocket server = new java.net.ServerSocket(0)) {
            var calls = countCalls(server, 1);
            wire.connect("replica-1", "Replica", Instance.Role.REPLICA, "", server.getLocalPort());
            assertThat(wire.call("GET", "http://replica-1/api/tags/").getException())
                    .isNull();

            assertThat(wire.call("POST", "http://replica-1/api/tags/", "{}", Map.of("Content-Type", "application/json"))
                            .getException())
                    .isInstanceOf(org.apache.hc.core5.http.NoHttpResponseException.class);
            server.close();
            assertThat(calls.get()).isEqualTo(2);
        }
    }

    /**
     * Reads calls until the server is closed, and counts them.
     *
     * @param answered so many calls of each connection are answered; the connection is closed at the next call
     */
    private static java.util.concurrent.Future<Integer> countCalls(java.net.ServerSocket server, int answered) {
        java.util.concurrent.ExecutorService pool = java.util.concurrent.Executors.newSingleThreadExecutor();
        var calls = pool.submit(() -> {
            int count = 0;
            while (true) {
                try (java.net.Socket socket = server.accept()) {
                    for (int left = answered; readCall(socket); left--) {
                        count++;
                        if (left == 0) {
                            break;
                        }
                        answerEmpty(socket);
                    }
                } catch (java.net.SocketException closed) {
                    return count;
                }
            }
        });
        pool.shutdown();
        return calls;
    }

    private static boolean readCall(java.net.Socket socket) throws java.io.IOException {
        return socket.getInputStream().read(new byte[8192]) > 0;
    }

    private static void answerEmpty(java.net.Socket socket) throws java.io.IOException {
        socket.getOutputStream()
                .write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Version: 2.20.15\r\n"
                                + "Content-Length: 2\r\n\r\n{}")
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Answers one call, announces that the connection stays open, and returns the call. */
    private static String answerOne(java.net.ServerSocket server) throws java.io.IOException {
        try (java.net.Socket socket = server.accept()) {
            byte[] call = new byte[8192];
            int length = socket.getInputStream().read(call);
            answerEmpty(socket);
            return new String(call, 0, length, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"replica-99", "localhost", "169.254.169.254", "example.org"})
    void aNameThatIsNotKnownLeadsNowhere(String host) {
        assertThat(said("GET", "http://" + host + "/api/documents/"))
                .isEqualTo("\"" + host + "\" is not a known paperless-ngx instance.");
        nothingArrived();
    }

    @Test
    void anInstanceThatWasDisconnectedIsNoLongerCalled() {
        wire.gateway.disconnect("replica-1");

        assertThat(said("GET", LIST)).isEqualTo("\"replica-1\" is not a known paperless-ngx instance.");
        nothingArrived();
    }

    @Test
    void aBasePathStandsBeforeEveryPath() {
        wire.connect("replica-1", "Replica \"attic\"", Instance.Role.REPLICA, "/paperless/one");

        assertThat(wire.call("GET", LIST + "?fields=id").getException()).isNull();
        assertThat(said("POST", "http://replica-1/api/documents/bulk_edit/"))
                .as("the guard sees the path of the API")
                .contains("; POST /api/documents/bulk_edit/ was refused");

        wire.paperless.verify(getRequestedFor(urlEqualTo("/paperless/one/api/documents/?fields=id")));
    }

    @Test
    void anotherAddressIsTakenWithTheNextCall() throws Exception {
        try (Wire other = new Wire()) {
            wire.gateway.connect(new Instance(
                    "replica-1",
                    "Replica \"attic\"",
                    Instance.Role.REPLICA,
                    URI.create("http://localhost:" + other.paperless.port()),
                    "another token"));
            other.paperless.stubFor(get(anyUrl()).willReturn(answer(200, "{}")));

            wire.call("GET", LIST);

            other.paperless.verify(
                    getRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Token another token")));
            nothingArrived();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "301 | https://paperless.example/api/documents/",
                "302 | /accounts/login/?next=/api/documents/",
                "307 | http://elsewhere.example/",
                "308 | http://elsewhere.example/",
            })
    @Test
    void theClockOfAnInstanceIsRememberedAndABrokenOneIsNoFailure() {
        says(answer(200, "{}").withHeader("Date", "Fri, 02 Jan 2026 03:04:05 GMT"));
        wire.call("GET", LIST);
        assertThat(wire.gateway.lastDate("replica-1")).contains(Instant.parse("2026-01-02T03:04:05Z"));

        says(answer(200, "{}").withHeader("Date", "yesterday"));
        assertThat(wire.call("GET", LIST).getException()).isNull();
        assertThat(wire.gateway.lastDate("replica-1")).isEmpty();
    }

    /** There are more refused answers than connections, so each answer must release its connection. */
    @Test
    void aRefusedAnswerGivesItsConnectionBack() {
        says(aResponse().withStatus(200).withHeader("Content-Type", "text/html").withBody("<html>".repeat(10_000)));

        for (int i = 0; i < 20; i++) {
            assertThat(wire.call("GET", LIST).getException()).isInstanceOf(PaperlessException.class);
        }
    }

    @Test
    void anOriginalIsAStreamAndNotInMemory() {
        says(aResponse()
                .withStatus(200)
                .withHeader("Content-Type", "application/pdf")
                .withHeader("X-Version", "3.0.5")
                .withBody(new byte[100_000]));

        Exchange exchange =
                wire.call("GET", "http://replica-1/api/documents/1/preview/?original=true&disableStreamCache=true");

        assertThat(exchange.getMessage().getBody())
                .isInstanceOf(InputStream.class)
                .isNotInstanceOf(java.io.ByteArrayInputStream.class);
        assertThat(arrived().getUrl()).isEqualTo("/api/documents/1/preview/?original=true");
    }
}

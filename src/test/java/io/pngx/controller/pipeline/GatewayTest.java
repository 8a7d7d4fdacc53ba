package io.pngx.controller.pipeline;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.pngx.controller.pipeline.Wire.TOKEN;
import static io.pngx.controller.pipeline.Wire.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.PaperlessException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.hc.core5.http.MessageConstraintException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {
    private static final String LIST = "http://replica-1/api/documents/";
    private static Wire wire;

    @BeforeAll
    static void start() throws Exception {
        wire = new Wire().started();
    }

    @AfterAll
    static void stop() {
        wire.close();
    }

    @BeforeEach
    void reset() {
        wire.paperless.resetAll();
        wire.connect("replica-1", "Replica \"attic\"", Instance.Role.REPLICA, "");
        says(answer(200, "{}"));
    }

    private static void says(ResponseDefinitionBuilder response) {
        wire.paperless.stubFor(any(anyUrl()).willReturn(response));
    }

    private static LoggedRequest arrived() {
        List<LoggedRequest> all = wire.paperless.findAll(anyRequestedFor(anyUrl()));
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static void nothingArrived() {
        assertThat(wire.paperless.findAll(anyRequestedFor(anyUrl()))).isEmpty();
    }

    private static String said(String method, String uri) {
        Exchange exchange = wire.call(method, uri);
        assertThat(exchange.getException()).isNotNull();
        return wire.said(exchange);
    }

    @Test
    void aCallArrivesAtTheRealAddressWithTheTokenAndTheVersion() {
        Exchange exchange = wire.call("GET", LIST + "?page_size=1&fields=id");

        assertThat(exchange.getException()).isNull();
        wire.paperless.verify(getRequestedFor(urlPathEqualTo("/api/documents/")).withQueryParam("page_size", equalTo("1"))
                .withQueryParam("fields", equalTo("id")).withHeader("Authorization", equalTo("Token " + TOKEN))
                .withHeader("Accept", equalTo("*/*; version=9")).withHeader("Accept-Encoding", equalTo("identity"))
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

        assertThat(exchange.getMessage().getHeaders().toString() + exchange.getProperties() + exchange.getAllProperties()).doesNotContain(TOKEN);
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
        wire.call("GET", LIST, null, Map.of("Authorization", "Token of somebody else", "Cookie", "sessionid=1", "X-Forwarded-For", "10.0.0.1",
                "Accept", "text/html", "Remote-User", "admin", "anything", "else"));

        LoggedRequest request = arrived();
        assertThat(request.getHeader("Authorization")).isEqualTo("Token " + TOKEN);
        assertThat(request.getHeader("Accept")).isEqualTo("*/*; version=9");
        assertThat(request.getHeaders().keys()).doesNotContain("Cookie", "X-Forwarded-For", "Remote-User", "anything");
    }

    @Test
    void aBodyArrivesWithItsType() {
        wire.call("PATCH", "http://replica-1/api/documents/1/", "{\"title\":\"Büro\"}", Map.of("Content-Type", "application/json"));

        assertThat(arrived().getBodyAsString()).isEqualTo("{\"title\":\"Büro\"}");
        assertThat(arrived().getHeader("Content-Type")).startsWith("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "PUT", "DELETE"})
    void theMasterIsOnlyEverRead(String method) {
        assertThat(said(method, "http://master/api/documents/1/")).isEqualTo("The master is only ever read; " + method
                + " /api/documents/1/ was refused before it left.");
        nothingArrived();
    }

    @Test
    void theMasterIsRead() {
        assertThat(wire.call("GET", "http://master/api/documents/").getException()).isNull();
        assertThat(wire.call("HEAD", "http://master/api/documents/1/preview/").getException()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "PUT", "DELETE"})
    void anInstanceThatIsOnlyTestedIsOnlyRead(String method) {
        wire.connect("probe-1", "The replica", Instance.Role.PROBE, "");

        assertThat(said(method, "http://probe-1/api/tags/")).contains("is only ever read");
        nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/documents/bulk_edit/", "/api/documents/delete/", "/api/documents/merge/", "/api/documents/rotate/",
        "/api/documents/reprocess/", "/api/documents/edit_pdf/", "/api/bulk_edit_objects/"})
    void nothingIsChangedInBulk(String path) {
        assertThat(said("POST", "http://replica-1" + path)).isEqualTo("Replica \"attic\" is only written to by single calls that are known here; POST " + path
                + " was refused before it left.");
        nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /api/documents/", "POST /api/documents/1/", "POST /api/documents/1/update/", "POST /api/users/", "POST /api/tasks/run/",
        "POST /api/tags/7/", "POST /api/profile/generate_auth_token/", "POST /api/trash/empty/", "PATCH /api/documents/", "PATCH /api/users/1/",
        "PATCH /api/documents/1/notes/", "PATCH /api/config/1/", "PATCH /api/trash/"})
    void aReplicaIsWrittenToByNoCallThatNoRouteMakes(String call) {
        String[] words = call.split(" ");
        assertThat(said(words[0], "http://replica-1" + words[1])).contains(words[1] + " was refused before it left");
        nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /api/documents/post_document/", "POST /api/storage_paths/", "POST /api/tasks/acknowledge/",
        "PATCH /api/documents/1/", "PATCH /api/custom_fields/7/"})
    void theWritesOfOurRoutesPass(String call) {
        String[] words = call.split(" ");
        assertThat(wire.call(words[0], "http://replica-1" + words[1]).getException()).isNull();
    }

    /** As after its restart: the connection that is kept leads nowhere. */
    @Test
    void aPostDoesNotGoOverAConnectionThatTheServerClosed() throws Exception {
        try (java.net.ServerSocket server = new java.net.ServerSocket(0)) {
            java.util.concurrent.ExecutorService pool = java.util.concurrent.Executors.newSingleThreadExecutor();
            wire.connect("replica-1", "Replica", Instance.Role.REPLICA, "", server.getLocalPort());
            var first = pool.submit(() -> answerOne(server));
            assertThat(wire.call("GET", "http://replica-1/api/tags/").getException()).isNull();
            first.get();

            var second = pool.submit(() -> answerOne(server));
            assertThat(wire.call("POST", "http://replica-1/api/tags/", "{}", Map.of("Content-Type", "application/json")).getException()).isNull();
            second.get();
            pool.shutdown();
        }
    }

    /** One call, answered as if there could be more. */
    private static Object answerOne(java.net.ServerSocket server) throws java.io.IOException {
        try (java.net.Socket socket = server.accept()) {
            byte[] call = new byte[8192];
            int length = socket.getInputStream().read(call);
            assertThat(length).isPositive();
            socket.getOutputStream().write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Version: 2.20.15\r\nContent-Length: 2\r\n\r\n{}")
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return socket;
        }
    }

    @Test
    void theTrashIsNeverEmptied() {
        assertThat(said("POST", "http://replica-1/api/trash/")).isEqualTo(
                "Replica \"attic\" has a trash that is never emptied; POST /api/trash/ was refused before it left.");
        nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/documents/1/", "/api/tags/7/", "/api/correspondents/1/", "/api/documents/1/notes/?id=3"})
    void nothingIsDeleted(String path) {
        assertThat(said("DELETE", "http://replica-1" + path)).contains("must not lose anything");
        assertThat(said("PUT", "http://replica-1" + path)).contains("must not lose anything");
        nothingArrived();
    }

    @Test
    void nothingIsWrittenToAReplicaWhileARunOnlyReadsIt() {
        wire.connect("replica-2", "Replica \"cellar\"", Instance.Role.REPLICA, "");
        wire.guard.onlyReads("replica-1");
        wire.guard.mayDelete("replica-1", "tags", 4711); // a permit makes no difference

        assertThat(said("PATCH", "http://replica-1/api/documents/1/")).isEqualTo(
                "Replica \"attic\" is only read in this run; PATCH /api/documents/1/ was refused before it left.");
        assertThat(said("POST", "http://replica-1/api/documents/post_document/")).contains("only read in this run");
        assertThat(said("POST", "http://replica-1/api/tags/")).contains("only read in this run");
        assertThat(said("POST", "http://replica-1/api/trash/")).contains("only read in this run");
        assertThat(said("DELETE", "http://replica-1/api/tags/4711/")).contains("only read in this run");
        nothingArrived();
        assertThat(wire.call("GET", LIST).getException()).isNull();
        assertThat(wire.call("PATCH", "http://replica-2/api/documents/1/").getException()).as("another replica").isNull();

        wire.guard.mayWriteAgain("replica-1");
        assertThat(wire.call("PATCH", "http://replica-1/api/documents/1/").getException()).isNull();
    }

    @Test
    void theTagThatProvesAReplicaMayBeDeletedOnceAndThereOnly() {
        wire.connect("replica-2", "Replica \"cellar\"", Instance.Role.REPLICA, "");
        wire.guard.mayDelete("replica-1", "tags", 7);

        assertThat(said("DELETE", "http://replica-2/api/tags/7/")).contains("must not lose anything");
        assertThat(said("DELETE", "http://replica-1/api/correspondents/7/")).contains("must not lose anything");
        nothingArrived();
        says(aResponse().withStatus(204).withHeader("X-Version", "2.20.15"));
        assertThat(wire.call("DELETE", "http://replica-1/api/tags/7/").getException()).isNull();
        assertThat(said("DELETE", "http://replica-1/api/tags/7/")).contains("must not lose anything");
        assertThat(arrived().getUrl()).isEqualTo("/api/tags/7/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replica-99", "localhost", "169.254.169.254", "example.org"})
    void aNameThatIsNotKnownLeadsNowhere(String host) {
        assertThat(said("GET", "http://" + host + "/api/documents/")).isEqualTo("\"" + host + "\" is no paperless that is known here.");
        nothingArrived();
    }

    @Test
    void anInstanceThatWasDisconnectedIsNoLongerCalled() {
        wire.gateway.disconnect("replica-1");

        assertThat(said("GET", LIST)).isEqualTo("\"replica-1\" is no paperless that is known here.");
        nothingArrived();
    }

    @Test
    void aBasePathStandsBeforeEveryPath() {
        wire.connect("replica-1", "Replica \"attic\"", Instance.Role.REPLICA, "/paperless/one");

        assertThat(wire.call("GET", LIST + "?fields=id").getException()).isNull();
        assertThat(said("POST", "http://replica-1/api/documents/bulk_edit/")).as("the guard sees the path of the API").contains("; POST /api/documents/bulk_edit/ was refused");

        wire.paperless.verify(getRequestedFor(urlEqualTo("/paperless/one/api/documents/?fields=id")));
    }

    @Test
    void anotherAddressIsTakenWithTheNextCall() throws Exception {
        try (Wire other = new Wire()) {
            wire.gateway.connect(new Instance("replica-1", "Replica \"attic\"", Instance.Role.REPLICA,
                    URI.create("http://localhost:" + other.paperless.port()), "another token"));
            other.paperless.stubFor(get(anyUrl()).willReturn(answer(200, "{}")));

            wire.call("GET", LIST);

            other.paperless.verify(getRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Token another token")));
            nothingArrived();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "301 | https://paperless.example/api/documents/",
        "302 | /accounts/login/?next=/api/documents/",
        "307 | http://elsewhere.example/",
        "308 | http://elsewhere.example/",
    })
    void aRedirectIsNotFollowed(int status, String location) {
        says(aResponse().withStatus(status).withHeader("Location", location));

        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" answered /api/documents/ with a redirect to " + location
                + "; check the address: it has to be the one that paperless-ngx itself answers, with its scheme and base path.");
        assertThat(arrived().getUrl()).isEqualTo("/api/documents/");
    }

    @Test
    void aRedirectMayNameNoAddress() {
        says(aResponse().withStatus(302));

        assertThat(said("GET", LIST)).startsWith("Replica \"attic\" answered /api/documents/ with a redirect that leads nowhere; check the address");
    }

    @Test
    void aPageIsNoAnswer() {
        says(aResponse().withStatus(200).withHeader("Content-Type", "text/html; charset=utf-8").withHeader("X-Version", "2.20.15").withBody("<html>"));

        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" answered /api/documents/ with text/html; charset=utf-8 where "
                + "paperless-ngx answers JSON; check the address.");
    }

    @Test
    void anAnswerWithoutATypeIsNoAnswer() {
        says(aResponse().withStatus(200).withHeader("X-Version", "2.20.15").withBody("{}"));

        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" answered /api/documents/ with no content type where "
                + "paperless-ngx answers JSON; check the address.");
    }

    @Test
    void jsonOfSomethingElseIsNoAnswer() {
        says(aResponse().withStatus(200).withHeader("Content-Type", "application/json").withBody("{}"));

        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" answered /api/documents/ without X-Version, so it is no "
                + "paperless-ngx API; check the address.");
    }

    @Test
    void aFileHasAnyTypeButComesFromPaperless() {
        says(aResponse().withStatus(200).withHeader("Content-Type", "application/pdf").withHeader("X-Version", "3.0.5").withBody("%PDF"));
        assertThat(wire.call("GET", "http://replica-1/api/documents/1/preview/?original=true").getException()).isNull();

        says(aResponse().withStatus(200).withHeader("Content-Type", "application/pdf").withBody("%PDF"));
        assertThat(said("GET", "http://replica-1/api/documents/1/preview/?original=true")).contains("without X-Version");
    }

    @Test
    void aRefusedTokenIsSaid() {
        says(answer(401, "{\"detail\":\"Invalid token.\"}"));

        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" refused the token (401); enter a valid API token of a superuser.");
    }

    @Test
    void missingRightsAreSaidWithTheReason() {
        says(answer(403, "{\"detail\":\"You do not have permission to perform this action.\"}"));
        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" refuses a call for lack of rights (403: "
                + "{\"detail\":\"You do not have permission to perform this action.\"}); use the token of a superuser.");

        says(aResponse().withStatus(403).withHeader("Content-Type", "text/html").withBody("<p>Insufficient\n permissions</p>"));
        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" refuses a call for lack of rights (403: Insufficient permissions); "
                + "use the token of a superuser.");
    }

    @Test
    void anotherApiVersionIsSaid() {
        says(aResponse().withStatus(406).withHeader("Content-Type", "application/json").withBody("{\"detail\":\"Invalid version in \\\"Accept\\\" header.\"}"));

        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" does not speak API version 9 (406); supported are paperless-ngx "
                + "2.16 to 2.20 and 3.x.");
    }

    @Test
    void aRefusalIsSaidInTheServersOwnWordsAndAtMostAFewOfThem() {
        says(answer(400, "{\"title\":[\"" + "x".repeat(1000) + "\"]}"));

        assertThat(said("PATCH", "http://replica-1/api/documents/1/")).startsWith("Replica \"attic\" answered 400: {\"title\":[\"xxx").hasSizeLessThan(400);
    }

    @Test
    void anAddressThatNobodyAnswersIsSaid() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            taken.close();
            wire.gateway.connect(new Instance("replica-1", "Replica \"attic\"", Instance.Role.REPLICA, URI.create("http://localhost:" + port), TOKEN));
        }

        assertThat(said("GET", LIST)).startsWith("Replica \"attic\" can't be reached (").contains("refused").endsWith(").");
    }

    @Test
    void aNameThatDoesNotExistIsSaid() {
        wire.gateway.connect(new Instance("replica-1", "Replica \"attic\"", Instance.Role.REPLICA, URI.create("http://nowhere.invalid:8000"), TOKEN));

        assertThat(said("GET", LIST)).isEqualTo("Replica \"attic\" can't be reached (no such host).");
    }

    @Test
    void theClockOfAnInstanceIsRememberedAndABrokenOneIsNoFailure() {
        says(answer(200, "{}").withHeader("Date", "Fri, 02 Jan 2026 03:04:05 GMT"));
        wire.call("GET", LIST);
        assertThat(wire.gateway.lastDate("replica-1")).contains(Instant.parse("2026-01-02T03:04:05Z"));

        says(answer(200, "{}").withHeader("Date", "yesterday"));
        assertThat(wire.call("GET", LIST).getException()).isNull();
        assertThat(wire.gateway.lastDate("replica-1")).isEmpty();
    }

    /** More refused answers than there are connections: each has to give its own back. */
    @Test
    void aRefusedAnswerGivesItsConnectionBack() {
        says(aResponse().withStatus(200).withHeader("Content-Type", "text/html").withBody("<html>".repeat(10_000)));

        for (int i = 0; i < 20; i++) {
            assertThat(wire.call("GET", LIST).getException()).isInstanceOf(PaperlessException.class);
        }
    }

    @Test
    void anOriginalIsAStreamAndNotInMemory() {
        says(aResponse().withStatus(200).withHeader("Content-Type", "application/pdf").withHeader("X-Version", "3.0.5").withBody(new byte[100_000]));

        Exchange exchange = wire.call("GET", "http://replica-1/api/documents/1/preview/?original=true&disableStreamCache=true");

        assertThat(exchange.getMessage().getBody()).isInstanceOf(InputStream.class).isNotInstanceOf(java.io.ByteArrayInputStream.class);
        assertThat(arrived().getUrl()).isEqualTo("/api/documents/1/preview/?original=true");
    }
}

package io.pngx.controller.engine.errors;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static io.pngx.controller.paperless.Wire.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.paperless.Wire;
import io.pngx.controller.store.Replica;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The error policy of {@code 99-errors} for one call. */
class ErrorPolicyTest {
    private static Wire wire;

    @BeforeAll
    static void start() throws Exception {
        wire = new Wire()
                .errorPolicy()
                .route(new RouteBuilder() {
                    @Override
                    public void configure() {
                        for (String method : new String[] {"GET", "PATCH", "POST", "DELETE"}) {
                            from("direct:" + method)
                                    .routeId("call" + method)
                                    .toD("http://replica-1/api/documents/"
                                            + (method.equals("POST") ? "post_document" : "${exchangeProperty.id}")
                                            + "/?httpMethod=" + method)
                                    .id("call-" + method)
                                    .setProperty("after", constant(true));
                        }
                        from("direct:detail")
                                .routeId("detail")
                                .toD("http://${exchangeProperty.host}/api/documents/7/?full_perms=true&httpMethod=GET");
                        from("direct:file")
                                .routeId("file")
                                .toD("http://${exchangeProperty.host}/api/documents/7/preview/"
                                        + "?original=true&httpMethod=GET");
                        from("direct:outer").routeId("outer").to("direct:GET").setProperty("outer", constant(true));
                        from("direct:stopped").routeId("toStopped").to("direct:nobody");
                        from("direct:shape")
                                .routeId("shape")
                                .toD("http://replica-1/api/documents/?httpMethod=GET")
                                .unmarshal()
                                .custom("documentPage");
                    }
                })
                .started();
    }

    @AfterAll
    static void stop() {
        wire.close();
    }

    @BeforeEach
    void reset() {
        wire.paperless.resetAll();
        wire.dead.clear();
    }

    private static void says(ResponseDefinitionBuilder response) {
        wire.paperless.stubFor(any(anyUrl()).willReturn(response));
    }

    /** Lets the server answer once with this response, then like a healthy server. */
    private static void saysOnce(ResponseDefinitionBuilder response) {
        wire.paperless.stubFor(any(anyUrl())
                .inScenario("once")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(response)
                .willSetStateTo("well"));
        wire.paperless.stubFor(
                any(anyUrl()).inScenario("once").whenScenarioStateIs("well").willReturn(answer(200, "{}")));
    }

    private static Exchange send(String route) {
        Exchange exchange = new org.apache.camel.support.DefaultExchange(wire.camel);
        exchange.setProperty("id", 7);
        return wire.camel.createProducerTemplate().send("direct:" + route, exchange);
    }

    private static int calls() {
        return wire.paperless.findAll(anyRequestedFor(anyUrl())).size();
    }

    private static Failure failure() {
        assertThat(wire.dead).hasSize(1);
        return wire.dead.get(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void aPostIsSentOnceWhateverTheAnswer(int status) {
        says(answer(status, "{}").withHeader("Retry-After", "0"));

        send("POST");

        assertThat(calls()).isEqualTo(1);
        failure();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER", "MALFORMED_RESPONSE_CHUNK"})
    void aPostIsSentOnceThoughTheConnectionWasCutAndMayHaveArrived(Fault fault) {
        says(aResponse().withStatus(200).withFault(fault));

        send("POST");

        assertThat(calls()).isEqualTo(1);
        assertThat(failure().sent()).isTrue();
    }

    @Test
    void aDeleteIsSentOnce() {
        wire.guard.permitDelete("replica-1", "tags", 7); // no permit for the document, so the gateway refuses the call
        says(answer(503, "{}"));

        send("DELETE");

        assertThat(calls()).isZero();
        assertThat(failure().text().toString()).contains("only gets a DELETE that has a permit");
    }

    @ParameterizedTest
    @CsvSource({"GET,429", "GET,500", "GET,502", "GET,503", "GET,504", "PATCH,429", "PATCH,500", "PATCH,503"})
    void whatHasTheSameEffectTwiceIsRepeatedAndGoesOn(String method, int status) {
        saysOnce(answer(status, "{}").withHeader("retry-AFTER", "0"));

        Exchange exchange = send(method);

        assertThat(calls()).isEqualTo(2);
        assertThat(exchange.getProperty("after")).isEqualTo(true);
        assertThat(wire.dead).isEmpty();
    }

    @Test
    void aConnectionThatWasCutIsTriedAgain() {
        saysOnce(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        send("GET");

        assertThat(calls()).isEqualTo(2);
        assertThat(wire.dead).isEmpty();
    }

    @Test
    void theServerSaysWhenToComeAgain() {
        saysOnce(answer(429, "{}").withHeader("Retry-After", "1"));
        Instant before = Instant.now();

        send("GET");

        assertThat(Duration.between(before, Instant.now())).isBetween(Duration.ofMillis(1000), Duration.ofSeconds(5));
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void theServerSaysAtWhatTimeToComeAgain() {
        Instant at = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);
        saysOnce(answer(503, "{}")
                .withHeader("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atZone(ZoneOffset.UTC))));

        send("GET");

        assertThat(Instant.now()).isAfterOrEqualTo(at);
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void repeatingHasAnEnd() {
        says(answer(503, "{}").withHeader("Retry-After", "0"));

        Exchange exchange = send("GET");

        assertThat(calls()).isBetween(3, 6);
        assertThat(exchange.getProperty("after")).isNull();
        assertThat(failure().effect()).isEqualTo(Failure.Effect.STOP);
        assertThat(failure().state()).isEqualTo(Replica.State.UNREACHABLE);
        assertThat(failure().text().toString()).isEqualTo("Replica \"attic\" is not available now (503).");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 406, 409, 413, 415})
    void aRefusalIsNotRepeated(int status) {
        says(answer(status, "{}"));

        send("GET");

        assertThat(calls()).isEqualTo(1);
        failure();
    }

    @ParameterizedTest
    @CsvSource({
        "POST,500,true",
        "POST,502,true",
        "POST,503,true",
        "POST,504,true",
        "POST,429,false",
        "POST,400,false",
        "POST,403,false",
        "POST,401,false",
        "POST,406,false",
        "POST,302,true"
    })
    void whatMayHaveArrivedIsTakenForArrived(String method, int status, boolean sent) {
        says(answer(status, "{}").withHeader("Location", "/elsewhere/"));

        send(method);

        assertThat(failure().sent()).isEqualTo(sent);
    }

    @Test
    void anAnswerOfSomebodyElseToAPostMayMeanThatItArrived() {
        says(aResponse().withStatus(200).withHeader("Content-Type", "text/html").withBody("<p>Please wait</p>"));

        send("POST");

        assertThat(failure().sent()).isTrue();
        assertThat(failure().effect()).isEqualTo(Failure.Effect.STOP);
    }

    @Test
    void aServerErrorOnOneDocumentIsThatDocumentsFailure() {
        says(answer(500, "Server Error (500)").withHeader("Retry-After", "0"));

        send("PATCH");

        assertThat(failure().effect()).isEqualTo(Failure.Effect.FAILED);
        assertThat(failure().state()).isNull();
        assertThat(failure().host()).isEqualTo("replica-1");
    }

    @Test
    void aHandledFailureEndsTheCallersTooAndIsSaidOnce() {
        says(answer(404, "{}"));

        Exchange exchange = send("outer");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getProperty("after")).isNull();
        assertThat(exchange.getProperty("outer")).isNull();
        failure();
    }

    @ParameterizedTest
    @CsvSource({"detail,master,DEFER", "file,master,FAILED", "detail,replica-1,FAILED"})
    void aDocumentThatLeftTheMasterIsPutBackAndNothingElseThatIsMissing(
            String route, String host, Failure.Effect effect) {
        says(answer(404, "{\"detail\":\"No Document matches the given query.\"}"));
        Exchange exchange = new org.apache.camel.support.DefaultExchange(wire.camel);
        exchange.setProperty("host", host);

        wire.camel.createProducerTemplate().send("direct:" + route, exchange);

        assertThat(failure().effect()).isEqualTo(effect);
        assertThat(failure().host()).isEqualTo(host);
    }

    @Test
    void aRouteThatAPersonStoppedPausesTheRun() {
        send("stopped");

        assertThat(failure().effect()).isEqualTo(Failure.Effect.STOP);
        assertThat(failure().text().toString())
                .isEqualTo("A route of the engine is stopped; start it again in Hawtio.");
        assertThat(failure().ofReplica()).isNull();
    }

    @Test
    void jsonOfAnotherShapeEndsTheRunAndNamesTheInstance() {
        says(answer(200, "{\"count\":3}"));

        send("shape");

        assertThat(failure().text().toString())
                .isEqualTo(
                        "Replica \"attic\" answered with JSON that is not a page of documents with count and results; "
                                + "check that the address leads to a paperless-ngx instance.");
        assertThat(failure().effect()).isEqualTo(Failure.Effect.STOP);
        assertThat(failure().state()).isEqualTo(Replica.State.BLOCKED);
        assertThat(failure().ofReplica()).as("no decision is needed").isEqualTo(Replica.State.ERROR);
    }

    @Test
    void anEmptyAnswerEndsTheRunAndIsNamedAsSuch() {
        says(answer(200, ""));

        send("shape");

        assertThat(failure().text().toString())
                .isEqualTo("Replica \"attic\" sent an empty answer instead of JSON; check the address.");
        assertThat(failure().state()).isEqualTo(Replica.State.BLOCKED);
    }

    @Test
    void whatIsNoJsonEndsTheRunAndNamesTheInstance() {
        says(answer(200, "\"count\""));

        send("shape");

        assertThat(failure().text().toString())
                .startsWith("Replica \"attic\" answered with JSON that is no answer of paperless-ngx (");
        assertThat(failure().state()).isEqualTo(Replica.State.BLOCKED);
        assertThat(failure().ofReplica()).as("no decision is needed").isEqualTo(Replica.State.ERROR);
    }

    /** A proxy that cuts an answer is a temporary fault, so a read and a change are repeated. */
    @ParameterizedTest
    @CsvSource({"GET, 2", "PATCH, 2", "POST, 1"})
    void anAnswerThatAProxyCutIsRepeatedUnlessItIsAPost(String method, int expected) {
        saysOnce(answer(200, "{\"count\":2,\"results\":[{\"id\":1,\"title\":\"Inv"));

        send(method);

        assertThat(calls()).isEqualTo(expected);
        assertThat(wire.dead).hasSize(2 - expected);
    }

    @Test
    void answersThatAProxyAlwaysCutsMakeTheInstanceUnreachable() {
        says(answer(200, "{\"count\":2,\"results\":[{\"id\":1}"));

        send("shape");

        assertThat(failure().text().toString())
                .isEqualTo("Replica \"attic\" answered GET /api/documents/ incompletely: the answer ended early, for "
                        + "example because a proxy cut the answer.");
        assertThat(failure().state()).isEqualTo(Replica.State.UNREACHABLE);
        assertThat(failure().sent()).isTrue();
    }
}

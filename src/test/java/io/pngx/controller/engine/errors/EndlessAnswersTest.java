package io.pngx.controller.engine.errors;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static io.pngx.controller.paperless.Wire.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.uploads.FileReader;
import io.pngx.controller.flow.Misbehaving;
import io.pngx.controller.flow.Misbehaving.Misdeed;
import io.pngx.controller.paperless.CallLimits;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Wire;
import io.pngx.controller.store.Replica;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.core5.http.MessageConstraintException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway cuts answers that are endless in size or time, and leaves no file and no connection. */
@Timeout(60)
class EndlessAnswersTest {
    private static final String LIST = "http://replica-1/api/documents/";
    private static final String FILE =
            "http://replica-1/api/documents/7/preview/?original=true&httpMethod=GET" + "&disableStreamCache=true";
    private static final String DOCUMENT = "http://replica-1/api/documents/7/";

    @TempDir
    static Path folder;

    private static Wire wire;
    private static Misbehaving instance;

    @BeforeAll
    static void start() throws Exception {
        wire = new Wire(Proxies.NONE, new CallLimits(Duration.ofSeconds(2), folder))
                .route(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:wholeFile").toV(FILE, null, "answer").bean(new FileReader(null), "read");
                        from("direct:firstByte")
                                .to(FILE)
                                .process(exchange -> exchange.getMessage()
                                        .setBody(exchange.getMessage()
                                                .getBody(InputStream.class)
                                                .read()));
                    }
                })
                .started();
        instance = new Misbehaving(wire.paperless.port());
    }

    @AfterAll
    static void stop() {
        instance.close();
        wire.close();
    }

    @BeforeEach
    void connect() {
        wire.connect("replica-1", "Replica \"attic\"", Instance.Role.REPLICA, "", instance.port());
        wire.paperless.stubFor(any(anyUrl()).willReturn(answer(200, "{\"count\":0}")));
    }

    /** After each test, the connection is closed, no file is left, and the next call succeeds. */
    @AfterEach
    void nothingIsLeft() throws IOException {
        await("the end of every call").until(() -> instance.caught() == 0);
        instance.does(null);
        connect();
        assertThat(wire.call("GET", LIST).getException()).isNull();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    private static Failure failure(String method, String uri, Object body) {
        Exchange exchange =
                wire.call(method, uri, body, body == null ? Map.of() : Map.of("Content-Type", "application/json"));
        assertThat(exchange.getException()).isNotNull();
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, exchange.getException());
        return wire.failures.classify(exchange);
    }

    @ParameterizedTest
    @EnumSource(
            value = Misdeed.class,
            names = {"ENDLESS_JSON", "GZIP_BOMB"})
    void jsonWithoutAnEndIsCutOffAndItsInstanceIsBlocked(Misdeed misdeed) {
        instance.does(misdeed);
        Failure failure = failure("GET", LIST, null);
        assertThat(failure.text().toString())
                .matches("Replica \"attic\" answered GET /api/documents/ with more than \\d+ MiB of JSON, so the "
                        + "controller ended the call. Check the instance and any proxy in front of it.");
        assertThat(failure.effect()).isEqualTo(Failure.Effect.STOP);
        assertThat(failure.state()).isEqualTo(Replica.State.BLOCKED);
    }

    @Test
    void aPostThatIsAnsweredWithoutAnEndMayHaveArrived() {
        instance.does(Misdeed.ENDLESS_JSON);
        assertThat(failure("POST", "http://replica-1/api/tags/", "{}").sent()).isTrue();
    }

    /** A document's text may be that long. The document must not delay other documents. */
    @Test
    void oneDocumentThatIsTooLongFailsAlone() {
        instance.does(Misdeed.ENDLESS_JSON);
        assertThat(failure("GET", DOCUMENT, null).effect()).isEqualTo(Failure.Effect.FAILED);
    }

    @Test
    void aRefusalWithoutAnEndIsARefusalAndItsBeginningIsKept() {
        instance.does(Misdeed.ENDLESS_HTML);
        Exchange exchange = wire.call("GET", LIST);
        assertThat(exchange.getException()).isInstanceOfSatisfying(HttpOperationFailedException.class, refused -> {
            assertThat(refused.getStatusCode()).isEqualTo(500);
            assertThat(refused.getResponseBody()).startsWith("<p>and so on</p>").hasSize(64 << 10);
        });
    }

    @Test
    void headersWithoutAnEndAreCutOff() {
        instance.does(Misdeed.ENDLESS_HEADERS);
        assertThat(wire.call("GET", LIST).getException()).isInstanceOf(MessageConstraintException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Misdeed.class,
            names = {"DRIPPING", "ENDLESS_INTERIM", "SILENT"})
    void aCallIsCutOffWhenItsTimeIsOverAlthoughBytesCome(Misdeed misdeed) {
        instance.does(misdeed);
        Failure failure = failure("GET", LIST, null);
        assertThat(failure.text().toString())
                .matches("Replica \"attic\" was too slow: GET /api/documents/ took \\d+ s for \\d+ bytes, then the "
                        + "controller ended the call. Check network and load of the instance.");
        assertThat(failure.effect()).isEqualTo(Failure.Effect.STOP);
        assertThat(failure.state()).isEqualTo(Replica.State.UNREACHABLE);
    }

    /** The server accepts the connection and reads nothing. No socket timeout applies to this case. */
    @Test
    void anUploadThatNobodyReadsIsCutOffAndMayHaveArrived() throws Exception {
        try (java.net.ServerSocket deaf = new java.net.ServerSocket(0)) {
            wire.connect("replica-1", "Replica \"attic\"", Instance.Role.REPLICA, "", deaf.getLocalPort());
            Failure failure = failure("POST", "http://replica-1/api/documents/post_document/", new byte[20 << 20]);
            assertThat(failure.text().toString())
                    .startsWith("Replica \"attic\" was too slow: POST /api/documents/post_document/ took ");
            assertThat(failure.sent()).isTrue();
            assertThat(failure.effect()).isEqualTo(Failure.Effect.FAILED);
        }
    }

    @Test
    void aFileThatDripsFailsItsDocumentAlone() {
        instance.does(Misdeed.DRIPPING);
        Exchange exchange =
                wire.camel.createProducerTemplate().send("direct:wholeFile", new DefaultExchange(wire.camel));
        assertThat(wire.said(exchange))
                .startsWith("Replica \"attic\" was too slow: GET /api/documents/7/preview/ took ");
        assertThat(wire.failures.classify(exchange).effect()).isEqualTo(Failure.Effect.FAILED);
    }

    @Test
    void aFileThatNobodyWantsToTheEndIsNotReadToItsEnd() {
        instance.does(Misdeed.ENDLESS_JSON);
        Exchange exchange =
                wire.camel.createProducerTemplate().send("direct:firstByte", new DefaultExchange(wire.camel));
        assertThat(exchange.getMessage().getBody()).isEqualTo((int) '{');
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void whatIsPackedAlthoughNobodyAskedForItIsUnpacked(String encoding) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (var out = encoding.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
            out.write("{\"count\":5}".getBytes(StandardCharsets.UTF_8));
        }
        wire.paperless.stubFor(any(anyUrl())
                .willReturn(
                        answer(200, "").withHeader("Content-Encoding", encoding).withBody(packed.toByteArray())));
        instance.does(null);
        Exchange exchange = wire.call("GET", LIST);
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("{\"count\":5}");
        assertThat(exchange.getMessage().getBody(String.class))
                .as("read a second time")
                .isEqualTo("{\"count\":5}");
    }

    @Test
    void anEncodingThatNobodyAskedForIsNoAnswer() {
        wire.paperless.stubFor(any(anyUrl()).willReturn(answer(200, "{}").withHeader("Content-Encoding", "br")));
        instance.does(null);
        Failure failure = failure("GET", LIST, null);
        assertThat(failure.text().toString())
                .isEqualTo("Replica \"attic\" answered GET /api/documents/ in the encoding \"br\", which the "
                        + "controller did not request; check the proxy in front of the instance.");
    }
}

package io.pngx.controller.paperless;

import static io.pngx.controller.paperless.OneAnswerServer.ascii;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.paperless.OneAnswerServer.Framing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer gives its connection back. There are more calls than connections to an instance. */
@Timeout(60)
class ConnectionReuseTest {
    private static final int CALLS = 20;
    private static final String LIST = "http://replica-1/api/documents/";
    private static final String JSON = "{\"count\":0,\"results\":[]}";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Version: 2.20.15\r\n";

    private static Wire wire;
    private OneAnswerServer server;

    @BeforeAll
    static void start() throws Exception {
        wire = new Wire()
                .route(new RouteBuilder() {
                    @Override
                    public void configure() {
                        String file =
                                "http://replica-1/api/documents/7/preview/?httpMethod=GET&disableStreamCache=true";
                        from("direct:wholeFile")
                                .to(file)
                                .process(exchange -> exchange.getMessage()
                                        .setBody(new String(
                                                exchange.getMessage()
                                                        .getBody(InputStream.class)
                                                        .readAllBytes(),
                                                UTF_8)));
                        from("direct:closedFile").to(file).process(exchange -> {
                            try (InputStream in = exchange.getMessage().getBody(InputStream.class)) {
                                exchange.getMessage().setBody(new String(in.readAllBytes(), UTF_8));
                            }
                        });
                        from("direct:unreadFile").to(file).process(exchange -> {
                            throw new IllegalStateException("This step fails before the file is read.");
                        });
                    }
                })
                .started();
    }

    @AfterAll
    static void stop() {
        wire.close();
    }

    @BeforeEach
    void connect() throws IOException {
        server = new OneAnswerServer();
        wire.connect("replica-1", "Replica \"attic\"", Instance.Role.REPLICA, "", server.port());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private static byte[] packed(String encoding, String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (var out = encoding.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
            out.write(ascii(text));
        }
        return packed.toByteArray();
    }

    private static String encoded(String encoding) {
        return "Content-Encoding: " + encoding + "\r\n";
    }

    @ParameterizedTest
    @CsvSource({"gzip, LENGTH", "gzip, CHUNKED", "gzip, CLOSE", "deflate, LENGTH", "deflate, CHUNKED", "deflate, CLOSE"
    })
    void packedJsonGivesItsConnectionBack(String encoding, Framing framing) throws IOException {
        server.answers(framing, OK + encoded(encoding), packed(encoding, JSON));

        for (int i = 0; i < CALLS; i++) {
            Exchange exchange = wire.call("GET", LIST);
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(JSON);
            assertThat(exchange.getMessage().getHeader("Content-Encoding")).isNull();
        }
        assertThat(server.connections()).isEqualTo(framing == Framing.CLOSE ? CALLS : 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"LENGTH", "CHUNKED"})
    void aPackedErrorKeepsItsTextAndGivesItsConnectionBack(Framing framing) throws IOException {
        server.answers(
                framing,
                OK.replace("200 OK", "400 Bad Request") + encoded("gzip"),
                packed("gzip", "{\"detail\":\"no\"}"));

        for (int i = 0; i < CALLS; i++) {
            assertThat(wire.said(wire.call("GET", LIST)))
                    .isEqualTo("Replica \"attic\" answered 400: {\"detail\":\"no\"}");
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    /** Only the beginning of a long error is read. */
    @Test
    void aLongPackedErrorGivesItsConnectionBack() throws IOException {
        server.answers(
                Framing.CHUNKED,
                OK.replace("200 OK", "400 Bad Request") + encoded("gzip"),
                packed("gzip", "0123456789".repeat(20_000)));

        for (int i = 0; i < CALLS; i++) {
            assertThat(wire.call("GET", LIST).getException()).isInstanceOf(HttpOperationFailedException.class);
        }
    }

    /** A body of no bytes is empty, although a header says that the body is packed. */
    @ParameterizedTest
    @CsvSource({"gzip, LENGTH", "gzip, CHUNKED", "deflate, LENGTH"})
    void anEmptyBodyIsNotPacked(String encoding, Framing framing) throws IOException {
        server.answers(framing, OK.replace("200 OK", "400 Bad Request") + encoded(encoding), new byte[0]);

        for (int i = 0; i < CALLS; i++) {
            assertThat(wire.said(wire.call("GET", LIST))).isEqualTo("Replica \"attic\" answered 400");
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"204 No Content, GET", "304 Not Modified, GET", "200 OK, HEAD"})
    void anAnswerWithoutABodyGivesItsConnectionBack(String status, String method) throws IOException {
        server.answers(Framing.LENGTH, OK.replace("200 OK", status) + encoded("gzip"), new byte[0]);

        for (int i = 0; i < CALLS; i++) {
            Exception failed = wire.call(method, LIST).getException();
            if (failed != null) {
                assertThat(failed)
                        .isInstanceOfSatisfying(
                                HttpOperationFailedException.class,
                                answered -> assertThat(answered.getStatusCode()).isEqualTo(304));
            }
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "direct:wholeFile, gzip, LENGTH",
        "direct:wholeFile, gzip, CHUNKED",
        "direct:wholeFile, deflate, LENGTH",
        "direct:closedFile, gzip, LENGTH",
        "direct:closedFile, gzip, CHUNKED",
        "direct:closedFile, deflate, CHUNKED"
    })
    void aPackedFileGivesItsConnectionBack(String route, String encoding, Framing framing) throws IOException {
        server.answers(framing, OK + encoded(encoding), packed(encoding, "a file"));

        for (int i = 0; i < CALLS; i++) {
            assertThat(send(route).getMessage().getBody()).isEqualTo("a file");
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity"})
    void aFileThatNobodyReadsGivesItsConnectionBack(String encoding) throws IOException {
        String text = "a file".repeat(10_000);
        server.answers(
                Framing.CHUNKED, OK + encoded(encoding), encoding.equals("gzip") ? packed("gzip", text) : ascii(text));

        for (int i = 0; i < CALLS; i++) {
            assertThat(send("direct:unreadFile").getException()).isInstanceOf(IllegalStateException.class);
        }
    }

    /** The rest after the packed content is not read to its end, because the rest may be endless. */
    @ParameterizedTest
    @ValueSource(strings = {"direct:json", "direct:wholeFile", "direct:closedFile"})
    void bytesWithoutAnEndAfterThePackedContentAreNotRead(String route) throws IOException {
        byte[] whole = packed("gzip", JSON);
        server.answers(Framing.CLOSE, OK + encoded("gzip"), whole);
        server.thenForever(new byte[1 << 16]);

        for (int i = 0; i < CALLS; i++) {
            Exchange exchange = route.equals("direct:json") ? wire.call("GET", LIST) : send(route);
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(JSON);
        }
        assertThat(server.connections()).isEqualTo(CALLS);
    }

    @ParameterizedTest
    @CsvSource({"LENGTH, gzip", "CLOSE, gzip", "CHUNKED, deflate", "CLOSE, identity", "LENGTH, identity"})
    void jsonWithoutAnEndIsAnIncompleteAnswer(Framing framing, String encoding) throws IOException {
        byte[] all = encoding.equals("identity") ? ascii(JSON) : packed(encoding, JSON);
        server.answers(framing, OK + encoded(encoding), Arrays.copyOf(all, all.length - 10));

        for (int i = 0; i < CALLS; i++) {
            assertThat(wire.said(wire.call("GET", LIST)))
                    .isEqualTo("Replica \"attic\" answered GET /api/documents/ incompletely: the answer ended early, "
                            + "for example because a proxy cut the answer.");
        }
    }

    /** The headers that routes read are kept. */
    @Test
    void headersOfAPackedAnswerAreKept() throws IOException {
        server.answers(
                Framing.CHUNKED,
                OK + encoded("gzip") + "X-Api-Version: 9\r\nETag: \"1\"\r\nLocation: /api/tags/1/\r\nRetry-After: 1\r\n"
                        + "Date: Fri, 02 Jan 2026 03:04:05 GMT\r\nServer: nginx\r\n",
                packed("gzip", JSON));

        assertThat(wire.call("GET", LIST).getMessage().getHeaders())
                .containsKeys("Content-Type", "X-Version", "X-Api-Version", "ETag", "Location", "Retry-After", "Date")
                .doesNotContainKeys("Server", "Content-Encoding", "Content-Length");
    }

    private static Exchange send(String route) {
        return wire.camel.createProducerTemplate().send(route, new DefaultExchange(wire.camel));
    }
}

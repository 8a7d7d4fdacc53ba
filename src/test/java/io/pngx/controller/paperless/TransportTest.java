package io.pngx.controller.paperless;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static io.pngx.controller.paperless.Wire.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.text.Text;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to an instance: certificates, headers, proxies, IPv6, and addresses that are never called. */
class TransportTest {
    private static final String LIST = "http://replica-1/api/documents/";

    @TempDir
    Path folder;

    private Wire wire;
    private WireMockServer server;

    @AfterEach
    void end() {
        wire.close();
        if (server != null) {
            server.stop();
        }
    }

    private void wire(String... variables) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of("SECRET_KEY", Vault.generateKey()));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        wire = new Wire(Settings.from(environment).proxies()).started();
        wire.paperless.stubFor(any(anyUrl()).willReturn(answer(200, "{}")));
    }

    private void serves(WireMockConfiguration how) {
        server = new WireMockServer(how);
        server.start();
        server.stubFor(any(anyUrl()).willReturn(answer(200, "{}")));
    }

    private OwnCertificates servesTls(String names) throws Exception {
        OwnCertificates own = new OwnCertificates(folder, names);
        serves(options()
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(own.store.toString())
                .keystorePassword(OwnCertificates.PASSWORD)
                .keyManagerPassword(OwnCertificates.PASSWORD)
                .keystoreType("PKCS12"));
        return own;
    }

    private void connect(String base, Map<String, String> headers, String ca) {
        wire.gateway.connect(new Instance(
                "replica-1",
                Text.of("Replica \"attic\""),
                Instance.Role.REPLICA,
                URI.create(base),
                Wire.TOKEN,
                new ConnectionOptions(headers, ca)));
    }

    private Exchange call() {
        return wire.call("GET", LIST);
    }

    private void refused(String sentence) {
        Exchange exchange = call();
        assertThat(exchange.getException()).isNotNull();
        assertThat(wire.said(exchange)).isEqualTo(sentence).doesNotContain(Wire.TOKEN);
    }

    @Test
    void aCertificateOfAnOwnCaIsBelievedWhereItWasGivenAndNowhereElse() throws Exception {
        wire();
        OwnCertificates own = servesTls("dns:localhost");
        String base = "https://localhost:" + server.httpsPort();
        connect(base, Map.of(), own.pem);
        assertThat(call().getException()).isNull();

        // The connection with the other trusted certificates is still open, and must not be reused.
        connect(base, Map.of(), null);
        refused("Replica \"attic\" can't be reached (its TLS certificate comes from an unknown CA; enter the"
                + " certificate of that CA (PEM) in the settings of the instance).");
        assertThat(server.getAllServeEvents()).hasSize(1);
    }

    @Test
    void aCertificateForAnotherNameIsNotBelieved() throws Exception {
        wire();
        OwnCertificates own = servesTls("dns:paperless.lan");
        connect("https://localhost:" + server.httpsPort(), Map.of(), own.pem);
        refused("Replica \"attic\" can't be reached (its TLS certificate is for another name; use the name in the"
                + " certificate).");
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void extraHeadersAreSentWithEveryCallAndNeverShown() throws Exception {
        wire();
        connect("http://localhost:" + wire.paperless.port(), Map.of("CF-Access-Client-Secret", "very-secret"), null);
        Exchange exchange = call();
        wire.paperless.verify(getRequestedFor(anyUrl())
                .withHeader("CF-Access-Client-Secret", equalTo("very-secret"))
                .withHeader("Authorization", equalTo("Token " + Wire.TOKEN)));
        assertThat(exchange.getMessage().getHeaders().toString()
                        + exchange.getProperties()
                        + wire.gateway.instance("replica-1").orElseThrow().options())
                .doesNotContain("very-secret");
    }

    @Test
    void anIpv6AddressIsCalledByItsName() throws Exception {
        wire();
        serves(options().bindAddress("::1").dynamicPort());
        connect("http://[::1]:" + server.port(), Map.of(), null);
        assertThat(call().getException()).isNull();
        server.verify(getRequestedFor(anyUrl()).withHeader("Host", equalTo("[::1]:" + server.port())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254", "http://[fe80::1]:8000", "https://0.0.0.0"})
    void anAddressThatIsNoPaperlessIsNotCalledEither(String base) throws Exception {
        wire();
        connect(base, Map.of(), null);
        Exchange exchange = call();
        assertThat(exchange.getException()).isNotNull();
        assertThat(wire.said(exchange))
                .startsWith("The host ")
                .contains("leads to ")
                .endsWith("Nothing was sent.");
    }

    @Test
    void aProxyOfTheEnvironmentIsAskedWithItsPasswordAtOnce() throws Exception {
        serves(options().dynamicPort());
        wire("HTTP_PROXY", "http://anna:s3cret@127.0.0.1:" + server.port());
        connect("http://paperless.invalid:8000", Map.of(), null);
        assertThat(call().getException()).isNull();
        server.verify(
                1,
                getRequestedFor(anyUrl())
                        .withHost(equalTo("paperless.invalid"))
                        .withPort(8000)
                        .withHeader(
                                "Proxy-Authorization",
                                equalTo("Basic "
                                        + Base64.getEncoder()
                                                .encodeToString("anna:s3cret".getBytes(StandardCharsets.UTF_8)))));

        connect("http://localhost:" + wire.paperless.port(), Map.of(), null);
        assertThat(call().getException()).isNull();
        assertThat(server.getAllServeEvents())
                .as("this machine is called directly")
                .hasSize(1);
        wire.paperless.verify(getRequestedFor(anyUrl()).withoutHeader("Proxy-Authorization"));
    }

    @Test
    void aTunnelLeadsThroughAProxyThatWantsAPasswordAndTheTokenStaysInside() throws Exception {
        OwnCertificates own = servesTls("dns:paperless.invalid");
        try (Tunnel proxy = new Tunnel("anna:s3cret", server.httpsPort())) {
            wire("HTTPS_PROXY", "http://anna:s3cret@127.0.0.1:" + proxy.port());
            connect("https://paperless.invalid", Map.of(), own.pem);
            assertThat(call().getException()).isNull();
            assertThat(proxy.asked())
                    .isNotEmpty()
                    .allMatch(line -> line.equals("CONNECT paperless.invalid:443 HTTP/1.1"));
            assertThat(proxy.seen()).doesNotContain(Wire.TOKEN);
        }
    }

    @Test
    void aProxyThatRefusesIsNamed() throws Exception {
        try (Tunnel proxy = new Tunnel("anna:other", 1)) {
            wire("HTTPS_PROXY", "http://anna:s3cret@127.0.0.1:" + proxy.port());
            connect("https://paperless.invalid", Map.of(), null);
            refused("Replica \"attic\" can't be reached: the proxy refuses the user name "
                    + "and password (407); check HTTP_PROXY and HTTPS_PROXY.");
        }
    }

    /** There are more refusals than connections, so each refusal must release its connection. */
    @Test
    void aProxyThatRefusesTheTunnelGivesTheConnectionBack() throws Exception {
        try (OneAnswerServer proxy = new OneAnswerServer()) {
            proxy.answers(
                    OneAnswerServer.Framing.LENGTH,
                    "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\n",
                    OneAnswerServer.ascii("no"));
            wire("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            connect("https://paperless.invalid", Map.of(), null);
            for (int i = 0; i < 10; i++) {
                refused("Replica \"attic\" is not available now (502).");
            }
        }
    }
}

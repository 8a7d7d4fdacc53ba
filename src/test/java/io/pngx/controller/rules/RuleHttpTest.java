package io.pngx.controller.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.pngx.controller.config.Proxies;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.core5.http.MessageConstraintException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, redirects and limits of HTTP calls of rules. */
class RuleHttpTest {
    private final RuleCalls calls = new RuleCalls(Duration.ofSeconds(1));
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer proxy;
    private CamelContext camel;

    @BeforeEach
    void start() throws Exception {
        proxy = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        proxy.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String password = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
            if (password == null) {
                exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic realm=\"test\"");
                exchange.sendResponseHeaders(407, -1);
                return;
            }
            if (exchange.getRequestURI().getPath().equals("/moved")) {
                exchange.getResponseHeaders().add("Location", "http://elsewhere.invalid/");
                seen.add(exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization"));
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            if (exchange.getRequestURI().getPath().equals("/long")) {
                exchange.sendResponseHeaders(200, 0);
                try (var out = exchange.getResponseBody()) {
                    for (int i = 0; i < 100_000; i++) {
                        out.write(new byte[1024]); // until the client closes the connection
                    }
                }
                return;
            }
            if (exchange.getRequestURI().getPath().equals("/endless")) {
                exchange.getResponseHeaders().add("X-Endless", "x".repeat(40_000));
            }
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + password + " "
                    + new String(body, StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        proxy.start();
        Proxies proxies = Settings.from(Map.of(
                        "SECRET_KEY",
                        Vault.generateKey(),
                        "NO_PROXY",
                        "direct.invalid,127.0.0.1",
                        "HTTP_PROXY",
                        "http://user:pass@127.0.0.1:" + proxy.getAddress().getPort()))
                .proxies();
        camel = new DefaultCamelContext();
        camel.addComponent(RuleCalls.SCHEME, calls.component(proxies));
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
        proxy.stop(0);
    }

    private String call(String address) {
        return camel.createProducerTemplate().requestBody(hidden(address), "a body", String.class);
    }

    private String hidden(String address) {
        return calls.hideAddress(camel, "rule-test-r1-1", address, camel.resolvePropertyPlaceholders(address));
    }

    @Test
    void through_the_proxy_of_the_environment_with_its_password() {
        assertThat(call("http://home.invalid/hook")).isEqualTo("ok");
        assertThat(seen).containsExactly("POST http://home.invalid/hook Basic dXNlcjpwYXNz a body");
    }

    @Test
    void a_redirect_is_not_followed_though_the_rule_asks_for_it() {
        assertThatThrownBy(() -> camel.createProducerTemplate()
                        .requestBodyAndHeader(
                                hidden("http://home.invalid/moved?followRedirects=true"),
                                "a body",
                                "Authorization",
                                "Bearer of-the-rule"))
                .hasRootCauseInstanceOf(HttpOperationFailedException.class);
        assertThat(seen).containsExactly("http://home.invalid/moved Bearer of-the-rule");
    }

    @Test
    void headers_without_an_end_do_not_fill_the_memory() {
        assertThatThrownBy(() -> call("http://home.invalid/endless"))
                .hasRootCauseInstanceOf(MessageConstraintException.class);
    }

    @Test
    void what_is_said_of_a_failure_holds_no_address() {
        assertThat(BuildProblem.firstLine(
                        "Can't call rulehttp://http://home.lan/hook/s3cret?a=b: http://home.lan/hook/s3cret is"
                                + " odd\n"
                                + "more"))
                .isEqualTo("Can't call its address its address is odd");
    }

    @Test
    void the_endpoint_has_the_options_for_camel_and_nothing_of_the_address() {
        assertThat(hidden("https:home.invalid:8443/s3cret?token=s3cret&httpMethod=PUT&okStatusCodeRange=200-204"))
                .isEqualTo("rulehttp:http://rule-test-r1-1?httpMethod=PUT&okStatusCodeRange=200-204&query=hidden");
        assertThat(hidden("http://home.invalid")).isEqualTo("rulehttp:http://rule-test-r1-1");
    }

    @Test
    void an_option_that_the_environment_holds_is_filled_in_by_camel() {
        camel.getPropertiesComponent().addOverrideProperty("secret", "s3cret");
        assertThat(hidden("http://home.invalid/hook?authMethod=Basic&authUsername=me&authPassword={{secret}}"))
                .isEqualTo("rulehttp:http://rule-test-r1-1?authMethod=Basic&authUsername=me&authPassword={{secret}}");
        camel.getPropertiesComponent().addOverrideProperty("params", "httpMethod=PUT&a=1");
        assertThat(hidden("http://home.invalid/hook?{{params}}"))
                .isEqualTo("rulehttp:http://rule-test-r1-1?httpMethod=PUT&query=hidden");
        assertThat(hidden("{{hook:http://home.invalid/hook?httpMethod=PUT}}"))
                .isEqualTo("rulehttp:http://rule-test-r1-1?httpMethod=PUT");
    }

    @Test
    void the_query_of_the_address_goes_along_and_one_of_the_rule_takes_its_place() {
        call("http://home.invalid/hook/?token=s3cret&a=b c");
        camel.createProducerTemplate()
                .requestBodyAndHeaders(
                        hidden("http://home.invalid/hook/?token=s3cret"),
                        null,
                        Map.of("CamelHttpPath", "papers/7", "CamelHttpQuery", "a=1"));
        call("http://home.invalid");
        call("http://home.invalid/signed?sig=a%2Bb%3D&plus=a+b&raw=RAW(x&y+%)&responseTimeout=5000");
        assertThat(seen)
                .extracting(line -> line.replaceFirst(" Basic.*", ""))
                .containsExactly(
                        "GET http://home.invalid/hook/?token=s3cret&a=b%20c",
                        "GET http://home.invalid/hook/papers/7?a=1",
                        "POST http://home.invalid/",
                        "GET http://home.invalid/signed?sig=a%2Bb%3D&plus=a+b&raw=x%26y%2B%25");
    }

    @Test
    void what_can_not_be_called_is_refused_without_being_repeated() {
        for (String address : List.of(
                "http://",
                "http://me:s3cret@home.invalid/",
                "http://home.invalid:99999/",
                "https://ho me/s3cret",
                "http://[s3cret",
                "http://home.invalid/?proxyHost=s3cret")) {
            assertThatThrownBy(() -> hidden(address))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void a_rule_that_is_no_longer_used_calls_nobody() {
        String endpoint = hidden("http://home.invalid/hook");
        calls.forget(1);
        assertThatThrownBy(() -> camel.createProducerTemplate().requestBody(endpoint, "a body", String.class))
                .hasRootCauseMessage("The rule of this call is no longer used.");
        assertThat(seen).isEmpty();
    }

    @Test
    void headers_that_choose_another_address_are_dropped_whatever_set_them() {
        Map<String, Object> headers = new java.util.HashMap<>(Map.of(
                "CamelHttpUri",
                "http://elsewhere.invalid/",
                "CamelRestHttpUri",
                "http://elsewhere.invalid/",
                "CamelHttpRawQuery",
                "a=1",
                "CamelRestHttpQuery",
                "b=2",
                "Host",
                "elsewhere.invalid",
                "Proxy-Authorization",
                "Basic x"));
        camel.createProducerTemplate().requestBodyAndHeaders(hidden("http://home.invalid/hook"), "a body", headers);

        assertThat(seen).containsExactly("POST http://home.invalid/hook Basic dXNlcjpwYXNz a body");
    }

    /** Each rule has its own host name, so that no rule can use the secret address of another rule. */
    @Test
    void the_address_of_another_rule_is_out_of_reach() {
        calls.hideAddress(camel, "rule-other-r2-1", "http://home.invalid/s3cret", "http://home.invalid/s3cret");
        camel.createProducerTemplate()
                .requestBodyAndHeader(
                        hidden("http://home.invalid/hook"), "a body", "CamelHttpUri", "http://rule-other-r2-1");

        assertThat(seen).singleElement().asString().contains("http://home.invalid/hook");
    }

    @Test
    void a_path_does_not_lead_out_of_the_address() {
        for (String path :
                List.of("../admin", "a/../../admin", "..", "%2e%2e/admin", "a/..%2fadmin", ".%2E/x", "a\\..\\b")) {
            assertThatThrownBy(() -> camel.createProducerTemplate()
                            .requestBodyAndHeader(hidden("http://home.invalid/hook"), "a body", "CamelHttpPath", path))
                    .as(path)
                    .hasRootCauseMessage("The header CamelHttpPath would change the address of this call, because a "
                            + "part of the header is \".\" or \"..\".");
        }
        camel.createProducerTemplate()
                .requestBodyAndHeader(hidden("http://home.invalid/hook"), "a body", "CamelHttpPath", "v1..2/a.b");
        assertThat(seen).singleElement().asString().contains("/hook/v1..2/a.b");
    }

    @Test
    void an_answer_without_an_end_does_not_fill_the_memory() {
        assertThatThrownBy(() -> call("http://home.invalid/long"))
                .hasRootCauseMessage("The answer to an HTTP call is longer than " + "262144 bytes");
    }

    /** Slow bytes reset the socket timeout, so only the time limit of the whole call ends the call. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX-Slow: ", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"})
    @Timeout(60)
    void an_answer_that_comes_byte_by_byte_ends_with_the_time_of_the_call(String begin) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> drip(server, begin));
            assertThatThrownBy(() -> call("http://127.0.0.1:" + server.getLocalPort() + "/"))
                    .hasRootCauseMessage("The call took longer than 1 seconds");
            assertThat(cut).as("the connection is cut").succeedsWithin(Duration.ofSeconds(30));
        }
    }

    /** Writes slowly until the client closes the connection. */
    private static void drip(ServerSocket server, String begin) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write('x');
                socket.getOutputStream().flush();
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        } catch (IOException e) {
            // the client closed the connection
        }
    }

    @Test
    void straight_where_the_environment_says_so() {
        assertThatThrownBy(() -> call("http://direct.invalid/hook")).hasRootCauseInstanceOf(UnknownHostException.class);
        assertThat(seen).isEmpty();
    }
}

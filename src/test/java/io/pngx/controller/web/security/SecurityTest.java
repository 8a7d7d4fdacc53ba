package io.pngx.controller.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.flow.LogLines;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Run;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTest {
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8000",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "",
                "localhost@evil",
                "[::2]"
            })
    void a_foreign_host_name_is_not_answered(String host) throws Exception {
        String answer = server.raw("GET /api/settings HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .matches("(?s)HTTP/1.1 (421|400) .*")
                .contains("application/problem+json")
                .doesNotContain("sync_interval");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1:8000", "[::1]:8000"})
    void our_own_names_are_answered_whatever_the_port(String host) throws Exception {
        assertThat(server.raw("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    /** Sends raw requests, because an HTTP client would normalize the address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/static/../application.properties",
                "/static/..%2fapplication.properties",
                "/static/%2e%2e/application.properties",
                "/static/%2e%2e%2fapplication.properties",
                "/static/..%5capplication.properties",
                "/static/....//application.properties",
                "/static//etc/passwd",
                "/static/%00app.css",
                "/static/app.css%00.js",
                "/static/./../db/migration/V15__baseline.sql",
                "/static/%252e%252e/application.properties",
                "/static/..;/application.properties",
                "/../static/../../../../etc/passwd",
                "/static/templates/layout.html"
            })
    void nothing_but_the_styles_and_scripts_is_served_as_a_file(String path) throws Exception {
        String answer = server.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .matches("(?s)HTTP/1.1 (400|404) .*")
                .doesNotContain("camel.main")
                .doesNotContain("create table")
                .doesNotContain("root:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/logs?q=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /healthz?%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            })
    void a_broken_request_is_a_400(String request) throws Exception {
        assertThat(server.raw(request)).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n{}\r\n", "5\r\n{", "99999999999999999999\r\n"})
    void aBrokenChunkedBodyIsNoErrorOfTheController(String chunks) throws Exception {
        try (LogLines log = new LogLines();
                Socket socket = new Socket("127.0.0.1", server.port)) {
            socket.getOutputStream()
                    .write(("POST /api/pause HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n" + chunks)
                            .getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).matches("(?s)(HTTP/1.1 400 .*malformed or incomplete.*)?"); // aborted: no answer
            assertThat(server.get("/api/settings").json().path("paused").asBoolean())
                    .isFalse();
            assertThat(log.with("ERROR POST")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Origin,http://evil.example",
        "Origin,null",
        "Origin,http://127.0.0.1",
        "Sec-Fetch-Site,cross-site",
        "Sec-Fetch-Site,same-site",
        "Origin,:",
        "Referer,http://evil.example/127.0.0.1"
    })
    void another_sites_page_changes_nothing(String header, String value) throws Exception {
        WebServer.Reply reply = server.send(
                server.request("/api/pause").POST(BodyPublishers.noBody()).header(header, value));

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(server.settings.paused()).isFalse();
    }

    @Test
    void our_own_page_and_a_program_may_change_things() throws Exception {
        assertThat(server.send(server.request("/api/pause").POST(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(200);
        assertThat(server.send(server.request("/api/pause")
                                .POST(BodyPublishers.noBody())
                                .header("Sec-Fetch-Site", "same-origin"))
                        .status())
                .isEqualTo(200);
        assertThat(server.send(server.request("/api/pause")
                                .POST(BodyPublishers.noBody())
                                .header("Origin", "http://127.0.0.1:" + server.port))
                        .status())
                .isEqualTo(200);
        assertThat(server.send(server.request("/settings").header("Sec-Fetch-Site", "cross-site"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/api/settings", "/nope", "/static/app.js", "/logs"})
    void every_answer_tells_browsers_what_to_refuse(String path) throws Exception {
        WebServer.Reply reply = server.get(path);

        assertThat(reply.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("script-src 'self'")
                .doesNotContain("unsafe");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Referrer-Policy")).isEqualTo("same-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/settings", "/api/settings", "/api/replicas/99", "/api/logs", "/nope"})
    void no_header_and_no_parameter_comes_back(String path) throws Exception {
        WebServer.Reply reply =
                server.send(server.request(path + "?secret=abc&Location=http://evil&Set-Cookie=a&x=a%0d%0ab:%20c")
                        .header("X-Mine", "mine")
                        .header("Cookie", "a=b")
                        .header("Authorization", "Basic YTpi"));

        assertThat(reply.status()).isIn(200, 400, 404);
        Map<String, List<String>> headers = reply.response().headers().map();
        assertThat(headers)
                .doesNotContainKeys(
                        "secret",
                        "location",
                        "set-cookie",
                        "x-mine",
                        "cookie",
                        "authorization",
                        "x",
                        "host",
                        "user-agent");
        assertThat(headers.toString())
                .doesNotContain("mine")
                .doesNotContain("evil")
                .doesNotContain("Camel");
    }

    @Test
    void a_refused_change_does_not_block_its_connection() throws Exception {
        String answers = server.raw("POST /api/pause HTTP/1.1\r\nHost: localhost\r\nOrigin: "
                + "http://evil.example\r\nContent-Length: 5\r\n\r\nhello"
                + "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 403 ").contains("HTTP/1.1 200 ");
    }

    @Test
    void form_fields_do_not_come_back_either() throws Exception {
        WebServer.Reply reply = server.form("POST", "/api/pause", "Location=http%3A%2F%2Fevil&X-Mine=a%0d%0ab");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.response().headers().map()).doesNotContainKeys("location", "x-mine");
    }

    @Test
    void a_parameter_that_looks_like_one_of_camels_own_headers_changes_nothing() throws Exception {
        long id = server.replica("Home");
        long other = server.replica("Other");

        WebServer.Reply refused = server.get(
                "/api/replicas/" + id + "?id=" + other + "&CamelHttpResponseCode=500&CamelHttpMethod=DELETE");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.detail()).startsWith("id: is not known; this address takes no parameters; Camel");
        assertThat(server.replicas.all()).hasSize(2);
        assertThat(server.get("/healthz?CamelHttpResponseCode=500").status())
                .as("a health check takes any parameter")
                .isEqualTo(200);
    }

    @Test
    void a_body_that_is_too_long_is_refused() throws Exception {
        String tooLong = " ".repeat(RequestGuard.LONGEST_BODY + 1);
        assertThat(server.raw("PUT /api/settings HTTP/1.1\r\nHost: localhost\r\nConnection: "
                        + "close\r\nContent-Type: application/json\r\nContent-Length: " + tooLong.length()
                        + "\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("application/problem+json");
        String chunked = Integer.toHexString(tooLong.length()) + "\r\n" + tooLong + "\r\n0\r\n\r\n";
        assertThat(server.raw("PUT /api/settings HTTP/1.1\r\nHost: localhost\r\nConnection: "
                        + "close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked))
                .startsWith("HTTP/1.1 413 ")
                .contains("application/problem+json");
    }

    @Test
    void a_name_is_text_wherever_it_stands() throws Exception {
        server.master();
        long id = server.replica("<script>alert(1)</script>\" onload='x");
        server.runs.queue(id, Run.Mode.FULL);
        server.logs.add(LogRow.Level.ERROR, null, id, null, "x", "<img src=x onerror=alert(1)>");
        server.replicas.state(id, io.pngx.controller.store.Replica.State.ERROR, Text.verbatim("<b>bold</b>"));

        for (String path :
                List.of("/", "/logs", "/runs", "/replicas", "/replicas/" + id, "/replicas/" + id + "/settings")) {
            assertThat(server.get(path).body())
                    .doesNotContain("<script>alert")
                    .doesNotContain("<img src=x")
                    .doesNotContain("<b>bold")
                    .doesNotContain("\" onload")
                    .contains("&lt;script&gt;");
        }
        assertThat(server.form("POST", "/api/replicas", "name=%3Cscript%3E&url=%22%3E%3Cb%3E")
                        .body())
                .doesNotContain("<script>")
                .doesNotContain("<b>");
    }

    @Test
    void no_token_is_in_any_answer() throws Exception {
        server.master();
        long id = server.replica("Home");
        String master = server.settings.get("master_token").orElseThrow();
        String replica = server.replicas.find(id).orElseThrow().token();

        for (String path : List.of(
                "/",
                "/settings",
                "/setup",
                "/replicas/" + id + "/settings",
                "/api/diagnostics",
                "/api/settings",
                "/api/replicas",
                "/api/replicas/" + id,
                "/api/logs")) {
            for (WebServer.Reply reply : List.of(server.get(path), server.fragment(path))) {
                assertThat(reply.body())
                        .doesNotContain("master-secret")
                        .doesNotContain("secret-of-Home")
                        .doesNotContain(master)
                        .doesNotContain(replica);
            }
        }
        for (WebServer.Reply reply : List.of(
                server.put("/api/settings", "{\"master_token\": \"typed-secret\", \"log_retention_days\": 0}"),
                server.put("/api/settings", "{\"master_token\": \"typed-secret"),
                server.put("/api/settings", "{\"master_token\": typed-secret}"),
                server.form("PUT", "/api/settings", "master_token=typed-secret&log_retention_days=0"),
                server.form("PUT", "/api/replicas/" + id, "token=typed-secret&name="),
                server.form("POST", "/api/replicas", "token=typed-secret"),
                server.post("/api/replicas/" + id + "/test", "{\"token\": \"typed-secret\"}"))) {
            assertThat(reply.body()).doesNotContain("typed-secret");
        }
    }

    @Test
    void a_token_that_no_key_opens_is_said_without_showing_it() throws Exception {
        server.master();
        server.settings.put("master_token", "gAAAAA-damaged");

        WebServer.Reply reply = server.post("/api/settings/test", "");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.detail()).startsWith("No key in SECRET_KEY decrypts this stored token");
        assertThat(reply.body()).doesNotContain("gAAAAA");
    }

    @Test
    void what_fails_inside_shows_a_reference_and_nothing_else() throws Exception {
        server.settings.put("sync_interval_seconds", "not a number");

        WebServer.Reply reply = server.get("/api/settings");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.json().path("reference").asText()).hasSize(8);
        assertThat(reply.body())
                .doesNotContain("Exception")
                .doesNotContain("not a number")
                .doesNotContain("at io.pngx");
    }
}

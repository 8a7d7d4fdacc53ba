package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.ConnectionOptions;
import io.pngx.controller.paperless.ExtraHeaders;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.web.WebServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Extra headers and certificates of an instance are stored, never shown, and sent only to one address. */
class ConnectionOptionsApiTest {
    private static final String SECRET = "s3cret-of-cloudflare";
    private static WebServer server;
    private static ConnectionOptionsTable connectionOptions;
    private static String pem;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
        connectionOptions = new ConnectionOptionsTable(server.db);
        pem = java.nio.file.Files.readString(
                Path.of(ConnectionOptionsApiTest.class.getResource("/ca.pem").toURI()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.reset();
    }

    private static Map<String, String> headers(String host) {
        String stored = connectionOptions.of(host).headers();
        return stored == null ? Map.of() : ExtraHeaders.fromJson(server.vault.decrypt(stored));
    }

    private static String body(String... values) {
        ObjectNode body = WebServer.JSON.createObjectNode();
        for (int i = 0; i < values.length; i += 2) {
            body.put(values[i], values[i + 1]);
        }
        return body.toString();
    }

    private static String form(String... values) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < values.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(values[i])
                    .append('=')
                    .append(URLEncoder.encode(values[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    private static long replica() throws Exception {
        WebServer.Reply added = server.post(
                "/api/replicas",
                "{\"name\": \"Home\", \"url\": \"https://home.lan\", \"token\": \"t\", \"headers\": {\"X-Access\": \""
                        + SECRET + "\"}, \"ca_certificate\": " + WebServer.JSON.writeValueAsString(pem) + "}");
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        return added.json().path("id").asLong();
    }

    @Test
    void they_are_stored_encrypted_and_only_said_to_be_there() throws Exception {
        long id = replica();
        WebServer.Reply shown = server.get("/api/replicas/" + id);
        assertThat(shown.json().path("headers_set").asBoolean()).isTrue();
        assertThat(shown.json().path("ca_certificate_set").asBoolean()).isTrue();
        assertThat(connectionOptions.of("replica-" + id).headers())
                .doesNotContain(SECRET)
                .startsWith("gAAAAA");
        assertThat(headers("replica-" + id)).containsExactly(Map.entry("X-Access", SECRET));
        for (String page : new String[] {
            "/",
            "/replicas",
            "/replicas/" + id,
            "/replicas/" + id + "/settings",
            "/settings",
            "/logs",
            "/api/replicas",
            "/api/settings",
            "/api/logs",
            "/api/diagnostics"
        }) {
            assertThat(server.get(page).body()).as(page).doesNotContain(SECRET);
        }
        assertThat(server.get("/replicas/" + id + "/settings").body()).contains("saved; leave empty to keep them");
    }

    @Test
    void what_is_left_out_stays_and_a_dash_takes_it_away() throws Exception {
        long id = replica();
        String address = "/api/replicas/" + id;
        assertThat(server.put(address, "{\"name\": \"House\"}").status()).isEqualTo(200);
        assertThat(server.form("PUT", address, form("name", "House", "headers", "", "ca_certificate", ""))
                        .status())
                .isEqualTo(200);
        assertThat(headers("replica-" + id)).hasSize(1);
        assertThat(connectionOptions.of("replica-" + id).ca()).isEqualTo(pem.strip() + "\n");

        assertThat(server.form("PUT", address, form("headers", "X-One: 1\r\nX-Two: a: b", "ca_certificate", "-"))
                        .status())
                .isEqualTo(200);
        assertThat(headers("replica-" + id)).containsExactly(Map.entry("X-One", "1"), Map.entry("X-Two", "a: b"));
        assertThat(connectionOptions.of("replica-" + id).ca()).isNull();
        server.form("PUT", address, form("headers", "-"));
        assertThat(headers("replica-" + id)).isEmpty();
    }

    @Test
    void those_of_the_master_go_the_same_way() throws Exception {
        server.master();
        assertThat(server.put("/api/settings", "{\"master_headers\": {\"X-Access\": \"" + SECRET + "\"}}")
                        .json()
                        .path("master_headers_set")
                        .asBoolean())
                .isTrue();
        assertThat(headers("master")).containsEntry("X-Access", SECRET);
        assertThat(server.connectionChanges).hasValue(1);
        assertThat(server.put("/api/settings", "{\"master_headers\": null}")
                        .json()
                        .path("master_headers_set")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void headers_are_never_sent_to_another_address() throws Exception {
        long id = replica();
        WebServer.Reply refused = server.put("/api/replicas/" + id, body("url", "https://evil.lan", "token", "t"));
        assertThat(refused.detail()).startsWith("headers: must be entered again for another address");
        assertThat(server.post("/api/replicas/" + id + "/test", body("url", "https://evil.lan", "token", "t"))
                        .status())
                .isEqualTo(400);
        assertThat(server.tested).isEmpty();
        assertThat(server.put("/api/replicas/" + id, body("url", "https://other.lan", "token", "t", "headers", "-"))
                        .status())
                .isEqualTo(200);
        assertThat(headers("replica-" + id)).isEmpty();
    }

    @Test
    void a_test_uses_what_is_saved_or_what_was_sent() throws Exception {
        long id = replica();
        server.post("/api/replicas/" + id + "/test", "{}");
        server.post("/api/replicas/test", body("url", "https://new.lan", "token", "t", "headers", "X-New: 1"));
        assertThat(server.tested)
                .extracting(test -> test.options())
                .containsExactly(
                        new ConnectionOptions(Map.of("X-Access", SECRET), pem.strip() + "\n"),
                        new ConnectionOptions(Map.of("X-New", "1"), null));
    }

    @Test
    void a_replica_that_is_removed_leaves_none_behind() throws Exception {
        long id = replica();
        assertThat(server.call("DELETE", "/api/replicas/" + id, "").status()).isEqualTo(204);
        assertThat(connectionOptions.of("replica-" + id)).isEqualTo(ConnectionOptionsTable.Row.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "headers | no colon here | headers: have a line without a colon; write Name: value, one on each line.",
                "headers | Authorization: Basic s3cret | headers: must not hold Authorization, "
                        + "which the controller sends itself.",
                "headers | host: evil | headers: must not hold host, which the controller sends itself.",
                "headers | X Y: s3cret | headers: hold a name that is not a valid header name; write Name: value, "
                        + "one on each line.",
                "headers | X-Y: s3crét | headers: must have one line of printable ASCII characters as the "
                        + "value of X-Y.",
                "headers | X-Y: | headers: must have one line of printable ASCII characters as the value of X-Y.",
                "ca_certificate | nonsense | ca_certificate: is not a readable certificate; enter the text from "
                        + "-----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
                "ca_certificate | -----BEGIN CERTIFICATE-----s3cret | ca_certificate: is not a readable certificate; "
                        + "enter the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
                "ca_certificate | -----BEGIN PRIVATE KEY-----s3cret | ca_certificate: holds a private key, which "
                        + "must not leave its server; enter only the certificate of the CA.",
            })
    void what_cannot_be_used_is_refused_in_one_sentence_that_repeats_no_value(
            String field, String value, String sentence) throws Exception {
        long id = replica();
        WebServer.Reply refused = server.put("/api/replicas/" + id, body(field, value));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.detail()).isEqualTo(sentence);
        assertThat(refused.body()).doesNotContain("s3cr");
        assertThat(headers("replica-" + id)).hasSize(1);
        WebServer.Reply again = server.form("PUT", "/api/replicas/" + id, form(field, value));
        assertThat(again.body()).contains("be saved yet").doesNotContain("s3cr");
    }
}

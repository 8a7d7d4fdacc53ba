package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.instances.ConnectionCheck;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.Instance.Role;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionsApiTest {
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

    @Test
    void saved_values_are_tested_where_none_are_sent() throws Exception {
        server.master();
        long id = server.replica("Home");

        assertThat(server.post("/api/settings/test", "").json()).isEqualTo(WebServer.JSON.readTree("""
                {"ok": true, "version": "2.20.1", "api_version": 9, "username": "admin", "superuser": true,
                 "documents": 1234, "latency_ms": 12, "clock_offset_seconds": 0, "problems": []}"""));
        server.post("/api/replicas/" + id + "/test", "{}");

        assertThat(server.tested)
                .containsExactly(
                        new ConnectionCheck(Role.MASTER, "http://master.lan:8000", "master-secret"),
                        new ConnectionCheck(Role.REPLICA, "http://home.lan:8000", "secret-of-Home"));
    }

    @Test
    void sent_values_are_tested_without_being_saved() throws Exception {
        long id = server.replica("Home");

        assertThat(server.post("/api/settings/test", "{\"url\": \"http://new.lan\", \"token\": \"t1\"}")
                        .status())
                .isEqualTo(200);
        assertThat(server.post("/api/replicas/" + id + "/test", "{\"url\": \"http://new.lan\", \"token\": \"t2\"}")
                        .status())
                .isEqualTo(200);
        assertThat(server.post("/api/replicas/test", "{\"url\": \"http://new.lan\", \"token\": \"t3\"}")
                        .status())
                .isEqualTo(200);

        assertThat(server.tested).extracting(ConnectionCheck::token).containsExactly("t1", "t2", "t3");
        assertThat(server.settings.get("master_url")).isEmpty();
        assertThat(server.replicas.find(id).orElseThrow().url()).isEqualTo("http://home.lan:8000");
    }

    @Test
    void a_saved_token_is_never_sent_to_another_address() throws Exception {
        server.master();
        long id = server.replica("Home");

        assertThat(server.post("/api/settings/test", "{\"url\": \"http://evil.lan\"}")
                        .detail())
                .startsWith("token: must be entered again for another address");
        assertThat(server.post("/api/replicas/" + id + "/test", "{\"url\": \"http://evil.lan\"}")
                        .status())
                .isEqualTo(400);
        assertThat(server.tested).isEmpty();
        assertThat(server.post("/api/settings/test", "{\"url\": \"http://master.lan:8000/\"}")
                        .status())
                .isEqualTo(200);
        assertThat(server.tested).hasSize(1);
    }

    @Test
    void without_saved_values_both_are_required() throws Exception {
        assertThat(server.post("/api/settings/test", "").detail())
                .isEqualTo("url: is required, because no address is saved; token: is required, because no token is "
                        + "saved.");
        assertThat(server.post("/api/replicas/test", "{\"url\": \"http://a.lan\"}")
                        .status())
                .isEqualTo(400);
        assertThat(server.post("/api/settings/test", "{\"urls\": 1}").detail())
                .startsWith("urls: is not known; allowed are url, token");
        assertThat(server.tested).isEmpty();
    }

    @Test
    void the_page_hears_what_is_wrong_as_its_fields_are_called() throws Exception {
        server.master();

        assertThat(server.form("POST", "/api/settings/test", "master_url=nonsense&master_token=")
                        .body())
                .contains("<li>Address of the master: the address does not begin with http:// or https://")
                .doesNotContain("master_url");
        assertThat(server.form("POST", "/api/replicas/test", "url=http%3A%2F%2Fa.lan&token=")
                        .body())
                .contains("<li>API token: is required");
        assertThat(server.form("POST", "/api/settings/test", "master_url=&master_token=")
                        .body())
                .as("an address that was emptied is not the saved one")
                .contains("<li>Address of the master: is required.");
        assertThat(server.tested).isEmpty();
    }

    @Test
    void what_the_message_says_already_is_not_said_again_as_a_hint() throws Exception {
        ConnectionReport good = server.report;
        server.report = new ConnectionReport(
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(new ConnectionReport.Problem(
                        "error",
                        "auth",
                        Text.of("The token is refused; enter a valid one."),
                        Text.of("Enter a valid one."))));
        try {
            assertThat(server.form("POST", "/api/replicas/test", "url=http%3A%2F%2Fa.lan&token=t")
                            .body())
                    .contains("enter a valid one")
                    .doesNotContain("Enter a valid one");
        } finally {
            server.report = good;
        }
    }

    @Test
    void the_page_gets_the_report_as_a_fragment() throws Exception {
        ConnectionReport good = server.report;
        server.report = new ConnectionReport(
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(new ConnectionReport.Problem(
                        "error", "auth", Text.of("The <token> is refused."), Text.of("Copy it again."))));
        try {
            WebServer.Reply reply = server.form("POST", "/api/replicas/test", "url=http%3A%2F%2Fa.lan&token=t");
            assertThat(reply.header("Content-Type")).startsWith("text/html");
            assertThat(reply.body())
                    .contains("The &lt;token&gt; is refused.")
                    .contains("Copy it again.")
                    .doesNotContain("It works");
        } finally {
            server.report = good;
        }
    }
}

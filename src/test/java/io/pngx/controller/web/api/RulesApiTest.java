package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.web.WebServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesApiTest {
    private static final String GOOD = """
            - route:
                from:
                  uri: direct:rule-select
                  steps:
                    - setBody: {constant: "true"}
            """;
    private static WebServer server;
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        folder = Files.createTempDirectory("rules").resolve("new");
        server = WebServer.start(Map.of("RULES_READ_ONLY", "false", "ROUTES_DIR", folder.toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.reset();
    }

    @AfterEach
    void removeRules() throws Exception {
        for (JsonNode rule : server.get("/api/rules").json().path("rules")) {
            server.put("/api/rules/" + rule.path("name").asText() + "/switch", "{\"everywhere\": false}");
            server.call("DELETE", "/api/rules/" + rule.path("name").asText(), "");
        }
    }

    private static String text(String text) throws Exception {
        return WebServer.JSON.writeValueAsString(Map.of("text", text));
    }

    @Test
    void a_rule_is_written_read_changed_switched_and_removed() throws Exception {
        long home = server.replica("Home");

        WebServer.Reply made = server.put("/api/rules/all-in", text(GOOD));
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        assertThat(made.json().path("state").asText()).isEqualTo("ready");
        assertThat(made.json().path("hooks").toString()).isEqualTo("[\"select\"]");
        assertThat(made.json().path("everywhere").asBoolean()).isFalse();
        assertThat(Files.readString(folder.resolve("all-in.yaml"))).isEqualTo(GOOD);
        try (var files = Files.list(folder)) {
            assertThat(files).as("no half is left").hasSize(1);
        }

        String form = "text=" + java.net.URLEncoder.encode(GOOD, java.nio.charset.StandardCharsets.UTF_8);
        assertThat(server.form("PUT", "/api/rules/all-in", form).body()).contains("is saved; the rule is off");
        assertThat(server.put("/api/rules/all-in/switch", "{\"ids\": [" + home + "]}")
                        .json()
                        .path("replicas")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo("Home");
        WebServer.Reply refused = server.call("DELETE", "/api/rules/all-in", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail())
                .isEqualTo("The rule \"all-in\" is on for Home; switch it off first, then remove it.");

        assertThat(server.put("/api/rules/all-in/switch", "{\"everywhere\": true}")
                        .json()
                        .path("everywhere")
                        .asBoolean())
                .isTrue();
        assertThat(server.form("PUT", "/api/rules/all-in", form).body()).contains("is saved and runs");
        assertThat(server.put("/api/rules/all-in/switch", "{\"ids\": []}")
                        .json()
                        .path("everywhere")
                        .asBoolean())
                .isFalse();
        assertThat(server.call("DELETE", "/api/rules/all-in", "").status()).isEqualTo(204);
        assertThat(folder.resolve("all-in.yaml")).doesNotExist();
        assertThat(server.get("/api/rules/all-in").status()).isEqualTo(404);
    }

    @Test
    void a_text_that_cannot_run_is_refused_with_its_line_and_what_ran_goes_on() throws Exception {
        server.put("/api/rules/mine", text(GOOD));

        WebServer.Reply refused = server.put("/api/rules/mine", text(GOOD.replace("setBody", "setBodi")));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("errors").path(0).path("field").asText()).isEqualTo("text");
        assertThat(refused.detail())
                .startsWith("text: Line 5: A rule has no step \"setBodi\"; check its spelling, "
                        + "or use one of these: bean, choice, ");
        assertThat(server.get("/api/rules/mine").json().path("text").asText()).isEqualTo(GOOD);
        assertThat(server.get("/api/rules/mine").json().path("state").asText()).isEqualTo("ready");
        assertThat(Files.readString(folder.resolve("mine.yaml"))).isEqualTo(GOOD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2Fup", "a%2Fb", "Upper", "with%20blank", "-front", "%2e%2e", "a.b"})
    void a_name_is_no_path(String name) throws Exception {
        WebServer.Reply reply = server.put("/api/rules/" + name, text(GOOD));

        assertThat(reply.status()).isIn(400, 404);
        assertThat(server.get("/api/rules").json().path("rules")).isEmpty();
        assertThat(folder.getParent().toFile().listFiles((dir, file) -> file.endsWith(".yaml")))
                .isEmpty();
    }

    @Test
    void validating_keeps_nothing() throws Exception {
        assertThat(server.post("/api/rules/validate", text(GOOD))
                        .json()
                        .path("hooks")
                        .toString())
                .isEqualTo("[\"select\"]");
        assertThat(server.post("/api/rules/validate", text("- route: {}\n")).status())
                .isEqualTo(400);
        assertThat(server.get("/api/rules").json().path("rules")).isEmpty();
    }

    @Test
    void a_ready_made_rule_needs_its_parameter() throws Exception {
        WebServer.Reply refused = server.post("/api/rules", "{\"name\": \"share\", \"template\": \"only-tagged\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.detail()).isEqualTo("tag: is required.");

        WebServer.Reply made = server.post(
                "/api/rules",
                "{\"name\": \"share\", \"template\": \"only-tagged\", \"tag\": \"O'Neil's \\\"best\\\": {x}\"}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().path("state").asText()).isEqualTo("ready");
        assertThat(server.post("/api/rules", "{\"name\": \"share\", \"template\": \"only-tagged\", \"tag\": \"x\"}")
                        .detail())
                .isEqualTo("name: is already the name of another rule.");
    }

    @Test
    void every_ready_made_rule_is_documented_typed_and_runs() throws Exception {
        JsonNode templates = server.get("/api/rules").json().path("templates");
        assertThat(templates).hasSizeGreaterThan(8);
        for (JsonNode template : templates) {
            StringBuilder body = new StringBuilder(
                    "{\"template\": \"" + template.path("name").asText() + "\", \"name\": \"t\"");
            for (JsonNode parameter : template.path("parameters")) {
                assertThat(List.of(
                                parameter.path("title").asText(),
                                parameter.path("description").asText(),
                                parameter.path("example").asText(),
                                parameter.path("type").asText()))
                        .as(template.toString())
                        .doesNotContain("");
                body.append(", \"")
                        .append(parameter.path("name").asText())
                        .append("\": \"")
                        .append(parameter.path("example").asText())
                        .append('"');
            }
            WebServer.Reply made = server.post("/api/rules", body + "}");
            assertThat(made.status()).as(template + " " + made.body()).isEqualTo(201);
            server.call("DELETE", "/api/rules/t", "");
        }
    }

    @Test
    void the_page_shows_a_refused_text_again_with_what_is_wrong() throws Exception {
        server.put("/api/rules/mine", text(GOOD));

        WebServer.Reply form = server.form(
                "PUT",
                "/api/rules/mine",
                "text=" + java.net.URLEncoder.encode("- beans: []\r\n", java.nio.charset.StandardCharsets.UTF_8));

        assertThat(form.status()).isEqualTo(400);
        assertThat(form.body())
                .contains("- beans: []")
                .contains("aria-invalid=\"true\"")
                .contains("Line 1: &quot;beans&quot; is not allowed in a rule: "
                        + "they could replace the controller&#39;s own beans; allowed are route, "
                        + "routeTemplate, templatedRoute");
    }

    @Test
    void the_page_saves_a_text_of_many_lines_too() throws Exception {
        String text = GOOD + "# why\n".repeat(4000);

        WebServer.Reply saved = server.form(
                "PUT",
                "/api/rules/mine",
                "text=" + java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8));

        assertThat(saved.status()).as(saved.body()).isEqualTo(200);
        assertThat(Files.readString(folder.resolve("mine.yaml"))).isEqualTo(text);
    }

    @Test
    void what_is_wrong_with_a_text_that_is_only_checked_is_said_without_the_name_of_its_field() throws Exception {
        WebServer.Reply refused = server.form("POST", "/api/rules/validate", "text=nonsense");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains(">Line 1: A rule must be a list; begin with");
    }

    @Test
    void without_scripts_the_text_of_a_saved_rule_is_checked_on_its_page() throws Exception {
        server.put("/api/rules/mine", text(GOOD));

        WebServer.Reply checked = server.send(server.request("/api/rules/validate?rule=mine")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        "text=" + java.net.URLEncoder.encode(GOOD, java.nio.charset.StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html,application/xhtml+xml")
                .header("Origin", "http://127.0.0.1:" + server.port));

        assertThat(checked.status()).as(checked.body()).isEqualTo(200);
        assertThat(checked.body()).contains("The text can run.").contains("action=\"/api/rules/mine\"");
    }

    @Test
    void the_pages_open() throws Exception {
        server.replica("Home");
        server.put("/api/rules/mine", text(GOOD));

        assertThat(server.get("/rules").body()).contains("only-tagged").contains("href=\"/rules/mine\"");
        assertThat(server.get("/rules/mine").body())
                .contains("direct:rule-select")
                .contains("Home");
        assertThat(server.get("/new-rule?template=set-owner").body()).contains("name=\"owner\"");
        assertThat(server.get("/new-rule").body()).contains("<textarea");
        assertThat(server.get("/new-rule?template=nope").body())
                .contains("is not among the templates; choose one on the page Rules");
        assertThat(server.get("/rules/nope").status()).isEqualTo(404);
    }

    @Test
    void without_an_admin_group_texts_can_only_be_changed_in_the_folder() throws Exception {
        try (WebServer closed = WebServer.start()) {
            for (WebServer.Reply reply : List.of(
                    closed.put("/api/rules/mine", text(GOOD)),
                    closed.post("/api/rules/validate", text(GOOD)),
                    closed.post("/api/rules", "{\"name\": \"x\", \"template\": \"add-tag\", \"tag\": \"x\"}"))) {
                assertThat(reply.status()).isEqualTo(403);
                assertThat(reply.detail())
                        .startsWith("A rule is code, so it can only be changed in the folder ")
                        .contains("RULES_READ_ONLY=false");
            }
            assertThat(closed.get("/api/rules").json().path("read_only").asBoolean())
                    .isTrue();
            assertThat(closed.get("/rules").body()).contains("RULES_READ_ONLY").doesNotContain("Write a rule");
            assertThat(closed.get("/new-rule").body())
                    .as("what to put into the folder")
                    .contains("/rules/my-rule.yaml", "uri: direct:rule-select")
                    .doesNotContain("<textarea", "type=\"submit\"");
            assertThat(closed.get("/new-rule?template=set-owner").body())
                    .contains("/rules/set-owner.yaml", "routeTemplateRef: set-owner")
                    .doesNotContain("name=\"owner\"", "type=\"submit\"");
        }
        Map<String, String> forward =
                Map.of("AUTH", "forward", "TRUSTED_PROXIES", "127.0.0.1", "ADMIN_GROUP", "admins");
        try (WebServer open = WebServer.start(forward)) {
            var put = open.request("/api/rules/mine")
                    .method("PUT", java.net.http.HttpRequest.BodyPublishers.ofString(text(GOOD)))
                    .header("Content-Type", "application/json")
                    .header("X-authentik-username", "anna");
            assertThat(open.send(put).status()).as("who may only read").isEqualTo(403);
            assertThat(open.send(put.header("X-authentik-groups", "admins")).status())
                    .isEqualTo(200);
        }
    }
}

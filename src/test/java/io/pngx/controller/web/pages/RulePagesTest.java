package io.pngx.controller.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.instances.MasterNames;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.web.WebServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of a ready-made rule: it suggests names of the master, and shows a saved rule again. */
class RulePagesTest {
    private static WebServer server;
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        folder = Files.createTempDirectory("rules");
        server = WebServer.start(Map.of("RULES_READ_ONLY", "false", "ROUTES_DIR", folder.toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void master() {
        server.reset();
        server.master = new MasterStatus.Status(
                "ok",
                "3.0.5",
                2L,
                null,
                Instant.now(),
                null,
                new MasterNames(
                        Map.of(Kind.TAG, Map.of("Share", List.of(1L), "<b>Taxes</b>", List.of(2L))), List.of("anna")));
    }

    private static String page(String path) throws Exception {
        WebServer.Reply reply = server.get(path);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.body();
    }

    @Test
    void a_form_suggests_the_names_of_the_master() throws Exception {
        assertThat(page("/new-rule?template=only-tagged"))
                .contains("list=\"names-of-tag\"")
                .contains("<option value=\"Share\">")
                .contains("<option value=\"&lt;b&gt;Taxes&lt;/b&gt;\">")
                .doesNotContain("<b>Taxes");
        assertThat(page("/new-rule?template=set-owner")).contains("<option value=\"anna\">");
        assertThat(page("/new-rule?template=only-type"))
                .as("no names are known")
                .doesNotContain("<datalist");
    }

    @Test
    void a_rule_that_a_form_made_is_shown_and_changed_in_the_form() throws Exception {
        String made = "{\"name\": \"for-taxes\", \"template\": \"only-tagged\", \"tag\": \"Taxs\"}";
        assertThat(server.post("/api/rules", made).status()).isEqualTo(201);
        assertThat(page("/rules/for-taxes"))
                .contains("What the rule does", "value=\"Taxs\"", "Edit the rule as text")
                .contains("The master has no tag &quot;Taxs&quot;; check the spelling");

        WebServer.Reply refused = server.form("PUT", "/api/rules/for-taxes", "template=only-tagged&tag=");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("hx-put=\"/api/rules/for-taxes\"", "name=\"template\"", "is required");

        assertThat(server.form("PUT", "/api/rules/for-taxes", "template=only-tagged&tag=Share")
                        .body())
                .contains("is saved; the rule is off");
        assertThat(Files.readString(folder.resolve("for-taxes.yaml"))).contains("value: \"Share\"");
        assertThat(page("/rules/for-taxes")).contains("value=\"Share\"").doesNotContain("The master has no tag");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# why\n- templatedRoute:\n    routeTemplateRef: only-tagged\n"
                        + "    parameters:\n      - {name: tag, value: Share}\n",
                "- templatedRoute:\n    routeTemplateRef: only-tagged\n    routeId: mine\n"
                        + "    parameters:\n      - {name: tag, value: Share}\n",
                "- templatedRoute:\n    routeTemplateRef: only-tagged\n"
                        + "    parameters:\n      - {name: tag, value: Share}\n"
                        + "- templatedRoute:\n    routeTemplateRef: add-tag\n"
                        + "    parameters:\n      - {name: tag, value: X}\n",
                "- route:\n    from:\n      uri: direct:rule-select\n"
                        + "      steps:\n        - setBody: {constant: \"true\"}\n"
            })
    void a_text_that_a_form_would_not_write_back_as_it_is_stays_a_text(String text) throws Exception {
        WebServer.Reply made =
                server.put("/api/rules/by-hand", WebServer.JSON.writeValueAsString(Map.of("text", text)));
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        assertThat(page("/rules/by-hand")).contains("Routes in Camel's YAML").doesNotContain("Edit the rule as text");
    }

    @Test
    void a_hand_written_use_of_a_ready_made_rule_is_shown_in_the_form() throws Exception {
        String text = "- templatedRoute:\n    routeTemplateRef: only-tagged\n    parameters:\n"
                + "      - name: tag\n        value: Share\n";
        WebServer.Reply made =
                server.put("/api/rules/by-hand", WebServer.JSON.writeValueAsString(Map.of("text", text)));
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        assertThat(page("/rules/by-hand")).contains("value=\"Share\"", "Edit the rule as text");
    }

    @Test
    void a_new_rule_gets_a_free_name_and_is_saved_switched_off() throws Exception {
        assertThat(page("/new-rule?template=not-tagged"))
                .contains("value=\"not-tagged\"", ">Save, switched off</button>")
                .contains("try the rule on its page; then switch the rule on for the replicas");
        String made = "{\"name\": \"not-tagged\", \"template\": \"not-tagged\", \"tag\": \"Share\"}";
        assertThat(server.post("/api/rules", made).status()).isEqualTo(201);

        assertThat(page("/new-rule?template=not-tagged")).contains("value=\"not-tagged-2\"");
    }

    @Test
    void a_rule_that_is_off_names_the_next_steps_and_trying_comes_first() throws Exception {
        long home = server.replica("Home");
        String made = "{\"name\": \"steps\", \"template\": \"not-tagged\", \"tag\": \"Share\"}";
        assertThat(server.post("/api/rules", made).status()).isEqualTo(201);

        String off = page("/rules/steps");
        assertThat(off)
                .containsSubsequence(
                        "The rule is off",
                        "href=\"#rule-try\"",
                        "href=\"#rule-switch\"",
                        "<h2>Try the rule</h2>",
                        ">Try it</button>",
                        "<h2>On and off</h2>",
                        ">Apply</button>",
                        ">Save the rule</button>",
                        ">Save the text</button>");

        server.put("/api/rules/steps/switch", "{\"ids\": [" + home + "]}");
        assertThat(page("/rules/steps")).contains("on for Home").doesNotContain("The rule is off");
    }

    @Test
    void beside_the_switch_stands_what_each_replica_does_with_excluded_copies() throws Exception {
        long home = server.replica("Home");
        long attic = server.replica("Attic");
        long cellar = server.replica("Cellar");
        new Replicas(server.db).unselected(cellar, Replica.UnselectedCopies.TRASH);
        String made = "{\"name\": \"fate\", \"template\": \"not-tagged\", \"tag\": \"Share\"}";
        assertThat(server.post("/api/rules", made).status()).isEqualTo(201);

        assertThat(page("/rules/fate").substring(page("/rules/fate").indexOf("<h2>On and off</h2>")))
                .containsSubsequence(
                        "href=\"/replicas/" + home + "/settings\">Home</a>, ",
                        "href=\"/replicas/" + attic + "/settings\">Attic</a>: ",
                        "Copies that a rule excludes stay on the replica",
                        "href=\"/replicas/" + cellar + "/settings\">Cellar</a>: ",
                        "go to the replica&#39;s trash, at most 50 documents and 5 percent a day.");

        server.settings.put(Setting.DELETION_MODE, "off");
        assertThat(page("/rules/fate"))
                .contains("stay on the replica, because deletions are switched off.")
                .doesNotContain("go to the replica&#39;s trash");
    }

    @Test
    void the_ready_made_rules_stand_above_the_own_route() throws Exception {
        assertThat(page("/rules")).containsSubsequence("Ready-made rules", "only-tagged", ">Write a rule</a>");
    }
}

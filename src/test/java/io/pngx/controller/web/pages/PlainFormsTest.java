package io.pngx.controller.web.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.web.Household;
import io.pngx.controller.web.WebServer;
import io.pngx.controller.web.browser.Chromium;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The forms in a browser without scripts, or before the scripts are loaded. */
class PlainFormsTest {
    private static final String SECRET = "s3cret-typed-by-hand";
    /**
     * Script that returns the actions of forms and buttons according to HTML. A button for scripts only has no action.
     */
    private static final String ACTIONS =
            "() => [...document.querySelectorAll('form')].map(form => ({method: form.getAttribute('method'),"
                    + " action: form.getAttribute('action'), secret: !!form.querySelector('[type=password], textarea'),"
                    + " actions: [...form.querySelectorAll('button')].filter(b => b.type === 'submit' && !b.disabled)"
                    + ".map(b => b.getAttribute('formaction') || form.getAttribute('action')), "
                    + "html: form.outerHTML.slice(0, 200)}))";

    private static final String LOOSE = "() => [...document.querySelectorAll('[hx-post], [hx-put], [hx-delete]')]"
            + ".filter(e => !(e.tagName === 'FORM' || e.form && e.type === 'submit')).map(e => e.outerHTML)";

    private static Chromium chromium;
    private static WebServer server;
    private BrowserContext context;
    private Page page;
    private final List<String> addresses = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        server = WebServer.start(Map.of("RULES_READ_ONLY", "false"));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() {
        server.reset();
        server.db.write().sql("delete from api_tokens").update();
        context = chromium.browser.newContext(new Browser.NewContextOptions()
                .setBaseURL("http://127.0.0.1:" + server.port)
                .setJavaScriptEnabled(false));
        page = context.newPage();
        page.onRequest(request -> addresses.add(request.url()));
    }

    @AfterEach
    void close() {
        context.close();
        assertThat(addresses.toString()).doesNotContain(SECRET);
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /**
     * Presses a button of a form.
     *
     * @return the answer to the form, before a redirect is followed
     */
    private Response send(Locator button) {
        Response last = page.waitForNavigation(button::click);
        Request first = last.request();
        while (first.redirectedFrom() != null) {
            first = first.redirectedFrom();
        }
        assertThat(first.method()).isEqualTo("POST");
        return first.response();
    }

    @Test
    void every_form_of_every_page_can_be_sent_and_is_answered_with_a_page() throws Exception {
        Household household = new Household(server);
        household.running("Home");
        server.post("/api/tokens", "{\"name\": \"script\", \"role\": \"reader\"}");
        long home = household.id("Home");
        Set<String> actions = new LinkedHashSet<>();
        List<String> wrong = new ArrayList<>();
        for (String path : List.of(
                "/",
                "/replicas",
                "/replicas/new",
                "/replicas/" + home,
                "/replicas/" + household.id("Attic"),
                "/replicas/" + household.id("Paused"),
                "/replicas/" + home + "/settings",
                "/documents",
                "/documents/1",
                "/documents/3",
                "/documents/4",
                "/runs",
                "/runs/" + household.plan,
                "/runs/" + household.partial,
                "/logs",
                "/deletions",
                "/rules",
                "/new-rule",
                "/new-rule?template=only-tagged",
                "/settings",
                "/settings/master",
                "/settings/runs",
                "/settings/documents",
                "/settings/verification",
                "/settings/deletions",
                "/settings/notifications",
                "/settings/tokens",
                "/settings/configuration",
                "/settings/system",
                "/setup")) {
            page.navigate(path);
            for (Object each : (List<?>) page.evaluate(ACTIONS)) {
                Map<?, ?> form = (Map<?, ?>) each;
                boolean search = "get".equals(form.get("method"))
                        && !(Boolean) form.get("secret")
                        && !String.valueOf(form.get("action")).startsWith("/api/");
                if (form.get("action") == null || !search && !"post".equals(form.get("method"))) {
                    wrong.add(path + ": " + form.get("html"));
                }
                if (!search) {
                    ((List<?>) form.get("actions")).forEach(action -> actions.add((String) action));
                }
            }
            ((List<?>) page.evaluate(LOOSE)).forEach(button -> wrong.add(path + ": no form sends " + button));
        }
        assertThat(wrong).isEmpty();
        assertThat(actions)
                .contains(
                        "/api/settings",
                        "/api/sync",
                        "/api/pause",
                        "/api/deletions/approve",
                        "/api/deletions/reject",
                        "/api/documents/retry",
                        "/api/documents/verify",
                        "/api/replicas/" + home + "/delete",
                        "/api/rules/validate",
                        "/api/tokens",
                        "/api/settings/test",
                        "/api/alerts/test");
        for (String action : actions) {
            WebServer.Reply reply = server.send(server.request(action)
                    .POST(BodyPublishers.ofString("x=y"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Accept", "text/html,application/xhtml+xml")
                    .header("Origin", "http://127.0.0.1:" + server.port));
            boolean answered = reply.status() == 303
                            && reply.header("Location").startsWith("/")
                            && !reply.header("Location").startsWith("/api/")
                    || List.of(200, 400).contains(reply.status())
                            && reply.body().contains("<html");
            if (!answered) {
                wrong.add(action + " -> " + reply.status() + " " + reply.body());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(server.replicas.find(home))
                .as("a replica that nobody confirmed to remove")
                .isPresent();
    }

    @Test
    void what_is_wrong_stands_beside_its_field_and_only_secrets_are_typed_again() {
        page.navigate("/setup");
        page.getByLabel("Address of the master").fill("nonsense");
        page.getByLabel("API token").fill(SECRET);
        assertThat(send(button("Save")).status()).isEqualTo(400);

        assertThat(page.locator("#master_url-help"))
                .containsText("the address does not begin with http:// or https://");
        assertThat(page.getByLabel("Address of the master")).hasAttribute("aria-invalid", "true");
        assertThat(page.getByLabel("Address of the master")).hasValue("nonsense");
        assertThat(page.content()).doesNotContain(SECRET);
        assertThat(server.settings.get(Setting.MASTER_URL)).isEmpty();

        page.getByLabel("Address of the master").fill("http://master.lan:8000");
        page.getByLabel("API token").fill(SECRET);
        Response saved = send(button("Save"));
        assertThat(saved.status()).isEqualTo(303);
        // The browser sends the origin of the form, which a page of another site can't fake.
        assertThat(saved.request().allHeaders().get("origin")).isEqualTo("http://127.0.0.1:" + server.port);
        assertThat(page).hasURL("http://127.0.0.1:" + server.port + "/setup");
        assertThat(page.locator("#notes")).containsText("The settings are saved.");
        assertThat(page.locator("[aria-current=step]")).containsText("Replica");
        assertThat(server.vault.decrypt(
                        server.settings.get(Setting.MASTER_TOKEN).orElseThrow()))
                .isEqualTo(SECRET);
        page.reload();
        assertThat(page.locator("#notes")).isEmpty();
    }

    @Test
    void a_test_shows_its_report_in_the_form_with_what_was_typed() {
        server.master();
        page.navigate("/replicas/new");
        page.getByLabel("Name").fill("Cellar");
        page.getByLabel("Address").fill("http://cellar.lan:8000");
        assertThat(send(button("Test the connection")).status()).isEqualTo(400);
        assertThat(page.locator(".test-result")).containsText("API token: is required");
        assertThat(page.getByLabel("Name")).hasValue("Cellar");

        page.getByLabel("API token").fill(SECRET);
        assertThat(send(button("Test the connection")).status()).isEqualTo(200);
        assertThat(page.locator(".test-result .report")).isVisible();
        assertThat(page.getByLabel("Name")).hasValue("Cellar");
        assertThat(page.getByLabel("Address")).hasValue("http://cellar.lan:8000");
        assertThat(page.content()).doesNotContain(SECRET);
        assertThat(server.tested).hasSize(1);
        assertThat(server.replicas.all()).isEmpty();
    }

    @Test
    void what_cannot_be_undone_is_asked_about_first() {
        server.master();
        long id = server.replica("Home");
        page.navigate("/replicas/" + id + "/settings");
        page.getByLabel("API token").fill(SECRET);
        assertThat(send(button("Remove")).status()).isEqualTo(200);
        assertThat(page.locator("main")).containsText("Remove this replica from the controller?");
        assertThat(page.content()).doesNotContain(SECRET);
        button("No").click();
        assertThat(page).hasURL("http://127.0.0.1:" + server.port + "/replicas/" + id + "/settings");
        assertThat(server.replicas.find(id)).isPresent();

        send(button("Remove"));
        assertThat(send(button("Yes")).status()).isEqualTo(303);
        assertThat(page).hasURL("http://127.0.0.1:" + server.port + "/replicas");
        assertThat(page.locator("#notes")).containsText("is removed from the controller");
        assertThat(server.replicas.find(id)).isEmpty();
    }

    @Test
    void a_refusal_is_a_note_on_the_page_that_asked() {
        server.master();
        long id = server.replica("Home");
        server.runs.queue(id, Run.Mode.FULL);
        page.navigate("/replicas/" + id + "/settings");
        send(button("Remove"));
        assertThat(send(button("Yes")).status()).isEqualTo(303);
        assertThat(page).hasURL("http://127.0.0.1:" + server.port + "/replicas/" + id + "/settings");
        assertThat(page.locator("#notes .problem"))
                .containsText("A run of the replica \"Home\" is open; cancel the run, then delete the replica.");
    }

    @Test
    void selected_documents_are_retried_and_the_page_keeps_its_filter() throws Exception {
        Household household = new Household(server);
        String list = "/documents?status=failed&replica_id=" + household.id("Home");
        page.navigate(list);
        assertThat(page.locator("#check-all")).not().isVisible();
        send(button("Retry"));
        assertThat(page.locator("#notes .problem")).containsText("ids: must be a list of 1 to 500 ids");
        assertThat(server.runs.open()).isEmpty();

        page.locator("#pick-4").check();
        assertThat(send(button("Retry")).status()).isEqualTo(303);

        assertThat(page.locator("#notes")).containsText("Comparisons of 1 document start on \"Home\".");
        assertThat(page).hasURL("http://127.0.0.1:" + server.port + list);
        assertThat(server.runs.open(household.id("Home")).orElseThrow().hintedIds())
                .containsExactly(4L);
    }

    @Test
    void a_new_token_is_shown_once_and_a_revoked_one_is_gone() {
        page.navigate("/settings/tokens");
        page.locator("#token-list").getByLabel("Name").fill("backup");
        send(button("Create a token"));
        String token = page.locator("#new-api-token").textContent();
        assertThat(token).startsWith("pngx_");
        page.navigate("/settings/tokens");
        assertThat(page.content()).doesNotContain(token);
        send(button("Revoke"));
        assertThat(page.locator("main")).containsText("Revoke the token backup?");
        send(button("Yes"));
        assertThat(page.locator("#notes")).containsText("The token \"backup\" is revoked");
        assertThat(page).hasURL("http://127.0.0.1:" + server.port + "/settings/tokens");
        assertThat(addresses.toString()).doesNotContain(token);
    }

    @Test
    void a_page_of_another_site_sends_none_of_our_forms() throws Exception {
        for (String[] from : new String[][] {
            {"Origin", "http://evil.example"},
            {"Origin", "null"},
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"},
            {"Referer", "http://evil.example/settings"}
        }) {
            WebServer.Reply reply = server.send(server.request("/api/settings")
                    .POST(BodyPublishers.ofString("log_retention_days=7&back=/settings"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Accept", "text/html")
                    .header(from[0], from[1]));

            assertThat(reply.status()).as(from[0] + ": " + from[1]).isEqualTo(403);
            assertThat(reply.header("Content-Type")).startsWith("text/html");
            assertThat(server.settings.get(Setting.LOG_RETENTION.key())).isEmpty();
        }
    }

    @Test
    void a_form_leads_to_our_own_pages_alone() throws Exception {
        for (String back : List.of(
                "//evil.example/",
                "http://evil.example/x",
                "/\\evil.example",
                "/%0d%0aSet-Cookie:a=b",
                "javascript:alert(1)",
                "/api/diagnostics")) {
            WebServer.Reply reply = server.send(server.request("/api/pause")
                    .POST(BodyPublishers.ofString(
                            "back=" + java.net.URLEncoder.encode(back, java.nio.charset.StandardCharsets.UTF_8)))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Accept", "text/html"));

            assertThat(reply.status()).isEqualTo(303);
            assertThat(reply.header("Location")).as(back).matches("/|/x|/%0d%0aSet-Cookie:a=b");
        }
    }
}

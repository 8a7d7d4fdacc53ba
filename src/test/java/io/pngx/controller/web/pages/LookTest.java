package io.pngx.controller.web.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import io.pngx.controller.store.LogRow.Level;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.web.Household;
import io.pngx.controller.web.WebServer;
import io.pngx.controller.web.browser.Chromium;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Opens every page in every state in a browser. There is no engine, so that a test can create every state. */
class LookTest {
    private static Chromium chromium;
    private static WebServer server;
    private Household household;
    private long drill;
    private BrowserContext context;
    private Page page;
    private final List<String> troubles = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            server.close();
        }
    }

    @BeforeEach
    void everything() {
        household = new Household(server);
        drill = household.drill("Home");
        household.switchover();
        open(server, 1280, ColorScheme.LIGHT, Map.of());
    }

    @AfterEach
    void nothingWentWrong() {
        context.close();
        assertThat(troubles).as("errors on the console, markup that ran").isEmpty();
    }

    private void open(WebServer to, int width, ColorScheme scheme, Map<String, String> headers) {
        if (context != null) {
            context.close();
        }
        context = chromium.browser.newContext(new Browser.NewContextOptions()
                .setBaseURL("http://127.0.0.1:" + to.port)
                .setViewportSize(width, 860)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setExtraHTTPHeaders(headers));
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                troubles.add(message.text());
            }
        });
        page.onPageError(troubles::add);
        page.onDialog(dialog -> {
            if (dialog.type().equals("alert")) {
                troubles.add("markup ran");
            }
            dialog.accept();
        });
    }

    /** Leaves the page, so that its live part does not call a server that stops. */
    private void leave() {
        page.navigate("about:blank");
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private void shot(String name) {
        Chromium.shot(page, "look-" + name, true);
    }

    private List<String> pages() {
        long home = household.id("Home");
        return List.of(
                "/",
                "/replicas",
                "/replicas/" + home,
                "/replicas/" + household.id("Attic"),
                "/replicas/" + home + "/settings",
                "/replicas/" + home + "/promote",
                "/switchovers",
                "/documents",
                "/documents/1",
                "/documents/2",
                "/documents/3",
                "/documents/4",
                "/runs",
                "/runs/" + household.plan,
                "/runs/" + household.partial,
                "/runs/" + household.verified,
                "/drills/" + drill,
                "/logs",
                "/deletions",
                "/pipeline",
                "/settings",
                "/settings/runs",
                "/settings/documents",
                "/settings/verification",
                "/settings/deletions",
                "/settings/notifications",
                "/settings/tokens",
                "/settings/configuration",
                "/settings/system",
                "/api-docs#listRuns");
    }

    @Test
    void every_state_of_every_page_fits_and_can_be_read_by_everyone() {
        household.running("Home");
        List<String> wrong = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1280, 360)) {
                if (!Boolean.getBoolean("pngx.soak") && (scheme == ColorScheme.LIGHT) != (width == 1280)) {
                    continue; // the other two combinations show nothing new; only the soak opens them
                }
                open(server, width, scheme, Map.of());
                for (String path : pages()) {
                    page.navigate(path);
                    page.locator("details.operation").evaluateAll("all => all.slice(0, 3).forEach(d => d.open = true)");
                    String name =
                            path.replaceAll("[^a-z0-9]+", "-").replaceAll("[0-9]+", "n") + "-" + pages().indexOf(path)
                                    + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT);
                    if (path.endsWith("/" + household.plan)) {
                        assertThat(page.locator(".plan-rows > li")).hasCount(4);
                    }
                    shot(name);
                    Chromium.faults(page).forEach(fault -> wrong.add(name + " " + fault));
                    if (page.locator("main img:not([src^='/documents/']), main script")
                                    .count()
                            > 0) {
                        wrong.add(name + " has markup of somebody else");
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void an_import_shows_its_changes_and_what_it_needs_before_it_is_applied() {
        String file = """
                {"version": 1, "settings": {"backup_keep": %d},
                 "replicas": [{"name": "<b>Cellar %d</b>", "url": "http://cellar%d.lan"}],
                 "targets": [{"name": "ntfy", "origin": "https://ntfy.sh"}]}""";
        List<String> wrong = new ArrayList<>();
        for (int width : List.of(1280, 360)) {
            open(server, width, width == 1280 ? ColorScheme.LIGHT : ColorScheme.DARK, Map.of());
            String text = file.formatted(width % 365, width, width);
            showChanges(text);
            assertThat(page.locator("#import-report"))
                    .containsText(
                            "The replica \"<b>Cellar " + width + "</b>\" at http://cellar" + width + ".lan is added");
            shot("import-" + width);
            Chromium.faults(page).forEach(fault -> wrong.add(width + " " + fault));
            showChanges(text); // on a new page, because axe leaves attributes that htmx would copy
            button("Apply the changes").click();
            assertThat(page.locator("#import-report")).containsText("The configuration is imported:");
            assertThat(page.locator("#import-report")).containsText("ntfy: enter the address");
            shot("imported-" + width);
            Chromium.faults(page).forEach(fault -> wrong.add(width + " " + fault));

            page.navigate("/settings/notifications");
            page.locator("details.kind:not([open]) > summary").all().forEach(summary -> {
                page.locator("details.kind:not([open]) > summary").first().click();
            });
            assertThat(page.locator("[name=telegram_token]")).isVisible();
            shot("notifications-" + width);
            Chromium.faults(page).forEach(fault -> wrong.add(width + " " + fault));
        }
        assertThat(wrong).isEmpty();
        assertThat(server.replicas.all()).extracting(Replica::name).contains("<b>Cellar 1280</b>", "<b>Cellar 360</b>");
    }

    /** Chooses a file on the page of the configuration, and has its changes shown. */
    private void showChanges(String text) {
        page.navigate("/settings/configuration");
        page.getByLabel("File", new Page.GetByLabelOptions().setExact(true))
                .setInputFiles(new FilePayload(
                        "pngx-controller.json", "application/json", text.getBytes(StandardCharsets.UTF_8)));
        assertThat(page.locator("#configuration-text")).hasValue(text);
        button("Show the changes").click();
    }

    @Test
    void the_page_of_a_drill_prints_without_navigation_and_buttons() {
        page.navigate("/drills/" + drill);
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

        assertThat(page.locator("nav")).not().isVisible();
        assertThat(page.locator(".foot")).not().isVisible();
        assertThat(page.locator(".rows .links").first()).not().isVisible();
        assertThat(page.locator("h1")).hasText("Drill " + drill + " of Home");
        assertThat(page.locator("#drill-documents li")).hasCount(2);
        assertThat(page.locator("body")).hasCSS("background-color", "rgb(255, 255, 255)");
        shot("drill-print");
    }

    @Test
    void tables_print_whole_and_without_filters() {
        page.navigate("/runs");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

        assertThat(page.locator(".chips").first()).not().isVisible();
        assertThat(page.locator("#run-list tbody tr")).hasCount(50);
        assertThat(page.locator("#run-list .table")).hasCSS("overflow-x", "visible");
        shot("runs-print");
    }

    @Test
    void a_dark_page_prints_black_on_white_and_stays_dark() {
        page.navigate("/documents");
        page.locator("#theme").click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.evaluate("addEventListener('beforeprint', () => {"
                + " window.printed = document.documentElement.dataset.theme; })");

        page.pdf();

        assertThat(page.evaluate("window.printed")).isEqualTo("light");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(page.locator(".pick").first()).not().isVisible();
    }

    @Test
    void documents_are_selected_and_retried_together() {
        long home = household.id("Home");
        page.navigate("/documents?replica_id=" + home);
        button("Retry").click();
        assertThat(page.locator("#notes")).containsText("Select at least one document first.");

        page.locator("#check-all").check();
        assertThat(page.locator("#chosen")).hasText("3 selected");
        page.locator("#pick-2").uncheck();
        assertThat(page.locator("#chosen")).hasText("2 selected");
        button("Retry").click();

        assertThat(page.locator("#notes")).containsText("Comparisons of 2 documents start on \"Home\".");
        assertThat(page.locator("#chosen")).hasText("none selected");
        assertThat(page.locator("#pick-1")).not().isChecked();
        Run run = server.runs.open(home).orElseThrow();
        assertThat(run.hintedIds()).containsExactlyInAnyOrder(1L, 4L);
        page.locator("#pick-1").check();
        button("Verify now").click();
        assertThat(page.locator("#notes")).containsText("A run of the replica \"Home\" is already open");
        assertThat(page.locator("#pick-1")).isChecked(); // to try again
        troubles.removeIf(trouble -> trouble.contains("409"));
    }

    @Test
    void a_searched_list_shows_the_new_states_after_a_retry() {
        page.navigate("/documents?sort=title&replica_id=" + household.id("Home"));
        page.locator("#pick-1").check();
        button("Retry").click();

        assertThat(page.locator("#notes")).containsText("Comparisons of 1 document start on \"Home\".");
        assertThat(page.locator(".rows.everywhere > li:has(#pick-1) .state[data-state=pending]"))
                .isVisible();
        assertThat(page).hasURL(java.util.regex.Pattern.compile(".*sort=title.*"));
    }

    @Test
    void a_search_that_the_master_cannot_answer_fits_and_leads_on() {
        for (int width : List.of(1280, 360)) {
            open(server, width, width == 360 ? ColorScheme.DARK : ColorScheme.LIGHT, Map.of());
            page.navigate("/documents?tag=" + "Taxes".repeat(20) + "&q=Held");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("has not read the names of the master's lookups");
            shot("documents-unanswered-" + width);
            assertThat(Chromium.faults(page)).isEmpty();
            page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("Search without tag, correspondent and document type"))
                    .click();
            assertThat(page.locator(".rows.everywhere > li")).hasCount(1);
        }
    }

    @Test
    void filters_are_reached_and_changed_with_the_keyboard() {
        page.navigate("/runs");
        Locator failed = page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName("failed").setExact(true));
        failed.focus();
        page.keyboard().press("Enter");

        assertThat(page).hasURL(java.util.regex.Pattern.compile(".*/runs\\?state=failed$"));
        assertThat(page.locator("#run-list tbody .state:not([data-state=failed])"))
                .hasCount(0);
        assertThat(page.locator("#run-list tbody .state")).not().hasCount(0);
        assertThat(page.locator(".chip[aria-current]:has-text('failed')")).isVisible();
    }

    @Test
    void the_timeline_is_read_and_followed_with_the_keyboard() {
        page.navigate("/replicas/" + household.id("Home"));
        Locator slots = page.locator(".timeline .slot");
        assertThat(slots).hasCount(96);
        assertThat(page.locator(".timeline .slot[tabindex='0']")).hasCount(1);

        page.locator(".timeline .slot[tabindex='0']").focus();
        String last = (String) page.evaluate("document.activeElement.getAttribute('aria-label')");
        assertThat(page.locator(".readout")).hasText(last);
        page.keyboard().press("Home");
        assertThat(slots.first()).isFocused();
        page.keyboard().press("ArrowLeft");
        assertThat(slots.first()).isFocused();
        page.keyboard().press("ArrowRight");
        assertThat(slots.nth(1)).isFocused();
        assertThat(page.locator(".readout"))
                .hasText((String) page.evaluate("document.activeElement.getAttribute('aria-label')"));
        assertThat(page.locator(".readout")).not().hasText(last);
        page.locator(".timeline .slot[href]").last().focus();
        page.keyboard().press("Enter");
        assertThat(page).hasURL(java.util.regex.Pattern.compile(".*/runs[/?].+"));
        assertThat(page.locator("h1")).containsText("un");
    }

    @Test
    void tables_fit_the_widest_and_the_narrowest_window() {
        for (int width : List.of(360, 768, 1024, 1920)) {
            open(server, width, ColorScheme.LIGHT, Map.of());
            for (String path : List.of(
                    "/runs",
                    "/runs/" + household.partial,
                    "/logs",
                    "/deletions",
                    "/documents",
                    "/pipeline",
                    "/replicas/" + household.id("Home"))) {
                page.navigate(path);
                assertThat((Boolean) page.evaluate(
                                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                        .as(path + " at " + width)
                        .isTrue();
            }
        }
    }

    @Test
    void the_path_of_a_rule_wraps_and_what_is_wrong_with_a_rule_is_red() throws Exception {
        Path folder = Files.createTempDirectory("rules-in-a-folder-with-a-long-name-for-a-small-window");
        Files.writeString(folder.resolve("broken.yaml"), "nonsense: {}");
        try (WebServer files = WebServer.start(Map.of("ROUTES_DIR", folder.toString(), "RULES_READ_ONLY", "true"))) {
            await().until(() -> files.get("/rules").body().contains("A rule must be a list"));
            open(files, 360, ColorScheme.DARK, Map.of());
            for (String path : List.of("/rules", "/rules/broken", "/new-rule?template=only-tagged")) {
                page.navigate(path);
                assertThat(Chromium.faults(page)).as(path).isEmpty();
            }
            page.navigate("/rules");
            assertThat(page.locator(".rows.rules .why")).hasCSS("color", "rgb(255, 138, 128)");
            leave();
        }
    }

    @Test
    void a_field_that_was_refused_says_so_also_where_it_holds_a_secret() {
        page.navigate("/replicas/new");
        button("Add").click();
        assertThat(page.locator("[name=token]")).hasAttribute("aria-invalid", "true");
        assertThat(page.locator("#token-help")).containsText("is required");
        assertThat(Chromium.faults(page)).isEmpty();
        troubles.removeIf(trouble -> trouble.contains("400"));
    }

    @Test
    void one_document_is_spoken_of_as_one() {
        page.navigate("/replicas/" + household.id("Home"));
        assertThat(page.locator("#replica h3")).hasText("Status");
        assertThat(page.locator("#adoption"))
                .containsText("This replica already holds 1 document with the same bytes as a document of the master");
        assertThat(page.locator("#adoption")).not().containsText("they");
    }

    @Test
    void nothing_jumps_when_a_run_begins_and_ends() {
        for (int width : List.of(1280, 360)) {
            open(server, width, ColorScheme.LIGHT, Map.of());
            page.navigate("/");
            Locator card = page.locator(".card[aria-label=Home]");
            double height = card.boundingBox().height;
            double button = page.locator("#pause-" + household.id("Home")).boundingBox().x;
            page.evaluate(
                    "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.moved "
                            + "+= e.value)).observe({type: 'layout-shift'})");

            long run = household.running("Home");
            assertThat(card.locator("progress")).isVisible();
            assertThat(card.locator(".far")).containsText("120 of 300 · ");
            assertThat(card.locator(".far")).containsText("48 MB sent");
            assertThat(card.locator(".current")).containsText("Invoice");
            assertThat(card.boundingBox().height)
                    .as("while it runs, at " + width)
                    .isEqualTo(height);
            assertThat(page.locator("#pause-" + household.id("Home")).boundingBox().x)
                    .isEqualTo(button);

            server.runs.finish(run, Run.State.SUCCESS, null);
            assertThat(card.locator("progress")).hasCount(0);
            assertThat(card.boundingBox().height).as("after it, at " + width).isEqualTo(height);
            assertThat(((Number) page.evaluate("window.moved")).doubleValue())
                    .as("layout shift at " + width)
                    .isLessThan(0.05);
        }
    }

    @Test
    void each_button_does_what_it_says() {
        long home = household.id("Home");
        page.navigate("/replicas/" + home);
        for (var each : Map.of(
                        "Sync now",
                        Run.Mode.INCREMENTAL,
                        "Full sync",
                        Run.Mode.FULL,
                        "Dry run",
                        Run.Mode.DRY_RUN,
                        "Verify",
                        Run.Mode.VERIFY)
                .entrySet()) {
            button(each.getKey()).click();
            await().until(() -> server.runs
                    .open(home)
                    .filter(run -> run.mode() == each.getValue())
                    .isPresent());
            Run run = server.runs.open(home).orElseThrow();
            server.runs.started(run.id());
            assertThat(button(each.getKey())).hasAttribute("aria-disabled", "true");
            button("Cancel").click();
            await().until(() -> server.runs.find(run.id()).orElseThrow().cancelRequested());
            assertThat(page.locator("#replica .run")).containsText("ending");
            server.runs.finish(run.id(), Run.State.CANCELLED, null);
            assertThat(page.locator("#replica .run.rest")).isVisible();
        }
        button("Pause").click();
        // A user who wants less motion must also be able to read the note; this browser requests reduced motion.
        assertThat(page.locator("#notes .note")).containsText("paused");
        assertThat(page.locator("#notes .note")).hasCSS("animation-duration", "6s");
        assertThat(page.locator("#notes .note")).isVisible();
        assertThat(page.locator("#replica .state").first()).hasText("paused");
        assertThat(server.replicas.find(home).orElseThrow().paused()).isTrue();
        button("Resume").click();
        assertThat(page.locator("#replica .state").first()).not().hasText("paused");

        page.navigate("/");
        button("Pause all").click();
        assertThat(button("Sync all now")).hasAttribute("aria-disabled", "true");
        assertThat(page).hasTitle(java.util.regex.Pattern.compile("^\\(\\d+\\) all paused.*"));
        button("Resume all").click();
        assertThat(button("Pause all")).isVisible();
        button("Full sync").first().click();
        await().until(() -> server.runs.open().stream().anyMatch(run -> run.mode() == Run.Mode.FULL));
    }

    @Test
    void whatWaitsIsDecidedOnTheDashboardByKeyboardAndThePageCountsDown() {
        long home = household.id("Home");
        new MaintenanceState(server.db).seen(home, 200);
        page.navigate("/");
        assertThat(page.locator("#inbox li")).hasCount(4);
        assertThat(page.locator("nav a[href='/'] .badge")).containsText("4 need you");
        assertThat(page).hasTitle(java.util.regex.Pattern.compile("^\\(4\\) .*"));

        button("Adopt: Home").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#inbox li")).hasCount(3);
        assertThat(page.locator("#notes")).containsText("The next run maps the documents");
        assertThat(page.locator("#inbox")).not().containsText("already holds");
        button("Drill: Home").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#inbox li")).hasCount(2);
        assertThat(page).hasTitle(java.util.regex.Pattern.compile("^\\(2\\) .*"));
        assertThat(page.locator("nav a[href='/'] .badge")).containsText("2 need you");
        assertThat(page.locator("#said")).containsText("2 need you");
        assertThat(server.db
                        .read()
                        .sql("select state from drills where replica_id = ? order by id desc limit 1")
                        .param(home)
                        .query(String.class)
                        .single())
                .isEqualTo("queued");

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Decide: Home"))
                .click();
        page.locator("#check-all").check();
        button("Keep").click();
        assertThat(page.locator("#held")).containsText("Nothing waits for a decision.");
        assertThat(page.locator("nav a[href='/'] .badge")).containsText("1 needs you");
    }

    @Test
    void the_focus_stays_where_it_is_when_the_card_is_drawn_anew() {
        page.navigate("/");
        Locator sync = page.locator("#sync-" + household.id("Home"));
        sync.focus();
        household.running("Home");
        assertThat(sync).hasAttribute("aria-disabled", "true");
        assertThat(sync).isFocused();
        // does nothing: a second press must not cancel the run that the first press started
        page.keyboard().press("Enter");
        assertThat(server.runs.open(household.id("Home")).orElseThrow().cancelRequested())
                .isFalse();
    }

    @Test
    void a_line_that_comes_in_live_looks_like_one_that_was_there() {
        page.navigate("/logs");
        assertThat(page.locator("#live-state")).hasText("live");
        server.logs.add(Level.WARN, household.partial, household.id("Home"), 2L, "contested", Household.MARKUP);
        Locator line = page.locator("#log-rows > tr").first();
        assertThat(line.locator(".act")).hasText("contested");
        assertThat(line.locator(".what")).hasText(Household.MARKUP);
        assertThat(line.locator("a").last()).hasAttribute("href", "/documents/2");
        String shown = "line => [...line.children].map(e => e.className + ' ' + e.textContent.trim()).join('|') "
                + "+ [...line.querySelectorAll('a')].map(a => a.pathname + a.search)";
        Object live = line.evaluate(shown);
        page.reload();
        assertThat(page.locator("#log-rows > tr").first().evaluate(shown)).isEqualTo(live);
    }

    @Test
    void all_that_waits_can_be_decided_at_once() {
        page.navigate("/deletions");
        page.locator("#check-all").check();
        assertThat(page.locator("#chosen")).hasText("3 selected");
        button("Move to trash").click();
        assertThat(page.locator("#held")).containsText("Nothing waits for a decision.");
        assertThat(page.locator("#open-deletions .state")).hasText(new String[] {
            "approved, deleted in the next run",
            "approved, deleted in the next run",
            "approved, deleted in the next run"
        });
    }

    @Test
    void a_lost_database_is_said_once_and_the_report_says_the_rest() throws Exception {
        try (WebServer lost = WebServer.start()) {
            new Household(lost);
            open(lost, 360, ColorScheme.LIGHT, Map.of());
            page.navigate("/runs");
            assertThat(page.locator(".offline")).isHidden();
            lost.db.write().sql("alter table settings rename to gone").update();
            assertThat(page.locator(".offline")).containsText("The database can't be read or written.");
            assertThat(page.locator("#notes")).hasText("");
            lost.db.write().sql("alter table gone rename to settings").update();
            assertThat(page.locator(".offline")).isHidden();

            lost.db.write().sql("alter table settings rename to gone").update();
            page.navigate("/runs");
            assertThat(page.locator("h1")).hasText("The database is not available");
            shot("lost-database");
            button("Copy diagnostics").click();
            assertThat(page.locator("#diagnostics-text")).containsText("the database can't be read");
            leave();
        }
        troubles.removeIf(trouble -> trouble.contains("503"));
    }

    @Test
    void who_may_only_look_sees_their_name_and_no_button() throws Exception {
        try (WebServer proxied =
                WebServer.start(Map.of("AUTH", "forward", "TRUSTED_PROXIES", "127.0.0.1", "ADMIN_GROUP", "admins"))) {
            new Household(proxied);
            open(
                    proxied,
                    1280,
                    ColorScheme.DARK,
                    Map.of("X-authentik-username", "anna", "X-authentik-groups", "people"));
            for (String path : List.of(
                    "/",
                    "/replicas",
                    "/replicas/1",
                    "/replicas/1/settings",
                    "/deletions",
                    "/settings",
                    "/settings/tokens",
                    "/settings/notifications",
                    "/settings/configuration")) {
                page.navigate(path);
                assertThat(page.locator(".viewer")).hasText("anna (read-only)");
                for (Locator each :
                        page.locator("[hx-post], [hx-put], [hx-delete]").all()) {
                    assertThat(!each.isVisible()
                                    || each.evaluate("e => e.tagName").equals("FORM"))
                            .as(path + " " + each.evaluate("e => e.outerHTML"))
                            .isTrue();
                }
            }
            shot("reader");
            leave();
        }
    }

    @Test
    void every_empty_page_says_the_next_step() {
        server.reset();
        for (String path : List.of("/replicas", "/runs")) {
            page.navigate(path);
            page.locator("main a[href='/setup']").click();
            assertThat(page.getByLabel("Address of the master")).isVisible();
        }
        page.navigate("/replicas/new");
        assertThat(page.getByLabel("Address of the master")).isVisible();
        server.master();
        server.replicas.state(server.replica("Fresh"), Replica.State.NEW, null);
        page.navigate("/");
        assertThat(page.locator(".card")).containsText("no run has ended yet");
        shot("fresh");
        page.navigate("/logs");
        assertThat(page.locator("main")).containsText("New lines appear here automatically.");
        page.navigate("/deletions");
        assertThat(page.locator("main")).containsText("Nothing waits for a decision.");
    }
}

package io.pngx.controller.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.pngx.controller.flow.LogLines;
import io.pngx.controller.flow.Papers;
import io.pngx.controller.flow.Version;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * From the setup to a replica with a rule, in a browser without scripts. No address, log or history contains a token.
 */
class NoScriptTest extends BrowsingInstances {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static int bank;
    private final List<String> addresses = new ArrayList<>();

    @BeforeAll
    static void start() {
        start(Version.V2, Version.V3);
        bank = Papers.lookup(master.api(), "correspondents", "name", "Bank");
        paper("first");
    }

    private static void paper(String title) {
        master.library()
                .add(NewDocument.text(title + ".txt", "The text of " + title)
                        .title(title)
                        .correspondent(bank));
    }

    private static List<String> titles() {
        return replica.library().documents().stream()
                .map(DocumentView::title)
                .sorted()
                .toList();
    }

    /** Reloads the page until it shows this element. */
    private void loadUntil(Locator locator) {
        await().atMost(LONG).until(() -> {
            page.reload();
            return locator.isVisible();
        });
    }

    private void note(String text) {
        assertThat(page.locator("#notes")).containsText(text);
    }

    @Test
    void everything_goes_without_scripts_and_no_token_is_seen() {
        open(new Browser.NewContextOptions().setViewportSize(1280, 900).setJavaScriptEnabled(false));
        page.onRequest(request -> addresses.add(request.url()));
        try (LogLines log = new LogLines()) {
            setUp();
            change_settings();
            sync_pause_and_resume();
            find_and_retry_a_document();
            approve_a_deletion();
            save_a_rule();
            look_at_pipeline_and_timeline();
            for (String token : List.of(master.adminToken(), replica.adminToken())) {
                assertThat(addresses.toString()).doesNotContain(token);
                assertThat(log.with(token)).isEmpty();
                assertThat(boot.sql()
                                .sql("select count(*) from logs where message like ?")
                                .param("%" + token + "%")
                                .query(Integer.class)
                                .single())
                        .isZero();
                assertThat(history()).hasSizeGreaterThan(10).noneMatch(address -> address.contains(token));
            }
        }
        refusalsAreExpected();
    }

    private List<String> history() {
        List<String> found = new ArrayList<>();
        for (JsonElement entry :
                context.newCDPSession(page).send("Page.getNavigationHistory").getAsJsonArray("entries")) {
            found.add(entry.getAsJsonObject().get("url").getAsString());
        }
        return found;
    }

    private void setUp() {
        page.navigate("/");
        assertThat(page).hasURL(Pattern.compile(".*/setup$"));
        page.getByLabel("Address of the master").fill("ftp://master");
        page.getByLabel("API token").fill(master.adminToken());
        button("Save").click();
        assertThat(page.locator("#master_url-help")).containsText("the address begins with ftp://");
        shot("-noscript-refused");
        page.getByLabel("Address of the master").fill(master.url());
        page.getByLabel("API token").fill(master.adminToken());
        button("Test the connection").click();
        assertThat(page.locator(".test-result")).containsText("The connection works.");
        page.getByLabel("API token").fill(master.adminToken());
        button("Save").click();
        assertThat(page.locator("[aria-current=step]")).containsText("Replica");

        page.getByLabel("Name").fill("Cellar");
        page.getByLabel("Address").fill(replica.url());
        button("Add").click();
        assertThat(page.locator("#token-help")).containsText("is required");
        assertThat(page.getByLabel("Name")).hasValue("Cellar");
        page.getByLabel("API token").fill(replica.adminToken());
        button("Add").click();
        note("The replica \"Cellar\" is added.");
        assertThat(page.locator("[aria-current=step]")).containsText("start");
        button("Dry run").click();
        note("A run starts.");
        loadUntil(page.getByText("The dry run is done"));
        button("Start").click();
        note("The replica \"Cellar\" is resumed.");
        await().atMost(LONG).until(() -> titles().equals(List.of("first")));
    }

    private void change_settings() {
        page.navigate("/settings");
        page.locator("nav.sections").getByText("Runs and log").click();
        Locator interval = page.locator("#run-settings [name=sync_interval_seconds]");
        interval.fill("9");
        page.locator("#run-settings").getByRole(AriaRole.BUTTON).click();
        assertThat(page.locator("#sync_interval_seconds-help")).containsText("must be a whole number from 10 to 86400");
        assertThat(page.locator("[name=sync_interval_seconds]")).hasValue("9");
        assertThat(boot.settings().get(Setting.SYNC_INTERVAL.key()).orElse("")).isNotEqualTo("9");
        page.locator("[name=sync_interval_seconds]").fill("86400");
        button("Save").click();
        assertThat(page).hasURL(Pattern.compile(".*/settings/runs$"));
        note("The settings are saved.");
        assertThat(boot.settings().get(Setting.SYNC_INTERVAL.key())).contains("86400");
    }

    private void sync_pause_and_resume() {
        paper("second");
        page.navigate("/");
        loadUntil(page.locator("#sync-1[type=submit]"));
        button("Sync now").click();
        note("A run starts.");
        assertThat(page).hasURL(Pattern.compile(":[0-9]+/$"));
        await().atMost(LONG).until(() -> titles().equals(List.of("first", "second")));

        page.locator("#pause-1").click();
        note("The replica \"Cellar\" is paused.");
        assertThat(boot.replicas().find(1).orElseThrow().paused()).isTrue();
        page.locator("#resume-1").click();
        assertThat(boot.replicas().find(1).orElseThrow().paused()).isFalse();
        button("Pause all").click();
        note("Synchronisation is paused");
        assertThat(boot.settings().paused()).isTrue();
        button("Resume all").click();
        assertThat(boot.settings().paused()).isFalse();
    }

    private void find_and_retry_a_document() {
        page.navigate("/documents");
        page.getByLabel("Tag").fill("Nope");
        button("Show").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The master had no tag \"Nope\"");
        page.getByLabel("Tag").fill("");
        page.getByLabel("Correspondent").fill("Bank");
        page.getByLabel("Title, id").fill("second");
        button("Show").click();
        assertThat(page.locator(".rows.everywhere > li")).hasCount(1);
        page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Select second"))
                .check();
        long before = boot.runs().recent(1L, 1).get(0).id();
        button("Retry").click();
        note("Comparisons of 1 document start on \"Cellar\".");
        assertThat(page).hasURL(Pattern.compile(".*/documents\\?.*correspondent=Bank.*"));
        await().atMost(LONG)
                .until(() -> boot.runs().recent(1L, 1).get(0).id() > before
                        && boot.runs().recent(1L, 1).get(0).finishedAt() != null);
    }

    private void approve_a_deletion() {
        for (String title : List.of("Gone", "Kept")) {
            boot.sql()
                    .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, "
                            + "reason, first_seen_at) values (1, 'documents', ?, ?, ?, 'HELD', "
                            + "'Deletions wait for a person.', '2026-01-01T00:00:00.000000Z')")
                    .params(title.length() + title.charAt(0), 5000 + title.charAt(0), title)
                    .update();
        }
        page.navigate("/deletions");
        shot("-noscript-deletions");
        button("Move to trash").click();
        note("ids: must be a list of 1 to 1000 ids");
        page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Gone"))
                .check();
        button("Move to trash").click();
        assertThat(page.locator("main"))
                .containsText("Move the selected to the trash? The next run moves documents to the replica's trash");
        shot("-noscript-question");
        assertThat(state("Gone")).isEqualTo("HELD");
        button("Yes").click();
        note("1 deletion approved");
        assertThat(page).hasURL(Pattern.compile(".*/deletions$"));
        assertThat(state("Gone")).isEqualTo("APPROVED");
        assertThat(state("Kept")).isEqualTo("HELD");
    }

    private static String state(String title) {
        return boot.sql()
                .sql("select state from tombstones where title = ?")
                .param(title)
                .query(String.class)
                .single();
    }

    private void save_a_rule() {
        page.navigate("/new-rule");
        String text = page.getByLabel("Routes in Camel's YAML").inputValue();
        page.getByLabel("Name").fill("only-shared");
        page.getByLabel("Routes in Camel's YAML").fill("nonsense: {}");
        button("Check").click();
        assertThat(page.locator(".test-result")).containsText("A rule must be a list");
        assertThat(page.getByLabel("Name")).hasValue("only-shared");
        button("Save, switched off").click();
        assertThat(page.locator("#text-help")).containsText("A rule must be a list");
        page.getByLabel("Routes in Camel's YAML").fill(text);
        button("Save, switched off").click();
        note("The rule \"only-shared\" is saved.");
        assertThat(page).hasURL(Pattern.compile(".*/rules/only-shared$"));
        loadUntil(page.locator("#rule .state[data-state=ready]"));
        button("Try it").click();
        assertThat(page.locator("main")).containsText("would not go to Cellar");
        page.navigate("/rules/only-shared");
        page.getByLabel("Cellar", new Page.GetByLabelOptions().setExact(true)).check();
        page.locator("#rule-switch").getByRole(AriaRole.BUTTON).click();
        note("is on for Cellar");
        assertThat(page).hasURL(Pattern.compile(".*/rules/only-shared$"));
    }

    private void look_at_pipeline_and_timeline() {
        page.navigate("/pipeline");
        page.locator("#box-syncReplica").click();
        assertThat(page).hasURL(Pattern.compile(".*/pipeline#route-syncReplica$"));
        assertThat(page.locator("#route-syncReplica")).containsText("started");
        assertThat(page.locator("#stage-rules")).containsText("only-shared: select");
        page.navigate("/replicas/1");
        assertThat(page.locator(".readout")).not().isVisible();
        page.getByText("7 days").click();
        assertThat(page).hasURL(Pattern.compile(".*/replicas/1\\?range=7d#timeline$"));
        page.getByText("As a table").click();
        Locator runs = page.locator("#timeline tbody a").first();
        assertThat(runs).containsText("succeeded");
        runs.click();
        assertThat(page).hasURL(Pattern.compile(".*/runs[/?].+"));
    }
}

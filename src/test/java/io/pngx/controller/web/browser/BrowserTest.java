package io.pngx.controller.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.pngx.controller.flow.Version;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.NewDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A user's actions in a real browser, with the whole controller and simulated instances. The tests run in their order,
 * because the first test carries out the setup.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserTest extends BrowsingInstances {
    @BeforeAll
    static void start() {
        start(Version.V2, Version.V3);
        for (int i = 1; i <= 12; i++) {
            master.library()
                    .add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i)
                            .title("Paper " + i));
        }
        master.library()
                .add(NewDocument.text("markup.txt", "The text of a paper with markup")
                        .title(MARKUP));
        replica.library().add(NewDocument.text("old.txt", "The text of paper 1").title("From before us"));
        replica.library().add(NewDocument.text("own.txt", "Not the master's").title("Foreign"));
    }

    @Test
    @Order(1)
    void the_first_steps_lead_from_nothing_to_a_finished_sync() {
        page.navigate("/");
        assertThat(page).hasURL(Pattern.compile(".*/setup$"));

        page.getByLabel("Address of the master").fill("nonsense");
        page.getByLabel("API token").fill("kept while the rest is mended");
        button("Save").click();
        assertThat(page.getByLabel("Address of the master")).hasAttribute("aria-invalid", "true");
        assertThat(page.getByLabel("Address of the master")).hasValue("nonsense");
        assertThat(page.getByLabel("Address of the master")).isFocused();
        assertThat(page.getByLabel("API token")).hasValue("kept while the rest is mended");

        page.getByLabel("Address of the master").fill(master.url());
        page.getByLabel("API token").fill("wrong");
        button("Test the connection").click();
        assertThat(page.locator(".test-result")).containsText("Not usable.");
        page.getByLabel("API token").fill(master.adminToken());
        button("Test the connection").click();
        assertThat(page.locator(".test-result")).containsText("The connection works.");
        assertThat(page.locator(".test-result")).containsText("13");
        button("Save").click();

        assertThat(page.locator("[aria-current=step]")).containsText("Replica");
        page.getByLabel("Name").fill("Cellar");
        page.getByLabel("Address").fill(master.url());
        page.getByLabel("API token").fill(replica.adminToken());
        button("Add").click();
        assertThat(page.locator("#url-help")).containsText("is the address of the master");
        page.getByLabel("Address").fill(replica.url());
        button("Test the connection").click();
        assertThat(page.locator(".test-result")).containsText("The connection works.");
        button("Add").click();

        assertThat(page.locator("[aria-current=step]")).containsText("start");
        button("Dry run").click();
        assertThat(page.locator("#start")).containsText("The dry run is done");
        assertThat(page.locator(".plan-counts")).containsText("12 to upload");
        assertThat(page.locator(".plan-counts")).containsText("1 already on the replica, to be confirmed by you");
        shot("-setup-after-dry-run");
        page.getByText("Read the plan").click();
        assertThat(page.locator(".plan-rows > li")).hasCount(14); // one row more: the identity check of the replica
        button("1 document: offer").click();
        assertThat(page.locator(".plan-rows > li")).hasCount(1);
        assertThat(page.locator(".plan-rows > li"))
                .containsText("Paper 1 (document 1)A document of the replica has the same bytes");
        page.goBack();
        button("Adopt").click();
        assertThat(page.locator("#start")).containsText("The adoption is confirmed");
        assertThat(replica.journal().where("POST|PATCH|PUT|DELETE", ".*"))
                .as("nothing is written before the start")
                .isEmpty();
        button("Start").click();
        assertThat(page.locator("main")).containsText("Synchronisation has started.");
        button("To the dashboard").click();
        assertThat(page.locator(".card .state"))
                .hasText("up to date", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
        assertThat(page).hasTitle(Pattern.compile("^up to date · Dashboard"));
        assertThat(page.locator("#icon")).hasAttribute("href", Pattern.compile("/static/ok.svg.*"));
        assertThat(replica.library().documents())
                .as("12 uploaded, 1 adopted, 1 foreign")
                .hasSize(14)
                .extracting(document -> document.title())
                .contains("Foreign", "Paper 1")
                .doesNotContain("From before us");
        boot.settings().put(Setting.SYNC_INTERVAL, "86400");
        refusalsAreExpected();
    }

    private static final List<String> PAGES = List.of(
            "/",
            "/setup",
            "/replicas",
            "/replicas/new",
            "/replicas/1",
            "/replicas/1?q=markup&status=failed",
            "/replicas/1/settings",
            "/documents",
            "/documents?q=markup",
            "/documents/1",
            "/documents/3",
            "/runs",
            "/runs/1",
            "/logs",
            "/logs?level=ERROR",
            "/deletions",
            "/rules",
            "/new-rule",
            "/new-rule?template=only-tagged",
            "/settings",
            "/settings/deletions",
            "/settings/notifications",
            "/settings/tokens",
            "/settings/configuration",
            "/settings/system");

    @Test
    @Order(2)
    void every_page_can_be_used_by_everyone_in_every_size_and_colour() {
        hold("A held paper", 900);
        List<String> wrong = new ArrayList<>();
        // The other two combinations show nothing new; only the soak opens them.
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1280, 360)) {
                if (Boolean.getBoolean("pngx.soak") || (scheme == ColorScheme.LIGHT) == (width == 1280)) {
                    wrong.addAll(look(scheme, width));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Takes a picture of every page, and returns the faults of the pages. */
    private List<String> look(ColorScheme scheme, int width) {
        List<String> wrong = new ArrayList<>();
        open(new Browser.NewContextOptions().setViewportSize(width, 800).setColorScheme(scheme));
        for (String path : PAGES) {
            page.navigate(path);
            String name = path.replaceAll("[^a-z0-9]+", "-") + "-" + width + "-"
                    + scheme.name().toLowerCase(Locale.ROOT);
            shot(name);
            Chromium.faults(page).forEach(fault -> wrong.add(name + " " + fault));
        }
        return wrong;
    }

    /** Adds a held deletion of a document that is missing on the master, and returns the id of the tombstone. */
    private static long hold(String title, long masterId) {
        return boot.sql()
                .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, "
                        + "reason, first_seen_at) values (1, 'documents', ?, ?, ?, 'HELD', "
                        + "'Deletions wait for a person.', '2026-01-01T00:00:00.000000Z') returning id")
                .params(masterId, masterId + 1000, title)
                .query(Long.class)
                .single();
    }

    private static String state(long tombstone) {
        return boot.sql()
                .sql("select state from tombstones where id = ?")
                .param(tombstone)
                .query(String.class)
                .single();
    }

    @Test
    @Order(3)
    void a_held_deletion_is_decided_by_hand_and_only_what_was_chosen() {
        long kept = hold("Kept " + MARKUP, 901);
        long gone = hold("Gone", 902);
        long untouched = hold("Untouched", 903);
        page.navigate("/deletions");
        button("Move to trash").click();
        assertThat(page.locator("#notes")).containsText("Select at least one deletion first.");

        page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Gone (document 902)"))
                .check();
        assertThat(page.locator("#chosen")).hasText("1 selected");
        button("Move to trash").click();
        assertThat(page.locator("#open-deletions")).containsText("Gone");
        await().until(() -> state(gone).equals("APPROVED"));
        page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Kept "))
                .check();
        button("Keep").click();
        await().until(() -> state(kept).equals("REJECTED"));
        assertThat(state(untouched)).isEqualTo("HELD");
        assertThat(page.locator("#open-deletions")).containsText("Kept " + MARKUP);
    }

    @Test
    @Order(4)
    void everything_can_be_reached_with_the_keyboard() {
        page.navigate("/");
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*#main$"));
        for (int i = 0; i < 30 && !(Boolean) page.evaluate("document.activeElement.id === 'sync-1'"); i++) {
            page.keyboard().press("Tab");
        }
        assertThat(page.locator("#sync-1")).isFocused();
        long before = boot.runs().recent(1L, 1).get(0).id();
        page.keyboard().press("Enter");
        await().until(() -> boot.runs().recent(1L, 1).get(0).id() > before);
        assertThat(page.locator("#notes")).containsText("A run starts.");
    }

    @Test
    @Order(5)
    void a_token_is_shown_once_and_diagnostics_hold_none() {
        page.navigate("/settings/tokens");
        page.locator("#token-list").getByLabel("Name").fill("backup " + MARKUP.substring(0, 28));
        button("Create a token").click();
        String token = page.locator("#new-api-token").textContent();
        assertThat(token).matches("pngx_[A-Za-z0-9_-]{43}");
        page.reload();
        assertThat(page.content()).doesNotContain(token);
        button("Revoke").click();
        assertThat(page.locator("#notes")).containsText("is revoked");
        assertThat(page.locator(".tokens")).hasCount(0);

        page.navigate("/settings/system");
        button("Copy diagnostics").click();
        assertThat(page.locator("#diagnostics-text")).containsText("replica 1");
        assertThat(page.locator("#diagnostics-text").textContent())
                .doesNotContain(master.adminToken())
                .doesNotContain("Paper 1");
    }

    @Test
    @Order(6)
    void titles_full_of_markup_are_text_everywhere() {
        for (String path :
                List.of("/replicas/1", "/runs/1", "/logs", "/deletions", "/", "/documents", "/documents/13")) {
            page.navigate(path);
            assertThat(page.locator("main img:not([src^='/documents/']), main script"))
                    .hasCount(0);
        }
        page.navigate("/replicas/1?q=onerror");
        assertThat(page.locator(".documents .name")).hasText(MARKUP);
        assertThat(page.locator(".documents .links a")).hasCount(2);
        assertThat(page.locator(".documents .links a").first())
                .hasAttribute("href", master.url() + "/documents/13/details");
    }

    @Test
    @Order(7)
    void a_dry_run_is_a_plan_with_old_and_new_values_as_text_and_what_it_says_is_not_done() {
        page.navigate("/replicas/1");
        assertThat(button("Dry run")).isVisible(); // the run of an earlier test has ended
        master.api().patch("/api/documents/2/", Json.MAPPER.createObjectNode().put("title", "<i>new</i>"));
        master.api().post("/api/tags/", Json.MAPPER.createObjectNode().put("name", "Tax"));
        button("Dry run").click();
        page.waitForCondition(() -> boot.runs()
                .last(1, Run.Mode.DRY_RUN)
                .filter(run -> run.id() > 1 && run.finishedAt() != null)
                .isPresent());
        page.navigate(
                "/runs/" + boot.runs().last(1, Run.Mode.DRY_RUN).orElseThrow().id());

        assertThat(page.locator(".plan-summary")).hasText("2 steps. 12 documents need no change.");
        assertThat(page.locator(".plan-rows > li")).hasText(new String[] {
            "createTax (tag 1)The replica does not have the lookup.",
            "change<i>new</i> (document 2)The document was changed on the master.title: Paper 2 → <i>new</i>"
        });
        button("1 document: change").click();
        assertThat(page.locator(".plan-rows > li")).hasCount(1);
        assertThat(button("1 document: change")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator(".plan-more")).isHidden();
        shot("-plan");
        assertThat(replica.library().documents())
                .extracting(document -> document.title())
                .contains("Paper 2")
                .doesNotContain("<i>new</i>");
    }

    @Test
    @Order(8)
    void a_verification_says_which_copy_is_not_as_it_should_be_and_why() {
        long copy = boot.sql()
                .sql("select replica_doc_id from sync_map where master_id = 3")
                .query(Long.class)
                .single();
        replica.api()
                .patch(
                        "/api/documents/" + copy + "/",
                        Json.MAPPER.createObjectNode().put("title", "Edited there"));
        page.navigate("/replicas/1");
        assertThat(page.locator("#verification")).containsText("Nothing has been verified yet.");
        button("Verify").click(); // document 2 has changed on the master, and is deferred to the next run
        assertThat(page.locator("#verification .rows > li")).hasCount(1);
        assertThat(page.locator("#verification")).containsText("Differs in: title.");
        assertThat(page.locator("#verification")).containsText("12 of 13 documents (92 %) were verified");
        assertThat(page.locator("#replica")).containsText("Last verified just now, 92 % of the copies, 1 mismatch");
        shot("-verification");
        page.navigate("/");
        assertThat(page.locator(".card .counts .bad")).containsText("mismatch1");
        page.navigate(
                "/runs/" + boot.runs().last(1, Run.Mode.VERIFY).orElseThrow().id());
        assertThat(page.locator("#run .sum")).containsText("1 mismatch");
        shot("-verify-run");

        page.navigate("/documents?q=3&sort=title");
        page.locator("a[href='/documents/3']").click();
        button("Show what differs").click();
        assertThat(page.locator("#differences-of-1")).containsText("One field differs now.");
        assertThat(page.locator("#differences-of-1 del")).hasText("Edited there");
        assertThat(page.locator("#copy-1")).containsText("metadata differs (title)");
        shot("-document");
        assertThat(Chromium.faults(page)).isEmpty();
        button("Compare now").click();
        assertThat(page.locator("#copy-1 .state")).hasText("in sync");
        assertThat(replica.library().document((int) copy).title())
                .as("the run set the copy back")
                .isNotEqualTo("Edited there");
    }

    @Test
    @Order(9)
    void a_replica_is_removed_after_a_question_and_not_touched() {
        await("the end of the run, without which a replica is not removed")
                .until(() -> boot.runs().open(1).isEmpty());
        page.navigate("/replicas/1/settings");
        button("Remove").click();
        assertThat(page).hasURL(Pattern.compile(".*/replicas$"));
        assertThat(page.locator("#notes")).containsText("its documents were not changed");
        assertThat(boot.replicas().all()).isEmpty();
        assertThat(replica.library().documents()).hasSize(14);
    }
}

package io.pngx.controller.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.pngx.controller.flow.SecondJvm;
import io.pngx.controller.flow.Version;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Creates, tries, switches on, breaks and repairs a rule in a real browser. The rule applies to the next document. */
class RulesPageTest {
    private static Chromium chromium;
    private static SecondJvm controller;
    private static Paperless master;
    private static Paperless replica;
    private Page page;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        master = Version.V2.start();
        replica = Version.V3.start();
        controller = new SecondJvm("256m");
        controller.configure(master, List.of(replica), 2, Duration.ofMinutes(1));
        controller.start();
        controller.awaitSuccess(1, Duration.ofMinutes(5));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            controller.close();
            master.close();
            replica.close();
        }
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static String name() {
        return "replica " + replica.port();
    }

    private static void paper(String title, Integer... tags) {
        master.library()
                .add(NewDocument.text(title + ".txt", "The text of " + title)
                        .title(title)
                        .tags(tags));
    }

    private static List<String> titlesAfterARun() {
        controller.run();
        return replica.library().documents().stream()
                .map(DocumentView::title)
                .sorted()
                .toList();
    }

    @Test
    void a_rule_is_made_by_a_form_tried_switched_on_and_changed_as_text() {
        int share = master.api()
                .post("/api/tags/", Map.of("name", "share"))
                .path("id")
                .asInt();
        paper("shared", share);
        paper("private");
        try (BrowserContext context = chromium.browser.newContext(
                new Browser.NewContextOptions().setBaseURL(controller.url()).setViewportSize(1280, 900))) {
            page = context.newPage();
            List<String> troubles = new ArrayList<>();
            page.onPageError(troubles::add);
            page.onDialog(dialog -> dialog.accept());
            page.navigate("/rules");
            assertThat(page.locator("main")).containsText("There is no rule.");

            // With the keyboard only.
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("only-tagged"))
                    .press("Enter");
            page.getByLabel("Name of the rule").fill("../evil");
            page.getByLabel("Tag").fill("share");
            page.getByLabel("Tag").press("Enter");
            assertThat(page.locator("#name-help")).containsText("lower-case letters, digits and hyphens");
            assertThat(page.getByLabel("Name of the rule")).isFocused();
            page.getByLabel("Name of the rule").fill("only-shared");
            page.getByLabel("Tag").press("Enter");
            assertThat(page.locator("h1")).hasText("Rule only-shared");
            assertThat(page.locator("#rule .state")).hasText("ready");
            assertThat(page.locator("#rule")).containsText("off");

            button("Try it").press("Enter");
            assertThat(page.locator("#trial")).containsText("1 of 2 documents would not go to " + name());
            assertThat(page.locator("#trial .rows")).containsText("private");

            page.getByLabel(name(), new Page.GetByLabelOptions().setExact(true)).check();
            page.locator("#rule-switch").getByRole(AriaRole.BUTTON).press("Enter");
            assertThat(page.locator("#notes")).containsText("is on for " + name());
            assertThat(page.locator("#rule")).containsText("on for " + name());
            assertThat(page.locator("#rule .state")).hasText("running");
            assertThat(titlesAfterARun()).containsExactly("shared");

            // The rule stays a form: its field shows the tag, and suggests the tags of the master.
            page.reload();
            assertThat(page.locator("input[name=tag]")).hasValue("share");
            assertThat(page.locator("#names-of-tag option")).hasAttribute("value", "share");
            page.getByText("Edit the rule as text").press("Enter");

            // In the text form: an invalid text is reported with its line, and the previous text stays active.
            String text = page.getByLabel("Routes in Camel's YAML").inputValue();
            page.getByLabel("Routes in Camel's YAML").fill(text.replace("only-tagged", "only-taged"));
            page.locator("#rule-text details")
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Save"))
                    .press("Enter");
            assertThat(page.locator("#text-help")).containsText("Line 2: There is no template \"only-taged\"");
            paper("also private");
            assertThat(titlesAfterARun()).containsExactly("shared");

            page.getByLabel("Routes in Camel's YAML")
                    .fill(text + "- templatedRoute:\n    routeTemplateRef: "
                            + "prefix-title\n    parameters:\n      - {name: prefix, value: 'Copy:'}\n");
            button("Check").press("Enter");
            assertThat(page.locator("#rule-text .test-result")).containsText("The text can run.");
            page.locator("#rule-text details")
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Save"))
                    .press("Enter");
            assertThat(page.locator("#notes")).containsText("is saved and runs");
            assertThat(page.locator("#rule")).containsText("selects, changes");
            assertThat(titlesAfterARun()).containsExactly("Copy: shared");

            // A user edits the file in the folder: the page reports the problem, and shows the text that runs.
            brokenByHand();
            assertThat(page.locator("#rule [role=alert]")).containsText("Line 1: A rule must be a list");
            assertThat(page.locator("#rule-good")).containsText("prefix-title");
            assertThat(Chromium.faults(page)).isEmpty();
            page.navigate("/rules");
            assertThat(page.locator(".rows.rules .bad")).containsText("A rule must be a list");
            assertThat(Chromium.faults(page)).isEmpty();
            assertThat(troubles).isEmpty();
        }
        try (BrowserContext small = chromium.browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(controller.url())
                .setViewportSize(360, 800)
                .setColorScheme(ColorScheme.DARK))) {
            page = small.newPage();
            for (String path : List.of("/rules", "/rules/only-shared", "/new-rule", "/new-rule?template=set-owner")) {
                page.navigate(path);
                assertThat(Chromium.faults(page)).as(path).isEmpty();
            }
        }
    }

    private static void brokenByHand() {
        try {
            java.nio.file.Files.writeString(controller.rules().resolve("only-shared.yaml"), "nonsense: {}\n");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

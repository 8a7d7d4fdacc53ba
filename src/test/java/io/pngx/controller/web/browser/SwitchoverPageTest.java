package io.pngx.controller.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.pngx.controller.flow.Version;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Rule;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A planned switchover, from the page of the replica to the checklist. */
class SwitchoverPageTest extends BrowsingInstances {
    private static final LocatorAssertions.ContainsTextOptions LONG =
            new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

    @BeforeAll
    static void start() {
        start(Version.V3, Version.V3);
        master.library().add(NewDocument.text("one.txt", "The text of paper one"));
        master.library().add(NewDocument.text("two.txt", "The text of paper two"));
        boot.settings().put(Setting.SYNC_INTERVAL, "86400");
        boot.settings().put(Setting.MASTER_URL, master.url());
        boot.settings().put(Setting.MASTER_TOKEN, boot.vault().encrypt(master.adminToken()));
        long id = boot.replicas().add("Home", replica.url(), boot.vault().encrypt(replica.adminToken()), true, null, 2);
        boot.connections().refresh();
        await("the first run")
                .atMost(Duration.ofMinutes(1))
                .until(() -> boot.runs()
                        .last(id, Run.Mode.INCREMENTAL)
                        .filter(run -> run.state() == Run.State.SUCCESS)
                        .isPresent());
    }

    @Test
    void a_planned_switchover_goes_from_the_replica_to_the_checklist() {
        master.library().add(NewDocument.text("three.txt", "The last change of the old master"));
        master.journal().clear();
        page.navigate("/");
        page.getByRole(AriaRole.LINK).getByText("Home").first().click();
        button("Make this the master...").click();
        assertThat(page.locator("h1")).hasText("Make Home the master");
        assertThat(page.locator("main")).containsText("What happens");

        button("Make the master").click();
        assertThat(page.locator("#name-help")).hasText("is required");
        page.getByLabel("Type the name of the replica").fill("Cellar");
        button("Make the master").click();
        assertThat(page.locator("#name-help")).containsText("must be the name of the replica, \"Home\"");
        refusalsAreExpected();

        Rule slow = master.faults().on("GET", "/api/documents/").delay(Duration.ofSeconds(4));
        page.getByLabel("Type the name of the replica").fill("Home");
        page.getByLabel("Name of the old master").fill("Office");
        button("Make the master").click();
        assertThat(page).hasURL(Pattern.compile(".*/switchovers$"));
        page.navigate("/");
        assertThat(page.locator("#switchover")).containsText("Planned switchover to Home, step 1 of 4:");
        assertThat(page.locator("#switchover").getByText("Cancel")).isVisible();
        shot("-switchover-open");
        slow.end();
        page.locator("#switchover").getByText("Switchovers").click();
        assertThat(page.locator("main")).containsText("\"Home\" became the master.", LONG);

        page.getByText("What you must do yourself").click();
        button("Read both").click();
        assertThat(page.locator(".checklist")).containsText("Workflows: done");
        shot("-switchover-done");
        page.navigate("/");
        assertThat(page.locator(".card")).containsText("Office");
        assertThat(page.locator(".card")).containsText("waits for you");
        assertThat(page.locator(".inbox"))
                .containsText(
                        "\"Office\" was the master, or has newer values than the master; nothing is written to this"
                                + " replica until you have read and accepted a dry run.");
        assertThat(replica.library().documents()).hasSize(3);
        assertThat(master.journal().writes()).isEmpty();
    }
}

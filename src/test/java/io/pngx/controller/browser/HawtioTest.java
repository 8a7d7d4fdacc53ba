package io.pngx.controller.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.pngx.controller.flow.Version;
import io.pngx.controller.flow.World;
import io.pngx.controller.simulator.NewDocument;
import io.pngx.controller.store.Run;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Hawtio console as the controller serves it, in a real browser. */
class HawtioTest {
    private static final double PATIENCE = 60_000;

    @Test
    void a_route_is_seen_counted_stopped_and_started_and_the_container_stays_healthy() throws Exception {
        try (Chromium chromium = Chromium.start(); World world = World.ofItsOwn(Version.V2, Version.V3);
                BrowserContext context = chromium.browser.newContext(new Browser.NewContextOptions().setBaseURL(world.boot.managementUrl())
                        .setHttpCredentials("anybody", world.boot.managementPassword()).setViewportSize(1500, 1000))) {
            context.setDefaultTimeout(PATIENCE);
            Page page = context.newPage();
            List<String> troubles = new ArrayList<>();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    troubles.add(message.text());
                }
            });
            page.onPageError(troubles::add);
            page.onRequest(request -> {
                if (!request.url().startsWith("data:") && !request.url().startsWith("blob:") && !URI.create(request.url().split("[?#]")[0]).getHost().equals("127.0.0.1")) {
                    troubles.add("foreign host: " + request.url());
                }
            });
            world.master.library().add(NewDocument.text("one.txt", "One").title("One"));

            page.navigate("/hawtio/camel/routes");
            tree(page, "routes").click();
            Locator row = page.locator("tr").filter(new Locator.FilterOptions().setHasText("syncReplica"));
            assertThat(row).containsText("Started", patiently());
            int before = total(row);
            world.run(world.replica(), Run.Mode.INCREMENTAL);
            page.navigate("/hawtio/camel/routes"); // as a person does who does not want to wait for its next look
            tree(page, "routes").click();
            assertThat(row).containsText("Started", patiently());
            page.waitForCondition(() -> total(row) > before, new Page.WaitForConditionOptions().setTimeout(PATIENCE));
            assertThat(total(row)).isEqualTo(before + 1);

            row.getByRole(AriaRole.CHECKBOX).check();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Stop").setExact(true)).click();
            assertThat(row).containsText("Stopped", patiently());
            world.master.library().add(NewDocument.text("two.txt", "Two").title("Two"));
            Run paused = world.run(world.replica(), Run.Mode.INCREMENTAL);
            assertThat(paused.state()).as(world.said(paused)).isEqualTo(Run.State.FAILED);
            assertThat(world.said(paused)).contains("stopped");
            assertThat(paused.failed()).as("no document failed").isZero();
            assertThat(world.replica().server().library().documents()).hasSize(1);
            for (String path : List.of("/health/live", "/health/ready")) {
                assertThat(status(world.boot.managementUrl() + path)).as(path).isEqualTo(200);
            }

            row.getByRole(AriaRole.CHECKBOX).setChecked(true);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start").setExact(true)).click();
            assertThat(row).containsText("Started", patiently());
            assertThat(world.run(world.replica(), Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.SUCCESS);
            assertThat(world.replica().server().library().documents()).hasSize(2);

            tree(page, "syncReplica").click();
            page.getByText("Attributes", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.getByText("Brings one replica in line under its own lock").first()).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE));
            assertThat(troubles).as("errors and requests to foreign hosts").isEmpty();
        }
    }

    private static Locator tree(Page page, String name) {
        return page.locator(".pf-v5-c-tree-view, [role=tree]").getByText(name, new Locator.GetByTextOptions().setExact(true)).first();
    }

    private static LocatorAssertions.ContainsTextOptions patiently() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE);
    }

    /** Of the table: name, state, uptime, completed, failed, handled, total ... */
    private static int total(Locator row) {
        return Integer.parseInt(row.locator("td").nth(7).innerText().strip());
    }

    private static int status(String url) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}

package io.pngx.controller.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.pngx.controller.flow.SecondJvm;
import io.pngx.controller.flow.Version;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The Hawtio console of a controller in its own process, in a real browser. */
class HawtioTest {
    private static final double PATIENCE = 180_000;

    private final Paperless master = Version.V2.start();
    private final Paperless replica = Version.V3.start();
    private final SecondJvm controller = new SecondJvm("256m");

    @AfterEach
    void end() {
        controller.close();
        master.close();
        replica.close();
    }

    @Test
    void a_route_is_seen_counted_stopped_and_started_and_the_container_stays_healthy() throws Exception {
        controller.configure(master, List.of(replica), 2, Duration.ofMinutes(1));
        controller.start();
        controller.awaitSuccess(1, Duration.ofMinutes(5));
        try (BrowserContext context = Chromium.start()
                .browser
                .newContext(new Browser.NewContextOptions()
                        .setBaseURL(controller.managementUrl())
                        .setHttpCredentials("anybody", controller.managementPassword())
                        .setViewportSize(1500, 1000))) {
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
                if (!request.url().startsWith("data:")
                        && !request.url().startsWith("blob:")
                        && !URI.create(request.url().split("[?#]")[0]).getHost().equals("127.0.0.1")) {
                    troubles.add("foreign host: " + request.url());
                }
            });
            master.library().add(NewDocument.text("one.txt", "One").title("One"));

            page.navigate("/hawtio/camel/routes");
            tree(page, "routes").click();
            Locator row = page.locator("tr").filter(new Locator.FilterOptions().setHasText("syncReplica"));
            assertThat(row).containsText("Started", patiently());
            int before = total(row);
            assertThat(controller.run().path("state").asText()).isEqualTo("success");
            page.navigate("/hawtio/camel/routes"); // reloads the page, because the console polls slowly
            tree(page, "routes").click();
            assertThat(row).containsText("Started", patiently());
            page.waitForCondition(() -> total(row) > before, new Page.WaitForConditionOptions().setTimeout(PATIENCE));
            assertThat(total(row)).isEqualTo(before + 1);

            row.getByRole(AriaRole.CHECKBOX).check();
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Stop").setExact(true))
                    .click();
            assertThat(row).containsText("Stopped", patiently());
            master.library().add(NewDocument.text("two.txt", "Two").title("Two"));
            JsonNode paused = controller.run();
            assertThat(paused.path("state").asText()).as(paused.toString()).isEqualTo("failed");
            assertThat(paused.path("error").asText()).contains("stopped");
            assertThat(paused.path("failed").asInt()).as("no document failed").isZero();
            assertThat(replica.library().documents()).hasSize(1);
            for (String path : List.of("/health/live", "/health/ready")) {
                assertThat(status(controller.managementUrl() + path)).as(path).isEqualTo(200);
            }

            row.getByRole(AriaRole.CHECKBOX).setChecked(true);
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Start").setExact(true))
                    .click();
            assertThat(row).containsText("Started", patiently());
            assertThat(controller.run().path("state").asText()).isEqualTo("success");
            assertThat(replica.library().documents()).hasSize(2);

            tree(page, "syncReplica").click();
            page.getByText("Attributes", new Page.GetByTextOptions().setExact(true))
                    .click();
            assertThat(page.getByText("Waits up to 10 s for the lock of one replica")
                            .first())
                    .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE));

            tab(page, "Source");
            assertThat(page.locator(".view-line")
                            .filter(new Locator.FilterOptions().setHasText("direct:syncReplica"))
                            .first())
                    .isVisible(visibly());
            tree(page, "watchRuns").click(); // its own error handler comes before its "from"
            tab(page, "Route Diagram"); // the diagram shortens long texts
            assertThat(page.locator(".react-flow__node")
                            .filter(new Locator.FilterOptions().setHasText("From quartz:watch"))
                            .first())
                    .isVisible(visibly());
            int nodes = page.locator(".react-flow__node").count();
            assertThat(page.locator(".react-flow__edge"))
                    .hasCount(
                            nodes - 2,
                            new LocatorAssertions.HasCountOptions()
                                    // one node for each step, except for the two steps at the top
                                    .setTimeout(PATIENCE));
            tree(page, "syncReplica").click();
            tab(page, "Route Diagram");
            assertThat(page.locator(".react-flow__node")
                            .filter(new Locator.FilterOptions().setHasText("From direct:syncR"))
                            .first())
                    .isVisible(visibly());
            assertThat(page.locator(".react-flow__node").nth(nodes)).isVisible(visibly()); // a longer route
            assertThat(troubles).as("errors and requests to foreign hosts").isEmpty();
        }
    }

    private static Locator tree(Page page, String name) {
        return page.locator(".pf-v5-c-tree-view, [role=tree]")
                .getByText(name, new Locator.GetByTextOptions().setExact(true))
                .first();
    }

    private static void tab(Page page, String name) {
        page.getByText(name, new Page.GetByTextOptions().setExact(true)).first().click();
    }

    private static LocatorAssertions.IsVisibleOptions visibly() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE);
    }

    private static LocatorAssertions.ContainsTextOptions patiently() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE);
    }

    /** Returns the total of a row. The columns are name, state, uptime, completed, failed, handled, total ... */
    private static int total(Locator row) {
        return Integer.parseInt(row.locator("td").nth(7).innerText().strip());
    }

    private static int status(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}

package io.pngx.controller.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import io.pngx.controller.flow.Boot;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.Demo;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Makes the pictures in {@code docs/}: {@code mvn test -Dtest=PicturesTest -Dpngx.pictures=true}. */
@EnabledIfSystemProperty(named = "pngx.pictures", matches = "true")
class PicturesTest {
    @Test
    void pictures_of_the_demo() {
        Chromium chromium = Chromium.start();
        try (Demo demo = Demo.start();
                Boot boot = Boot.fresh()) {
            boot.settings().put(Setting.MASTER_URL, demo.master().url());
            boot.settings().put(Setting.MASTER_TOKEN, boot.vault().encrypt(demo.token(demo.master())));
            boot.settings().put(Setting.SYNC_INTERVAL, "20");
            for (Paperless replica : demo.replicas()) {
                boot.replicas()
                        .add(
                                "Home on " + replica.version(),
                                replica.url(),
                                boot.vault().encrypt(demo.token(replica)),
                                true,
                                null,
                                4);
            }
            boot.connections().refresh();
            Page page = chromium.browser
                    .newContext(new Browser.NewContextOptions()
                            .setBaseURL(boot.url())
                            .setViewportSize(1100, 820)
                            .setColorScheme(ColorScheme.LIGHT))
                    .newPage();
            page.navigate("/");
            assertThat(page.locator(".card .state[data-state=up_to_date]"))
                    .hasCount(2, new LocatorAssertions.HasCountOptions().setTimeout(400_000));
            for (int i = 29; i >= 0; i--) {
                boot.sql()
                        .sql("insert into sync_runs(replica_id, mode, state, phase, total, updated, "
                                + "started_at, finished_at) "
                                + "select id, 'incremental', case when ? = 11 then 'partial' "
                                + "else 'success' end, 'finished', ?, ?, "
                                + "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', ?), "
                                + "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', ?) from replicas")
                        .params(
                                i,
                                i * 7 % 5,
                                i * 7 % 5,
                                "-" + (i * 40 + 3) + " minutes",
                                "-" + (i * 40 + 2) + " minutes")
                        .update();
            }
            for (int i = 1; i <= 4; i++) {
                boot.sql()
                        .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, "
                                + "title, state, reason, seen_trashed, first_seen_at) "
                                + "select replica_id, 'documents', master_id, replica_doc_id, title, "
                                + "'HELD', 'Deletions wait for a person.', 1, synced_at "
                                + "from sync_map where replica_id = 1 and master_id = ?")
                        .params(i * 17)
                        .update();
            }
            boot.settings().put(Setting.SYNC_INTERVAL, "86400"); // no run may copy the edits before the dry run below
            picture(page, "/", "dashboard");
            picture(page, "/replicas/1", "replica");
            picture(page, "/deletions", "deletions");
            picture(page, "/logs", "log");
            edit(demo.master());
            page.navigate("/replicas/1");
            page.locator("#dry-1").click();
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> boot.runs()
                            .last(1, Run.Mode.DRY_RUN)
                            .filter(run -> run.finishedAt() != null)
                            .isPresent());
            picture(
                    page,
                    "/runs/"
                            + boot.runs()
                                    .last(1, Run.Mode.DRY_RUN)
                                    .orElseThrow()
                                    .id(),
                    "plan");
            rules(page, boot.url() + "/api/rules");
            picture(page, "/rules", "rules");
        }
    }

    /** Edits documents of the master. */
    private static void edit(Paperless master) {
        master.library()
                .add(NewDocument.text("tax.txt", "Tax assessment for 2025").title("Tax assessment 2025"));
        master.api().post("/api/tags/", Json.MAPPER.createObjectNode().put("name", "Tax 2025"));
        master.api()
                .patch(
                        "/api/documents/12/",
                        Json.MAPPER
                                .createObjectNode()
                                .put("title", "Water bill, corrected")
                                .put("archive_serial_number", 4711));
        master.api()
                .patch(
                        "/api/documents/40/",
                        Json.MAPPER
                                .createObjectNode()
                                .put("title", "Rent statement for the flat")
                                .putNull("document_type"));
        master.api().patch("/api/documents/77/", Json.MAPPER.createObjectNode().put("created", "2025-11-02"));
    }

    /** Adds some rules, and switches one rule on. */
    private static void rules(Page page, String api) {
        for (Map<String, String> rule : List.of(
                Map.of("name", "family-only-shared", "template", "only-tagged", "tag", "Home"),
                Map.of("name", "no-doctor", "template", "not-correspondent", "correspondent", "Dr. Brown"),
                Map.of("name", "tell-home-automation", "template", "call-webhook", "url", "http://home.lan/new"))) {
            page.request().post(api, RequestOptions.create().setData(rule));
        }
        page.request()
                .put(api + "/family-only-shared/switch", RequestOptions.create().setData(Map.of("ids", List.of(2))));
    }

    private static void picture(Page page, String path, String name) {
        page.navigate(path);
        assertThat(page.locator("#overall")).isVisible();
        page.waitForCondition(() -> page.locator(".plan").count() == 0
                || page.locator(".plan-rows > li").count() > 0);
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("docs", name + ".png")));
    }
}

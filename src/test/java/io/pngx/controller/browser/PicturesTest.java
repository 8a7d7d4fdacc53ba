package io.pngx.controller.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.pngx.controller.flow.Boot;
import io.pngx.controller.simulator.Demo;
import io.pngx.controller.simulator.Paperless;
import io.pngx.controller.store.KeyValues;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Makes the pictures in {@code docs/}: {@code mvn test -Dtest=PicturesTest -Dpngx.pictures=true}. */
@EnabledIfSystemProperty(named = "pngx.pictures", matches = "true")
class PicturesTest {
    @Test
    void pictures_of_the_demo() {
        try (Chromium chromium = Chromium.start(); Demo demo = Demo.start(); Boot boot = Boot.fresh()) {
            boot.settings().put(KeyValues.MASTER_URL, demo.master().url());
            boot.settings().put(KeyValues.MASTER_TOKEN, boot.vault().encrypt(demo.token(demo.master())));
            boot.settings().put(KeyValues.SYNC_INTERVAL, "20");
            for (Paperless replica : demo.replicas()) {
                boot.replicas().add("Home on " + replica.version(), replica.url(), boot.vault().encrypt(demo.token(replica)), true, null, 4);
            }
            boot.connections().refresh();
            Page page = chromium.browser.newContext(new Browser.NewContextOptions().setBaseURL(boot.url()).setViewportSize(1100, 760)
                    .setColorScheme(ColorScheme.LIGHT)).newPage();
            page.navigate("/");
            assertThat(page.locator(".card .state[data-state=up_to_date]")).hasCount(2, new LocatorAssertions.HasCountOptions().setTimeout(400_000));
            for (int i = 0; i < 30; i++) {
                boot.sql().sql("insert into sync_runs(replica_id, mode, state, phase, total, updated, started_at, finished_at) "
                        + "select id, 'incremental', case when ? = 11 then 'partial' else 'success' end, 'finished', ?, ?, "
                        + "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', ?), strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', ?) from replicas")
                        .params(i, i * 7 % 5, i * 7 % 5, "-" + (i * 40 + 3) + " minutes", "-" + (i * 40 + 2) + " minutes").update();
            }
            for (int i = 1; i <= 4; i++) {
                boot.sql().sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, reason, seen_trashed, first_seen_at) "
                        + "select replica_id, 'documents', master_id, replica_doc_id, title, 'HELD', 'Deletions wait for a person.', 1, synced_at "
                        + "from sync_map where replica_id = 1 and master_id = ?").params(i * 17).update();
            }
            picture(page, "/", "dashboard");
            picture(page, "/replicas/1", "replica");
            picture(page, "/deletions", "deletions");
        }
    }

    private static void picture(Page page, String path, String name) {
        page.navigate(path);
        assertThat(page.locator("#overall")).isVisible();
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("docs", name + ".png")));
    }
}

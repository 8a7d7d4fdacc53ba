package io.pngx.controller.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import io.pngx.controller.flow.Boot;
import io.pngx.controller.store.LogRow.Level;
import java.net.URI;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Updates of an open page: the live log, and the theme. */
class LivePageTest extends Browsing {
    private static Boot boot;

    @Override
    String url() {
        return boot.url();
    }

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        boot = Boot.fresh();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            boot.close();
        }
    }

    @Test
    void the_live_log_survives_a_broken_connection_without_a_gap_and_shows_markup_as_text() throws Exception {
        try (Relay relay = new Relay(URI.create(boot.url()).getPort())) {
            page.navigate(relay.url() + "/logs");
            assertThat(page.locator("#live-state")).hasText("live");
            log("before the break " + MARKUP);
            Locator rows = page.locator("#log-rows > tr .what");
            assertThat(rows.first()).hasText("before the break " + MARKUP);

            relay.cut();
            assertThat(page.locator("#live-state")).containsText("interrupted");
            for (int i = 1; i <= 30; i++) {
                log("in the break " + i);
            }
            relay.mend();
            assertThat(rows.first()).hasText("in the break 30");
            for (int i = 1; i <= 30; i++) {
                assertThat(rows.nth(30 - i)).hasText("in the break " + i);
            }
            assertThat(rows.nth(30)).hasText("before the break " + MARKUP);

            button("Pause").click();
            log("while paused");
            assertThat(page.locator("#live-state")).hasText("paused");
            assertThat(rows.first()).hasText("in the break 30");
            button("Resume").click();
            assertThat(rows.first()).hasText("while paused");
            assertThat(page.locator("#log-rows > tr").first().locator(".act")).hasText("test");
            page.navigate("about:blank");
        }
        troubles.removeIf(trouble -> trouble.contains("net::ERR_"));
    }

    private static void log(String message) {
        boot.logs().add(Level.INFO, null, null, null, "test", message);
    }

    @Test
    void scripts_speak_the_language_of_the_page() {
        open(new Browser.NewContextOptions().setLocale("de-DE").setTimezoneId("UTC"));
        log("shown in German");
        page.navigate("/logs");
        assertThat(page.locator("#log-rows time").first())
                .hasAttribute("title", Pattern.compile("\\d+\\.\\d+\\.\\d{4}, .*"));
        button("Pausieren").click();
        assertThat(page.locator("#live-state")).hasText("pausiert");
        button("Fortsetzen").click();
        assertThat(page.locator("#live-state")).hasText("live");
        assertThat(page.evaluate("pngxText('{0} days ago', 1234)")).isEqualTo("vor 1.234 Tagen");
        assertThat(page.evaluate("pngxText('{0} of no page', '{1}')")).isEqualTo("{1} of no page");
        page.navigate("about:blank");
    }

    @Test
    void the_theme_is_chosen_once() {
        page.navigate("/");
        button("Dark or light").click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.navigate("/runs");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        button("Dark or light").click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "light");
    }
}

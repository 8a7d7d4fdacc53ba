package io.pngx.controller.web.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Chromium on the PATH. Without a Chromium, the tests are skipped, except in CI. Chromium starts once for all test
 * classes of a process, and ends with the process. Each test opens and closes its own browser context.
 */
public final class Chromium {
    /** The first one found is used. The shell, which has no windows, needs half of the time of a whole browser. */
    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private static final String AXE = resource("/axe.min.js");

    static final double PATIENCE = 60_000;

    private static Chromium started;

    public final Browser browser;

    private Chromium(Path executable) {
        // Playwright's driver, a separate process, ends Chromium when this process has ended.
        browser = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")))
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setHeadless(true)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    public static synchronized Chromium start() {
        if (started == null) {
            started = new Chromium(executable());
            PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        }
        return started;
    }

    private static Path executable() {
        List<String> folders = List.of(System.getenv("PATH").split(":"));
        Optional<Path> executable = NAMES.stream()
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        boolean mustRun = "true".equals(System.getenv("CI"));
        if (executable.isEmpty() && !mustRun) {
            System.out.println(
                    "The browser tests are skipped: there is no Chromium on the PATH (install the package chromium).");
        }
        assumeTrue(executable.isPresent() || mustRun, "no Chromium on the PATH");
        return executable.orElseThrow(() -> new AssertionError("CI needs Chromium on the PATH; .ci/run installs it"));
    }

    /** Script that returns labels that two fields share. The help text below a field does not count as label. */
    private static final String SAME_LABELS =
            "() => { const names = [...document.querySelectorAll('main :is(input, select, "
                    + "textarea):not([type=hidden])')]"
                    + ".map(field => { const label = field.labels[0] && field.labels[0].cloneNode(true); "
                    + "if (!label) return field.ariaLabel;"
                    + " label.querySelectorAll('small, select, textarea').forEach(e => e.remove()); "
                    + "return label.textContent.trim(); });"
                    + " return names.filter((name, at) => names.indexOf(name) !== at); }";

    /**
     * Script that returns fields whose border has a contrast below 3 to 1 (WCAG 1.4.11), which axe does not measure.
     */
    private static final String FAINT_FIELDS = "() => {"
            + " const numbers = colour => colour.match(/[\\d.]+/g).map(Number);"
            + " const light = colour => numbers(colour).slice(0, 3).map(v => v / 255)"
            + ".map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)"
            + ".reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);"
            + " const behind = e => { const colour = getComputedStyle(e).backgroundColor;"
            + " return numbers(colour)[3] === 0 && e.parentElement ? behind(e.parentElement) : colour; };"
            + " return [...document.querySelectorAll('main :is(input, select, textarea)')]"
            + ".filter(field => !field.matches('[type=hidden], [role=switch], :checked'))"
            + ".filter(field => field.checkVisibility()).filter(field => { const [a, b] ="
            + " [light(getComputedStyle(field).borderTopColor), light(behind(field.parentElement))]"
            + ".sort((x, y) => y - x);"
            + " return (a + 0.05) / (b + 0.05) < 3; }).map(field => field.name || field.id); }";

    /**
     * Returns serious violations of axe's rules, fields with equal labels or a faint border, and a page that is too
     * wide.
     */
    public static List<String> faults(Page page) {
        page.evaluate(AXE); // this way, the content policy does not refuse the script
        List<String> faults = new ArrayList<>();
        Object found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
                + ".filter(v => ['serious', 'critical'].includes(v.impact))"
                + ".map(v => v.id + ': ' + v.nodes[0].html + ' ' + v.nodes[0].failureSummary)");
        ((List<?>) found).forEach(violation -> faults.add(String.valueOf(violation)));
        ((List<?>) page.evaluate(SAME_LABELS)).forEach(name -> faults.add("has two fields called " + name));
        ((List<?>) page.evaluate(FAINT_FIELDS)).forEach(name -> faults.add("has a field with a faint border: " + name));
        if ((Boolean) page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")) {
            faults.add("is wider than the window");
        }
        return faults;
    }

    /**
     * Stores a picture of the page in {@code target/screenshots}, for a look at it. Only the soak and
     * {@code -Dscreenshots=true} take pictures, which cost a quarter of the time of a page; no test reads them.
     */
    public static void shot(Page page, String name, boolean fullPage) {
        if (Boolean.getBoolean("pngx.soak") || Boolean.getBoolean("screenshots")) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(fullPage)
                    .setPath(Path.of("target/screenshots", name + ".png")));
        }
    }

    private static String resource(String name) {
        try (InputStream in = Chromium.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

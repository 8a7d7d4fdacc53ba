package io.pngx.controller.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The system's Chromium, found by itself. Where there is none the tests are skipped, but not in CI. */
public final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Playwright playwright;
    public final Browser browser;

    private Chromium(Path executable) {
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(executable).setHeadless(true)
                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync")));
    }

    public static Chromium start() {
        Optional<Path> executable = Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name))).filter(Files::isExecutable).findFirst();
        boolean mustRun = "true".equals(System.getenv("CI"));
        if (executable.isEmpty() && !mustRun) {
            System.out.println("The browser tests are skipped: there is no Chromium on the PATH (install the package chromium).");
        }
        assumeTrue(executable.isPresent() || mustRun, "no Chromium on the PATH");
        return new Chromium(executable.orElseThrow(() -> new AssertionError("CI needs Chromium on the PATH; .ci/run installs it")));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}

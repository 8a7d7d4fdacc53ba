package io.pngx.controller.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A page in a real browser. After each test, checks that the browser reported no error. */
abstract class Browsing {
    static final String MARKUP = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script> & Söhne";
    static final double PATIENCE = Chromium.PATIENCE;

    static Chromium chromium;
    BrowserContext context;
    Page page;
    final List<String> troubles = new ArrayList<>();

    /** Returns the address of the controller. */
    abstract String url();

    @BeforeEach
    void open() {
        open(new Browser.NewContextOptions().setViewportSize(1280, 900));
    }

    void open(Browser.NewContextOptions options) {
        if (context != null) {
            context.close();
        }
        context = chromium.browser.newContext(
                options.setBaseURL(url()).setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
        context.setDefaultTimeout(PATIENCE);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                troubles.add("console: " + message.text());
            }
        });
        page.onPageError(error -> troubles.add("error: " + error));
        page.onRequest(request -> {
            if (!request.url().startsWith("data:")
                    && !List.of("127.0.0.1", "localhost")
                            .contains(URI.create(request.url().split("[?#]")[0]).getHost())) {
                troubles.add("foreign host: " + request.url());
            }
        });
        page.onDialog(dialog -> {
            if (dialog.type().equals("alert")) {
                troubles.add("markup ran: " + dialog.message());
            }
            dialog.accept();
        });
    }

    @AfterEach
    void nothingWentWrong() {
        if (context != null) {
            context.close();
        }
        assertThat(troubles)
                .as("errors, requests to foreign hosts, markup that ran")
                .isEmpty();
    }

    /** Ignores the errors that the browser's console reports for refused forms. */
    void refusalsAreExpected() {
        troubles.removeIf(trouble -> trouble.contains("status of 400") || trouble.contains("Error Code 400"));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    void shot(String name) {
        Chromium.shot(page, "page" + name, false);
    }
}

package io.pngx.controller.web.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import io.pngx.controller.paperless.ExtraHeaders;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.ApiTokens;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Setting;
import io.pngx.controller.web.WebServer;
import io.pngx.controller.web.browser.Chromium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Fills in every form. If a value is refused, the message stands at its field, all other entered values are kept,
 * nothing is saved, and the page contains no secret. Valid values are saved.
 */
class FormsTest {
    private static final String SECRET = "s3cret-typed-by-hand";
    private static final String NUMBER = "must be a whole number from ";
    private static Chromium chromium;
    private static WebServer server;
    private static String pem;
    private BrowserContext context;
    private Page page;
    private String form;
    private Map<String, String> good;
    private final StringBuffer answers = new StringBuffer();

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        server = WebServer.start();
        pem = Files.readString(Path.of(FormsTest.class.getResource("/ca.pem").toURI()))
                .replace("\r", "")
                .strip();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() {
        server.reset();
        List.of("alert_targets", "api_tokens")
                .forEach(table -> server.db.write().sql("delete from " + table).update());
        context = chromium.browser.newContext(new Browser.NewContextOptions()
                .setBaseURL("http://127.0.0.1:" + server.port)
                .setReducedMotion(ReducedMotion.REDUCE));
        page = context.newPage();
        page.route("**/api/**", route -> {
            APIResponse answer = route.fetch();
            answers.append(answer.text());
            route.fulfill(new Route.FulfillOptions().setResponse(answer));
        });
    }

    @AfterEach
    void close() {
        // A request that arrives while the context closes would wait for its route, and the context for the request.
        page.unrouteAll();
        context.close();
    }

    /** @param values valid values, names and values in turn */
    private void form(String path, String selector, String... values) {
        page.navigate(path);
        form = selector;
        good = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            good.put(values[i], values[i + 1]);
        }
        good.forEach(this::type);
    }

    private Locator field(String name) {
        return page.locator(form + " [name='" + name + "']:not([type=hidden])");
    }

    private void type(String name, String value) {
        Locator field = field(name);
        if (field.count() > 1) {
            page.locator(form + " [name='" + name + "'][value='" + value + "']").check();
        } else if (field.evaluate("e => e.tagName").equals("SELECT")) {
            field.selectOption(value);
        } else if ("checkbox".equals(field.getAttribute("type"))) {
            field.setChecked(Boolean.parseBoolean(value));
        } else {
            if (!field.isVisible()) {
                page.locator(form + " details:not([open])")
                        .filter(new Locator.FilterOptions().setHas(page.locator("[name='" + name + "']")))
                        .locator("summary")
                        .click();
            }
            field.fill(value);
        }
    }

    private String typed(String name) {
        if (field(name).count() > 1) {
            return page.locator(form + " [name='" + name + "']:checked").getAttribute("value");
        }
        return "checkbox".equals(field(name).getAttribute("type"))
                ? String.valueOf(field(name).isChecked())
                : field(name).inputValue();
    }

    private Response submit() {
        return page.waitForResponse(
                response -> !response.request().method().equals("GET"),
                () -> page.locator(form + " [type=submit]").click());
    }

    /** Returns all rows that a form can write. */
    private static String saved() {
        StringBuilder all = new StringBuilder();
        for (String table :
                List.of("settings", "replicas", "connection_options", "alert_targets", "api_tokens", "logs")) {
            all.append(table)
                    .append(server.db
                            .read()
                            .sql("select * from " + table)
                            .query()
                            .listOfRows())
                    .append('\n');
        }
        return all.toString();
    }

    private void refused(String name, String value, String sentence) {
        String before = saved();
        type(name, value);
        assertThat(submit().status()).as(name + " = " + value).isEqualTo(400);

        assertThat(field(name)).hasAttribute("aria-invalid", "true");
        assertThat(page.locator(form + " [aria-invalid=true]")).hasCount(1);
        assertThat(field(name)).isFocused();
        Locator why = page.locator("[id='" + field(name).getAttribute("aria-describedby") + "']");
        assertThat(why).containsText(sentence);
        assertThat(why).hasClass(Pattern.compile("\\bbad\\b"));
        good.forEach((other, text) -> assertThat(typed(other).strip())
                .as(other + " after " + name + " was refused")
                .isEqualTo(other.equals(name) ? value : text));
        assertThat(saved()).as(name + " = " + value).isEqualTo(before);
        type(name, good.get(name));
    }

    /** Submits the form with valid values, and checks that they are saved. */
    private void saves() {
        assertThat(submit().ok()).as(answers.toString()).isTrue();
        assertThat(page.locator("main [aria-invalid=true]")).hasCount(0);
        assertThat(answers + content()).doesNotContain(SECRET, "BEGIN PRIVATE");
    }

    /** Returns the content of the page. While the browser leaves a page, waits for the next page. */
    private String content() {
        while (true) {
            page.waitForLoadState();
            try {
                return page.content();
            } catch (PlaywrightException e) {
                if (!e.getMessage().contains("is navigating")) {
                    throw e;
                }
            }
        }
    }

    private static String setting(Setting<?> setting) {
        return server.settings.get(setting.key()).orElse(null);
    }

    private static String decrypted(String token) {
        return server.vault.decrypt(token);
    }

    @Test
    void master() {
        form(
                "/setup",
                "form.sheet",
                "master_url",
                "https://paper.lan",
                "master_token",
                SECRET,
                "master_headers",
                "X-Access: " + SECRET,
                "master_ca_certificate",
                pem);
        refused("master_url", "nonsense", "the address does not begin with http:// or https://");
        refused("master_url", "", "is required");
        refused("master_token", "two " + SECRET, "must be only the API token");
        refused("master_token", "", "must be entered again for another address");
        refused("master_headers", "no colon " + SECRET, "have a line without a colon");
        refused("master_headers", "Authorization: " + SECRET, "must not hold Authorization");
        refused("master_ca_certificate", "nonsense", "is not a readable certificate");
        refused("master_ca_certificate", "-----BEGIN PRIVATE KEY-----\n" + SECRET, "holds a private key");
        saves();
        assertThat(setting(Setting.MASTER_URL)).isEqualTo("https://paper.lan");
        assertThat(decrypted(setting(Setting.MASTER_TOKEN))).isEqualTo(SECRET);
        ConnectionOptionsTable.Row reach = new ConnectionOptionsTable(server.db).of("master");
        assertThat(ExtraHeaders.fromJson(decrypted(reach.headers()))).containsExactly(Map.entry("X-Access", SECRET));
        assertThat(reach.ca()).isEqualTo(pem + "\n");
    }

    @Test
    void master_moved() {
        server.master();
        server.replica("Home");
        form(
                "/settings/master",
                "#master-settings form",
                "master_url",
                "http://master.lan:8000",
                "master_token",
                SECRET);
        refused("master_url", "http://home.lan:8000", "is the address of the replica \"Home\"");
        type("master_url", "http://elsewhere.lan");
        good.put("master_url", "http://elsewhere.lan");
        refused("master_token", "", "must be entered again for another address");
        saves();
        assertThat(setting(Setting.MASTER_URL)).isEqualTo("http://elsewhere.lan");
        assertThat(decrypted(setting(Setting.MASTER_TOKEN))).isEqualTo(SECRET);
    }

    @Test
    void new_replica() {
        server.master();
        server.replica("Home");
        form(
                "/replicas/new",
                "form.sheet",
                "name",
                "Cellar",
                "url",
                "https://cellar.lan",
                "token",
                SECRET,
                "interval_seconds",
                "60",
                "uploads_in_flight",
                "3",
                "enabled",
                "false",
                "headers",
                "X-Access: " + SECRET,
                "ca_certificate",
                pem);
        replica();
        refused("name", "home", "is already the name of another replica");
        refused("url", "http://master.lan:8000", "is the address of the master");
        refused("token", "", "is required");
        saves();
        Replica stored = server.replicas.all().get(1);
        assertThat(stored.name()).isEqualTo("Cellar");
        assertThat(stored.url()).isEqualTo("https://cellar.lan");
        assertThat(decrypted(stored.token())).isEqualTo(SECRET);
        assertThat(stored.intervalSeconds()).isEqualTo(60);
        assertThat(stored.uploadsInFlight()).isEqualTo(3);
        assertThat(stored.enabled()).isFalse();
        assertReach(stored);
    }

    private void assertReach(Replica stored) {
        ConnectionOptionsTable.Row reach = new ConnectionOptionsTable(server.db).of(stored.host());
        assertThat(ExtraHeaders.fromJson(decrypted(reach.headers()))).containsExactly(Map.entry("X-Access", SECRET));
        assertThat(reach.ca()).isEqualTo(pem + "\n");
    }

    /** Checks the values that the form of a new and of an existing replica refuses. */
    private void replica() {
        refused("name", "", "is required");
        refused("url", "ftp://x", "the address begins with ftp://");
        refused("token", "two " + SECRET, "must be only the API token");
        refused("interval_seconds", "9", NUMBER + "10 to 86400");
        refused("interval_seconds", "1.5", NUMBER + "10 to 86400");
        refused("uploads_in_flight", "9", NUMBER + "1 to 8");
        refused("uploads_in_flight", "", NUMBER + "1 to 8");
        refused("headers", "X Y: " + SECRET, "hold a name that is not a valid header name");
        refused("ca_certificate", "nonsense", "is not a readable certificate");
        refused("ca_certificate", "-----BEGIN PRIVATE KEY-----\n" + SECRET, "holds a private key");
    }

    @Test
    void replica_that_is_there() {
        server.master();
        long id = server.replica("Home");
        form(
                "/replicas/" + id + "/settings",
                "form.sheet",
                "name",
                "House",
                "url",
                "http://home.lan:8000",
                "token",
                SECRET,
                "interval_seconds",
                "",
                "uploads_in_flight",
                "8",
                "unselected",
                "trash",
                "enabled",
                "true",
                "headers",
                "X-Access: " + SECRET,
                "ca_certificate",
                pem);
        replica();
        saves();
        Replica stored = server.replicas.find(id).orElseThrow();
        assertThat(stored.name()).isEqualTo("House");
        assertThat(decrypted(stored.token())).isEqualTo(SECRET);
        assertThat(stored.intervalSeconds()).isNull();
        assertThat(stored.uploadsInFlight()).isEqualTo(8);
        assertThat(stored.enabled()).isTrue();
        assertThat(stored.unselected()).isEqualTo(Replica.UnselectedCopies.TRASH);
        assertReach(stored);
    }

    @Test
    void runs_and_log() {
        form(
                "/settings/runs",
                "#run-settings form",
                "sync_interval_seconds",
                "60",
                "full_sync_at",
                "off",
                "worker_time_limit_seconds",
                "7200",
                "log_retention_days",
                "30",
                "backup_at",
                "01:15",
                "backup_keep",
                "14");
        refused("sync_interval_seconds", "9", NUMBER + "10 to 86400");
        refused("sync_interval_seconds", "", NUMBER + "10 to 86400");
        refused("full_sync_at", "25:00", "must be a time of the day like 03:00, or off");
        refused("full_sync_at", "", "must be a time of the day like 03:00, or off");
        refused("worker_time_limit_seconds", "86401", NUMBER + "10 to 86400");
        refused("log_retention_days", "0", NUMBER + "1 to 3650");
        refused("log_retention_days", "99999999999", NUMBER + "1 to 3650");
        refused("backup_at", "noon", "must be a time of the day like 03:00, or off");
        refused("backup_keep", "366", NUMBER + "1 to 365");
        saves();
        assertThat(setting(Setting.SYNC_INTERVAL)).isEqualTo("60");
        assertThat(setting(Setting.FULL_SYNC_AT)).isEqualTo("off");
        assertThat(setting(Setting.WORKER_TIME_LIMIT)).isEqualTo("7200");
        assertThat(setting(Setting.LOG_RETENTION)).isEqualTo("30");
        assertThat(setting(Setting.BACKUP_AT)).isEqualTo("01:15");
        assertThat(setting(Setting.BACKUP_KEEP)).isEqualTo("14");
    }

    @Test
    void verification() {
        form(
                "/settings/verification",
                "#verification-settings form",
                "verify_at",
                "04:30",
                "verify_percent_per_night",
                "20",
                "verify_bytes",
                "download");
        refused("verify_at", "noon", "must be a time of the day like 03:00, or off");
        refused("verify_percent_per_night", "101", NUMBER + "0 to 100");
        refused("verify_percent_per_night", "-1", NUMBER + "0 to 100");
        saves();
        assertThat(setting(Setting.VERIFY_AT)).isEqualTo("04:30");
        assertThat(setting(Setting.VERIFY_PERCENT)).isEqualTo("20");
        assertThat(setting(Setting.VERIFY_BYTES)).isEqualTo("download");
    }

    @Test
    void deletions() {
        form(
                "/settings/deletions",
                "#deletion-settings form",
                "deletion_mode",
                "hold",
                "max_delete_count",
                "7",
                "max_delete_percent",
                "3");
        refused("max_delete_count", "0", NUMBER + "1 to 100000");
        refused("max_delete_count", "", NUMBER + "1 to 100000");
        refused("max_delete_percent", "101", NUMBER + "1 to 100");
        saves();
        assertThat(setting(Setting.DELETION_MODE)).isEqualTo("hold");
        assertThat(setting(Setting.MAX_DELETE_COUNT)).isEqualTo("7");
        assertThat(setting(Setting.MAX_DELETE_PERCENT)).isEqualTo("3");
    }

    @Test
    void carried() {
        form(
                "/settings/documents",
                "#carried-settings form",
                "sync_content",
                "false",
                "note_prefix",
                "false",
                "drift",
                "report");
        saves();
        assertThat(setting(Setting.SYNC_CONTENT)).isEqualTo("false");
        assertThat(setting(Setting.NOTE_PREFIX)).isEqualTo("false");
        assertThat(setting(Setting.DRIFT)).isEqualTo("report");
    }

    @Test
    void alerts() {
        server.master();
        long id = server.replica("Home");
        String ping = "ping_url_" + id;
        form(
                "/settings/notifications",
                "#alert-settings form",
                "webhook_url",
                "https://hooks.lan/" + SECRET,
                "webhook_token",
                SECRET,
                "ntfy_url",
                "https://ntfy.lan/" + SECRET,
                "ntfy_token",
                SECRET,
                "alert_lag_seconds",
                "3600",
                ping,
                "https://hc.lan/" + SECRET);
        refused("webhook_url", "nonsense " + SECRET, "is not an address");
        refused("webhook_token", "two " + SECRET, "must be only the token");
        refused("webhook_url", "http://169.254.169.254/" + SECRET, "names a host that is a link-local address");
        refused("ntfy_url", "ftp://" + SECRET, "must begin with http:// or https://");
        refused("ntfy_token", "two " + SECRET, "must be only the token");
        refused("alert_lag_seconds", "-1", NUMBER + "0 to 31536000");
        refused("alert_lag_seconds", "", NUMBER + "0 to 31536000");
        refused(ping, "http://_", "has no valid host");
        saves();
        AlertTargets targets = new AlertTargets(server.db);
        assertThat(targets.all()).hasSize(3).allSatisfy(target -> {
            assertThat(decrypted(target.url())).endsWith("/" + SECRET);
            assertThat(target.url() + target.token()).doesNotContain(SECRET);
        });
        assertThat(decrypted(targets.find("ntfy").orElseThrow().token())).isEqualTo(SECRET);
        assertThat(setting(Setting.ALERT_LAG)).isEqualTo("3600");
    }

    @Test
    void mail_and_telegram() {
        server.master();
        form(
                "/settings/notifications",
                "#alert-settings form",
                "mail_host",
                "mail.lan",
                "mail_port",
                "2525",
                "mail_security",
                "tls",
                "mail_user",
                "pngx",
                "mail_password",
                SECRET + " with blanks",
                "mail_from",
                "pngx@example.org",
                "mail_to",
                "me@example.org, you@example.org",
                "mail_ca_certificate",
                pem,
                "telegram_token",
                "123456:" + SECRET,
                "telegram_chat",
                "@alerts",
                "apprise_url",
                "http://apprise.lan/notify",
                "apprise_urls",
                "json://" + SECRET,
                "report_day",
                "friday",
                "report_at",
                "07:30",
                "release_url",
                "https://git.example.org/api");
        refused("mail_host", "smtp://mail.lan:25", "must be a name or an address such as mail.example.org");
        refused("mail_host", "169.254.169.254", "names a host that is a link-local address");
        refused("mail_port", "0", NUMBER + "1 to 65535");
        refused("mail_security", "none", "must be starttls or tls if a user name is entered");
        refused("mail_user", "", "is required if a password is entered");
        refused("mail_password", "", "is required if a user name is entered");
        refused("mail_from", "pngx", "must be one e-mail address");
        refused("mail_to", "me@example.org, you", "must be 1 to 20 e-mail addresses");
        refused("mail_ca_certificate", "nonsense", "is not a readable certificate");
        refused("telegram_token", "bot", "must be only the token that BotFather shows");
        refused("telegram_token", "", "is required if a chat is entered");
        refused("telegram_chat", "my chat", "must be the number of a chat");
        refused("apprise_url", "apprise.lan", "must begin with http:// or https://");
        refused("apprise_urls", "nonsense", "must be addresses of Apprise's services");
        refused("report_at", "7:30", "must be a time of the day");
        refused("release_url", "https:///releases", "must be an address with a host");
        saves();
        assertThat(page.locator("#notes")).containsText("The notifications are saved.");
        page.navigate("/settings/notifications");
        assertThat(typed("mail_host")).isEqualTo("mail.lan");
        assertThat(typed("mail_port")).isEqualTo("2525");
        assertThat(typed("telegram_chat")).isEqualTo("@alerts");
        assertThat(content()).doesNotContain(SECRET);
        AlertTargets targets = new AlertTargets(server.db);
        assertThat(targets.all()).hasSize(3).allSatisfy(target -> {
            assertThat(decrypted(target.token())).contains(SECRET);
            assertThat(target.url() + target.token() + target.options()).doesNotContain(SECRET);
        });
        assertThat(setting(Setting.REPORT_DAY)).isEqualTo("friday");

        // Saved again without secrets, nothing changes; another server needs its password.
        String before = saved();
        assertThat(submit().ok()).as(answers.toString()).isTrue();
        assertThat(saved()).isEqualTo(before);
        assertThat(page.locator("#notes")).containsText("The notifications are saved.");
        page.navigate("/settings/notifications");
        good.clear();
        type("mail_host", "other.lan");
        assertThat(submit().status()).isEqualTo(400);
        assertThat(page.locator("#mail_password-help")).containsText("must be entered again for another server");
        type("mail_host", "");
        assertThat(submit().ok()).as(answers.toString()).isTrue();
        assertThat(targets.find("mail")).isEmpty();
    }

    @Test
    void tokens() {
        ApiTokens table = new ApiTokens(server.db);
        form("/settings/tokens", "#token-list form", "name", "backup", "role", "admin");
        refused("name", "", "is required");
        saves();
        assertThat(table.all()).singleElement().satisfies(token -> {
            assertThat(token.name()).isEqualTo("backup");
            assertThat(token.role()).isEqualTo(ApiTokens.Role.ADMIN);
        });
        assertThat(page.getByRole(AriaRole.STATUS).filter(new Locator.FilterOptions().setHasText("The token backup:")))
                .isVisible();
        type("name", "backup");
        type("role", "hook");
        good.put("role", "hook");
        refused("name", "Backup", "is already the name of another token");
    }
}

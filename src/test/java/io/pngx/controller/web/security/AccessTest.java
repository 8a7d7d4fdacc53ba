package io.pngx.controller.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.flow.LogLines;
import io.pngx.controller.store.ApiTokens;
import io.pngx.controller.store.ApiTokens.Role;
import io.pngx.controller.store.Run;
import io.pngx.controller.web.WebServer;
import io.pngx.controller.web.api.LogStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access to every path, for every kind of caller. */
class AccessTest {
    private static final String PROXY = "127.0.0.1";
    private static final String ELSEWHERE = "127.0.0.2";

    /** FREE: for everyone. LOOK: for all signed-in users. CHANGE: for administrators. */
    private enum Kind {
        FREE,
        LOOK,
        CHANGE
    }

    /** A path without a row here fails the test, so that access to each new path is decided. */
    private static final Map<String, Kind> TABLE = new LinkedHashMap<>();

    static {
        row(Kind.FREE, "GET /healthz", "HEAD /healthz", "GET /static/app.css");
        row(
                Kind.LOOK,
                "GET /metrics",
                "HEAD /metrics",
                "GET /api/alerts",
                "GET /",
                "HEAD /",
                "GET /setup",
                "GET /language/{name}",
                "GET /replicas",
                "GET /replicas/new",
                "GET /replicas/{id}",
                "GET /replicas/{id}/settings",
                "GET /replicas/{id}/promote",
                "GET /switchovers",
                "GET /api/replicas/{id}/promote",
                "GET /api/switchovers",
                "GET /api/switchovers/{id}",
                "GET /api/switchovers/{id}/checklist",
                "GET /api/switchovers/{id}/returned",
                "GET /api/switchovers/{id}/left-behind.csv",
                "GET /documents",
                "GET /documents/{id}",
                "GET /documents/{id}/thumbnail",
                "GET /api/documents",
                "GET /api/documents/{id}",
                "GET /runs",
                "GET /runs/{id}",
                "GET /logs",
                "GET /deletions",
                "GET /pipeline",
                "GET /settings",
                "GET /api/configuration",
                "GET /settings/{section}",
                "GET /api/settings",
                "GET /api/replicas",
                "GET /api/replicas/{id}",
                "GET /api/replicas/{id}/documents",
                "GET /api/sync/running",
                "GET /api/sync/runs",
                "GET /api/sync/runs/{id}",
                "GET /api/sync/runs/{id}/plan",
                "GET /api/sync/runs/{id}/plan.csv",
                "GET /api/sync/runs/{id}/plan.json",
                "GET /api/replicas/{id}/adoptions",
                "GET /api/replicas/{id}/readiness",
                "GET /api/replicas/{id}/verifications",
                "GET /api/replicas/{id}/drills",
                "GET /api/replicas/{id}/missing.csv",
                "GET /api/drills/{id}",
                "GET /drills/{id}",
                "GET /api/logs",
                "GET /api/logs/stream",
                "GET /api/deletions",
                "GET /api/inbox",
                "GET /api/openapi.yaml",
                "GET /api-docs",
                "GET /api/tokens",
                "GET /api/diagnostics",
                "GET /rules",
                "GET /rules/{name}",
                "GET /new-rule",
                "GET /api/rules",
                "GET /api/rules/{name}");
        row(
                Kind.CHANGE,
                "POST /api/hooks/paperless",
                "PUT /api/alerts",
                "POST /api/alerts",
                "POST /api/settings",
                "POST /api/replicas/{id}",
                "POST /api/replicas/{id}/delete",
                "POST /api/rules/{name}",
                "POST /api/rules/{name}/switch",
                "POST /api/rules/{name}/delete",
                "POST /api/tokens/{id}/revoke",
                "POST /api/alerts/test",
                "PUT /api/settings",
                "POST /api/configuration",
                "POST /api/settings/test",
                "POST /api/pause",
                "POST /api/resume",
                "POST /api/replicas",
                "POST /api/replicas/test",
                "PUT /api/replicas/{id}",
                "DELETE /api/replicas/{id}",
                "POST /api/replicas/{id}/test",
                "POST /api/replicas/{id}/pause",
                "POST /api/replicas/{id}/resume",
                "POST /api/replicas/{id}/accept",
                "POST /api/replicas/{id}/promote",
                "POST /api/switchovers/{id}/cancel",
                "POST /api/switchovers/{id}/undo",
                "POST /api/switchovers/{id}/left-behind.zip",
                "POST /api/replicas/{id}/drill",
                "POST /api/drills/{id}/cancel",
                "POST /api/documents/retry",
                "POST /api/documents/verify",
                "POST /api/documents/{id}/differences",
                "POST /api/sync",
                "POST /api/sync/cancel",
                "POST /api/deletions/approve",
                "POST /api/deletions/reject",
                "POST /api/tokens",
                "DELETE /api/tokens/{id}",
                "POST /api/rules",
                "POST /api/rules/validate",
                "POST /api/rules/{name}/try",
                "POST /api/rules/{name}/try.csv",
                "PUT /api/rules/{name}",
                "PUT /api/rules/{name}/switch",
                "DELETE /api/rules/{name}");
    }

    private static void row(Kind kind, String... calls) {
        for (String call : calls) {
            TABLE.put(call, kind);
        }
    }

    private static WebServer server;
    private static String readerToken;
    private static String adminToken;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start(Map.of(
                "AUTH", "forward", "TRUSTED_PROXIES", PROXY, "REQUIRED_GROUP", "paper", "ADMIN_GROUP", "paper admins"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() throws Exception {
        server.reset();
        server.db.write().sql("delete from api_tokens").update();
        readerToken = made("reader");
        adminToken = made("admin");
    }

    private static String made(String role) throws Exception {
        String answer = call(
                PROXY,
                "POST /api/tokens",
                Map.of("X-authentik-username", "anna", "X-authentik-groups", "paper|paper admins"),
                "{\"name\": \"" + role + "\", \"role\": \"" + role + "\"}");
        return answer.replaceAll("(?s).*\"token\":\"(pngx_[^\"]+)\".*", "$1");
    }

    /** A kind of caller, and its rights: none (with the status of the refusal), look, or change. */
    private record Way(
            String name, String from, Map<String, String> headers, int refusal, boolean looks, boolean changes) {}

    private static List<Way> ways() {
        Map<String, String> anna = Map.of(
                "X-authentik-username", "anna", "X-authentik-groups", "paper|paper admins", "X-authentik-email", "a@b");
        Map<String, String> ben = Map.of("X-authentik-username", "ben", "X-authentik-groups", "other|paper");
        return List.of(
                new Way("nobody, past the proxy", ELSEWHERE, Map.of(), 403, false, false),
                new Way("forged headers, past the proxy", ELSEWHERE, anna, 403, false, false),
                new Way(
                        "a forged origin address",
                        ELSEWHERE,
                        Map.of(
                                "X-authentik-username",
                                "anna",
                                "X-authentik-groups",
                                "paper|paper admins",
                                "X-Forwarded-For",
                                PROXY),
                        403,
                        false,
                        false),
                new Way("nobody, by the proxy", PROXY, Map.of(), 401, false, false),
                new Way(
                        "a user of another group",
                        PROXY,
                        Map.of("X-authentik-username", "eve", "X-authentik-groups", "paper-ish"),
                        403,
                        false,
                        false),
                new Way("a user without groups", PROXY, Map.of("X-authentik-username", "eve"), 403, false, false),
                new Way("a member", PROXY, ben, 403, true, false),
                new Way("an administrator", PROXY, anna, 0, true, true),
                new Way("a made up token", ELSEWHERE, Map.of("Authorization", "Bearer pngx_AAAA"), 401, false, false),
                new Way(
                        "an administrator with a made up token",
                        PROXY,
                        Map.of(
                                "X-authentik-username",
                                "anna",
                                "X-authentik-groups",
                                "paper|paper admins",
                                "Authorization",
                                "Bearer x"),
                        401,
                        false,
                        false),
                new Way("an empty token", ELSEWHERE, Map.of("Authorization", "Bearer "), 401, false, false),
                new Way("a password", ELSEWHERE, Map.of("Authorization", "Basic YTpi"), 403, false, false),
                new Way(
                        "a reader's token",
                        ELSEWHERE,
                        Map.of("Authorization", "Bearer " + readerToken),
                        403,
                        true,
                        false),
                new Way(
                        "an administrator's token",
                        ELSEWHERE,
                        Map.of("Authorization", "bearer " + adminToken),
                        0,
                        true,
                        true));
    }

    @Test
    void every_path_has_a_row() {
        Set<String> paths = new TreeSet<>(server.routes());
        paths.addAll(List.of("GET /static/app.css", "GET " + LogStream.PATH));

        assertThat(TABLE.keySet()).as("paths and rows").containsExactlyInAnyOrderElementsOf(paths);
    }

    @Test
    void every_path_lets_in_whom_its_row_says_and_nobody_else() throws Exception {
        List<String> wrong = new ArrayList<>();
        long run = server.runs
                .queue(server.replica("Home"), Run.Mode.FULL)
                .orElseThrow()
                .id();
        for (Map.Entry<String, Kind> row : TABLE.entrySet()) {
            for (Way way : ways()) {
                // Ids that do not exist: a request with access gets 404, and nothing changes for the next row.
                String path = row.getKey()
                        .replace("/runs/{id}", "/runs/" + run)
                        .replace("{id}", "987654")
                        .replace("{name}", "nowhere");
                for (String page : List.of("false", "true")) {
                    Map<String, String> headers = new LinkedHashMap<>(way.headers());
                    headers.put("HX-Request", page);
                    server.failedLogins().forget();
                    int status = Integer.parseInt(
                            call(way.from(), path, headers, "[").split(" ")[1]);
                    boolean may =
                            row.getValue() == Kind.FREE || row.getValue() == Kind.LOOK && way.looks() || way.changes();
                    boolean right = may ? status != 401 && status != 403 && status < 500 : status == way.refusal();
                    if (!right) {
                        wrong.add(way.name() + ": " + path + " -> " + status);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_refusal_says_what_to_do() throws Exception {
        assertThat(call(ELSEWHERE, "GET /api/settings", Map.of(), ""))
                .contains("Only the login proxy may send requests to this port")
                .contains(ELSEWHERE);
        assertThat(call(PROXY, "GET /api/settings", Map.of(), ""))
                .contains("sign in first")
                .contains("WWW-Authenticate: Bearer");
        assertThat(call(PROXY, "GET /", Map.of("X-authentik-username", "<b>eve", "Accept", "text/html"), ""))
                .contains("Content-Type: text/html")
                .contains("&lt;b&gt;eve")
                .contains("not in the group paper")
                .doesNotContain("<b>eve");
        assertThat(call(
                        PROXY,
                        "POST /api/pause",
                        Map.of("X-authentik-username", "ben", "X-authentik-groups", "paper"),
                        ""))
                .contains("paper admins");
        assertThat(server.settings.paused()).isFalse();
    }

    @Test
    void guessing_is_slowed_down_and_logged_and_locks_nobody_else_out() throws Exception {
        server.failedLogins().forget();
        String thief = "127.0.0.3";
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 40; i++) {
                call(thief, "GET /api/settings", Map.of("Authorization", "Bearer pngx_guess" + i), "");
            }
            assertThat(call(thief, "GET /api/settings", Map.of("Authorization", "Bearer pngx_guess"), ""))
                    .startsWith("HTTP/1.1 429 ")
                    .contains("Retry-After: ")
                    .contains("Your address is blocked for a while, because many of its requests were refused");
            assertThat(call(thief, "GET /api/settings", Map.of(), ""))
                    .as("a login past the proxy")
                    .startsWith("HTTP/1.1 429 ");
            assertThat(log.with("Refused an unknown API token from " + thief)).hasSize(1);
            assertThat(log.with("pngx_guess")).isEmpty();
        }
        assertThat(call(thief, "GET /api/settings", Map.of("Authorization", "Bearer " + readerToken), ""))
                .as("who has a token is not locked out")
                .startsWith("HTTP/1.1 200 ");
        assertThat(call(ELSEWHERE, "GET /api/settings", Map.of("Authorization", "Bearer x"), ""))
                .as("another address")
                .startsWith("HTTP/1.1 401 ");
        server.failedLogins().forget();
    }

    @Test
    void a_header_that_came_twice_is_not_believed() throws Exception {
        for (String header : List.of(
                "X-authentik-username: anna\r\nX-authentik-username: eve\r\nX-authentik-groups: paper|paper admins",
                "X-authentik-username: eve\r\nX-authentik-groups: paper|paper admins\r\nX-AUTHENTIK-GROUPS: paper")) {
            assertThat(server.raw(
                            PROXY,
                            "POST /api/pause HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header
                                    + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("was sent more than once");
        }
    }

    @Test
    void the_page_shows_who_is_signed_in_and_hides_what_they_may_not_do() throws Exception {
        server.master();
        server.replica("Home");
        String ben = call(PROXY, "GET /", Map.of("X-authentik-username", "ben <i>", "X-authentik-groups", "paper"), "");
        String anna = call(
                PROXY, "GET /", Map.of("X-authentik-username", "anna", "X-authentik-groups", "paper|paper admins"), "");

        assertThat(ben)
                .contains("class=\"reader\"")
                .contains("ben &lt;i&gt;")
                .contains("read-only")
                .doesNotContain("Anyone on the network");
        assertThat(anna).doesNotContain("class=\"reader\"").contains(">anna<");
    }

    @Test
    void a_token_is_kept_as_a_hash_and_refused_once_it_is_revoked() throws Exception {
        ApiTokens table = new ApiTokens(server.db);
        ApiTokens.ApiToken reader = table.all().stream()
                .filter(token -> token.role() == Role.READER)
                .findFirst()
                .orElseThrow();

        assertThat(readerToken).hasSize(48).startsWith("pngx_");
        assertThat(table.all().toString()).doesNotContain(readerToken).doesNotContain(readerToken.substring(5));
        assertThat(reader.createdBy()).isEqualTo("anna");
        assertThat(call(ELSEWHERE, "GET /api/tokens", Map.of("Authorization", "Bearer " + readerToken), ""))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContain(readerToken)
                .doesNotContain(reader.hash());
        org.awaitility.Awaitility.await().until(() -> table.all().get(0).lastUsedAt() != null);

        assertThat(call(
                        ELSEWHERE,
                        "DELETE /api/tokens/" + reader.id(),
                        Map.of("Authorization", "Bearer " + adminToken),
                        ""))
                .startsWith("HTTP/1.1 204 ");
        assertThat(call(ELSEWHERE, "GET /api/settings", Map.of("Authorization", "Bearer " + readerToken), ""))
                .startsWith("HTTP/1.1 401 ");
    }

    @Test
    void the_token_of_a_webhook_opens_its_own_address_alone() throws Exception {
        Map<String, String> hook = Map.of("Authorization", "Bearer " + made("hook"));

        assertThat(call(ELSEWHERE, "POST /api/hooks/paperless", hook, "{\"doc_id\": 17}"))
                .startsWith("HTTP/1.1 202 ")
                .contains("\"document_id\":17");
        for (String other : List.of(
                "GET /",
                "GET /api/settings",
                "POST /api/sync",
                "POST /api/tokens",
                "GET /metrics",
                "GET /api/hooks/paperless")) {
            assertThat(call(ELSEWHERE, other, hook, "{}"))
                    .as(other)
                    .startsWith("HTTP/1.1 403 ")
                    .contains("only valid for webhooks of paperless-ngx");
        }
    }

    @Test
    void a_token_needs_a_name_of_its_own_and_a_role() throws Exception {
        Map<String, String> admin = Map.of("Authorization", "Bearer " + adminToken);
        assertThat(call(ELSEWHERE, "POST /api/tokens", admin, "{\"name\": \"Reader\", \"role\": \"reader\"}"))
                .contains("is already the name of another token");
        assertThat(call(ELSEWHERE, "POST /api/tokens", admin, "{\"name\": \"x\", \"role\": \"king\"}"))
                .contains("must be one of reader, admin, hook");
        assertThat(call(ELSEWHERE, "POST /api/tokens", admin, "{}"))
                .contains("name: is required")
                .contains("role: is required");
    }

    /** Returns the status line, the headers and the beginning of the body. */
    private static String call(String from, String call, Map<String, String> headers, String body) throws Exception {
        StringBuilder request = new StringBuilder(
                call + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        request.append("Content-Length: ")
                .append(body.length())
                .append("\r\n\r\n")
                .append(body);
        return call.endsWith("/stream") ? server.head(from, request.toString()) : server.raw(from, request.toString());
    }
}

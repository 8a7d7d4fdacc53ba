package io.pngx.controller.web;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Run;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EveryPathTest {
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.reset();
    }

    private static final List<String> PATHS = List.of(
            "/",
            "/healthz",
            "/metrics",
            "/setup",
            "/language/de",
            "/replicas",
            "/replicas/new",
            "/replicas/{id}",
            "/replicas/{id}/settings",
            "/replicas/{id}/promote",
            "/switchovers",
            "/api/replicas/{id}/promote",
            "/api/switchovers",
            "/api/switchovers/{id}",
            "/api/switchovers/{id}/checklist",
            "/api/switchovers/{id}/returned",
            "/api/switchovers/{id}/left-behind.csv",
            "/api/switchovers/{id}/left-behind.zip",
            "/api/switchovers/{id}/cancel",
            "/api/switchovers/{id}/undo",
            "/documents",
            "/documents/{id}",
            "/documents/{id}/thumbnail",
            "/api/documents",
            "/api/documents/retry",
            "/api/documents/verify",
            "/api/documents/{id}",
            "/api/documents/{id}/differences",
            "/runs",
            "/runs/{id}",
            "/logs",
            "/deletions",
            "/pipeline",
            "/settings",
            "/settings/notifications",
            "/settings/nope",
            "/api/tokens",
            "/api/tokens/{id}",
            "/api/diagnostics",
            "/api/inbox",
            "/api/openapi.yaml",
            "/api-docs",
            "/api/settings",
            "/api/configuration",
            "/api/settings/test",
            "/api/alerts",
            "/api/alerts/test",
            "/api/hooks/paperless",
            "/api/pause",
            "/api/resume",
            "/api/replicas",
            "/api/replicas/test",
            "/api/replicas/{id}",
            "/api/replicas/{id}/test",
            "/api/replicas/{id}/pause",
            "/api/replicas/{id}/resume",
            "/api/sync",
            "/api/sync/cancel",
            "/api/sync/running",
            "/api/sync/runs",
            "/api/sync/runs/{id}",
            "/api/sync/runs/{id}/plan",
            "/api/sync/runs/{id}/plan.csv",
            "/api/replicas/{id}/adoptions",
            "/api/replicas/{id}/verifications",
            "/api/replicas/{id}/drill",
            "/api/replicas/{id}/drills",
            "/api/replicas/{id}/missing.csv",
            "/api/drills/{id}",
            "/api/drills/{id}/cancel",
            "/drills/{id}",
            "/api/replicas/{id}/accept",
            "/api/logs",
            "/rules",
            "/new-rule",
            "/rules/{id}",
            "/api/rules",
            "/api/rules/validate",
            "/api/rules/{id}",
            "/api/rules/{id}/switch",
            "/api/rules/{id}/delete",
            "/api/replicas/{id}/delete",
            "/api/tokens/{id}/revoke",
            "/api/rules/{id}/try",
            "/api/rules/{id}/try.csv",
            "/static/app.css",
            "/static/app.css/",
            "/nope",
            "/api",
            "/api/",
            "/api/replicas/",
            "/api/replicas/%00",
            "/api/replicas/-1",
            "/static/../pom.xml",
            "/static/%2e%2e/pom.xml",
            "/pom.xml",
            "/%F0%9F%98%80");

    /** Returns the bodies to try. Without soak, a method without a body gets none, and a page sends no broken JSON. */
    private static List<String> bodies(String method, String page) {
        if (!Boolean.getBoolean("pngx.soak")) {
            if (List.of("GET", "HEAD", "OPTIONS").contains(method)) {
                return List.of("");
            }
            if (page.equals("true")) {
                return List.of("", "{}");
            }
        }
        return List.of("", "{}", "{\"name\": ", "\u0000", "[[[[", "\"x\"");
    }

    @Test
    void every_path_answers_every_method_with_something_sensible() throws Exception {
        List<String> odd = new ArrayList<>();
        for (String path : PATHS) {
            for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
                for (String page : List.of("true", "false")) {
                    for (String body : bodies(method, page)) {
                        server.reset();
                        long id = server.replica("Home");
                        server.runs.finish(
                                server.runs
                                        .queue(id, Run.Mode.FULL)
                                        .orElseThrow()
                                        .id(),
                                Run.State.SUCCESS,
                                null);
                        WebServer.Reply reply = server.send(server.request(
                                        path.replace("{id}", String.valueOf(id)).replace("\u0000", ""))
                                .method(method, BodyPublishers.ofString(body))
                                .header("Content-Type", "application/json")
                                .header("HX-Request", page));
                        boolean known = List.of(200, 201, 202, 204, 303, 400, 403, 404, 405, 409)
                                        .contains(reply.status())
                                || path.startsWith("/api/hooks/") && reply.status() == 401
                                // A webhook without a token is refused, and after some failures blocked.
                                || path.startsWith("/api/hooks/")
                                        && reply.status() == 429
                                        && reply.header("Retry-After") != null;
                        boolean said = method.equals("HEAD")
                                || reply.status() == 204
                                || reply.status() == 303
                                || !reply.body().isBlank();
                        boolean allow = reply.status() != 405 || reply.header("Allow") != null;
                        if (!known || !said || !allow || reply.body().contains("Exception")) {
                            odd.add(method + " " + path + " " + body + " -> " + reply.status() + " " + reply.body());
                        }
                    }
                }
            }
        }
        assertThat(odd).isEmpty();
    }

    @Test
    void another_method_is_a_405_that_names_the_right_ones() throws Exception {
        WebServer.Reply reply = server.call("DELETE", "/api/settings", "");

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET, POST, PUT");
        assertThat(reply.detail()).isEqualTo("This address accepts GET, POST, PUT, not DELETE.");
    }

    @Test
    void every_address_refuses_every_other_method_and_names_those_that_it_accepts() throws Exception {
        Map<String, Set<String>> accepted = new TreeMap<>();
        for (String route : server.routes()) {
            String[] methodAndPath = route.split(" ");
            accepted.computeIfAbsent(methodAndPath[1], path -> new TreeSet<>()).add(methodAndPath[0]);
        }
        assertThat(accepted).hasSizeGreaterThan(80);
        accepted.remove("/api/hooks/paperless"); // asks for a token first
        accepted.remove("/api/rules/validate"); // may also be the name of a rule
        List<String> wrong = new ArrayList<>();
        for (String path : accepted.keySet()) {
            for (String method :
                    List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "NOPE")) {
                if (accepted.get(path).contains(method)) {
                    continue;
                }
                WebServer.Reply reply = server.send(
                        server.request(path.replaceAll("\\{[a-z]+}", "17")).method(method, noBody()));
                String allowed = String.join(", ", accepted.get(path));
                if (reply.status() != 405 || !allowed.equals(reply.header("Allow"))) {
                    wrong.add(method + " " + path + " -> " + reply.status() + ", Allow: " + reply.header("Allow"));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/replicas/test, POST",
        "DELETE, /api/replicas/test, POST",
        "OPTIONS, /api/replicas/test, POST",
        "PUT, /api/replicas/test/, POST",
        "OPTIONS, /api/logs/stream, GET",
        "POST, /static/app.css, 'GET, HEAD'",
        "OPTIONS, /static/app.css, 'GET, HEAD'",
        "GET, /api/documents/retry, POST",
        "OPTIONS, /api/documents/verify, POST",
        "POST, /replicas/new, GET",
        "OPTIONS, /api/replicas/17, 'DELETE, GET, POST, PUT'",
        "OPTIONS, /api/replicas/none, 'DELETE, GET, POST, PUT'",
        "OPTIONS, /api/rules/validate, 'DELETE, GET, POST, PUT'"
    })
    void each_address_allows_only_its_own_methods(String method, String path, String allowed) throws Exception {
        WebServer.Reply reply = server.call(method, path, "");

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo(allowed);
        assertThat(reply.detail()).isEqualTo("This address accepts " + allowed + ", not " + method + ".");
    }

    @Test
    void a_rule_may_have_the_name_of_a_command() throws Exception {
        WebServer.Reply reply = server.get("/api/rules/validate");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.detail()).contains("validate");
    }

    @Test
    void an_unknown_address_is_a_problem_to_a_program_and_a_page_to_a_person() throws Exception {
        assertThat(server.get("/api/nope").json().path("status").asInt()).isEqualTo(404);
        WebServer.Reply page = server.send(server.request("/nope").header("Accept", "text/html,*/*"));
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.body()).contains("There is nothing at this address.").contains("To the dashboard");
    }

    @Test
    void health_needs_nothing() throws Exception {
        WebServer.Reply reply = server.get("/healthz");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("status").asText()).isEqualTo("UP");
        assertThat(reply.json().path("version").asText()).matches("[0-9]+\\.[0-9]+.*");
    }

    @Test
    void files_are_kept_by_the_browser_until_they_change() throws Exception {
        String page = server.get("/settings").body();
        String css = page.replaceAll("(?s).*href=\"(/static/app.css[^\"]*)\".*", "$1");

        assertThat(server.get(css).header("Cache-Control")).contains("immutable");
        assertThat(server.get("/static/app.css").header("Cache-Control")).isEqualTo("no-cache");
        assertThat(server.get("/static/htmx.min.js").body()).contains("htmx");
        assertThat(server.get("/static/pico.min.css").body()).contains("--pico");
    }

    @Test
    void the_pages_can_be_installed() throws Exception {
        JsonNode manifest = server.get("/static/manifest.webmanifest").json();

        assertThat(server.get("/settings").body())
                .contains("rel=\"manifest\" crossorigin=\"use-credentials\" href=\"/static/manifest.webmanifest")
                .contains("name=\"theme-color\"");
        assertThat(server.get("/static/manifest.webmanifest").header("Content-Type"))
                .isEqualTo("application/manifest+json");
        assertThat(manifest.path("start_url").asText()).isEqualTo("/");
        assertThat(manifest.path("icons")).hasSize(3).allSatisfy(icon -> {
            byte[] picture = bytes(icon.path("src").asText());
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
            assertThat(image.getWidth() + "x" + image.getHeight())
                    .isEqualTo(icon.path("sizes").asText());
        });
    }

    @Test
    void a_first_visit_weighs_less_than_120_kB() throws Exception {
        server.master();
        server.replica("Home");
        String page = server.get("/").body();
        List<String> files = Pattern.compile(
                        "(?:<link rel=\"(?:icon|stylesheet|manifest)\"[^>]*|<script[^>]*|<img[^>]*)"
                                + "(?:href|src)=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(files).hasSizeGreaterThan(10).allMatch(file -> file.startsWith("/static/"));

        long sum = bytes("/").length;
        for (String file : files) {
            sum += bytes(file).length;
        }
        assertThat(sum).isBetween(20_000L, 120_000L);
    }

    /** Returns the body as a browser receives it, compressed if it is text. */
    private static byte[] bytes(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        server.request(path).header("Accept-Encoding", "gzip").build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }
}

package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.ExtraHeaders;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.Database;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Makes a successful run and a failed one, then searches everything that was written for secrets. */
class SecretsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String HEADER = "s3cret-of-the-gatekeeper";
    private static final String HOOK = "s3cret-of-the-home-automation";
    private static final String HOOK_TOKEN = "s3cret-token-of-the-home-automation";
    private static final Pattern LINK = Pattern.compile("(?:href|hx-get)=\"(/[^\"#]*)");
    /** A query of several filters, or of several values of one filter. */
    private static final Pattern COMBINED = Pattern.compile("&|,|%2C");

    private static final List<String> CALLS = List.of(
            "/api/settings",
            "/api/replicas",
            "/api/replicas/1",
            "/api/replicas/2",
            "/api/logs?limit=500",
            "/api/diagnostics",
            "/api/sync/runs",
            "/api/sync/running",
            "/api/deletions",
            "/api/inbox",
            "/api/tokens",
            "/api/alerts",
            "/api/configuration",
            "/api/rules",
            "/api/nope",
            "/metrics");
    private static final List<String> MANAGEMENT =
            List.of("/", "/health/live", "/health/ready", "/metrics", "/hawtio/", "/hawtio/jolokia", "/nope");
    private static final String PASSWORD = "s3cret-of-the-console";
    private static final String PROXY = "s3cret-of-the-proxy";
    private static final String APPRISE = "s3cret-host-of-a-service";
    private static final String TELEGRAM = "s3cret-token-of-the-bot";
    private static final String MAIL = "s3cret-password-of-the-mail-server";
    private static final String WEBHOOK = "s3cret-address-of-the-webhook";
    private static final String WEBHOOK_TOKEN = "s3cret-token-of-the-webhook";
    private static final String NTFY = "s3cret-topic";
    private static final String PING = "s3cret-ping";

    private final Paperless master = Version.V2.start();
    private final Paperless replica = Version.V3.start();
    private final Paperless broken = Version.V2.start();
    private final SecondJvm controller = new SecondJvm("128m");
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void end() {
        controller.close();
        List.of(master, replica, broken).forEach(Paperless::close);
    }

    @Test
    void noSecretIsInAnyLogPageAnswerOrFile() throws Exception {
        for (int i = 1; i <= 3; i++) {
            master.library().add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i + "."));
        }
        controller.configure(master, List.of(replica, broken), 2, Duration.ofSeconds(30));
        try (Database database = Database.open(controller.database())) {
            String headers = new Vault(Boot.SECRET_KEY).encrypt(ExtraHeaders.toJson(Map.of("X-Gatekeeper", HEADER)));
            new ConnectionOptionsTable(database).put("master", new ConnectionOptionsTable.Row(headers, null));
            new ConnectionOptionsTable(database).put("replica-1", new ConnectionOptionsTable.Row(headers, null));
            new ConnectionOptionsTable(database).put("replica-2", new ConnectionOptionsTable.Row(headers, null));
        }
        broken.faults().on("POST", ".*").status(500);
        controller.set("MANAGEMENT_PASSWORD", PASSWORD);
        controller.set("HTTP_PROXY", "http://gate:" + PROXY + "@127.0.0.1:1");
        Files.createDirectories(controller.rules());
        Files.writeString(
                controller.rules().resolve("new-invoice.yaml"),
                RulesDocsTest.PRINTED
                        .get("new-invoice")
                        .replace(
                                "- to:",
                                "- setHeader: {name: Authorization, constant: \"Bearer {{hook_token}}\"}\n"
                                        + "              - to:"));
        controller.set("HOOK_TOKEN", HOOK_TOKEN);
        controller.set("INVOICE_HOOK", broken.url() + "/api/webhook/" + HOOK);
        controller.start();
        controller.awaitWhileItRuns(
                "the rule is on",
                PATIENCE,
                () -> call("PUT", "/api/rules/new-invoice/switch", "{\"everywhere\": true}") == 200);
        controller.awaitSuccess(1, PATIENCE);
        controller.awaitWhileItRuns(
                "a failure in the log",
                PATIENCE,
                () -> controller.count("select count(*) from logs where level in ('WARN', 'ERROR')") > 0);
        assertThat(master.journal().all()).isNotEmpty();
        int invoice = Papers.lookup(master.api(), "document_types", "name", "Invoice");
        master.library().add(NewDocument.text("told.txt", "It is told of.").documentType(invoice));
        call("POST", "/api/sync", "{}");
        controller.awaitWhileItRuns(
                "a rule that failed",
                PATIENCE,
                () -> controller.count("select count(*) from logs where action = 'rule' and level = 'WARN'") > 0);

        Map<String, String> said = new LinkedHashMap<>();
        alertsThatReachNobody(said);
        String token = send("POST", "/api/tokens", "{\"name\": \"a script\", \"role\": \"reader\"}")
                .replaceAll("(?s).*\"(pngx_[^\"]+)\".*", "$1");
        assertThat(token).startsWith("pngx_").doesNotContain("\"");
        crawl(controller.url(), CALLS, Map.of("Authorization", "Bearer " + token), said);
        crawl(controller.url(), CALLS, Map.of(), said);
        assertThat(said).as("pages that were read").hasSizeGreaterThan(15);
        crawl("http://127.0.0.1:" + controller.managementPort(), MANAGEMENT, Map.of(), said);
        managementPort(said);
        said.put("the log of the process", controller.log());
        try (Stream<Path> files = Files.walk(controller.database().getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                said.put(
                        file.getFileName().toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        for (String secret : List.of(
                master.adminToken(),
                replica.adminToken(),
                broken.adminToken(),
                HEADER,
                HOOK,
                HOOK_TOKEN,
                Boot.SECRET_KEY,
                PASSWORD,
                PROXY,
                WEBHOOK,
                WEBHOOK_TOKEN,
                APPRISE,
                TELEGRAM,
                MAIL,
                NTFY,
                PING,
                token)) {
            said.forEach((where, text) -> assertThat(text.contains(secret))
                    .as("the secret %s in %s", secret, where)
                    .isFalse());
        }
    }

    /** Adds one alert target that does not exist, and one target behind a missing proxy. */
    private void alertsThatReachNobody(Map<String, String> said) throws Exception {
        said.put(
                "PUT /api/alerts",
                send(
                        "PUT",
                        "/api/alerts",
                        "{\"webhook_url\": \"http://127.0.0.1:1/" + WEBHOOK + "\", \"webhook_token\": \""
                                + WEBHOOK_TOKEN + "\", \"ntfy_url\": \"http://ntfy.invalid/" + NTFY
                                + "\", \"ping_url_1\": \"http://127.0.0.1:1/" + PING
                                + "\", \"apprise_url\": \"http://127.0.0.1:1/notify\", \"apprise_urls\": \"json://"
                                + APPRISE + "\", \"telegram_url\": \"http://127.0.0.1:1\", \"telegram_token\": \"1:"
                                + TELEGRAM + "\", \"telegram_chat\": \"1\", \"mail_host\": \"127.0.0.1\", "
                                + "\"mail_port\": 1, \"mail_from\": \"a@example.org\", \"mail_to\": "
                                + "\"b@example.org\", \"mail_user\": \"pngx\", \"mail_password\": \"" + MAIL
                                + "\"}"));
        assertThat(said.get("PUT /api/alerts")).contains("\"token_set\":true", "http://ntfy.invalid");
        said.put("POST /api/alerts/test", send("POST", "/api/alerts/test", "{}"));
        assertThat(said.get("POST /api/alerts/test")).contains("\"ok\":false").doesNotContain("\"ok\":true");
        said.put("POST /api/sync", send("POST", "/api/sync", "{\"mode\": \"full\"}"));
        controller.awaitSuccess(2, PATIENCE);
        controller.awaitWhileItRuns(
                "a ping that is not taken",
                PATIENCE,
                () -> controller.count(
                                "select count(*) from alert_targets where name like 'ping%' and last_error is not null")
                        > 0);
    }

    /**
     * Collects everything that the console reads: all allowed attributes of all MBeans, and the sources of the routes.
     */
    private void managementPort(Map<String, String> said) throws Exception {
        String basic = Base64.getEncoder().encodeToString(("anybody:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        Map<String, String> signedIn = Map.of("Authorization", "Basic " + basic);
        String url = "http://127.0.0.1:" + controller.managementPort();
        crawl(url, MANAGEMENT, signedIn, said);
        said.put(
                "the beans",
                jolokia(
                        url,
                        signedIn,
                        "{\"type\": \"read\", \"mbean\": \"*:*\", \"config\": {\"ignoreErrors\": true}}"));
        for (String operation : List.of("dumpRoutesAsXml()", "dumpRoutesStatsAsXml(boolean,boolean)")) {
            said.put(
                    operation,
                    jolokia(
                            url,
                            signedIn,
                            "{\"type\": \"exec\", \"mbean\": \"org.apache.camel:context=pngx-controller,"
                                    + "type=context,name=\\\"pngx-controller\\\"\", "
                                    + "\"operation\": \"" + operation + "\", \"arguments\": ["
                                    + (operation.contains("boolean") ? "true, " + Boolean.getBoolean("pngx.soak") : "")
                                    + "]}"));
        }
        assertThat(said.get("the beans")).contains("syncReplica", "ExchangesTotal", "rulehttp:", "rule-new-invoice-r");
        assertThat(said.get("dumpRoutesAsXml()")).contains("rule-new-invoice-r");
        assertThat(said.get("dumpRoutesStatsAsXml(boolean,boolean)")).contains("rule-new-invoice-r");
    }

    private String jolokia(String url, Map<String, String> headers, String question) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/hawtio/jolokia"))
                .POST(HttpRequest.BodyPublishers.ofString(question));
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String send(String method, String path, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(controller.url() + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body();
    }

    /** @return the status; 0: no answer yet */
    private int call(String method, String path, String body) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(controller.url() + path))
                                    .header("Content-Type", "application/json")
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads every linked page, and makes the calls of the API. Of a list, only the filters are read, one value at a
     * time: all combinations, in any order, would be thousands of pages, and each of them shows what the values show.
     */
    private void crawl(String url, List<String> calls, Map<String, String> headers, Map<String, String> found)
            throws Exception {
        String who = url + headers.keySet() + " ";
        Deque<String> next = new ArrayDeque<>(calls);
        next.add("/");
        while (!next.isEmpty()) {
            String path = next.poll().replace("&amp;", "&");
            if (found.containsKey(who + path) || path.startsWith("/static/") || path.contains("/stream")) {
                continue;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
            headers.forEach(request::header);
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            found.put(who + path, answer.headers() + answer.body());
            Matcher links = LINK.matcher(answer.body());
            while (links.find()) {
                if (!COMBINED.matcher(links.group(1)).find()) {
                    next.add(links.group(1));
                }
            }
        }
    }
}

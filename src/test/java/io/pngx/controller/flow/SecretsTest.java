package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.ExtraHeaders;
import io.pngx.controller.simulator.NewDocument;
import io.pngx.controller.simulator.Paperless;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Reaches;
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
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run that goes well and one that does not; then everything that was said of them is searched for what must not be in it. */
class SecretsTest {
    private static final String HEADER = "s3cret-of-the-gatekeeper";
    private static final String HOOK = "s3cret-of-the-home-automation";
    private static final Pattern LINK = Pattern.compile("(?:href|hx-get)=\"(/[^\"#]*)");
    private static final List<String> CALLS = List.of("/api/settings", "/api/replicas", "/api/replicas/1", "/api/replicas/2", "/api/logs?limit=500", "/api/diagnostics",
            "/api/sync/runs", "/api/sync/running", "/api/deletions", "/api/tokens", "/api/nope", "/metrics");

    private final Paperless master = Version.V2.start();
    private final Paperless replica = Version.V3.start();
    private final Paperless broken = Version.V2.start();
    private final SecondJvm controller = new SecondJvm("128m");

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
            String headers = new Vault(Boot.SECRET_KEY).encrypt(ExtraHeaders.text(Map.of("X-Gatekeeper", HEADER)));
            new Reaches(database).put("master", new Reaches.Row(headers, null));
            new Reaches(database).put("replica-1", new Reaches.Row(headers, null));
            new Reaches(database).put("replica-2", new Reaches.Row(headers, null));
        }
        broken.faults().on("POST", ".*").status(500);
        Files.createDirectories(controller.rules());
        Files.writeString(controller.rules().resolve("new-invoice.yaml"), RulesDocsTest.PRINTED.get("new-invoice"));
        controller.set("INVOICE_HOOK", broken.url() + "/api/webhook/" + HOOK);
        controller.start();
        controller.awaitWhileItRuns("the rule is on", Duration.ofSeconds(90), () -> call("PUT", "/api/rules/new-invoice/switch", "{\"everywhere\": true}") == 200);
        controller.awaitSuccess(1, Duration.ofSeconds(90));
        controller.awaitWhileItRuns("a failure in the log", Duration.ofSeconds(90), () -> controller.count("select count(*) from logs where level in ('WARN', 'ERROR')") > 0);
        assertThat(master.journal().all()).isNotEmpty();
        int invoice = Papers.lookup(master.api(), "document_types", "name", "Invoice");
        master.library().add(NewDocument.text("told.txt", "It is told of.").documentType(invoice));
        call("POST", "/api/sync", "{}");
        controller.awaitWhileItRuns("a rule that failed", Duration.ofSeconds(90), () -> controller.count("select count(*) from logs where action = 'rule' and level = 'WARN'") > 0);

        Map<String, String> said = crawl();
        assertThat(said).as("pages that were read").hasSizeGreaterThan(15);
        said.put("the log of the process", controller.log());
        try (Stream<Path> files = Files.walk(controller.database().getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                said.put(file.getFileName().toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        for (String secret : List.of(master.adminToken(), replica.adminToken(), broken.adminToken(), HEADER, HOOK, Boot.SECRET_KEY)) {
            said.forEach((where, text) -> assertThat(text.contains(secret)).as("a secret in " + where).isFalse());
        }
    }

    /** @return the status; 0: nothing answers (yet) */
    private int call(String method, String path, String body) {
        try {
            return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(controller.url() + path)).header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString()).statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every page that a link leads to, and the calls of the API. */
    private Map<String, String> crawl() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        Map<String, String> found = new LinkedHashMap<>();
        Deque<String> next = new ArrayDeque<>(CALLS);
        next.add("/");
        while (!next.isEmpty()) {
            String path = next.poll().replace("&amp;", "&");
            if (found.containsKey(path) || path.startsWith("/static/") || path.contains("/stream")) {
                continue;
            }
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create(controller.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
            found.put(path, answer.headers() + answer.body());
            Matcher links = LINK.matcher(answer.body());
            while (links.find()) {
                next.add(links.group(1));
            }
        }
        return found;
    }
}

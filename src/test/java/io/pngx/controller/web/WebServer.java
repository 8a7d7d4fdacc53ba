package io.pngx.controller.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.cycle.ChangeHints;
import io.pngx.controller.engine.instances.ConnectionCheck;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.engine.instances.MasterNames;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.switchover.SwitchoverChecklist;
import io.pngx.controller.engine.switchover.SwitchoverRequests;
import io.pngx.controller.flow.Boot;
import io.pngx.controller.flow.FreePorts;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.NewDatabase;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.web.api.LogStream;
import io.pngx.controller.web.security.FailedLoginLimit;
import io.pngx.controller.web.security.RequestGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.main.Main;

/** Only the web part, on a free port, with its own database and a connection test whose results the tests set. */
public final class WebServer implements AutoCloseable {
    public static final ObjectMapper JSON = new ObjectMapper();

    public final Database db;
    public final Replicas replicas;
    public final Runs runs;
    public final RunProgress progress;
    public final WorkQueue work;
    public final Logs logs;
    public final KeyValues settings;
    public final Vault vault;
    public final AtomicInteger connectionChanges = new AtomicInteger();
    public final List<ConnectionCheck> tested = new CopyOnWriteArrayList<>();
    public final int port;
    public final ChangeHints hints;
    public volatile MasterStatus.Status master =
            new MasterStatus.Status("unknown", null, null, null, null, null, MasterNames.NONE);
    public volatile ConnectionReport report =
            new ConnectionReport(true, "2.20.1", 9, "admin", true, 1234L, 12L, 0L, List.of());
    public volatile ConnectionReport replicaReport = report;
    public RuleEngine rules;
    private final Path folder;
    private final Main main = new Main();
    private final HttpClient client = HttpClient.newHttpClient();

    private WebServer(Path folder, int port, Map<String, String> more) throws Exception {
        this.folder = folder;
        this.port = port;
        Path file = folder.resolve("test.sqlite3");
        Map<String, String> variables = new HashMap<>(Map.of(
                "SECRET_KEY",
                Vault.generateKey(),
                "DATABASE_URL",
                "sqlite:///" + file,
                "HTTP_PORT",
                String.valueOf(port),
                "AUTH",
                "none"));
        variables.putAll(more);
        Settings environment = Settings.from(variables);
        db = NewDatabase.open(file);
        replicas = new Replicas(db);
        runs = new Runs(db);
        progress = new RunProgress(db);
        work = new WorkQueue(db);
        logs = new Logs(db);
        settings = new KeyValues(db);
        vault = environment.vault();
        hints = new ChangeHints(replicas, Clock.systemUTC());
        main.setPropertyPlaceholderLocations("false");
        main.addOverrideProperty("camel.main.jmxEnabled", "false");
        main.addOverrideProperty("camel.main.name", "web-" + port); // see Boot.withoutBeans
        main.addOverrideProperty("camel.component.direct.block", "false");
        Map.of(
                        "camel.server.enabled",
                        "true",
                        "camel.server.host",
                        "127.0.0.1",
                        "camel.server.port",
                        String.valueOf(port),
                        "camel.server.maxBodySize",
                        String.valueOf(RequestGuard.LONGEST_BODY),
                        "camel.main.routesIncludePattern",
                        "classpath:routes/web/*.camel.yaml",
                        "pngx.tick.sync",
                        "1000")
                .forEach(main::addOverrideProperty);
        main.bind("changeHints", hints);
        main.configure().addConfiguration(new Installer(environment));
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:testConnection").process(exchange -> {
                    tested.add(exchange.getMessage().getBody(ConnectionCheck.class));
                    exchange.getMessage().setBody(report);
                });
            }
        });
        main.start();
    }

    /** Must be public, because Camel calls this class. */
    public final class Installer implements org.apache.camel.CamelConfiguration {
        private final Settings environment;

        Installer(Settings environment) {
            this.environment = environment;
        }

        @Override
        public void configure(org.apache.camel.CamelContext camel) throws Exception {
            Credentials credentials =
                    new Credentials(environment.envFile(), vault, settings, replicas, new Journal(logs));
            rules = new RuleEngine(camel, environment.routesFolder(), db, List::of, environment.proxies());
            camel.getRegistry().bind("rules", rules);
            WebConfiguration.install(new WebParts(
                    camel,
                    environment,
                    Tables.of(db),
                    () -> master,
                    credentials,
                    hints,
                    () -> "# no metrics\n",
                    rules,
                    new SwitchoverRequests(
                            Tables.of(db),
                            () -> report,
                            replica -> replicaReport,
                            new Journal(logs),
                            Clock.systemUTC()),
                    new SwitchoverChecklist(Tables.of(db), vault, check -> report),
                    () -> {
                        connectionChanges.incrementAndGet();
                        credentials.save();
                    }));
        }
    }

    public static WebServer start() throws Exception {
        return start(Map.of());
    }

    /** @param more environment variables */
    public static WebServer start(Map<String, String> more) throws Exception {
        return new WebServer(Boot.newFolder(), FreePorts.next(), more);
    }

    /** Empties the database. */
    public void reset() {
        db.inTransaction(
                () -> List.of("logs", "replicas", "settings", "connection_options", "returned_documents", "switchovers")
                        .forEach(table -> db.write().sql("delete from " + table).update()));
        connectionChanges.set(0);
        master = new MasterStatus.Status("unknown", null, null, null, null, null, MasterNames.NONE);
        tested.clear();
    }

    public void master() {
        settings.put(Setting.MASTER_URL, "http://master.lan:8000");
        settings.put(Setting.MASTER_TOKEN, vault.encrypt("master-secret"));
    }

    public long replica(String name) {
        return replicas.add(
                name,
                "http://" + name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]", "") + ".lan:8000",
                vault.encrypt("secret-of-" + name),
                true,
                null,
                2);
    }

    /** Returns the paths of all routes with their methods, such as {@code GET /runs/{id}}. */
    public List<String> routes() {
        return main.getCamelContext().getRoutes().stream()
                .map(org.apache.camel.Route::getEndpoint)
                .filter(PlatformHttpEndpoint.class::isInstance)
                .map(PlatformHttpEndpoint.class::cast)
                .flatMap(endpoint -> java.util.Arrays.stream(
                                endpoint.getHttpMethodRestrict().split(","))
                        .map(method -> method + " " + endpoint.getPath()))
                .toList();
    }

    public LogStream stream() {
        return main.getCamelContext().getRegistry().findSingleByType(LogStream.class);
    }

    public FailedLoginLimit failedLogins() {
        return main.getCamelContext().getRegistry().findSingleByType(FailedLoginLimit.class);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    /** Sends a request, and holds the answer against the contract of the API. */
    public Reply send(HttpRequest.Builder request) throws Exception {
        return new Reply(ContractCheck.checked(client.send(request.build(), HttpResponse.BodyHandlers.ofString())));
    }

    public Reply get(String path) throws Exception {
        return send(request(path));
    }

    public Reply call(String method, String path, String json) throws Exception {
        return send(request(path)
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .header("Content-Type", "application/json"));
    }

    public Reply post(String path, String json) throws Exception {
        return call("POST", path, json);
    }

    public Reply put(String path, String json) throws Exception {
        return call("PUT", path, json);
    }

    /** Sends a form as the page does. */
    public Reply form(String method, String path, String form) throws Exception {
        return send(request(path)
                .method(method, HttpRequest.BodyPublishers.ofString(form))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("HX-Request", "true")
                .header("Sec-Fetch-Site", "same-origin"));
    }

    public Reply fragment(String path) throws Exception {
        return send(request(path).header("HX-Request", "true"));
    }

    /** Sends exactly this text, for requests that an HTTP client would not send. */
    public String raw(String request) throws IOException {
        return raw("127.0.0.1", request);
    }

    /** @param from the local address from which the request comes */
    public String raw(String from, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns the beginning of an endless answer. */
    public String head(String from, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            byte[] first = new byte[4000];
            int length = socket.getInputStream().read(first);
            return new String(first, 0, Math.max(0, length), StandardCharsets.UTF_8);
        }
    }

    public record Reply(HttpResponse<String> response) {
        public int status() {
            return response.statusCode();
        }

        public String body() {
            return response.body();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        public JsonNode json() throws IOException {
            return JSON.readTree(body());
        }

        /** Returns the rows of a list. */
        public JsonNode items() throws IOException {
            return json().path("items");
        }

        public String detail() throws IOException {
            return json().path("detail").asText();
        }
    }

    @Override
    public void close() {
        main.stop();
        db.close();
        Boot.delete(folder);
    }
}

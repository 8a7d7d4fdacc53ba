package io.pngx.controller.flow;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The controller in its own process, as it is shipped. Tests can kill it, and limit its memory. */
public final class SecondJvm implements AutoCloseable {
    /** Uses HTTP/1.1, because a request that upgrades to HTTP/2 can't have a long body. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path data = Boot.newFolder();
    private final Path log = data.resolve("log.txt");
    private final Map<String, String> environment = Boot.environment(data);
    private final String memory;
    private final UnaryOperator<List<String>> starter;
    private final List<String> properties = new ArrayList<>();
    private Process process;
    private int starts;
    private int descriptors;
    private boolean withoutRoot;

    /** @param memory value of {@code -Xmx} */
    public SecondJvm(String memory) {
        this(memory, ClassArchive::command);
    }

    /** @param starter returns the command that starts a controller with these options of Java */
    SecondJvm(String memory, UnaryOperator<List<String>> starter) {
        this.memory = memory;
        this.starter = starter;
    }

    /** Stores the values that a user would enter, and closes the database, so that only the process uses it. */
    public void configure(Paperless master, List<Paperless> replicas, int uploadsInFlight, Duration workerTimeLimit) {
        try (Database database = Database.open(data.resolve("db.sqlite3"))) {
            Vault vault = new Vault(Boot.SECRET_KEY);
            KeyValues settings = new KeyValues(database);
            settings.put(Setting.MASTER_URL, master.url());
            settings.put(Setting.MASTER_TOKEN, vault.encrypt(master.adminToken()));
            settings.put(Setting.SYNC_INTERVAL, "86400");
            settings.put(Setting.WORKER_TIME_LIMIT, String.valueOf(workerTimeLimit.toSeconds()));
            for (Paperless replica : replicas) {
                new Replicas(database)
                        .add(
                                "replica " + replica.port(),
                                replica.url(),
                                vault.encrypt(replica.adminToken()),
                                true,
                                null,
                                uploadsInFlight);
            }
        }
    }

    /** Sets another address for a server, such as that of a proxy. The process must not run. */
    void standsBefore(Paperless server, String url) {
        try (Database database = Database.open(data.resolve("db.sqlite3"))) {
            database.write()
                    .sql("update replicas set url = ? where url = ?")
                    .params(url, server.url())
                    .update();
            database.write()
                    .sql("update settings set value = ? where value = ?")
                    .params(url, server.url())
                    .update();
        }
    }

    /** Sets the interval. The process must not run. */
    void syncsEvery(int seconds) {
        try (Database database = Database.open(data.resolve("db.sqlite3"))) {
            new KeyValues(database).put(Setting.SYNC_INTERVAL, String.valueOf(seconds));
        }
    }

    /** Sets a property of Camel for further starts. */
    void property(String name, String value) {
        properties.add("-D" + name + "=" + value);
    }

    /** Sets an environment variable for further starts. */
    void set(String name, String value) {
        environment.put(name, value);
    }

    /** Limits the number of open files and connections for further starts. */
    void limitDescriptors(int number) {
        descriptors = number;
    }

    /** Starts the process without root rights from now on, so that file permissions apply to it. */
    void withoutRoot() {
        withoutRoot = true;
    }

    /** Makes all cycles due. The process must not run. */
    void everythingIsDue() {
        try (Database database = Database.open(data.resolve("db.sqlite3"))) {
            database.write().sql("update replicas set last_cycle_at = null").update();
        }
    }

    /** Starts the process. After the first start and after a kill, a cycle begins by itself. */
    public void start() {
        start(Boot.SECRET_KEY);
    }

    void start(String secretKey) {
        process = launch(Map.of("SECRET_KEY", secretKey), ProcessBuilder.Redirect.appendTo(log.toFile()));
        starts++;
        ends(process);
    }

    /** Ends the process if this JVM ends during a test. */
    private static void ends(Process process) {
        Thread hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        process.onExit().thenRun(() -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException already) {
                // this JVM ends
            }
        });
    }

    /** The exit code and the output of a process. */
    record Ended(int code, String said) {}

    /** Starts a second controller on the same data, and waits for its end. */
    Ended another() {
        return command(Map.of());
    }

    /**
     * Runs a command on the same data to its end.
     *
     * @param more additional environment variables
     */
    Ended command(Map<String, String> more, String... arguments) {
        Path other = data.resolve("log-of-another.txt");
        Process second = launch(more, ProcessBuilder.Redirect.to(other.toFile()), arguments);
        try {
            if (!second.waitFor(5, TimeUnit.MINUTES)) {
                throw new AssertionError("it does not end: " + Files.readString(other));
            }
            return new Ended(second.exitValue(), Files.readString(other));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            second.destroyForcibly();
        }
    }

    public String url() {
        return "http://127.0.0.1:" + environment.get("HTTP_PORT");
    }

    String managementPort() {
        return environment.get("MANAGEMENT_PORT");
    }

    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort();
    }

    /** Returns the generated password of the management port. */
    public String managementPassword() {
        try {
            return Files.readString(data.resolve("management-password")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path database() {
        return data.resolve("db.sqlite3");
    }

    /** Returns the folder of rule files. */
    public Path rules() {
        return data.resolve("rules");
    }

    private Process launch(Map<String, String> more, ProcessBuilder.Redirect to, String... arguments) {
        List<String> options = new ArrayList<>(List.of(
                "-Xmx" + memory,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dpngx.tick.sync=50",
                "-Dpngx.tick.switchover=100",
                "-Dpngx.tick.drill=250",
                "-Dpngx.tick.uploads=50",
                "-Dpngx.tick.rules=50",
                "-Dpngx.tick.alerts=500",
                "-Dpngx.retry.delay=20"));
        options.addAll(properties);
        List<String> command = new ArrayList<>(starter.apply(options));
        command.addAll(List.of(arguments));
        if (descriptors > 0) {
            command.addAll(0, List.of("bash", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "limited"));
        }
        if (withoutRoot && "root".equals(System.getProperty("user.name"))) {
            command.addAll(
                    0,
                    List.of(
                            "setpriv",
                            "--bounding-set",
                            "-dac_override,-dac_read_search",
                            "--inh-caps",
                            "-dac_override,-dac_read_search"));
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(to);
        builder.environment().clear(); // variables of the test environment must not affect the process
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the process as {@code kill -9} does, and waits for its end. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Stops the process as {@code docker stop} does.
     *
     * @return whether the process ended in time
     */
    boolean stop() {
        return stop(Duration.ofSeconds(30));
    }

    boolean stop(Duration patience) {
        process.destroy();
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitWhileItRuns(String what, Duration patience, BooleanSupplier condition) {
        await(what).atMost(patience).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (!process.isAlive()) {
                throw new AssertionError("it ended by itself with " + process.exitValue() + " while waiting for " + what
                        + ":\n" + log());
            }
            return false;
        });
    }

    /**
     * Waits until this number of incremental and full runs succeeded, and no such run is open. Ignores nightly
     * verifications.
     */
    public void awaitSuccess(int runs, Duration patience) {
        try {
            awaitWhileItRuns(
                    runs + " runs that end well",
                    patience,
                    () -> count("select count(*) from sync_runs where state = 'success' "
                                            + "and mode in ('full', 'incremental')")
                                    >= runs
                            && count("select count(*) from sync_runs where state in ('queued', 'running')") == 0);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + log(), e);
        }
    }

    /** Requests an incremental run of all replicas, waits for the end, and returns the first replica's run. */
    public JsonNode run() {
        String id = json(call("POST", "/api/sync", Map.of("mode", "incremental")))
                .path("run_ids")
                .path(0)
                .asText();
        return await("the end of run " + id)
                .atMost(Duration.ofMinutes(5))
                .until(
                        () -> json(call("GET", "/api/sync/runs/" + id, null)),
                        run -> !run.path("finished_at").isNull());
    }

    /**
     * Calls the API.
     *
     * @param body null: no body
     */
    HttpResponse<String> call(String method, String path, Map<String, ?> body) {
        return send(HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/json")
                .method(method, publisher(body)));
    }

    /** Calls the management port with its password. */
    HttpResponse<String> manage(String method, String path, Map<String, ?> body) {
        String basic = Base64.getEncoder()
                .encodeToString(("anybody:" + managementPassword()).getBytes(StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(URI.create(managementUrl() + path))
                .header("Authorization", "Basic " + basic)
                .method(method, publisher(body)));
    }

    private static HttpRequest.BodyPublisher publisher(Map<String, ?> body) {
        return body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(
                        Json.MAPPER.valueToTree(body).toString());
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }

    /** Returns the texts of the first column. */
    List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("db.sqlite3"));
                var rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** Returns a number from the process's database. */
    int count(String sql) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("db.sqlite3"));
                var rows = connection.createStatement().executeQuery(sql)) {
            return rows.getInt(1);
        } catch (SQLException e) {
            return -1; // the database is locked; the caller asks again
        }
    }

    int starts() {
        return starts;
    }

    /** Returns the buffered files that are still in the spool folder. */
    List<String> spooled() {
        try (var files = Files.list(data.resolve("spool"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        Boot.delete(data);
    }
}

package io.pngx.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pngx.controller.config.Vault;
import io.pngx.controller.flow.FreePorts;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The packaged controller in its own process, with its own data folder. The API controls the process. */
final class ControllerProcess implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofHours(2);

    private final List<String> command;
    private final Path data;
    private final Paperless master;
    private final String url = "http://127.0.0.1:" + FreePorts.next();
    private Process process;

    /** @param command the command that starts the controller; it runs in the current folder */
    ControllerProcess(List<String> command, Paperless master) {
        this.command = command;
        this.master = master;
        try {
            this.data = Files.createTempDirectory("pngx-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the process and returns once its health check succeeds. */
    ControllerProcess start() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(data.resolve("log.txt").toFile()));
        Map<String, String> environment = builder.environment();
        environment.put("SECRET_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        environment.put("DATABASE_URL", "sqlite:///" + database());
        environment.put("HTTP_PORT", url.substring(url.lastIndexOf(':') + 1));
        environment.put("MANAGEMENT_PORT", String.valueOf(FreePorts.next()));
        environment.put("MASTER_URL", master.url());
        environment.put("MASTER_TOKEN", master.adminToken());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("the start", Duration.ofMillis(20), () -> isUp());
        return this;
    }

    private boolean isUp() {
        try {
            return HTTP.send(request("/healthz").build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notListeningYet) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Switches off everything that starts by itself, so that only requested runs are measured. */
    void onlyRequestedRuns() {
        call(
                "PUT",
                "/api/settings",
                Map.of("sync_interval_seconds", 86_400, "full_sync_at", "off", "verify_at", "off", "backup_at", "off"));
    }

    /** Adds a replica, whose first run begins immediately unless all synchronisation is paused. */
    long addReplica(Paperless replica) {
        return call(
                        "POST",
                        "/api/replicas",
                        Map.of(
                                "name",
                                "replica " + replica.port(),
                                "url",
                                replica.url(),
                                "token",
                                replica.adminToken()))
                .path("id")
                .asLong();
    }

    /** Requests a run of all replicas, waits until all have ended, and returns the last run. */
    JsonNode run(String mode) {
        call("POST", "/api/sync", Map.of("mode", mode));
        return awaitRuns();
    }

    /** Waits until no run is open, and returns the newest run. Fails if the newest run did not succeed. */
    JsonNode awaitRuns() {
        await(
                "the end of the runs",
                Duration.ofMillis(500), // each request costs CPU of the controller, too
                () -> runs().size() > 0
                        && stream(runs())
                                .noneMatch(run -> run.path("finished_at").isNull()));
        JsonNode newest = runs().path(0);
        if (!newest.path("state").asText().equals("success")) {
            throw new IllegalStateException(newest + "\n" + log());
        }
        return newest;
    }

    private JsonNode runs() {
        return call("GET", "/api/sync/runs?limit=10", null).path("items");
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return java.util.stream.StreamSupport.stream(array.spliterator(), false);
    }

    JsonNode call(String method, String path, Object body) {
        try {
            HttpRequest.BodyPublisher sent = body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
            HttpResponse<String> answer = HTTP.send(
                    request(path)
                            .header("Content-Type", "application/json")
                            .method(method, sent)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the time until the first byte of a page arrives. */
    Duration firstByte(String path) {
        long begin = System.nanoTime();
        try (InputStream in = HTTP.send(
                        request(path).header("Accept", "text/html").build(), HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            in.read();
            return Duration.ofNanos(System.nanoTime() - begin);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens the stream of log rows, as the log page does. Closing the stream ends the request. */
    InputStream liveLog() {
        try {
            return HTTP.send(request("/api/logs/stream").build(), HttpResponse.BodyHandlers.ofInputStream())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path));
    }

    void await(String what, Duration interval, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("Waited for " + what + " in vain.\n" + log());
            }
            Bench.pause(interval);
        }
    }

    /** Returns the CPU seconds of the process and its children. */
    double cpuSeconds() {
        return processes()
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToDouble(each -> each.toNanos() / 1e9)
                .sum();
    }

    /** Returns the resident memory of the process and its children, in MiB. */
    double residentMib() {
        return processes().mapToLong(each -> status(each.pid(), "VmRSS")).sum() / 1024.0;
    }

    long threads() {
        return processes().mapToLong(each -> status(each.pid(), "Threads")).sum();
    }

    private Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    private static long status(long pid, String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(key + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path database() {
        return data.resolve("db.sqlite3");
    }

    private String log() {
        try (Stream<String> lines = Files.lines(data.resolve("log.txt"))) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 30), all.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            stop();
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a vault with the process's key. */
    static Vault vault() {
        return new Vault("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    }
}

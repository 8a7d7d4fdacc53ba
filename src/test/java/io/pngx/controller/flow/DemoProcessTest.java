package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo in its own process. */
class DemoProcessTest {
    private static final String RULE =
            "{\"text\": \"- route:\\n    from:\\n      uri: direct:rule-select\\n      steps:\\n        - "
                    + "setBody: {constant: 'true'}\\n\"}";

    @TempDir
    private Path temporary;

    @Test
    void leavesNothingBehindNotEvenARule() throws Exception {
        Path installation = Files.createDirectory(temporary.resolve("installation"));
        Path tokens = Files.writeString(
                installation.resolve("pngx.env"),
                "MASTER_URL=http://127.0.0.1:9\nMASTER_TOKEN=0123456789abcdef0123456789abcdef01234567\n");
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
        String before = Files.readString(tokens);
        String port = String.valueOf(FreePorts.next());
        Path log = temporary.resolve("log.txt");
        List<String> command = ClassArchive.command(
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary));
        command.add("demo");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "HTTP_PORT",
                        port,
                        "MANAGEMENT_PORT",
                        String.valueOf(FreePorts.next()),
                        "RULES_READ_ONLY",
                        "false",
                        "PNGX_ENV_FILE",
                        tokens.toString(),
                        "ROUTES_DIR",
                        installation.toString()));
        Process demo =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            await("the demo runs")
                    .atMost(Duration.ofMinutes(5))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> put(port) == 200);
            assertThat(find("pngx-demo-*/rules/mine.yaml"))
                    .as(Files.readString(log))
                    .isTrue();
            assertThat(get(port, "/api/settings"))
                    .contains("\"master_url\":\"http://127.0.0.1:")
                    .doesNotContain("http://127.0.0.1:9\"");
            try (var files = Files.list(installation)) {
                assertThat(files).as("what stands beside the demo").containsExactly(tokens);
            }
            assertThat(tokens).hasContent(before);
            await("a run")
                    .atMost(Duration.ofMinutes(5))
                    .until(() -> get(port, "/api/sync/runs").contains("\"mode\""));
            assertThat(Files.readAllLines(log))
                    .as("the page's address is the last line, alone")
                    .last()
                    .asString()
                    .endsWith(" http://127.0.0.1:" + port + "/");

            demo.destroy(); // SIGTERM, as Ctrl-C

            assertThat(demo.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(find("pngx-demo-*")).as("a folder of the demo").isFalse();
            assertThat(find("paperless-simulator*"))
                    .as("a folder of a simulated instance")
                    .isFalse();
        } finally {
            demo.destroyForcibly();
        }
    }

    private static int put(String port) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/rules/mine"))
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(RULE))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static String get(String port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private boolean find(String glob) throws IOException {
        var matcher = temporary.getFileSystem().getPathMatcher("glob:" + temporary + "/" + glob);
        try (var all = Files.walk(temporary)) {
            return all.anyMatch(matcher::matches);
        }
    }
}

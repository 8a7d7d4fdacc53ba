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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, as a process of its own. */
class DemoProcessTest {
    private static final String RULE = "{\"text\": \"- route:\\n    from:\\n      uri: direct:rule-select\\n      steps:\\n        - setBody: {constant: 'true'}\\n\"}";

    @TempDir
    private Path temporary;

    @Test
    void leavesNothingBehindNotEvenARule() throws Exception {
        String port = String.valueOf(FreePorts.next());
        Path log = temporary.resolve("log.txt");
        List<String> command = ClassArchive.command(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary));
        command.add("demo");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(Map.of("HTTP_PORT", port, "MANAGEMENT_PORT", String.valueOf(FreePorts.next()), "RULES_READ_ONLY", "false"));
        Process demo = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            await("the demo runs").atMost(Duration.ofMinutes(2)).ignoreExceptionsInstanceOf(IOException.class).until(() -> put(port) == 200);
            assertThat(find("pngx-demo-*/rules/mine.yaml")).as(Files.readString(log)).isTrue();

            demo.destroy(); // SIGTERM, as Ctrl-C

            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(find("pngx-demo-*")).as("a folder of the demo").isFalse();
        } finally {
            demo.destroyForcibly();
        }
    }

    private static int put(String port) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/rules/mine"))
                .header("Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString(RULE)).build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private boolean find(String glob) throws IOException {
        var matcher = temporary.getFileSystem().getPathMatcher("glob:" + temporary + "/" + glob);
        try (var all = Files.walk(temporary)) {
            return all.anyMatch(matcher::matches);
        }
    }
}

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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code java -jar} without options, as a user types it. */
class RelaunchIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path app = Boot.newFolder();
    private final Path data = Boot.newFolder();
    private Process started;

    @AfterEach
    void end() {
        if (started != null) {
            started.descendants().forEach(ProcessHandle::destroyForcibly);
            started.destroyForcibly();
        }
        Boot.delete(app);
        Boot.delete(data);
    }

    /** Starts the jar, waits until the controller is ready, and returns the process of the controller. */
    private ProcessHandle start(String... options) throws IOException {
        Map<String, String> environment = Boot.environment(data);
        List<String> command = Stream.of(
                        Stream.of("java"),
                        Stream.of(options),
                        Stream.of("-jar", app.resolve("pngx-controller.jar").toString()))
                .flatMap(part -> part)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(data.resolve("log.txt").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        started = builder.start();
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest health = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + environment.get("HTTP_PORT") + "/healthz"))
                .build();
        await("the start").atMost(PATIENCE).ignoreExceptions().until(() -> {
            assertThat(started.isAlive())
                    .as(Files.readString(data.resolve("log.txt")))
                    .isTrue();
            return client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        });
        return started.children().findFirst().orElse(started.toHandle());
    }

    private static String commandLine(ProcessHandle process) {
        return String.join(" ", process.info().arguments().orElseThrow());
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(app)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    @Test
    void theSecondProcessHasTheOptionsAndFromTheSecondStartOnTheArchive() throws Exception {
        Files.copy(Path.of("target/pngx-controller.jar"), app.resolve("pngx-controller.jar"));
        Files.createSymbolicLink(app.resolve("lib"), Path.of("target/lib").toAbsolutePath());

        ProcessHandle first = start("-Xmx100m");
        assertThat(first.pid()).isNotEqualTo(started.pid());
        assertThat(commandLine(first))
                .contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ArchiveClassesAtExit=")
                .as("options of the user come last, and so take precedence")
                .containsPattern("-Xms40m.* -Xmx100m ");
        started.destroy();
        assertThat(started.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(started.exitValue()).as("128 + SIGTERM").isEqualTo(143);
        assertThat(first.isAlive()).isFalse();
        assertThat(archives()).hasSize(1);

        ProcessHandle second = start();
        assertThat(commandLine(second))
                .contains("-XX:SharedArchiveFile=" + archives().get(0));
        assertThat(Files.readString(Path.of("/proc/" + second.pid() + "/maps")))
                .as("the archive is mapped")
                .contains(archives().get(0).toString());
        started.destroyForcibly();
        await("the end of the controller after its launcher was killed")
                .atMost(PATIENCE)
                .until(() -> !second.isAlive());

        assertThat(start("-Dpngx.launched=no").pid()).isEqualTo(started.pid());
    }
}

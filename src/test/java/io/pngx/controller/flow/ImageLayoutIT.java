package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Builds the content of the image in a folder with the Dockerfile's scripts, and runs it like the image: as a user
 * without rights, on a file system that is read-only except for the data. Inside a container, where mounts are not
 * allowed, the user has no write permission to other folders instead. Does not test Docker itself.
 */
class ImageLayoutIT {
    private static final String USER = "10001";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path app = Boot.newFolder();
    private final Path data = Boot.newFolder();
    private final Paperless master = Version.V3.start();
    private final Paperless replica = Version.V2.start();
    private final Map<String, String> environment = Boot.environment(data);
    private final List<Process> started = new ArrayList<>();

    private boolean mounts;

    @BeforeEach
    void layOut() throws Exception {
        assumeTrue(succeeds("setpriv", "--reuid", USER, "true"), "only root may make another user's process: skipped");
        mounts = succeeds("unshare", "-m", "mount", "-o", "remount,bind,ro", "/");
        try (Stream<Path> jars = Files.list(Path.of("target/lib"))) {
            Path lib = Files.createDirectory(app.resolve("lib"));
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        nothingIsShippedThatNothingUses();
        carryOut("scripts/lay-out", "target", app.toString());
        carryOut("scripts/without-foreign-natives", app.resolve("lib").toString());
        carryOut("scripts/archive-classes", app.toString());
        Files.setPosixFilePermissions(app, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        master.close();
        replica.close();
        Boot.delete(app);
        Boot.delete(data);
    }

    /** Libraries that the POM excludes; the test below shows that the controller runs without them. */
    private void nothingIsShippedThatNothingUses() throws IOException {
        try (Stream<Path> jars = Files.list(app.resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .isNotEmpty()
                    .noneMatch(jar -> jar.matches("(camel-cloud|camel-cluster|vertx-auth-(jwt|properties)"
                            + "|prometheus-metrics-exposition-formats)-\\d.*"));
        }
    }

    private static boolean succeeds(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    private static void carryOut(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** Starts a command like the image's ENTRYPOINT or HEALTHCHECK. */
    private Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (mounts) {
            command.addAll(List.of(
                    "unshare",
                    "-m",
                    "sh",
                    "-c",
                    "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro / && shift && exec \"$@\"",
                    "sh",
                    data.toString()));
        }
        command.addAll(List.of(
                "setpriv",
                "--reuid",
                USER,
                "--regid",
                USER,
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=-all",
                app.resolve("pngx-controller").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().put("TMPDIR", data.toString());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private record Ended(int code, String said) {}

    private Ended command(String... arguments) {
        try {
            Path output = Files.createTempFile("command", ".txt");
            Process process = start(output, arguments);
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            String said = Files.readString(output);
            Files.delete(output);
            return new Ended(process.exitValue(), said);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void done(String word, String... arguments) {
        assertThat(command(arguments)).satisfies(ended -> {
            assertThat(ended.code()).as(ended.said()).isZero();
            assertThat(ended.said()).contains(word).doesNotContain("Exception");
        });
    }

    private static List<String> memory(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.matches("(Uid|CapEff|NoNewPrivs|VmHWM):.*"))
                .map(line -> line.replaceAll("\\s+", " "))
                .toList();
    }

    private void synced(int documents) {
        await(documents + " documents on the replica")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> Equal.differences(master, replica).isEmpty()
                        && replica.library().documents().size() == documents);
    }

    /**
     * Checks that pages, metrics, the console and a ready-made rule come from the jar, not from the class path of
     * tests.
     */
    private void whatItShowsIsInTheJar() throws IOException {
        String url = "http://127.0.0.1:" + environment.get("HTTP_PORT");
        String management = "http://127.0.0.1:" + environment.get("MANAGEMENT_PORT");
        String basic = Base64.getEncoder()
                .encodeToString(("anybody:"
                                + Files.readString(data.resolve("management-password"))
                                        .strip())
                        .getBytes(StandardCharsets.UTF_8));
        Map.of(
                        url + "/",
                        "<html",
                        url + "/static/htmx.min.js",
                        "htmx",
                        management + "/hawtio/",
                        "Hawtio",
                        management + "/metrics",
                        "pngx_controller_documents_synced_total")
                .forEach((page, word) -> assertThat(SecondJvm.send(HttpRequest.newBuilder(URI.create(page))
                                        .header("Authorization", "Basic " + basic))
                                .body())
                        .as(page)
                        .contains(word));
        assertThat(Web.post(
                        url + "/api/rules",
                        "{\"name\": \"marked\", \"template\": \"prefix-title\", \"prefix\": \"Copy:\"}"))
                .isEqualTo(201);
    }

    @Test
    void itStartsWithoutRightsOnAReadOnlyFileSystemSynchronisesEndsAndGoesOn() throws Exception {
        for (int i = 1; i <= 20; i++) {
            master.library().add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i + "."));
        }
        environment.putAll(Map.of("MASTER_URL", master.url(), "MASTER_TOKEN", master.adminToken()));
        Path log = data.resolve("log.txt");
        Files.createFile(log);
        long begin = System.nanoTime();
        Process controller = start(log);
        await("its health check")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    assertThat(controller.isAlive()).as(() -> text(log)).isTrue();
                    return isUp();
                });
        System.out.println("ready after " + (System.nanoTime() - begin) / 1_000_000 + " ms");
        done("200", "health");
        assertThat(memory(controller))
                .as("it has no rights")
                .contains("Uid: 10001 10001 10001 10001", "CapEff: 0000000000000000", "NoNewPrivs: 1");

        addReplica();
        synced(20);
        System.out.println("memory: " + memory(controller));
        whatItShowsIsInTheJar();

        controller.destroy();
        assertThat(controller.waitFor(30, TimeUnit.SECONDS))
                .as("SIGTERM ends it")
                .isTrue();
        assertThat(controller.exitValue()).as("128 + SIGTERM").isEqualTo(143);
        assertThat(command("health").code()).isEqualTo(1);
        // A command has little memory beside the controller.
        done("20 documents", "doctor");
        done("was copied to", "backup", data.resolve("backup.sqlite3").toString());
        done("were already encrypted with this key", "key", "rotate");

        master.library().add(NewDocument.text("paper 21.txt", "It came meanwhile."));
        start(log);
        synced(21);
        assertThat(replica.journal().where("POST", "/api/documents/post_document/"))
                .as("nothing twice")
                .hasSize(21);
        assertThat(text(log))
                .doesNotContain("Exception")
                .doesNotContain(master.adminToken())
                .doesNotContain(environment.get("SECRET_KEY"));
        assertThat(strays()).as("files outside of the data").isEmpty();
    }

    private boolean isUp() {
        try {
            return Web.get("http://127.0.0.1:" + environment.get("HTTP_PORT") + "/healthz") == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void addReplica() throws IOException {
        assertThat(Web.post(
                        "http://127.0.0.1:" + environment.get("HTTP_PORT") + "/api/replicas",
                        "{\"name\": \"cellar\", \"url\": \"" + replica.url() + "\", \"token\": \""
                                + replica.adminToken() + "\", \"interval_seconds\": 10}"))
                .isEqualTo(201);
    }

    /** Returns files of this user in folders that every user may write. There must be none. */
    private static List<String> strays() throws Exception {
        Process find = new ProcessBuilder(
                        "find",
                        "/tmp",
                        "/var/tmp",
                        "/dev/shm",
                        "-maxdepth",
                        "2",
                        "-user",
                        USER,
                        "-not",
                        "-path",
                        "*/pngx-flow*")
                .start();
        return new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Sends HTTP requests to the controller. */
    private static final class Web {
        static int get(String url) throws IOException {
            return ((java.net.HttpURLConnection)
                            java.net.URI.create(url).toURL().openConnection())
                    .getResponseCode();
        }

        static int post(String url, String json) throws IOException {
            var connection = (java.net.HttpURLConnection)
                    java.net.URI.create(url).toURL().openConnection();
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.getOutputStream().write(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return connection.getResponseCode();
        }
    }
}

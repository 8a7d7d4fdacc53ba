package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.Json;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The process: its end, and refused starts. */
class ProcessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String STARTS =
            "select count(*) from logs where action = 'start' and message like 'The controller starts;%'";
    private static final String POST = "/api/documents/post_document/";

    private final Paperless master = Version.V2.start();
    private final Paperless replica = Version.V3.start();
    private final SecondJvm controller = new SecondJvm("128m");

    @AfterEach
    void end() {
        controller.close();
        master.close();
        replica.close();
    }

    private void configure(int documents) {
        for (int i = 1; i <= documents; i++) {
            master.library().add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i + "."));
        }
        controller.configure(master, List.of(replica), 2, Duration.ofSeconds(2));
    }

    private void awaitSaid(String words) {
        controller.awaitWhileItRuns(
                "\"" + words + "\"", PATIENCE, () -> controller.log().contains(words));
    }

    private static void refused(SecondJvm.Ended ended, String... words) {
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.said()).contains(words).doesNotContain("\tat ");
    }

    @Test
    void whenItIsAskedToEndTheDocumentInHandIsFinishedAndTheNextStartGoesOn() {
        configure(30);
        replica.faults().on("POST", POST).delay(Duration.ofSeconds(1));
        controller.start();
        controller.awaitWhileItRuns(
                "an upload", PATIENCE, () -> replica.journal().count("POST", POST) > 0);
        assertThat(controller.stop()).as("it ends within 30 seconds").isTrue();
        assertThat(replica.library().documents()).hasSizeLessThan(30);
        replica.faults().clear();
        controller.start();
        controller.awaitSuccess(1, PATIENCE);
        assertThat(Equal.differences(master, replica)).isEmpty();
        assertThat(replica.journal().where("POST", POST))
                .hasSize(30)
                .allMatch(entry -> entry.sent().heldAlready() == 0);
        assertThat(controller.count(STARTS)).as("one line for each start").isEqualTo(2);
    }

    @Test
    void itsLogIsJsonWhereThatIsAskedForWithRunReplicaAndDocument() throws IOException {
        configure(1);
        controller.set("LOG_FORMAT", "json");
        controller.start();
        controller.awaitSuccess(1, PATIENCE);
        awaitSaid("The run is done");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : controller.log().lines().toList()) {
            lines.add(Json.MAPPER.readTree(line)); // every line is JSON
        }
        JsonNode uploaded = lines.stream()
                .filter(line -> line.path("message").asText().startsWith("uploaded: "))
                .findFirst()
                .orElseThrow();
        assertThat(uploaded.path("run").isIntegralNumber()
                        && uploaded.path("replica").isIntegralNumber()
                        && uploaded.path("document").isIntegralNumber())
                .as(uploaded.toString())
                .isTrue();
        assertThat(controller.log()).doesNotContain(master.adminToken(), replica.adminToken(), Boot.SECRET_KEY);
    }

    @Test
    void aSecondOneOnTheSameDatabaseRefusesToStart() {
        configure(0);
        controller.start();
        controller.awaitWhileItRuns("its start", PATIENCE, () -> controller.count(STARTS) == 1);
        refused(controller.another(), "Another controller uses this database", "Stop that controller first");
        String other = "sqlite:///" + controller.database().resolveSibling("other.sqlite3");
        refused(controller.command(Map.of("DATABASE_URL", other)), "Another controller uses the folder");
    }

    @Test
    void aDamagedDatabaseIsLeftAsItIsAndItSaysHowToGoOn() throws IOException {
        configure(0);
        byte[] bytes = Files.readAllBytes(controller.database());
        byte[] garbage = "this is no page of a database".getBytes(StandardCharsets.UTF_8);
        for (int at = 4096; at + garbage.length < bytes.length; at += 4096) {
            System.arraycopy(garbage, 0, bytes, at, garbage.length);
        }
        Files.write(controller.database(), bytes);
        refused(
                controller.another(),
                "is damaged",
                "Replace the file by a backup",
                "by their checksums, and does not upload them again");
        assertThat(Files.readAllBytes(controller.database())).isEqualTo(bytes);
    }

    @Test
    void aDatabaseThatAnotherProgramWritesToIsNotWaitedForInSilence() throws SQLException {
        configure(0);
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + controller.database());
                var statement = other.createStatement()) {
            statement.execute("begin immediate");
            refused(
                    controller.another(),
                    "can't be written to",
                    "locked",
                    "close other programs that use the database");
        }
    }

    @Test
    void aDatabaseThatCanOnlyBeReadStopsTheStart() throws IOException {
        configure(0);
        Files.setPosixFilePermissions(controller.database(), PosixFilePermissions.fromString("r--r--r--"));
        controller.withoutRoot();
        refused(controller.another(), "is read-only for this user", "chmod u+w");
    }

    @Test
    void withTooFewDescriptorsItSaysSoBeforeAnythingBegins() {
        configure(0);
        controller.limitDescriptors(200);
        refused(controller.another(), "200 files at the same time", "ulimit -n");
    }

    /** Incomplete requests occupy as many connections as possible. Documents are still synchronised. */
    @Test
    void withFewDescriptorsManyHalfRequestsStopNeitherPagesNorDocuments() throws Exception {
        configure(20);
        controller.limitDescriptors(300);
        controller.start();
        controller.awaitWhileItRuns(
                "its ports", PATIENCE, () -> isOpen(controller.url()) && isOpen(controller.managementUrl()));
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int port : List.of(
                    URI.create(controller.url()).getPort(),
                    URI.create(controller.managementUrl()).getPort())) {
                for (int i = 0; i < 400; i++) {
                    Socket socket = new Socket("127.0.0.1", port);
                    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
                    sockets.add(socket);
                }
            }
            controller.awaitSuccess(1, PATIENCE);
            assertThat(controller.call("GET", "/api/replicas", null).statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        assertThat(Equal.differences(master, replica)).isEmpty();
        assertThat(controller.texts("select message from logs where action = 'failed'"))
                .isEmpty();
    }

    private static boolean isOpen(String url) {
        try (Socket socket = new Socket("127.0.0.1", URI.create(url).getPort())) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    void whereTheNewestRowsAreGoneWithACutWalItSaysSo() throws IOException {
        configure(5);
        controller.start();
        controller.awaitWhileItRuns(
                "the documents", PATIENCE, () -> replica.library().documents().size() == 5);
        awaitSaid("The run is done");
        controller.kill();
        Path wal = controller.database().resolveSibling("db.sqlite3-wal");
        try (FileChannel channel = FileChannel.open(wal, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
        controller.start();
        awaitSaid("changes of the database are missing");
    }

    @Test
    void withAnotherKeyItSaysWhichTokensItCantReadAndKeepsThem() {
        configure(3);
        controller.start(Vault.generateKey());
        awaitSaid("These tokens were stored with another SECRET_KEY and can't be decrypted: The master, Replica "
                + "\"replica "
                + replica.port() + "\".");
        assertThat(controller.stop()).isTrue();
        assertThat(master.journal().all()).isEmpty();
        assertThat(replica.journal().all()).isEmpty();
        controller.start();
        controller.awaitSuccess(1, PATIENCE);
        assertThat(replica.library().documents()).hasSize(3);
    }
}

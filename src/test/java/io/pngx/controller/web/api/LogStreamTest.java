package io.pngx.controller.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.LogRow.Level;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.WebServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogStreamTest {
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.reset();
        await().until(() -> server.stream().readers() == 0);
    }

    /** A client that reads in the background. */
    private static final class Client implements AutoCloseable {
        final List<Long> ids = new CopyOnWriteArrayList<>();
        final List<JsonNode> data = new CopyOnWriteArrayList<>();
        final List<String> lines = new CopyOnWriteArrayList<>();
        volatile boolean ended;
        private final Socket socket;

        Client(String query, String headers) throws IOException {
            socket = new Socket("127.0.0.1", server.port);
            socket.getOutputStream()
                    .write(("GET /api/logs/stream" + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            Thread reader = new Thread(this::read, "sse-test");
            reader.setDaemon(true);
            reader.start();
            await().until(() ->
                    lines.stream().anyMatch(line -> line.startsWith(": open") || line.startsWith("HTTP/1.1 4")));
        }

        private void read() {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                String line;
                while ((line = in.readLine()) != null) {
                    if (line.startsWith("data: ")) {
                        JsonNode row = WebServer.JSON.readTree(line.substring(6));
                        data.add(row);
                        ids.add(row.path("id").asLong());
                    }
                    lines.add(line);
                }
            } catch (IOException closed) {
                // the stream has ended
            }
            ended = true;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static void log(int from, int to) {
        IntStream.rangeClosed(from, to)
                .forEach(i -> server.logs.add(Level.INFO, null, null, null, "test", "line " + i));
    }

    @Test
    void what_happens_is_sent_at_once_and_in_order() throws Exception {
        log(1, 3);
        try (Client client = new Client("", "")) {
            log(4, 6);

            await().until(() -> client.data.size() == 3);
            assertThat(client.data)
                    .extracting(row -> row.path("message").asText())
                    .containsExactly("line 4", "line 5", "line 6");
            assertThat(client.lines).contains("event: log", "Content-Type: text/event-stream; charset=utf-8");
        }
    }

    @Test
    void the_stream_speaks_the_language_that_is_asked_for() throws Exception {
        try (Client german = new Client("?language=de&q=VOR", "");
                Client english = new Client("", "");
                Client french = new Client("?language=fr", "")) {
            server.logs.add(Level.INFO, null, null, null, "test", Text.of("{0} ago", Text.of("{0} documents", 7L)));

            await().until(() -> german.data.size() == 1 && english.data.size() == 1);
            assertThat(german.data.get(0).path("message").asText()).isEqualTo("vor 7 Dokumente");
            assertThat(english.data.get(0).path("message").asText()).isEqualTo("7 documents ago");
            assertThat(french.lines).anyMatch(line -> line.startsWith("HTTP/1.1 400"));
        }
    }

    @Test
    void a_revoked_token_ends_its_log_at_once_and_no_other() throws Exception {
        JsonNode made = server.post("/api/tokens", "{\"name\": \"watcher\", \"role\": \"reader\"}")
                .json();
        JsonNode other = server.post("/api/tokens", "{\"name\": \"another\", \"role\": \"reader\"}")
                .json();
        try (Client watcher = new Client(
                        "", "Authorization: Bearer " + made.path("token").asText() + "\r\n");
                Client another = new Client(
                        "", "Authorization: Bearer " + other.path("token").asText() + "\r\n");
                Client nobody = new Client("", "")) {
            assertThat(server.stream().readers()).isEqualTo(3);

            assertThat(server.call("DELETE", "/api/tokens/" + made.path("id").asLong(), "")
                            .status())
                    .isEqualTo(204);
            await().until(() -> watcher.ended);
            log(1, 3);

            await().until(() -> another.data.stream()
                            .anyMatch(row -> row.path("message").asText().equals("line 3"))
                    && nobody.data.stream()
                            .anyMatch(row -> row.path("message").asText().equals("line 3")));
            assertThat(watcher.data)
                    .as("what was logged after that")
                    .extracting(row -> row.path("message").asText())
                    .doesNotContain("line 1", "line 3");
        }
    }

    @Test
    void a_broken_connection_goes_on_without_a_gap_and_without_a_line_twice() throws Exception {
        long first = server.logs.newest();
        List<Long> seen = new ArrayList<>();
        try (Client client = new Client("?after=" + first, "")) {
            log(1, 500);
            await().until(() -> client.ids.size() >= 200);
            client.close();
            seen.addAll(client.ids);
        }
        log(501, 900);
        try (Client again = new Client("?after=" + first, "Last-Event-ID: " + seen.get(seen.size() - 1) + "\r\n")) {
            log(901, 1000);
            await().until(() -> again.data.stream()
                    .anyMatch(row -> row.path("message").asText().equals("line 1000")));
            seen.addAll(again.ids);
        }
        assertThat(seen)
                .containsExactlyElementsOf(LongStream.rangeClosed(seen.get(0), seen.get(0) + 999)
                        .boxed()
                        .toList());
    }

    @Test
    void a_filter_holds_for_old_and_new_lines() throws Exception {
        long home = server.replica("Home");
        long before = server.logs.newest();
        server.logs.add(Level.WARN, null, home, null, "x", "Old Warning");
        server.logs.add(Level.INFO, null, home, null, "x", "old information");
        try (Client client = new Client("?after=" + before + "&level=warn&replica_id=" + home + "&q=warning", "")) {
            server.logs.add(Level.WARN, null, null, null, "x", "a warning of nobody");
            server.logs.add(Level.WARN, null, home, null, "x", "new warning");
            await().until(() -> client.data.size() == 2);
            assertThat(client.data)
                    .extracting(row -> row.path("message").asText())
                    .containsExactly("Old Warning", "new warning");
            assertThat(client.data.get(1).path("replica").asText()).isEqualTo("Home");
        }
    }

    @Test
    void a_line_break_in_a_message_forges_no_event() throws Exception {
        try (Client client = new Client("", "")) {
            server.logs.add(
                    Level.INFO, null, null, null, "x", "one\n\nevent: log\ndata: {\"message\": \"forged\"}\r\n\r\n");
            log(1, 1);
            await().until(() -> client.data.size() == 2);
            assertThat(client.data.get(0).path("message").asText()).contains("forged");
            assertThat(client.data.get(1).path("message").asText()).isEqualTo("line 1");
        }
    }

    @Test
    void an_id_of_another_database_begins_anew() throws Exception {
        log(1, 5);
        try (Client client = new Client("", "Last-Event-ID: 99999999\r\n")) {
            log(6, 6);
            await().until(() -> client.data.size() == 1);
            assertThat(client.data.get(0).path("message").asText()).isEqualTo("line 6");
        }
    }

    @Test
    void a_bad_filter_is_said() throws Exception {
        assertThat(server.get("/api/logs/stream?level=loud").detail())
                .isEqualTo("level: must be one or more of info, warn, error, separated by commas.");
        assertThat(server.post("/api/logs/stream", "").status()).isEqualTo(405);
    }

    @Test
    void two_hundred_readers_cost_no_thread_get_every_line_and_leave_nothing() throws Exception {
        List<Client> clients = new ArrayList<>();
        try {
            long before = serverThreads();
            for (int i = 0; i < 200; i++) {
                clients.add(new Client("", ""));
            }
            await().until(() -> server.stream().readers() == 200);
            log(1, 50);
            await().until(() -> clients.stream().allMatch(client -> client.data.size() == 50));
            // The pool of 40 workers may have grown during the test, but there is no thread for each reader.
            assertThat(serverThreads() - before).isLessThan(45);
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
        await().until(() -> server.stream().readers() == 0);
    }

    private static long serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().equals("sse-test"))
                .count();
    }

    @Test
    void a_reader_that_takes_nothing_holds_up_nobody() throws Exception {
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(1024);
            deaf.connect(new java.net.InetSocketAddress("127.0.0.1", server.port));
            deaf.getOutputStream()
                    .write("GET /api/logs/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            await().until(() -> server.stream().readers() == 1);
            try (Client client = new Client("", "")) {
                server.db.inTransaction(() -> IntStream.range(0, 3000)
                        .forEach(i -> server.logs.add(Level.INFO, null, null, null, "x", "x".repeat(2000))));
                await().until(() -> client.data.size() == 3000);
            }
        }
        await().until(() -> server.stream().readers() == 0);
    }
}

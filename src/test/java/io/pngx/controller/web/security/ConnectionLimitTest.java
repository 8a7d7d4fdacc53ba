package io.pngx.controller.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: here\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final List<Socket> sockets = new ArrayList<>();
    private final List<HttpServerResponse> writers = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @AfterEach
    void end() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private void start(int most, Duration head, Duration body, Duration again)
            throws ExecutionException, InterruptedException {
        Router router = Router.router(vertx);
        router.route().handler(ConnectionLimit::requested);
        router.get("/stream").handler(context -> {
            context.response().setChunked(true).write("begun\n");
            writers.add(context.response());
        });
        router.route()
                .handler(context -> context.request()
                        .body()
                        .onSuccess(all -> context.response().end("answered")));
        ConnectionLimit limit = new ConnectionLimit(vertx, most, new ConnectionLimit.Patience(head, body, again));
        server = limit.guard(vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false)))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.actualPort());
        sockets.add(socket);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Reads until the server closes the connection. */
    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("answered")) {
            int next = in.read();
            if (next < 0) {
                return text + " and was closed";
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Test
    void a_head_without_an_end_is_closed() throws Exception {
        start(9, SOON, NEVER, NEVER);
        assertThat(rest(send(""))).isEmpty();
        assertThat(rest(send("GET / HTTP/1.1\r\nHost: he"))).isEmpty();
    }

    @Test
    void a_body_without_an_end_is_closed() throws Exception {
        start(9, NEVER, SOON, NEVER);
        assertThat(rest(send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nhalf")))
                .isEmpty();
    }

    @Test
    void a_connection_takes_further_requests_and_is_closed_when_none_comes() throws Exception {
        start(9, NEVER, NEVER, SOON);
        Socket socket = send(REQUEST);
        assertThat(answer(socket)).endsWith("answered");
        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        assertThat(answer(socket)).endsWith("answered");
        assertThat(rest(socket)).isEmpty();
    }

    @Test
    void an_answer_that_goes_on_is_not_cut() throws Exception {
        start(9, SOON, SOON, SOON);
        Socket stream = send("GET /stream HTTP/1.1\r\nHost: here\r\n\r\n");
        assertThat(rest(send(""))).as("later than all times of the stream").isEmpty();
        assertThat(rest(send(""))).isEmpty();
        writers.get(0).end("ended\n");
        String whole = rest(stream);
        assertThat(whole).contains("begun", "ended");
    }

    @Test
    void an_end_that_is_reported_after_the_next_request_came_does_not_end_that_one() {
        ConnectionLimit limit = new ConnectionLimit(vertx, 1, new ConnectionLimit.Patience(NEVER, NEVER, NEVER));
        List<String> closed = new ArrayList<>();
        HttpConnection busy = connection("busy", closed);
        limit.opened(busy);
        long first = limit.serve(busy);
        limit.serve(busy);
        limit.served(busy, first);

        limit.opened(connection("new", closed));
        assertThat(closed).as("the busy one makes no room").containsExactly("new");
    }

    private static HttpConnection connection(String name, List<String> closed) {
        return (HttpConnection) Proxy.newProxyInstance(
                HttpConnection.class.getClassLoader(),
                new Class<?>[] {HttpConnection.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    case "toString" -> name;
                    case "close" -> {
                        closed.add(name);
                        yield Future.succeededFuture();
                    }
                    default -> self;
                });
    }

    @Test
    void where_all_are_taken_the_one_that_waits_longest_makes_room() throws Exception {
        start(2, NEVER, NEVER, NEVER);
        Socket first = send("GET / HT");
        Socket second = send("GET / HT");
        Socket third = send(REQUEST);
        assertThat(answer(third)).endsWith("answered");
        assertThat(rest(first)).isEmpty();
        Socket fourth = send(REQUEST);
        assertThat(answer(fourth)).endsWith("answered");
        assertThat(rest(second))
                .as("it waited longer than the one that was answered")
                .isEmpty();
    }

    @Test
    void what_is_being_answered_is_not_closed_for_another() throws Exception {
        start(1, NEVER, NEVER, NEVER);
        Socket stream = send("GET /stream HTTP/1.1\r\nHost: here\r\n\r\n");
        await().until(() -> writers.size() == 1);
        assertThat(rest(send(REQUEST))).isEmpty();
        stream.close();
        await().untilAsserted(() -> assertThat(answer(send(REQUEST))).endsWith("answered"));
    }
}

package io.pngx.simulator;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side: reads requests, applies faults, and keeps the journal. Files are written to disk while they arrive.
 */
final class HttpFront implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    private static final int LONGEST_NOTED_BODY = 1000;

    private final AtomicInteger bodies = new AtomicInteger();
    private final Vertx vertx;
    private final Context context;
    private final ExecutorService pool = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "simulator-request");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;
    private final Application application;
    private final Faults faults;
    private final Journal journal;
    private final Instance instance;

    HttpFront(String host, int port, Instance instance, Application application, Faults faults, Journal journal) {
        this.instance = instance;
        this.application = application;
        this.faults = faults;
        this.journal = journal;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        this.context = vertx.getOrCreateContext();
        this.server = await(vertx.createHttpServer(new HttpServerOptions()
                        .setHost(host)
                        .setPort(port)
                        .setMaxInitialLineLength(1 << 20)
                        .setMaxHeaderSize(1 << 16)
                        .setHandle100ContinueAutomatically(true))
                .requestHandler(this::receive)
                .listen()
                .toCompletionStage());
    }

    int port() {
        return server.actualPort();
    }

    private void receive(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        boolean small = length == null
                ? request.getHeader("Transfer-Encoding") == null
                : Long.parseLong(length) <= 2L * Blob.IN_MEMORY;
        if (small) {
            request.body().onSuccess(body -> work(request, body.getBytes(), null));
            return;
        }
        // A large body is kept on disk until it is complete.
        String file =
                instance.folder.resolve("body-" + bodies.incrementAndGet()).toString();
        request.pause();
        vertx.fileSystem()
                .open(file, new OpenOptions().setCreate(true).setTruncateExisting(true))
                .compose(request::pipeTo)
                .onSuccess(done -> work(request, null, Path.of(file)))
                .onFailure(broken -> request.connection().close());
    }

    /** Handles a request outside the event loop, because the request may wait for a lock, a hook or a disk. */
    private void work(HttpServerRequest request, byte[] body, Path file) {
        pool.execute(() -> {
            try {
                handle(request, read(request, body, file));
            } catch (Refusal broken) {
                send(request, broken.answer(), List.of());
            } catch (Exception | AssertionError e) {
                // A hook of a test may throw an assertion error.
                failed(request, e);
            } finally {
                delete(file);
            }
        });
    }

    private void failed(HttpServerRequest request, Throwable e) {
        // A server that is being closed drops its requests, as a real server does.
        if (!pool.isShutdown()) {
            LOG.warn("The simulator failed to answer {} {}", request.method(), request.uri(), e);
            request.connection().close();
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debug("A request body of the simulator is left over: {}", file, e);
        }
    }

    private void send(HttpServerRequest request, Answer answer, List<Rule> rules) {
        context.runOnContext(now -> new Sending(vertx, request, answer).send(rules));
    }

    private void handle(HttpServerRequest http, RawRequest request) throws InterruptedException {
        Journal.Sent sent = sent(request);
        List<Rule> rules = faults.take(request);
        for (Rule rule : rules) {
            rule.before.run();
            if (!rule.delay.isZero()) {
                TimeUnit.NANOSECONDS.sleep(rule.delay.toNanos());
            }
        }
        if (rules.stream().anyMatch(rule -> rule.cutBefore)) {
            note(request, null, 0, sent);
            http.connection().close();
            return;
        }
        Rule refusing =
                rules.stream().filter(rule -> rule.status != null).findFirst().orElse(null);
        Application.Outcome outcome =
                refusing != null ? new Application.Outcome(refusing.answer(), null) : application.handle(request);
        rules.forEach(rule -> rule.after.run());
        if (rules.stream().anyMatch(rule -> rule.cutAfter)) {
            note(request, outcome.user(), 0, sent);
            http.connection().close();
            return;
        }
        Answer answer = outcome.answer();
        answer.header("Date", ServerClock.http(instance.clock.now()));
        note(request, outcome.user(), answer.status, sent);
        send(http, answer, rules);
    }

    private void note(RawRequest request, String user, int status, Journal.Sent sent) {
        journal.add(new Journal.Entry(
                Instant.now(),
                request.method(),
                request.path(),
                request.query(),
                user,
                status,
                request.bodySize(),
                sent));
    }

    /** Called before the request is handled, because afterwards the library already has the uploaded bytes. */
    private Journal.Sent sent(RawRequest request) {
        String authorization = String.valueOf(request.header("authorization"));
        String token =
                authorization.startsWith("Token ") ? authorization.substring(6).trim() : null;
        String json = request.body().length > 0 && request.body().length <= LONGEST_NOTED_BODY
                ? new String(request.body(), StandardCharsets.UTF_8)
                : null;
        if (request.files().isEmpty()) {
            return new Journal.Sent(token, json, null, 0);
        }
        String sha256 = request.files().get(0).blob().sha256();
        instance.lock.lock();
        try {
            long held = instance.documents.values().stream()
                    .filter(row -> row.file.sha256().equals(sha256))
                    .count();
            return new Journal.Sent(token, null, sha256, held);
        } finally {
            instance.lock.unlock();
        }
    }

    private RawRequest read(HttpServerRequest http, byte[] body, Path file) throws IOException {
        Map<String, String> headers = new HashMap<>();
        http.headers().forEach(e -> headers.put(e.getKey().toLowerCase(Locale.ROOT), e.getValue()));
        String type = headers.getOrDefault("content-type", "");
        byte[] bytes = body != null ? body : new byte[0];
        List<Map.Entry<String, String>> fields = null;
        List<Upload> uploads = List.of();
        if (type.startsWith("multipart/form-data")) {
            try (InputStream in = file == null ? new ByteArrayInputStream(bytes) : Files.newInputStream(file)) {
                Multipart parts = Multipart.read(in, type, instance.folder);
                fields = parts.fields;
                uploads = parts.uploads;
            }
        } else if (file != null) {
            bytes = Files.readAllBytes(file);
        }
        return new RawRequest(
                http.method().name(),
                path(http),
                http.query(),
                headers,
                bytes,
                fields,
                uploads,
                "http://" + headers.get("host"),
                http.bytesRead());
    }

    private static String path(HttpServerRequest http) {
        return URLDecoder.decode(http.path().replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the simulator did not start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The remaining threads belong to a server that is no longer used.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

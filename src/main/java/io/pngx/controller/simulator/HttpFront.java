package io.pngx.controller.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The HTTP side: reads requests (files go to disk as they come), lets faults interfere, keeps the journal. */
final class HttpFront implements AutoCloseable {
    private static final int WORKERS = 16;

    private final Vertx vertx;
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
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(WORKERS)
                .setFileSystemOptions(new FileSystemOptions().setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(instance.folder.resolve("uploads").toString())
                .setBodyLimit(-1).setDeleteUploadedFilesOnEnd(true));
        router.route().handler(this::receive);
        this.server = await(vertx.createHttpServer(new HttpServerOptions().setHost(host).setPort(port)
                .setMaxInitialLineLength(1 << 20).setMaxHeaderSize(1 << 16).setHandle100ContinueAutomatically(true)
                .setMaxFormAttributeSize(-1).setMaxFormFields(-1).setMaxFormBufferedBytes(-1))
                .requestHandler(router).listen().toCompletionStage());
    }

    int port() {
        return server.actualPort();
    }

    private void receive(RoutingContext context) {
        // Everything that may wait for a lock, a hook or a disk stays off the event loop.
        vertx.executeBlocking(() -> {
            handle(context);
            return null;
        }, false).onFailure(context::fail);
    }

    private void handle(RoutingContext context) throws InterruptedException {
        RawRequest request = read(context);
        List<Rule> rules = faults.take(request);
        for (Rule rule : rules) {
            rule.before.run();
            if (!rule.delay.isZero()) {
                TimeUnit.NANOSECONDS.sleep(rule.delay.toNanos());
            }
        }
        if (rules.stream().anyMatch(rule -> rule.cutBefore)) {
            note(request, null, 0);
            context.request().connection().close();
            return;
        }
        Rule refusing = rules.stream().filter(rule -> rule.status != null).findFirst().orElse(null);
        Application.Outcome outcome = refusing != null ? new Application.Outcome(refusing.answer(), null)
                : application.handle(request);
        rules.forEach(rule -> rule.after.run());
        if (rules.stream().anyMatch(rule -> rule.cutAfter)) {
            note(request, outcome.user(), 0);
            context.request().connection().close();
            return;
        }
        Answer answer = outcome.answer();
        answer.header("Date", ServerClock.http(instance.clock.now()));
        note(request, outcome.user(), answer.status);
        new Sending(vertx, context.request(), answer).send(rules);
    }

    private void note(RawRequest request, String user, int status) {
        journal.add(new Journal.Entry(Instant.now(), request.method(), request.path(), request.query(), user, status,
                request.bodySize()));
    }

    private RawRequest read(RoutingContext context) {
        Map<String, String> headers = new HashMap<>();
        context.request().headers().forEach(e -> headers.put(e.getKey().toLowerCase(Locale.ROOT), e.getValue()));
        boolean form = String.valueOf(headers.get("content-type")).matches("multipart/form-data.*|"
                + "application/x-www-form-urlencoded.*");
        List<Map.Entry<String, String>> fields = null;
        List<Upload> uploads = new ArrayList<>();
        if (form) {
            fields = new ArrayList<>(context.request().formAttributes().entries());
            for (FileUpload upload : context.fileUploads()) {
                uploads.add(new Upload(upload.name(), upload.fileName(), take(upload)));
            }
        }
        byte[] body = context.body().buffer() == null ? new byte[0] : context.body().buffer().getBytes();
        return new RawRequest(context.request().method().name(), path(context), context.request().query(), headers,
                body, fields, uploads, "http://" + headers.get("host"), context.request().bytesRead());
    }

    private static String path(RoutingContext context) {
        return java.net.URLDecoder.decode(context.request().path().replace("+", "%2B"),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    private Blob take(FileUpload upload) {
        try {
            return Blob.take(Path.of(upload.uploadedFileName()), instance.folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // What is left are daemon-like threads of a server that nobody uses any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

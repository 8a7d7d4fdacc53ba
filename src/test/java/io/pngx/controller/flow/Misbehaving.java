package io.pngx.controller.flow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/** A proxy in front of a server. Passes everything on, or gives a bad answer itself if a test requests it. */
public final class Misbehaving implements AutoCloseable {
    /** A kind of misbehaviour. */
    public enum Misdeed {
        ENDLESS_HTML,
        ENDLESS_JSON,
        GZIP_BOMB,
        DRIPPING,
        ENDLESS_INTERIM,
        ENDLESS_HEADERS,
        SILENT,
        CUT,
        RESTING
    }

    private static final String JSON = "Content-Type: application/json\r\nX-Version: 2.20.15\r\nX-Api-Version: 9\r\n";
    private static final byte[] MUCH =
            "{\"id\":1,\"name\":\"and so on\"},".repeat(2000).getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket socket;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<Misdeed, AtomicInteger> done = new ConcurrentHashMap<>();
    private final AtomicInteger caught = new AtomicInteger();
    private volatile Misdeed misdeed;
    private final ExecutorService pool = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "misbehaving");
        thread.setDaemon(true);
        return thread;
    });

    /** @param port port of the server behind the proxy */
    public Misbehaving(int port) {
        this.port = port;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pool.execute(this::accept);
    }

    public int port() {
        return socket.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /**
     * Misbehaves from the next call on, and cuts calls in progress.
     *
     * @param what null: behaves normally
     */
    public void does(Misdeed what) {
        misdeed = what;
        open.forEach(Misbehaving::closed);
    }

    /** Returns the number of calls that met this misbehaviour. */
    public int met(Misdeed what) {
        return done.computeIfAbsent(what, any -> new AtomicInteger()).get();
    }

    /** Returns the number of open calls that met a misbehaviour. */
    public int caught() {
        return caught.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                pool.execute(() -> serve(client));
            } catch (IOException e) {
                // The proxy was closed.
            }
        }
    }

    private void serve(Socket client) {
        Misdeed now = misdeed;
        try (client) {
            if (now == null) {
                passOn(client);
                return;
            }
            if (client.getInputStream().read(new byte[1 << 16]) < 0) {
                return;
            }
            done.computeIfAbsent(now, any -> new AtomicInteger()).incrementAndGet();
            caught.incrementAndGet();
            try {
                Future<?> rest = pool.submit(() -> swallow(client));
                answer(now, client.getOutputStream(), rest);
            } finally {
                caught.decrementAndGet();
            }
        } catch (IOException e) {
            // The other side closed the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private void answer(Misdeed now, OutputStream out, Future<?> untilItIsClosed)
            throws IOException, InterruptedException {
        switch (now) {
            case ENDLESS_HTML -> {
                head(out, "HTTP/1.1 500 Broken\r\nContent-Type: text/html\r\n");
                forever(out, "<p>and so on</p>".repeat(4000).getBytes(StandardCharsets.US_ASCII), 0);
            }
            case ENDLESS_JSON -> {
                head(out, "HTTP/1.1 200 OK\r\n" + JSON);
                out.write("{\"count\":1,\"results\":[".getBytes(StandardCharsets.US_ASCII));
                forever(out, MUCH, 0);
            }
            case GZIP_BOMB -> {
                head(out, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + JSON);
                forever(out, bomb(), 0);
            }
            case DRIPPING -> {
                head(out, "HTTP/1.1 200 OK\r\n" + JSON);
                forever(out, new byte[] {' '}, 1000);
            }
            case ENDLESS_INTERIM ->
                forever(out, "HTTP/1.1 102 Processing\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 50);
            case ENDLESS_HEADERS -> {
                out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
                forever(out, "X-And-So-On: yes\r\n".getBytes(StandardCharsets.US_ASCII), 0);
            }
            case SILENT -> {
                try {
                    untilItIsClosed.get();
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            }
            case RESTING -> head(out, "HTTP/1.1 503 Later\r\nRetry-After: 3600\r\nContent-Length: 0\r\n" + JSON);
            case CUT -> {
                head(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n" + JSON);
                out.write("{\"count\":".getBytes(StandardCharsets.US_ASCII));
            }
            default -> throw new IllegalStateException(now.name());
        }
    }

    private static void head(OutputStream out, String lines) throws IOException {
        out.write((lines + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void forever(OutputStream out, byte[] bytes, long pause) throws IOException, InterruptedException {
        while (true) {
            out.write(bytes);
            out.flush();
            TimeUnit.MILLISECONDS.sleep(pause);
        }
    }

    /** Returns gzip members of 10 kB that unpack to 10 MiB each. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(new byte[10 << 20]);
        }
        return packed.toByteArray();
    }

    private void passOn(Socket client) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            pool.execute(() -> {
                try (server;
                        client;
                        InputStream from = server.getInputStream()) {
                    from.transferTo(client.getOutputStream());
                } catch (IOException e) {
                    // One side closed the connection.
                }
            });
            client.getInputStream().transferTo(server.getOutputStream());
        }
    }

    /** Reads the rest of the request. */
    private static void swallow(Socket client) {
        try {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The other side has closed the connection.
        } finally {
            closed(client);
        }
    }

    private static void closed(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Misbehaving::closed);
        pool.shutdownNow();
    }
}

package io.pngx.controller.flow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** A proxy in front of a simulated server. The test can change the answers. */
final class LyingProxy implements AutoCloseable {
    /** Changes an answer; null: the connection is closed instead. */
    interface Lie {
        RawAnswer tell(String request, RawAnswer answer);
    }

    private final ServerSocket socket;
    private final int port;
    private final Lie lie;
    private final List<String> broken = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService pool = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "lying-proxy");
        thread.setDaemon(true);
        return thread;
    });

    LyingProxy(int port, Lie lie) {
        this.port = port;
        this.lie = lie;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pool.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** Returns the errors of this proxy, so that they are not taken for errors of the controller. */
    List<String> broken() {
        return broken;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                pool.execute(() -> serve(client));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    broken.add("accept: " + e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            byte[] request = request(client.getInputStream());
            if (request == null) {
                return;
            }
            String line = new String(
                            request, 0, RawAnswer.endOfHead(request, request.length), StandardCharsets.ISO_8859_1)
                    .split("\r\n", 2)[0];
            RawAnswer answer = lie.tell(line, RawAnswer.parse(ask(request)));
            if (answer != null) {
                client.getOutputStream().write(answer.wire());
                client.shutdownOutput();
                // waits until the client has read everything and closes the connection
                client.getInputStream().readAllBytes();
            }
        } catch (IOException e) {
            // A client or server may close the connection early.
        } catch (RuntimeException e) {
            broken.add(e.toString());
        }
    }

    private byte[] ask(byte[] request) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            server.getOutputStream().write(request);
            return server.getInputStream().readAllBytes();
        }
    }

    /** Reads one request with its body, and adds "Connection: close"; null: the client sent no request. */
    private static byte[] request(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        int end = -1;
        String head = "";
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            read.write(buffer, 0, count);
            byte[] all = read.toByteArray();
            if (end < 0) {
                end = RawAnswer.endOfHead(all, all.length);
                head = end < 0 ? "" : new String(all, 0, end, StandardCharsets.ISO_8859_1);
            }
            if (end >= 0 && isWhole(head, all, end)) {
                return closing(head, all, end);
            }
        }
        return null;
    }

    private static boolean isWhole(String head, byte[] all, int end) {
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("transfer-encoding: chunked")) {
            return all.length >= end + 5
                    && new String(all, all.length - 5, 5, StandardCharsets.ISO_8859_1).equals("0\r\n\r\n");
        }
        int length = lower.indexOf("content-length: ");
        return length < 0
                || all.length
                        >= end
                                + Integer.parseInt(lower.substring(length + 16, lower.indexOf("\r\n", length))
                                        .strip());
    }

    private static byte[] closing(String head, byte[] all, int end) {
        UnaryOperator<String> close = text -> text.replaceAll("(?i)\r\nconnection: [^\r]*", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(close.apply(head).getBytes(StandardCharsets.ISO_8859_1));
        request.write(all, end, all.length - end);
        return request.toByteArray();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pool.shutdownNow();
    }
}

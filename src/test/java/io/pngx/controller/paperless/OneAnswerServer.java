package io.pngx.controller.paperless;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that gives the same answer to every call, byte by byte as the test sets it, and counts its connections. */
final class OneAnswerServer implements AutoCloseable {
    /** The way in which the length of a body is told. */
    enum Framing {
        LENGTH,
        CHUNKED,
        CLOSE
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final AtomicInteger connections = new AtomicInteger();
    private volatile byte[] answer = {};
    private volatile byte[] repeated;
    private volatile boolean closes;

    OneAnswerServer() throws IOException {
        start(() -> {
            while (!server.isClosed()) {
                Socket client = server.accept();
                connections.incrementAndGet();
                start(() -> serve(client));
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** @param head status line and headers, without those that tell the length */
    void answers(Framing framing, String head, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii(head));
        switch (framing) {
            case LENGTH -> bytes.writeBytes(ascii("Content-Length: " + body.length + "\r\n\r\n"));
            case CHUNKED ->
                bytes.writeBytes(
                        ascii("Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length) + "\r\n"));
            default -> bytes.writeBytes(ascii("Connection: close\r\n\r\n"));
        }
        bytes.writeBytes(body);
        if (framing == Framing.CHUNKED) {
            bytes.writeBytes(ascii(body.length == 0 ? "\r\n" : "\r\n0\r\n\r\n"));
        }
        answer = bytes.toByteArray();
        closes = framing == Framing.CLOSE;
        repeated = null;
    }

    /** Sends these bytes after the answer, until the other side closes the connection. */
    void thenForever(byte[] bytes) {
        repeated = bytes;
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.isEmpty()) {
                    client.getOutputStream().write(answer);
                    while (repeated != null) {
                        client.getOutputStream().write(repeated);
                    }
                    if (closes) {
                        return;
                    }
                }
            }
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException closed) {
                        // One side closed the connection.
                    }
                },
                "one answer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

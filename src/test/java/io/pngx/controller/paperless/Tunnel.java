package io.pngx.controller.paperless;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy that supports only CONNECT, requires a password, and connects every request to one port of this
 * machine.
 */
final class Tunnel implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final String expected;
    private final int target;

    Tunnel(String credentials, int target) throws IOException {
        expected = "Proxy-Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        this.target = target;
        start(() -> {
            while (!server.isClosed()) {
                Socket client = server.accept();
                start(() -> serve(client));
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** Returns the request lines. */
    List<String> asked() {
        return asked;
    }

    /** Returns all bytes that were not encrypted. */
    String seen() {
        return String.join("\n", seen);
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            // Reads byte by byte, because the bytes after the empty line belong to the tunnel.
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1), 1);
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                asked.add(line);
                boolean allowed = false;
                for (String header = reader.readLine();
                        header != null && !header.isEmpty();
                        header = reader.readLine()) {
                    seen.add(header);
                    allowed |= header.equals(expected);
                }
                if (allowed) {
                    client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                    pass(client);
                    return;
                }
                client.getOutputStream()
                        .write(("HTTP/1.1 407 Authentication\r\nProxy-Authenticate: "
                                        + "Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private void pass(Socket client) throws IOException {
        try (Socket there = new Socket(InetAddress.getByName("127.0.0.1"), target)) {
            start(() -> there.getInputStream().transferTo(client.getOutputStream()));
            client.getInputStream().transferTo(there.getOutputStream());
        }
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
                "tunnel");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

package io.pngx.controller.web.browser;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port in front of a server. While the relay is cut, it closes open connections and refuses new ones. */
final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    Relay(int target) throws IOException {
        door = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        daemon(() -> {
            while (!door.isClosed()) {
                Socket in = door.accept();
                if (cut) {
                    in.close();
                    continue;
                }
                Socket out = new Socket("127.0.0.1", target);
                sockets.add(in);
                sockets.add(out);
                daemon(() -> pump(in, out));
                daemon(() -> pump(out, in));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // the connection was closed
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    void cut() throws IOException {
        cut = true;
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    void mend() {
        cut = false;
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}

package io.pngx.controller.cli;

import io.pngx.controller.app.ExitCodes;
import io.pngx.controller.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "health",
        description =
                "Asks the controller that runs with these settings whether it is up, as a health check without curl"
                        + " does.")
public final class HealthCommand implements Callable<Integer> {
    private static final int PATIENCE_MILLIS = 4000;

    @Override
    public Integer call() {
        Settings.Listening where = Settings.listeningOf(System.getenv());
        try {
            String answer = ask(where);
            System.out.println(
                    answer.isEmpty() ? "no answer" : answer.lines().findFirst().orElse(""));
            // 4xx: a person stopped the route api-health in Hawtio. The process answers all the same, and a restart
            // would undo it.
            return answer.matches("(?s)HTTP/1\\.1 (200|4\\d\\d) .*") ? ExitCodes.DONE : ExitCodes.PROBLEM_FOUND;
        } catch (IOException e) {
            System.out.println(
                    "Nothing answers at " + where.address() + " port " + where.port() + " (" + e.getMessage() + ").");
            return ExitCodes.PROBLEM_FOUND;
        }
    }

    /** By hand: an HTTP client would cost more time than everything else together, and every half minute. */
    static String ask(Settings.Listening where) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(where.address(), where.port()), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(("GET /healthz HTTP/1.1\r\nHost: " + where.name() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(4096), StandardCharsets.UTF_8);
        }
    }
}

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
        description = "Checks whether the controller with the settings in the environment is up. For health checks in "
                + "containers without curl.")
public final class HealthCommand implements Callable<Integer> {
    private static final int TIMEOUT_MILLIS = 4000;

    @Override
    public Integer call() {
        Settings.Listening listening = Settings.listeningOf(System.getenv());
        try {
            String answer = ask(listening);
            System.out.println(
                    answer.isEmpty() ? "no answer" : answer.lines().findFirst().orElse(""));
            // A status 4xx means that an operator stopped the route api-health in Hawtio. The process is up, so the
            // check succeeds: a failed check could restart the container, and so start the route again.
            return answer.matches("(?s)HTTP/1\\.1 (200|4\\d\\d) .*") ? ExitCodes.DONE : ExitCodes.PROBLEM_FOUND;
        } catch (IOException e) {
            System.out.println("Nothing answers at " + listening.address() + " port " + listening.port() + " ("
                    + e.getMessage() + ").");
            return ExitCodes.PROBLEM_FOUND;
        }
    }

    /** Sends a request over a plain socket, because an HTTP client would take most of the time of this command. */
    static String ask(Settings.Listening listening) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(listening.address(), listening.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write(("GET /healthz HTTP/1.1\r\nHost: " + listening.name() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(4096), StandardCharsets.UTF_8);
        }
    }
}

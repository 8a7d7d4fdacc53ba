package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endless requests to both ports of the controller as it is shipped. */
class BoundedPortsTest {
    private static final int MANY = 600;

    private final Boot boot = Boot.fresh();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void end() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        boot.close();
    }

    @ParameterizedTest
    @CsvSource({"false, /healthz", "true, /health/live"})
    void half_requests_neither_shut_others_out_nor_stay(boolean management, String path) throws IOException {
        URI port = URI.create(management ? boot.managementUrl() : boot.url());
        for (int i = 0; i < MANY; i++) {
            Socket socket = new Socket("127.0.0.1", port.getPort());
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: ").getBytes(StandardCharsets.US_ASCII));
            sockets.add(socket);
        }
        assertThat(SecondJvm.send(HttpRequest.newBuilder(port.resolve(path))).statusCode())
                .isEqualTo(200);
        assertThat(sockets).as("each is closed by the server").allSatisfy(socket -> {
            try {
                assertThat(socket.getInputStream().read()).isNegative();
            } catch (java.net.SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
        });
    }
}

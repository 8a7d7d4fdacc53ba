package io.pngx.controller.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "localhost"})
    void aTakenPortIsRefusedOnEveryAddressThatMeetsIt(String host) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> Ports.requireFree(host, taken.getLocalPort(), "HTTP_PORT"))
                    .isInstanceOf(SettingsException.class)
                    .hasMessage(
                            "HTTP_PORT " + taken.getLocalPort() + " on " + host + " is in use by another program, or "
                                    + "by a controller that still runs; stop that program, or set HTTP_PORT to a "
                                    + "free port from 1 to 65535.");
        }
    }

    @Test
    void aFreePortIsLeftFree() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = taken.getLocalPort();
        }
        assertThatCode(() -> Ports.requireFree("127.0.0.1", port, "HTTP_PORT")).doesNotThrowAnyException();
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(server.isBound()).isTrue();
        }
    }

    /** 192.0.2.1 is reserved for documentation, so no machine has it. */
    @Test
    void anAddressOfAnotherMachineIsRefused() {
        assertThatThrownBy(() -> Ports.requireFree("192.0.2.1", 8000, "HTTP_PORT"))
                .hasMessage("HTTP_PORT 8000 on 192.0.2.1 cannot be opened: the address does not belong to this "
                        + "machine; set HTTP_HOST to an address of this machine, or to 0.0.0.0 for all its "
                        + "addresses.");
    }

    @Test
    void aNameWithoutAnAddressIsRefused() {
        assertThatThrownBy(() -> Ports.requireFree("nowhere.invalid", 8000, "HTTP_PORT"))
                .hasMessage("HTTP_PORT 8000 on nowhere.invalid cannot be opened: there is no address for the "
                        + "host \"nowhere.invalid\"; set HTTP_HOST to an address of this machine, such as 127.0.0.1.");
    }
}

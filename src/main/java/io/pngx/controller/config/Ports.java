package io.pngx.controller.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * Checks a port before Camel opens it. If a port is in use, Camel only logs a warning and continues without a server.
 */
public final class Ports {
    private Ports() {}

    /**
     * Opens the port, and closes the port immediately. Between this check and the start of the server, another program
     * can open the port.
     *
     * @param host an address or name of this machine; an IPv6 address with or without brackets
     * @param variable the setting of the port, for the message
     * @throws SettingsException if the port can't be opened; the message names reason and remedy
     */
    public static void requireFree(String host, int port, String variable) {
        String where = variable + " " + port + " on " + host;
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException e) {
            throw new SettingsException(
                    where + " cannot be opened: there is no address for the host " + Quote.value(host) + "; set "
                            + hostOf(variable) + " to an address of this machine, such as 127.0.0.1.");
        } catch (IOException e) {
            throw new SettingsException(where + " " + reason(String.valueOf(e.getMessage()), variable));
        }
    }

    private static String hostOf(String portVariable) {
        return portVariable.replace("_PORT", "_HOST");
    }

    /**
     * Returns reason and remedy for a message of the operating system. Only this message shows the reason, because Java
     * throws the same exception in all cases.
     */
    private static String reason(String reason, String variable) {
        if (reason.contains("in use")) {
            return "is in use by another program, or by a controller that still runs; stop that program, or set "
                    + variable + " to a free port from 1 to 65535.";
        }
        if (reason.contains("ermission denied")) {
            return "cannot be opened by this user; set " + variable + " to a port above 1023.";
        }
        if (reason.contains("assign requested address")) {
            return "cannot be opened: the address does not belong to this machine; set " + hostOf(variable)
                    + " to an address of this machine, or to 0.0.0.0 for all its addresses.";
        }
        return "cannot be opened (" + reason + "); set " + variable + " to a free port from 1024 to 65535.";
    }
}

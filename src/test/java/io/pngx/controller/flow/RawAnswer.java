package io.pngx.controller.flow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer as it goes over the wire.
 *
 * @param headers without Content-Length and Connection
 * @param length  what the header Content-Length says; null: none
 */
record RawAnswer(int status, List<String[]> headers, String length, byte[] body) {
    static RawAnswer parse(byte[] wire) {
        int end = endOfHead(wire, wire.length);
        String[] lines = new String(wire, 0, end, StandardCharsets.ISO_8859_1).split("\r\n");
        List<String[]> headers = new ArrayList<>();
        String length = null;
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(": ?", 2);
            if (header[0].equalsIgnoreCase("Content-Length")) {
                length = header[1];
            } else if (!header[0].equalsIgnoreCase("Connection")) {
                headers.add(header);
            }
        }
        return new RawAnswer(
                Integer.parseInt(lines[0].split(" ")[1]),
                headers,
                length,
                java.util.Arrays.copyOfRange(wire, end, wire.length));
    }

    /** Returns the index of the first byte after the empty line; -1: the empty line has not arrived yet. */
    static int endOfHead(byte[] wire, int length) {
        for (int i = 3; i < length; i++) {
            if (wire[i] == '\n' && wire[i - 1] == '\r' && wire[i - 2] == '\n' && wire[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    RawAnswer withBody(byte[] other) {
        return new RawAnswer(status, headers, String.valueOf(other.length), other);
    }

    RawAnswer withLength(String other) {
        return new RawAnswer(status, headers, other, body);
    }

    RawAnswer withStatus(int other) {
        return new RawAnswer(other, headers, length, body);
    }

    /** @param value null: the header is omitted */
    RawAnswer withHeader(String name, String value) {
        List<String[]> others = new ArrayList<>(headers);
        others.removeIf(header -> header[0].equalsIgnoreCase(name));
        if (value != null) {
            others.add(new String[] {name, value});
        }
        return new RawAnswer(status, others, length, body);
    }

    RawAnswer replace(String text, String by) {
        return withBody(
                new String(body, StandardCharsets.UTF_8).replace(text, by).getBytes(StandardCharsets.UTF_8));
    }

    byte[] wire() {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Spoken\r\nConnection: close\r\n");
        headers.forEach(
                header -> head.append(header[0]).append(": ").append(header[1]).append("\r\n"));
        if (length != null) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] wire = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, wire, start.length, body.length);
        return wire;
    }
}

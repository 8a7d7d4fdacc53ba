package io.pngx.simulator;

import java.util.List;
import java.util.Map;

/**
 * A request whose body was read.
 *
 * @param headers headers by lower-case name
 * @param form form fields in their order; null: the body is not a form
 * @param base scheme and host as the client named them, for {@code next} links
 * @param bodySize bytes of the body as sent
 */
record RawRequest(
        String method,
        String path,
        String query,
        Map<String, String> headers,
        byte[] body,
        List<Map.Entry<String, String>> form,
        List<Upload> files,
        String base,
        long bodySize) {
    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    String header(String name) {
        return headers.get(name);
    }
}

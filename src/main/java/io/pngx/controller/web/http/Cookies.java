package io.pngx.controller.web.http;

import java.util.Arrays;
import java.util.Optional;

/** Reads the header {@code Cookie}. */
final class Cookies {
    private Cookies() {}

    /**
     * Returns the value of a cookie.
     *
     * @param header null: the request has no cookie
     */
    static Optional<String> value(String header, String name) {
        return Arrays.stream(header == null ? new String[0] : header.split(";"))
                .map(String::strip)
                .filter(each -> each.startsWith(name + "="))
                .map(each -> each.substring(name.length() + 1))
                .findFirst();
    }
}

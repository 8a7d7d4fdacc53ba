package io.pngx.controller.web.http;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Keeps HTTP headers and message headers apart. By default, Camel turns every request header, query parameter and form
 * field into a message header, and every message header into a response header. With this filter, no message header
 * comes from a request, and a response contains only the headers that answers set.
 */
public final class HeaderFilter implements HeaderFilterStrategy {
    private static final Set<String> OUT = Set.of(
            "content-type",
            "cache-control",
            "etag",
            "vary",
            "location",
            "set-cookie",
            "retry-after",
            "content-disposition",
            "hx-retarget",
            "hx-reswap",
            "hx-trigger",
            "hx-trigger-after-swap");

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !OUT.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return true;
    }
}

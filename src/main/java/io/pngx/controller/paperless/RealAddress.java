package io.pngx.controller.paperless;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;

/**
 * Replaces the host name of a call by the real address, adds the token, and removes all headers that are not allowed.
 */
final class RealAddress {
    /** Paperless-ngx 2.16 to 3.x support {@code version=9} (paperless-api.md §0). */
    private static final String ACCEPT = "*/*; version=9";

    private static final Set<String> ALLOWED_HEADERS =
            Set.of("content-type", "content-length", "transfer-encoding", "if-none-match");

    private RealAddress() {}

    static void set(ClassicHttpRequest request, Instance instance) {
        for (Header header : request.getHeaders()) {
            if (!ALLOWED_HEADERS.contains(header.getName().toLowerCase(Locale.ROOT))) {
                request.removeHeaders(header.getName());
            }
        }
        HttpHost address = of(instance);
        request.setScheme(address.getSchemeName());
        request.setAuthority(
                new URIAuthority(address.getHostName(), instance.base().getPort()));
        request.setPath(instance.base().getPath() + request.getPath());
        instance.options().headers().forEach(request::setHeader);
        request.setHeader(HttpHeaders.AUTHORIZATION, "Token " + instance.token());
        request.setHeader(HttpHeaders.ACCEPT, ACCEPT);
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        // The controller parses English error texts (paperless-api.md §1).
        request.setHeader(HttpHeaders.ACCEPT_LANGUAGE, "en-US");
    }

    static HttpHost of(Instance instance) {
        URI base = instance.base();
        return new HttpHost(base.getScheme(), base.getHost(), base.getPort());
    }
}

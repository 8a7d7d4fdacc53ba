package io.pngx.controller.web.security;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/**
 * Compresses answers of more than 1 kB for clients that accept gzip. Small answers, images, fonts and the live log,
 * which must arrive line by line, are not compressed. Pages contain no secrets, so the length of a compressed page
 * reveals none (BREACH).
 */
final class Compression implements Handler<RoutingContext> {
    private static final int SMALL = 1024;
    /** A fast level with a low compression ratio, because compression runs on the event loop of all connections. */
    private static final int LEVEL = 4;

    private static final Pattern TYPES =
            Pattern.compile("(text/(?!event-stream)|application/([a-z.]+\\+)?json|image/svg\\+xml|font/ttf).*");

    static HttpServerOptions on(HttpServerOptions options) {
        return options.setCompressionSupported(true).setCompressionLevel(LEVEL);
    }

    @Override
    public void handle(RoutingContext context) {
        context.addHeadersEndHandler(headers -> decide(context.response()));
        context.next();
    }

    private static void decide(HttpServerResponse response) {
        String type = response.headers().get(HttpHeaders.CONTENT_TYPE);
        if (type == null || !TYPES.matcher(type).matches()) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
            return;
        }
        String vary = response.headers().get(HttpHeaders.VARY);
        response.putHeader(HttpHeaders.VARY, vary == null ? "Accept-Encoding" : vary + ", Accept-Encoding");
        if (!response.isChunked() && response.bytesWritten() <= SMALL) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
        }
    }
}

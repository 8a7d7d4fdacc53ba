package io.pngx.controller.paperless;

import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.core5.http.config.Http1Config;

/** Connections whose answers have an end to their headers: without one an answer could fill the memory with them. */
public final class HeaderLimits {
    private static final int LONGEST_LINE = 32 * 1024;
    private static final int MOST_LINES = 200;

    private HeaderLimits() {}

    public static ManagedHttpClientConnectionFactory connections() {
        return ManagedHttpClientConnectionFactory.builder()
                .http1Config(Http1Config.custom()
                        .setMaxLineLength(LONGEST_LINE)
                        .setMaxHeaderCount(MOST_LINES)
                        .build())
                .build();
    }
}

package io.pngx.controller.paperless;

import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.core5.http.config.Http1Config;

/**
 * Creates connections that limit the size of the headers of an answer. Without a limit, endless headers could fill the
 * memory.
 */
public final class HeaderLimits {
    private static final int MAX_LINE_LENGTH = 32 * 1024;
    private static final int MAX_LINES = 200;

    private HeaderLimits() {}

    public static ManagedHttpClientConnectionFactory connections() {
        return ManagedHttpClientConnectionFactory.builder()
                .http1Config(Http1Config.custom()
                        .setMaxLineLength(MAX_LINE_LENGTH)
                        .setMaxHeaderCount(MAX_LINES)
                        .build())
                .build();
    }
}

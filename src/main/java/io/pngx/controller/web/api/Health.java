package io.pngx.controller.web.api;

import io.pngx.controller.config.Build;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import org.apache.camel.Exchange;

/** {@code GET /healthz}: answers as long as the process is up. */
public final class Health {
    private final String version;

    public Health(Build build) {
        version = build.version();
    }

    public record Up(String status, String version) {}

    public Answer up(Exchange exchange) {
        return Call.of(exchange).answer(200, new Up("UP", version));
    }
}

package io.pngx.controller.web.api;

import io.pngx.controller.metrics.Metrics;
import io.pngx.controller.web.http.Call;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** {@code GET /metrics}: shows the metrics to every viewer. Prometheus can use an API token with the role reader. */
public final class MetricsPage {
    private final Supplier<String> metrics;

    public MetricsPage(Supplier<String> metrics) {
        this.metrics = metrics;
    }

    public void show(Exchange exchange) {
        Call.of(exchange);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, Metrics.CONTENT_TYPE);
        message.setHeader("Cache-Control", "no-store");
        message.setBody(metrics.get());
    }
}

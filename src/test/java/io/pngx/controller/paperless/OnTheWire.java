package io.pngx.controller.paperless;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static io.pngx.controller.paperless.Wire.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Base class for tests of the gateway with a stubbed paperless-ngx. */
abstract class OnTheWire {
    static final String LIST = "http://replica-1/api/documents/";
    static Wire wire;

    @BeforeAll
    static void start() throws Exception {
        wire = new Wire().started();
    }

    @AfterAll
    static void stop() {
        wire.close();
    }

    @BeforeEach
    void reset() {
        wire.paperless.resetAll();
        wire.connect("replica-1", "Replica \"attic\"", Instance.Role.REPLICA, "");
        says(answer(200, "{}"));
    }

    static void says(ResponseDefinitionBuilder response) {
        wire.paperless.stubFor(any(anyUrl()).willReturn(response));
    }

    static LoggedRequest arrived() {
        List<LoggedRequest> all = wire.paperless.findAll(anyRequestedFor(anyUrl()));
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    static void nothingArrived() {
        assertThat(wire.paperless.findAll(anyRequestedFor(anyUrl()))).isEmpty();
    }

    static String said(String method, String uri) {
        Exchange exchange = wire.call(method, uri);
        assertThat(exchange.getException()).isNotNull();
        return wire.said(exchange);
    }
}

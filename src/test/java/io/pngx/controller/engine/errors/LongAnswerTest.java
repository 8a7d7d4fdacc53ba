package io.pngx.controller.engine.errors;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static io.pngx.controller.paperless.Wire.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.paperless.CallLimits;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Wire;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits that cut endless answers leave a long answer whole. */
class LongAnswerTest {
    @TempDir
    Path folder;

    @Test
    void aLongAnswerArrivesWhole() throws Exception {
        String text = "{\"text\":\"" + "0123456789".repeat(500_000) + "\"}";
        try (Wire wire = new Wire(Proxies.NONE, new CallLimits(Duration.ofMinutes(1), folder)).started()) {
            wire.connect("replica-1", "Replica \"attic\"", Instance.Role.REPLICA, "", wire.paperless.port());
            wire.paperless.stubFor(any(anyUrl()).willReturn(answer(200, text)));

            String arrived = wire.call("GET", "http://replica-1/api/documents/")
                    .getMessage()
                    .getBody(String.class);

            assertThat(arrived).isEqualTo(text);
        }
    }
}

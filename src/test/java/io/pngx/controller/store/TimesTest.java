package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimesTest {
    @Test
    void anInstantComesBackAsItWasDownToTheMicrosecond() {
        Instant instant = Instant.parse("2026-11-23T21:11:16.552445Z");

        assertThat(Times.instant(Times.text(instant))).isEqualTo(instant);
    }

    @Test
    void theOrderOfTheTextsIsTheOrderOfTheInstants() {
        List<Instant> instants = Stream.of(
                        "2025-12-31T23:59:59.999999Z",
                        "2026-01-01T00:00:00Z",
                        "2026-01-01T00:00:00.000001Z",
                        "2026-01-01T00:00:00.1Z",
                        "2026-01-01T00:00:00.12Z",
                        "2026-01-01T00:00:01Z",
                        "2026-10-01T00:00:00Z")
                .map(Instant::parse)
                .toList();

        assertThat(instants.stream().map(Times::text)).isSorted();
    }

    @Test
    void noTimeStaysNoTime() {
        assertThat(Times.text(null)).isNull();
        assertThat(Times.instant(null)).isNull();
    }
}

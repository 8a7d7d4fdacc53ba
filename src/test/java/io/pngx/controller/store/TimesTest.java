package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    @Test
    void anInstantComesBackAsItWasDownToTheMicrosecond() {
        Instant instant = Instant.parse("2026-11-23T21:11:16.552445Z");

        assertThat(Times.instant(Times.text(instant))).isEqualTo(instant);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T21:11:16.552445Z, 2026-11-23T21:11:16.552445Z",
        "2026-11-23T21:11:16.552445999Z, 2026-11-23T21:11:16.552445Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00.000000Z",
        "1969-12-31T23:59:59.9Z, 1969-12-31T23:59:59.900000Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000000Z",
        "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
        "-0001-01-01T00:00:00Z, -0001-01-01T00:00:00.000000Z",
    })
    void aTimeHasOneText(String instant, String text) {
        assertThat(Times.text(Instant.parse(instant))).isEqualTo(text);
        assertThat(Times.instant(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T21:11:16Z, 2026-11-23T21:11:16Z",
        "2026-11-23T21:11:16.123Z, 2026-11-23T21:11:16.123Z",
        "2026-11-23T21:11:16.552445+01:00, 2026-11-23T20:11:16.552445Z",
        "2026-11-23T21:11:16-03:30, 2026-11-24T00:41:16Z",
        "2026-11-23T21:11:16+00:00, 2026-11-23T21:11:16Z",
    })
    void otherFormsOfATimeAreRead(String text, String instant) {
        assertThat(Times.instant(text)).isEqualTo(Instant.parse(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-11-23 21:11:16.552445Z",
                "2026-11-23T21:11:16.552445 ",
                "2026-11-23T21:11:1x.552445Z",
                "2026-13-23T21:11:16.552445Z",
                "2026-02-30T21:11:16.552445Z",
                "2026-11-23T25:11:16.552445Z",
                "2026-11-23T21:11:16",
                "2026-11-23T21:11:16.552445",
                "2026-11-23T21:11:16Z+01:00",
                "2026-11-23T21:11:16+01:60",
                "2026-11-23T21:11:16+19:00",
                "2026-11-23T21:11:16+1:00",
                "2026-11-23T21:11:16+01:00Z",
            })
    void anInvalidTimeIsRefused(String text) {
        assertThatThrownBy(() -> Times.instant(text)).isInstanceOf(DateTimeParseException.class);
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

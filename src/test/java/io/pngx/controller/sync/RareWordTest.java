package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RareWordTest {
    @Test
    void theRarestWordIsChosenAndOfSeveralTheLongest() {
        assertThat(RareWord.of("invoice invoice number settlement number reading"))
                .contains("settlement");
        assertThat(RareWord.of("Electricity Electricity reading")).contains("reading");
    }

    @Test
    void marksAroundAWordDoNotCount() {
        assertThat(RareWord.of("See (\"Versicherungsschein\"), please.")).contains("Versicherungsschein");
        assertThat(RareWord.of("Größenordnung...")).contains("Größenordnung");
        assertThat(RareWord.of("Счёт накладная")).contains("накладная");
    }

    /** Words that are short or very long, contain a mark or a digit, or belong to a script without spaces. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a bill for you",
                "12345678 2024-03-01",
                "invoice.pdf l'adresse well-known https://example.com/invoices",
                "契約書及び請求書の写し",
                "AB123456X"
            })
    void aTextWithoutAUsableWordHasNone(String text) {
        assertThat(RareWord.of(text)).isEmpty();
        assertThat(RareWord.of("x".repeat(41))).isEmpty();
        assertThat(RareWord.of(null)).isEmpty();
    }
}

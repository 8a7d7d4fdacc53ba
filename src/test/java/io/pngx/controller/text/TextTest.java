package io.pngx.controller.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @Test
    void placesTakeValuesInTheirOrder() {
        assertThat(Text.of("{1} of {0}", "Home", 1234)).hasToString("1,234 of Home");
    }

    @Test
    void aValueIsNeverReadAsAPattern() {
        assertThat(Text.of("Rule {0}", "{0} $1 \\")).hasToString("Rule {0} $1 \\");
        assertThat(Text.verbatim("Runs {1}").in(Language.GERMAN)).isEqualTo("Runs {1}");
    }

    @Test
    void aValueDoesNotTurnItsSentenceAround() {
        assertThat(Text.of("\"{0}\" was uploaded.", "\u202eeton\u2067 \u05d0\u200f\u061c"))
                .hasToString("\"eton \u05d0\" was uploaded.");
    }

    @Test
    void aTranslationHasTheValuesInItsOwnOrderAndFormat() {
        Text ago = Text.of("{0} ago", Text.counted(12345, "document", "documents"));

        assertThat(ago).hasToString("12,345 documents ago");
        assertThat(ago.in(Language.GERMAN)).isEqualTo("vor 12.345 Dokumente");
    }

    @Test
    void aTextWithoutATranslationStaysEnglish() {
        assertThat(Text.of("No language knows this {0}.", 1).in(Language.GERMAN))
                .isEqualTo("No language knows this 1.");
    }

    @Test
    void oneThingHasASingular() {
        assertThat(Text.counted(1, "document", "documents")).hasToString("1 document");
        assertThat(Text.counted(0, "document", "documents")).hasToString("0 documents");
        assertThat(Text.plural(1, "A copy of {0} waits.", "Copies of {0} wait.", "rent"))
                .hasToString("A copy of rent waits.");
        assertThat(Text.plural(2, "A copy of {0} waits.", "Copies of {0} wait.", "rent"))
                .hasToString("Copies of rent wait.");
    }

    @Test
    void textsAreJoined() {
        List<Text> texts = List.of(Text.of("Runs"), Text.verbatim("Runs"), Text.of("Log"));

        assertThat(Text.join(", ", texts).in(Language.GERMAN)).isEqualTo("Läufe, Runs, Protokoll");
        assertThat(Text.join(", ", List.of())).hasToString("");
        assertThat(StoredText.read(StoredText.write(
                        Text.of("{0}!", Text.join("+", Collections.nCopies(2000, texts.get(0)))))))
                .hasToString(String.join("+", Collections.nCopies(2000, "Runs")) + "!");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-1, -1",
        "999, 999",
        "-999, -999",
        "1000, 1.000",
        "-1000, -1.000",
        "123456, 123.456",
        "-1234567, -1.234.567",
        "9223372036854775807, 9.223.372.036.854.775.807",
        "-9223372036854775808, -9.223.372.036.854.775.808"
    })
    void aNumberHasSeparatorsBetweenThousands(long number, String german) {
        assertThat(Language.GERMAN.number(number)).isEqualTo(german);
        assertThat(Language.ENGLISH.number(number)).isEqualTo(german.replace('.', ','));
    }

    @Test
    void aValueThatIsMissingIsShownAsSuch() {
        assertThat(Text.of("It failed: {0}", (Object) null)).hasToString("It failed: null");
        assertThat(Text.verbatim(null)).hasToString("null");
    }

    @Test
    void aValueThatBeginsASentenceHasACapital() {
        Text sentence = Text.of("{0^} and {0}, {1^}{2^}", Text.of("documents"), "", 7);

        assertThat(sentence).hasToString("Documents and documents, 7");
        assertThat(Text.of("{0^}", Text.of("behind")).in(Language.GERMAN)).isEqualTo("Im Rückstand");
    }

    @Test
    void aSentenceWithinASentenceLosesItsFullStop() {
        assertThat(Text.of("{0-}; {0-}.", Text.verbatim("It is full."))).hasToString("It is full; It is full.");
        assertThat(Text.of("{0-}!", Text.verbatim("v1.5"))).hasToString("v1.5!");
    }

    @Test
    void eachLanguageFormatsDecimals() {
        assertThat(Text.of("{0} MB", 1.5)).hasToString("1.5 MB");
        assertThat(Text.of("{0} MB", 1.0).in(Language.GERMAN)).isEqualTo("1,0 MB");
    }

    @Test
    void jsonHasTheEnglishText() throws Exception {
        assertThat(new ObjectMapper().writeValueAsString(Text.counted(2, "document", "documents")))
                .isEqualTo("\"2 documents\"");
    }

    @Test
    void theBrowserChoosesTheLanguage() {
        assertThat(Language.preferred("fr, de-AT;q=0.9, en;q=0.8")).isEqualTo(Language.GERMAN);
        assertThat(Language.preferred("en-GB, de;q=0.5")).isEqualTo(Language.ENGLISH);
        assertThat(Language.preferred("fr")).isEqualTo(Language.ENGLISH);
        assertThat(Language.preferred("!!;q=x,,")).isEqualTo(Language.ENGLISH);
        assertThat(Language.preferred(null)).isEqualTo(Language.ENGLISH);
    }
}

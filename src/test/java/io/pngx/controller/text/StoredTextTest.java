package io.pngx.controller.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StoredTextTest {
    @Test
    void aTextIsReadAsItWasWritten() {
        Text text = Text.of(
                "\"{0}\" of {1}: {2}, {3}",
                "{0} \"quoted\" \\ [1] \n",
                Text.of("{0} documents", 1234L),
                Text.of("inner {0}", Text.verbatim("{1}")),
                "1234");

        Text read = StoredText.read(StoredText.write(text));

        assertThat(read).isEqualTo(text);
        assertThat(read).hasToString(text.toString());
        assertThat(read.in(Language.GERMAN)).contains("1.234 Dokumente").contains("inner {1}");
    }

    @Test
    void anIntegerIsReadAsTheSameNumber() {
        assertThat(StoredText.read(StoredText.write(Text.of("{0} documents", 5000))))
                .hasToString("5,000 documents");
    }

    @Test
    void aTextThatIsTheSameInEveryLanguageIsNotStored() {
        assertThat(StoredText.write(Text.verbatim("Home"))).isNull();
        assertThat(StoredText.write(Text.of("{0}", 7L))).isEqualTo("[\"{0}\",7]");
    }

    @Test
    void aSentenceWithoutATextIsShownAsItIs() {
        Text text = Text.of("{0} documents", 1234L);

        assertThat(StoredText.read(StoredText.english(text), StoredText.write(text)))
                .isEqualTo(text);
        assertThat(StoredText.read("Why {0}.", null)).isEqualTo(Text.verbatim("Why {0}."));
        assertThat(StoredText.read(null, StoredText.write(text)))
                .as("SQL that removes a sentence may leave its text")
                .isNull();
        assertThat(StoredText.write(null)).isNull();
        assertThat(StoredText.english(null)).isNull();
    }

    @Test
    void aDecimalIsReadAsTheSameNumber() {
        Text read = StoredText.read(StoredText.write(Text.of("{0} MB", 1.5)));

        assertThat(read).hasToString("1.5 MB");
        assertThat(read.in(Language.GERMAN)).isEqualTo("1,5 MB");
    }

    @Test
    void aTextThatIsTheSameInEveryLanguageIsReadFromOneColumn() {
        for (String plain : new String[] {"user \"ben\"", "[draft] Letter", "[\"{0}\"]", "{0}", "", "["}) {
            assertThat(StoredText.read(StoredText.json(Text.verbatim(plain)))).isEqualTo(Text.verbatim(plain));
        }
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertThatThrownBy(() -> StoredText.read("[")).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.pngx.controller.web.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.Language;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 B|0 B",
                "999|999 B|999 B",
                "1000|1.0 kB|1,0 kB",
                "1549|1.5 kB|1,5 kB",
                "9960|10.0 kB|10,0 kB",
                "12499999|12 MB|12 MB",
                "999950000|1.0 GB|1,0 GB",
                "1500000000000000|1500 TB|1500 TB"
            })
    void aSizeHasTheDecimalsOfTheLanguage(long bytes, String english, String german) {
        assertThat(new Formats().bytes(bytes)).hasToString(english);
        assertThat(new Formats().bytes(bytes).in(Language.GERMAN)).isEqualTo(german);
    }
}

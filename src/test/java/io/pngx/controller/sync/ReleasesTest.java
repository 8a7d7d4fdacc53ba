package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which release is newer. */
class ReleasesTest {
    @ParameterizedTest
    @CsvSource({
        "v0.2.0, 0.1.0, true",
        "0.10.0, 0.9.9, true",
        "v1, 0.99.99, true",
        "0.1, 0.1.0, false",
        "0.1.0, 0.1.0, false",
        "0.1.0, 0.1.0-SNAPSHOT, true",
        "0.0.9, 0.1.0, false",
        "0.2.0-rc1, 0.1.0, false",
        "nightly, 0.1.0, false",
        "9999999.0, 0.1.0, false"
    })
    void aReleaseIsNewerByItsNumbers(String release, String own, boolean newer) {
        assertThat(Releases.isNewer(release, own)).isEqualTo(newer);
    }

    @Test
    void aVersionThatIsNotReadableIsNeverOutdated() {
        assertThat(Releases.isNewer("1.0", "unknown")).isFalse();
    }
}

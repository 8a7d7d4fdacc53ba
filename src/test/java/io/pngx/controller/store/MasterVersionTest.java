package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stored version of the master, which counts only for the address from which it was read. */
class MasterVersionTest {
    private static final String URL = "http://master.lan:8000";

    @TempDir
    Path folder;

    @Test
    void theVersionCountsOnlyForTheAddressFromWhichItWasRead() {
        try (Store store = new Store(folder)) {
            KeyValues settings = new KeyValues(store.db);
            settings.put(Setting.MASTER_URL, URL);
            assertThat(settings.masterVersion()).isEmpty();

            settings.masterVersion("2.20.15", URL);
            assertThat(settings.masterVersion()).contains("2.20.15");
            settings.masterVersion("3.0.5", URL);
            assertThat(settings.masterVersion()).contains("3.0.5");

            settings.put(Setting.MASTER_URL, "http://another.lan:8000");
            assertThat(settings.masterVersion()).isEmpty();
        }
    }

    @Test
    void aValueWithTheAddressBehindTheVersionIsReplacedAtTheNextReading() {
        try (Store store = new Store(folder)) {
            KeyValues settings = new KeyValues(store.db);
            settings.put(Setting.MASTER_URL, URL);
            settings.put("master_version", "3.0.5 " + URL);
            assertThat(settings.masterVersion()).isEmpty();

            settings.masterVersion("3.0.5", URL);
            assertThat(settings.masterVersion()).contains("3.0.5");
        }
    }
}

package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingAccountsTest {
    @TempDir
    Path folder;

    private Store store;
    private MaintenanceState maintenance;

    @BeforeEach
    void open() {
        store = new Store(folder);
        maintenance = new MaintenanceState(store.db);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void accountsAreReadInEveryLanguage() {
        List<Text> accounts = List.of(Text.of("user \"{0}\"", "ben"), Text.of("group \"{0}\"", "[Family]"));

        maintenance.missingAccounts(store.replica, accounts);

        assertThat(maintenance.missingAccounts(store.replica)).isEqualTo(accounts);
        assertThat(maintenance.missingAccounts(store.replica).get(0).in(Language.GERMAN))
                .isEqualTo("Benutzer „ben“");
        maintenance.missingAccounts(store.replica, List.of());
        assertThat(maintenance.missingAccounts(store.replica)).isEmpty();
    }
}

package io.pngx.controller.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.NewDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warnings at the start. */
class StartupTest {
    @TempDir
    Path folder;

    @Test
    void a_login_proxy_at_every_address_is_one_warning() {
        try (Database database = NewDatabase.open(folder.resolve("db.sqlite3"))) {
            Journal journal = new Journal(new Logs(database));
            Startup.logOpenSignIn(trusting("172.18.0.5"), journal);
            assertThat(warnings(database)).isEmpty();
            Startup.logOpenSignIn(trusting("0.0.0.0/0, ::/0"), journal);
            assertThat(warnings(database))
                    .singleElement()
                    .asString()
                    .startsWith("TRUSTED_PROXIES has a range of all addresses")
                    .contains("pretend to be any user");
        }
    }

    private static Settings trusting(String proxies) {
        return Settings.from(Map.of("SECRET_KEY", Vault.generateKey(), "AUTH", "forward", "TRUSTED_PROXIES", proxies));
    }

    private static List<String> warnings(Database database) {
        return database.read()
                .sql("select message from logs where level = 'WARN'")
                .query(String.class)
                .list();
    }
}

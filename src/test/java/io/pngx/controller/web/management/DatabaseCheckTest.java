package io.pngx.controller.web.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.NewDatabase;
import java.nio.file.Path;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCheckTest {
    @Test
    void not_ready_once_the_database_is_gone_and_alive_all_the_same(@TempDir Path folder) {
        Database db = NewDatabase.open(folder.resolve("db.sqlite3"));
        DatabaseCheck check = new DatabaseCheck(db);

        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);
        db.close();
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(check.isReadiness()).isTrue();
        assertThat(check.isLiveness()).isFalse();
    }
}

package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The size of a database file after an upgrade that copied all rows into new tables. */
class FreePagesTest {
    private static final int ROWS = 30_000;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void anOldDatabaseWithManyRows() {
        file = folder.resolve("db.sqlite3");
        OldDatabase.write(file, OldDatabase.BASELINE_14);
        OldDatabase.execute(file, """
                insert into logs(ts, level, action, message)
                  with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < %d)
                  select '2026-01-01T00:00:00.000000Z', 'INFO', 'uploaded', hex(randomblob(100)) || n from numbers
                """.formatted(ROWS));
        OldDatabase.execute(file, "pragma wal_checkpoint(truncate)");
    }

    private long free() throws SQLException {
        return Long.parseLong(OldDatabase.ask(file, "pragma freelist_count"));
    }

    @Test
    void theUpgradeLeavesTheFileAsLargeAsItsRows() throws Exception {
        long before = Files.size(file);

        Database.open(file).close();

        assertThat(Files.size(file)).isLessThan(before * 4 / 3);
        assertThat(free()).isLessThan(before / 4096 / 10);
        assertThat(OldDatabase.ask(
                        file, "select count(*) from logs where action = 'uploaded' and length(message) > 200"))
                .isEqualTo(String.valueOf(ROWS));
        assertThat(OldDatabase.ask(file, "pragma integrity_check")).isEqualTo("ok");
        assertThat(OldDatabase.ask(file, "pragma journal_mode")).isEqualTo("wal");
    }

    @Test
    void theFileKeepsItsFreePagesIfTheVolumeIsTooFull() throws Exception {
        OldDatabase.execute(file, "delete from logs");
        long free = free();
        long used = Long.parseLong(OldDatabase.ask(file, "pragma page_count")) - free;
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);

        new FreePages(file, source, () -> 2 * used * 4096 - 1).removeMany();
        assertThat(free()).isEqualTo(free).isPositive();

        new FreePages(file, source, () -> 2 * used * 4096).removeMany();
        assertThat(free()).isZero();
    }

    @Test
    void aFileWithFewFreePagesIsNotRewritten() throws Exception {
        OldDatabase.execute(file, "delete from logs where id % 100 < 20");
        OldDatabase.execute(file, "delete from logs where id < " + ROWS / 10);
        long free = free();
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);

        new FreePages(file, source, () -> Long.MAX_VALUE).removeMany();

        assertThat(free()).isEqualTo(free).isPositive();
    }
}

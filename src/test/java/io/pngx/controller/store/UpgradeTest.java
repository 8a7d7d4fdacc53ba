package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens databases of other versions, and checks the backups and the messages. */
class UpgradeTest {
    @TempDir
    Path folder;

    private Path ofVersion(String version) {
        Path file = folder.resolve("db.sqlite3");
        OldDatabase.write(file, version);
        return file;
    }

    private List<Path> kept() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("db.sqlite3.before-"))
                    .toList();
        }
    }

    private static String version(Path file) throws SQLException {
        return OldDatabase.ask(file, "select max(cast(version as integer)) from flyway_schema_history");
    }

    @ParameterizedTest
    @ValueSource(strings = {OldDatabase.BASE_18, OldDatabase.BASELINE_14})
    void theStateBeforeAnUpgradeIsKept(String version) throws Exception {
        Path file = ofVersion(version);
        var before = OldDatabase.rows(file);
        Database.open(file).close();
        assertThat(kept()).singleElement().asString().matches(".*\\.before-[0-9TZ.]+-20-from-" + version);
        assertThat(OldDatabase.rows(kept().get(0))).isEqualTo(before);
        assertThat(version(kept().get(0))).isEqualTo(version.replaceAll(".*-", ""));
        assertThat(version(file)).isEqualTo("20");

        Database.open(file).close();
        assertThat(kept()).as("the next start has nothing to upgrade").hasSize(1);
    }

    @Test
    void aNewDatabaseHasAllMigrationsAndNothingToBeKept() throws Exception {
        Path file = folder.resolve("db.sqlite3");
        Database.open(file).close();
        assertThat(OldDatabase.ask(file, "select group_concat(version || script) from flyway_schema_history"))
                .isEqualTo("15V15__baseline.sql,16V16__change_times.sql,17V17__differing_lookups.sql,"
                        + "18V18__findings_of_dry_runs.sql,19V19__newest_change.sql,20" + Upgrade.NEWEST);
        assertThat(kept()).isEmpty();
    }

    @Test
    void aDatabaseOfTheBaselineKeepsItsRows() throws Exception {
        Path file = folder.resolve("db.sqlite3");
        Flyway.configure()
                .dataSource("jdbc:sqlite:" + file, null, null)
                .locations("classpath:db/migration")
                .target("15")
                .load()
                .migrate();
        OldDatabase.execute(file, "insert into settings values ('sync_interval_seconds', '60')");

        try (Database database = Database.open(file)) {
            assertThat(new KeyValues(database).get("sync_interval_seconds")).contains("60");
            assertThat(new SyncMap(database).find(1, 1)).isEmpty();
        }
        assertThat(version(file)).isEqualTo("20");
        assertThat(kept()).singleElement().asString().endsWith("-20-from-15");
    }

    @Test
    void aDatabaseThatIsTooOldIsRefusedAndLeftAsItIs() throws Exception {
        Path file = ofVersion(OldDatabase.BASE_18);
        OldDatabase.execute(file, "delete from flyway_schema_history where version = '18'");
        byte[] bytes = Files.readAllBytes(file);

        assertThatThrownBy(() -> Database.open(file))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining(
                        "has the tables of version base-17, but the oldest version that this version of pngx-controller"
                                + " can upgrade is base-18")
                .hasMessageContaining("start with an empty database");
        assertThatThrownBy(() -> Database.openReadOnly(file))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining("version base-17");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(kept()).isEmpty();
    }

    @Test
    void anotherUpgradeBetweenTheSameVersionsKeepsItsOwnState() throws Exception {
        Path file = ofVersion(OldDatabase.BASE_18);
        Database.open(file).close();
        Path earlier = kept().get(0);
        Files.copy(earlier, file, StandardCopyOption.REPLACE_EXISTING);
        OldDatabase.execute(file, "update replicas set name = 'attic' where id = 1");
        Database.open(file).close();
        assertThat(kept()).hasSize(2);
        Path later = kept().stream()
                .filter(each -> !each.equals(earlier))
                .findFirst()
                .orElseThrow();
        assertThat(later.toString()).as("in the order of time").isGreaterThan(earlier.toString());
        assertThat(OldDatabase.ask(later, "select name from replicas")).isEqualTo("attic");
    }

    @Test
    void aDatabaseOfANewerVersionIsLeftAsItIs() throws Exception {
        Path file = folder.resolve("db.sqlite3");
        Database.open(file).close();
        OldDatabase.history(file, 999, "V999__to_come.sql");
        byte[] bytes = Files.readAllBytes(file);

        assertThatThrownBy(() -> Database.open(file))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining("was written by a newer version of pngx-controller (its tables are version 999")
                .hasMessageContaining("Start the newer version again, or restore the backup");
        assertThatThrownBy(() -> Database.openReadOnly(file))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining("version 999");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"base-21, 22", "baseline-14, 15"})
    void aNewerVersionOfAnOldSeriesIsLeftAsItIs(String newest, int newer) throws Exception {
        Path file = ofVersion(newest);
        OldDatabase.history(file, newer, "V" + newer + "__other.sql");
        byte[] bytes = Files.readAllBytes(file);

        assertThatThrownBy(() -> Database.open(file))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining("was written by a newer version of pngx-controller (its tables are version "
                        + newest.replaceAll("-.*", "-") + newer + "; this version reads tables up to version 20)");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(kept()).isEmpty();
    }

    @Test
    void whoOnlyLooksBringsNothingUpToDate() throws Exception {
        Path file = ofVersion(OldDatabase.BASE_18);
        assertThatThrownBy(() -> Database.openReadOnly(file))
                .hasMessageContaining("older version; the next start of the controller upgrades them");
        assertThat(kept()).isEmpty();
    }

    @Test
    void aBackupOverwritesNothingAndLeavesNoHalf() throws Exception {
        try (Database database = Database.open(folder.resolve("db.sqlite3"))) {
            new KeyValues(database).put("one", "1");
            Path copy = folder.resolve("copy.sqlite3");
            database.backup(copy);
            assertThatThrownBy(() -> database.backup(copy))
                    .isInstanceOf(Database.Unusable.class)
                    .hasMessageContaining("never overwrites a file");
            assertThatThrownBy(() -> database.backup(folder.resolve("nowhere").resolve("copy.sqlite3")))
                    .isInstanceOf(Database.Unusable.class)
                    .hasMessageContaining("its folder can't be written to");
            try (Database copied = Database.open(copy)) {
                assertThat(new KeyValues(copied).get("one")).contains("1");
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
    }
}

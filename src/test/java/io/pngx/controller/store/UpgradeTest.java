package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that other versions left. {@code upgrade/first.sql} is what the first one wrote, and never changes. */
class UpgradeTest {
    @TempDir
    Path folder;

    private Path first() {
        Path file = folder.resolve("db.sqlite3");
        try (var in = getClass().getResourceAsStream("/upgrade/first.sql"); var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private List<Path> kept() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("db.sqlite3.before-")).toList();
        }
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file); var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static String ask(Path file, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file); var rows = connection.createStatement().executeQuery(sql)) {
            return rows.getString(1);
        }
    }

    private static String version(Path file) throws SQLException {
        return ask(file, "select max(version) from flyway_schema_history");
    }

    @Test
    void whatTheFirstVersionKeptIsThereAfterTheUpgrade() throws Exception {
        Path file = first();
        try (Database database = Database.open(file)) {
            Replica replica = new Replicas(database).all().get(0);
            assertThat(replica.name()).isEqualTo("cellar");
            assertThat(replica.url()).isEqualTo("http://cellar:8000");
            assertThat(replica.state()).isEqualTo(Replica.State.OK);
            assertThat(new KeyValues(database).get(KeyValues.MASTER_URL)).contains("http://attic:8000");
            assertThat(new Runs(database).recent(replica.id(), 10)).singleElement().satisfies(run -> assertThat(run.uploaded()).isEqualTo(2));
            assertThat(new Replicas(database).counts(replica.id()).mapped()).isEqualTo(2);
            assertThat(new Uploads(database, null, null).open()).isEqualTo(1);
            assertThat(database.read().sql("select count(*) from lookup_map").query(Integer.class).single()).isEqualTo(1);
            assertThat(new Logs(database).find(new Logs.Filter(null, null, null, null, null, 10))).hasSize(1);
            assertThat(database.read().sql("pragma foreign_key_check").query().listOfRows()).isEmpty();
        }
        assertThat(kept()).as("the state before is kept").hasSize(1);
        assertThat(version(kept().get(0))).isEqualTo("1");
    }

    @Test
    void anotherUpgradeBetweenTheSameVersionsKeepsItsOwnState() throws Exception {
        Path file = first();
        Database.open(file).close();
        Path earlier = kept().get(0);
        Files.copy(earlier, file, StandardCopyOption.REPLACE_EXISTING);
        execute(file, "update replicas set name = 'attic'");
        Database.open(file).close();
        assertThat(kept()).hasSize(2);
        Path later = kept().stream().filter(each -> !each.equals(earlier)).findFirst().orElseThrow();
        assertThat(later.toString()).as("in the order of time").isGreaterThan(earlier.toString());
        assertThat(ask(later, "select name from replicas")).isEqualTo("attic");
    }

    @Test
    void oneThatFailsAgainAndAgainKeepsTheStateBeforeItOnce() throws Exception {
        Path file = first();
        execute(file, "create view rules as select 'in the way of the twelfth step'");
        for (int start = 0; start < 3; start++) {
            assertThatThrownBy(() -> Database.open(file)).hasStackTraceContaining("already");
        }
        assertThat(kept()).singleElement().satisfies(only -> assertThat(version(only)).isEqualTo("1"));
    }

    @Test
    void itsTablesAreThoseOfANewDatabase() throws Exception {
        String tables = "select type || ' ' || name || ' ' || sql as line from sqlite_master where sql is not null and name not like 'flyway%' order by 1";
        Path other = folder.resolve("new").resolve("db.sqlite3");
        try (Database upgraded = Database.open(first()); Database fresh = Database.open(other)) {
            assertThat(upgraded.read().sql(tables).query(String.class).list()).isEqualTo(fresh.read().sql(tables).query(String.class).list());
        }
        try (var files = Files.list(folder.resolve("new"))) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).as("a new one has nothing to be kept").noneMatch(name -> name.contains("before"));
        }
    }

    @Test
    void aDatabaseOfANewerVersionIsLeftAsItIs() throws Exception {
        Path file = folder.resolve("db.sqlite3");
        Database.open(file).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file); var statement = connection.createStatement()) {
            statement.executeUpdate("insert into flyway_schema_history(installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) "
                    + "values (1000, '999', 'to come', 'SQL', 'V999__to_come.sql', 1, '', 1, 1)");
        }
        byte[] bytes = Files.readAllBytes(file);

        assertThatThrownBy(() -> Database.open(file)).isInstanceOf(Database.Unusable.class)
                .hasMessageContaining("was written by a newer version of pngx-controller (its tables are version 999")
                .hasMessageContaining("start that version again, or put the backup in its place");
        assertThatThrownBy(() -> Database.look(file)).isInstanceOf(Database.Unusable.class).hasMessageContaining("version 999");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void whoOnlyLooksBringsNothingUpToDate() throws Exception {
        Path file = first();
        assertThatThrownBy(() -> Database.look(file)).hasMessageContaining("older version; the next start brings them up to date");
        assertThat(kept()).isEmpty();
    }

    @Test
    void aBackupOverwritesNothingAndLeavesNoHalf() throws Exception {
        try (Database database = Database.open(folder.resolve("db.sqlite3"))) {
            new KeyValues(database).put("one", "1");
            Path copy = folder.resolve("copy.sqlite3");
            database.backup(copy);
            assertThatThrownBy(() -> database.backup(copy)).isInstanceOf(Database.Unusable.class).hasMessageContaining("overwrites nothing");
            assertThatThrownBy(() -> database.backup(folder.resolve("nowhere").resolve("copy.sqlite3"))).isInstanceOf(Database.Unusable.class)
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

package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens databases of other versions. Earlier versions wrote the files in {@code upgrade}, which never change. */
class UpgradeTest {
    @TempDir
    Path folder;

    private Path ofVersion(int version) {
        Path file = folder.resolve("db.sqlite3");
        execute(file, "pragma journal_mode = wal");
        execute(file, dump(version));
        return file;
    }

    private String dump(int version) {
        try (var in = getClass().getResourceAsStream("/upgrade/version-" + version + ".sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> kept() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("db.sqlite3.before-"))
                    .toList();
        }
    }

    private static void execute(Path file, String sql) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ask(Path file, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var rows = connection.createStatement().executeQuery(sql)) {
            return rows.getString(1);
        }
    }

    private static String version(Path file) throws SQLException {
        return ask(file, "select max(cast(version as integer)) from flyway_schema_history");
    }

    @Test
    void aDatabaseFromBeforeTheBaselineIsReadAsBefore() throws Exception {
        try (Database database = Database.open(ofVersion(18))) {
            Replica replica = new Replicas(database).all().get(0);
            assertThat(replica.name()).isEqualTo("cellar");
            assertThat(replica.unmappedDocuments()).isEqualTo(4);
            assertThat(replica.acceptable()).isEqualTo(Changed.MASTER);
            assertThat(new KeyValues(database).get(Setting.MASTER_URL)).contains("http://attic:8000");
            assertThat(new Runs(database).recent(replica.id(), 10))
                    .extracting(Run::mode)
                    .containsExactly(Run.Mode.INCREMENTAL, Run.Mode.DRY_RUN, Run.Mode.VERIFY, Run.Mode.FULL);
            assertThat(new ReplicaCounts(database).of(replica.id()).documents().copies())
                    .isEqualTo(1);
            assertThat(new SyncMap(database)
                            .find(replica.id(), 11)
                            .orElseThrow()
                            .hasOwner())
                    .isFalse();
            Upload open = new OpenUploads(database).open(replica.id()).get(0);
            assertThat(open.postingAt())
                    .as("what was in progress may have been sent")
                    .isEqualTo(open.plannedAt());
            assertThat(new Versions(database).of(replica.id(), 101)).hasSize(2);
            assertThat(new MaintenanceState(database).of(replica.id()).adoptUpTo())
                    .isEqualTo(119);
            assertThat(new ConnectionOptionsTable(database).of("replica-1").ca())
                    .isEqualTo("PEM");
            assertThat(new RetryAfterStore(database).has("http://cellar:8000")).isTrue();
            assertThat(new Replaced(database).inTrash(replica.id(), 100)).isTrue();
            assertThat(database.read().sql("pragma foreign_key_check").query().listOfRows())
                    .isEmpty();
            assertThat(database.write()
                            .sql("pragma foreign_keys")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
            assertThat(new Runs(database).queue(2, Run.Mode.FULL).orElseThrow().id())
                    .as("an id is given out once")
                    .isEqualTo(10);
        }
        assertThat(kept()).as("the state before is kept").hasSize(1);
        assertThat(version(kept().get(0))).isEqualTo("18");
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 21})
    void itsTablesAndItsHistoryAreThoseOfANewDatabase(int version) throws Exception {
        try (Database upgraded = Database.open(ofVersion(version));
                Database fresh = Database.open(folder.resolve("new").resolve("db.sqlite3"))) {
            assertThat(Schema.of(upgraded)).isEqualTo(Schema.of(fresh));
            String history = "select installed_rank, version, description, type, script, checksum, success "
                    + "from flyway_schema_history";
            assertThat(upgraded.read().sql(history).query().listOfRows())
                    .isEqualTo(fresh.read().sql(history).query().listOfRows());
        }
        try (var files = Files.list(folder.resolve("new"))) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .as("a new one has nothing to be kept")
                    .noneMatch(name -> name.contains("before"));
        }
        Database.open(folder.resolve("db.sqlite3")).close();
        assertThat(kept()).as("the next start has nothing to upgrade").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 21})
    void allItsRowsAreThereWithAllTheirValues(int version) throws Exception {
        Path file = ofVersion(version);
        Map<String, List<Map<String, Object>>> before = new TreeMap<>();
        rows(file).forEach((table, rows) -> before.put(RENAMED.getOrDefault(table, table), rows));
        assertThat(before.values()).as("a row in each table").noneMatch(List::isEmpty);
        Database.open(file).close();
        var after = rows(file);
        before.forEach((table, rows) -> {
            List<Map<String, Object>> kept = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                Map<String, Object> row = new TreeMap<>(after.get(table).get(i));
                row.keySet().retainAll(rows.get(i).keySet());
                kept.add(row);
            }
            assertThat(kept).as(table).isEqualTo(rows);
            assertThat(after.get(table)).as(table).hasSameSizeAs(rows);
        });
        assertThat(after.keySet()).containsAll(before.keySet());
    }

    /** Tables and columns that the baseline renamed. */
    private static final Map<String, String> RENAMED = Map.of(
            "upkeep",
            "maintenance_state",
            "reach",
            "connection_options",
            "rests",
            "retry_after",
            "versions",
            "file_versions",
            "replaced",
            "replaced_copies",
            "strangers",
            "unmapped_documents",
            "left_out",
            "links_left_out",
            "owned",
            "has_owner");

    /** Returns the rows of each table in the order of their keys, with the names of the baseline. */
    private static Map<String, List<Map<String, Object>>> rows(Path file) throws SQLException {
        Map<String, List<Map<String, Object>>> tables = new TreeMap<>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (var found = statement.executeQuery(
                    "select name from sqlite_master where type = 'table' and name not like 'sqlite%' "
                            + "and name not like 'flyway%'")) {
                while (found.next()) {
                    names.add(found.getString(1));
                }
            }
            for (String name : names) {
                List<Map<String, Object>> rows = new ArrayList<>();
                try (var found = statement.executeQuery("select * from " + name + " order by 1, 2")) {
                    while (found.next()) {
                        Map<String, Object> row = new TreeMap<>();
                        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                            String column = found.getMetaData().getColumnName(i);
                            row.put(RENAMED.getOrDefault(column, column), found.getObject(i));
                        }
                        row.remove("created_by_us");
                        rows.add(row);
                    }
                }
                tables.put(name, rows);
            }
        }
        return tables;
    }

    @Test
    void aDatabaseThatIsTooOldIsRefusedAndLeftAsItIs() throws Exception {
        Path file = ofVersion(18);
        execute(file, "delete from flyway_schema_history where version = '18'");
        byte[] bytes = Files.readAllBytes(file);

        assertThatThrownBy(() -> Database.open(file))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining(
                        "has the tables of version 17, but this version of pngx-controller can only upgrade versions "
                                + "18 to 21")
                .hasMessageContaining("start with an empty database");
        assertThatThrownBy(() -> Database.openReadOnly(file))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining("version 17");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(kept()).isEmpty();
    }

    @Test
    void anUpgradeThatFailsAgainAndAgainChangesNothingAndLeavesNothing() throws Exception {
        Path file = ofVersion(18);
        execute(file, "update api_tokens set role = 'not a role'"); // the migration fails at the second last table
        var before = rows(file);
        for (int start = 0; start < 3; start++) {
            assertThatThrownBy(() -> Database.open(file))
                    .isInstanceOf(Database.Unusable.class)
                    .hasMessageContaining("the upgrade failed")
                    .hasMessageContaining("nothing was changed");
        }
        assertThat(rows(file)).isEqualTo(before);
        assertThat(version(file)).isEqualTo("18");
        assertThat(kept()).as("no start leaves a copy of what is there still").isEmpty();
    }

    @Test
    void anotherUpgradeBetweenTheSameVersionsKeepsItsOwnState() throws Exception {
        Path file = ofVersion(18);
        Database.open(file).close();
        Path earlier = kept().get(0);
        Files.copy(earlier, file, StandardCopyOption.REPLACE_EXISTING);
        execute(file, "update replicas set name = 'attic' where id = 1");
        Database.open(file).close();
        assertThat(kept()).hasSize(2);
        Path later = kept().stream()
                .filter(each -> !each.equals(earlier))
                .findFirst()
                .orElseThrow();
        assertThat(later.toString()).as("in the order of time").isGreaterThan(earlier.toString());
        assertThat(ask(later, "select name from replicas")).isEqualTo("attic");
    }

    @Test
    void heldDeletionsOfAnOlderVersionGetTheirCauseAndOldSentencesStay() throws Exception {
        Path file = folder.resolve("db.sqlite3");
        Flyway.configure()
                .dataSource("jdbc:sqlite:" + file, null, null)
                .locations("classpath:db/migration")
                .target("13")
                .load()
                .migrate();
        execute(file, """
                insert into replicas(id, name, url, token, created_at, last_error)
                  values (1, 'attic', 'http://attic:8000', 't', '2026-01-02T03:04:05.000000Z', 'It was slow.');
                insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, reason, by_rule,
                  first_seen_at)
                select 1, 'documents', key, key + 100, 'Paper', 'HELD', value, case key when 5 then 'a-rule' end,
                  '2026-01-02T03:04:05.000000Z' from json_each('[
                  "The document was never seen in the master''s trash. Someone purged the trash, or the master lost the document.",
                  "Over the limit for automatic deletions: 61 due now and 0 done in the last 24 hours, at most 15 allowed.",
                  "Every deletion waits for your decision.", "The replica had this document before the controller.",
                  "The foreign document 7 of the replica uses the lookup.", "Every deletion waits for your decision.",
                  null]');""");
        try (Database database = Database.open(file)) {
            List<Tombstone> rows = new Tombstones(database).pending(1);
            assertThat(rows)
                    .extracting(Tombstone::cause)
                    .containsExactly(
                            DeletionCause.NOT_IN_TRASH,
                            DeletionCause.LIMIT,
                            DeletionCause.SETTING,
                            DeletionCause.EARLIER,
                            DeletionCause.OTHER,
                            DeletionCause.RULE,
                            null);
            assertThat(rows.get(0).reason().in(Language.GERMAN)).startsWith("Das Dokument wurde nie im Papierkorb");
            assertThat(rows.get(1).reason().in(Language.GERMAN))
                    .isEqualTo("Over the limit for automatic deletions: 61 due now and 0 done in the last 24 hours, at"
                            + " most 15 allowed.");
            assertThat(new Replicas(database).all().get(0).lastError()).isEqualTo(Text.verbatim("It was slow."));
            assertThat(new DeletionList(database)
                            .count(new DeletionList.Filter(1L, Set.of(), List.of(), DeletionCause.LIMIT, null, 9)))
                    .isEqualTo(1);
        }
    }

    @Test
    void aDatabaseOfANewerVersionIsLeftAsItIs() throws Exception {
        Path file = folder.resolve("db.sqlite3");
        Database.open(file).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "insert into flyway_schema_history(installed_rank, version, description, type, script, "
                            + "checksum, installed_by, execution_time, success) "
                            + "values (1000, '999', 'to come', 'SQL', 'V999__to_come.sql', 1, '', 1, 1)");
        }
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

    @Test
    void whoOnlyLooksBringsNothingUpToDate() throws Exception {
        Path file = ofVersion(18);
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

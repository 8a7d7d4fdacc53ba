package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens databases that are older than the baseline, and compares their tables and rows with those before. */
class TakeoverTest {
    @TempDir
    Path folder;

    private Path ofVersion(String version) {
        Path file = folder.resolve("db.sqlite3");
        OldDatabase.write(file, version);
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {OldDatabase.BASE_18, OldDatabase.BASE_21, OldDatabase.BASELINE_5, OldDatabase.BASELINE_14})
    void itsTablesAndItsHistoryAreThoseOfANewDatabase(String version) throws Exception {
        try (Database upgraded = Database.open(ofVersion(version));
                Database fresh = Database.open(folder.resolve("new").resolve("db.sqlite3"))) {
            assertThat(Schema.of(upgraded)).isEqualTo(Schema.of(fresh));
            for (String same : List.of(
                    "select installed_rank, version, description, type, script, checksum, success "
                            + "from flyway_schema_history",
                    "select type, name, tbl_name, sql from sqlite_master order by type, name",
                    "select * from sqlite_stat1 order by idx")) {
                assertThat(upgraded.read().sql(same).query().listOfRows())
                        .isEqualTo(fresh.read().sql(same).query().listOfRows())
                        .isNotEmpty();
            }
            assertThat(upgraded.read().sql("select * from titles").query().listOfRows())
                    .as("a search finds the documents")
                    .isEqualTo(upgraded.read()
                            .sql("select distinct master_id, title from sync_map where title is not null")
                            .query()
                            .listOfRows())
                    .isNotEmpty();
            assertThat(upgraded.read().sql("pragma foreign_key_check").query().listOfRows())
                    .isEmpty();
            assertThat(upgraded.write()
                            .sql("pragma foreign_keys")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        }
        assertThat(OldDatabase.ask(folder.resolve("db.sqlite3"), "pragma integrity_check"))
                .isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {OldDatabase.BASE_18, OldDatabase.BASE_21, OldDatabase.BASELINE_5, OldDatabase.BASELINE_14})
    void allItsRowsAreThereWithAllTheirValues(String version) throws Exception {
        Path file = ofVersion(version);
        Map<String, List<Map<String, Object>>> before = OldDatabase.rows(file);
        assertThat(before.values()).as("a row in each table").noneMatch(List::isEmpty);
        Map<String, Long> ids = OldDatabase.ids(file);
        Database.open(file).close();
        var after = OldDatabase.rows(file);
        before.forEach((table, rows) -> {
            List<Map<String, Object>> kept = new ArrayList<>();
            assertThat(after.get(table)).as(table).hasSameSizeAs(rows);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(after.get(table).get(i).keySet())
                        .containsAll(rows.get(i).keySet());
                Map<String, Object> row = new TreeMap<>(after.get(table).get(i));
                row.keySet().retainAll(rows.get(i).keySet());
                kept.add(row);
            }
            assertThat(kept).as(table).isEqualTo(rows);
        });
        assertThat(after.keySet()).containsAll(before.keySet());
        assertThat(OldDatabase.ids(file))
                .as("an id is given out once")
                .isEqualTo(ids)
                .isNotEmpty();
    }

    @Test
    void aDatabaseOfVersion18IsReadAsBefore() {
        try (Database database = Database.open(ofVersion(OldDatabase.BASE_18))) {
            Replica replica = new Replicas(database).all().get(0);
            assertThat(replica.name()).isEqualTo("cellar");
            assertThat(new ReplicaCounts(database).of(replica.id()).unmapped()).isEqualTo(4);
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
            assertThat(new ReplacedCopies(database).inTrash(replica.id(), 100)).isTrue();
            assertThat(new Runs(database).queue(2, Run.Mode.FULL).orElseThrow().id())
                    .as("an id is given out once")
                    .isEqualTo(10);
        }
    }

    @Test
    void aDatabaseOfTheFirstBaselineIsReadAsBefore() {
        try (Database database = Database.open(ofVersion(OldDatabase.BASELINE_14))) {
            assertThat(new Replicas(database).find(2).orElseThrow().lastError().pattern())
                    .isEqualTo("The token is refused ({0}).");
            assertThat(new Runs(database).open(1).orElseThrow().hintedDocuments())
                    .isEqualTo("11");
            assertThat(new MaintenanceState(database).missingAccounts(1)).hasSize(2);
            Switchovers switchovers = new Switchovers(database);
            assertThat(switchovers.last().orElseThrow().firstWriteAt())
                    .isEqualTo(Instant.parse("2026-01-01T03:02:00Z"));
            assertThat(new ReturnedDocuments(database).counts(2)).hasSize(4).containsValue(1L);
            assertThat(new ReplicaSamples(database).since(1, Instant.EPOCH)).hasSize(2);
            assertThat(new Drills(database).find(1).orElseThrow().summary().pattern())
                    .isEqualTo("{0} of {1} documents failed.");
            KnownCounts.Numbers counted = database.counts().of(1);
            assertThat(counted.revision()).as("it was kept").isEqualTo(REVISION);
            assertThat(counted.counts().deletionsHeld()).isEqualTo(4);
            new ReturnedDocuments(database)
                    .add(2, 1, ReturnedDocument.Finding.DELETED, 20, null, "Gone", "[]", Instant.EPOCH);
            assertThat(new ReturnedDocuments(database).of(2, 20))
                    .extracting(ReturnedDocument::id)
                    .as("an id is given out once")
                    .containsExactly(6L);
            database.write().sql("delete from work where master_id = 12").update();
            assertThat(database.counts().of(1).revision()).isNotEqualTo(REVISION);
        }
    }

    @Test
    void theMissingAccountsOfAVersionBefore14AreReadInEveryLanguage() {
        Path file = ofVersion(OldDatabase.BASELINE_5);
        OldDatabase.execute(file, """
                update maintenance_state set missing_accounts = 'user "ben"
                group "the \\ "big" family"' where replica_id = 1;
                insert into maintenance_state(replica_id, missing_accounts) values (2, '');
                """);
        try (Database database = Database.open(file)) {
            MaintenanceState maintenance = new MaintenanceState(database);
            assertThat(maintenance.missingAccounts(1))
                    .containsExactly(Text.of("user \"{0}\"", "ben"), Text.of("group \"{0}\"", "the \\ \"big\" family"));
            assertThat(maintenance.missingAccounts(1).get(0).in(Language.GERMAN))
                    .isEqualTo("Benutzer „ben“");
            assertThat(maintenance.missingAccounts(2)).isEmpty();
        }
    }

    /** Number in {@code counts_revisions} of the file. */
    private static final long REVISION = 7201095396863387519L;

    @ParameterizedTest
    @ValueSource(strings = {OldDatabase.BASE_18, OldDatabase.BASELINE_14})
    void aFailureAgainAndAgainChangesNothingAndLeavesNothing(String version) throws Exception {
        Path file = ofVersion(version);
        // The rows of this table are moved last. The baseline has no such table.
        OldDatabase.execute(file, "create table of_a_user(id integer, text text)");
        String schema = "select group_concat(type || name || sql, char(10)) from sqlite_master";
        var before = OldDatabase.rows(file);
        String tables = OldDatabase.ask(file, schema);
        for (int start = 0; start < 3; start++) {
            assertThatThrownBy(() -> Database.open(file))
                    .isInstanceOf(Database.Unusable.class)
                    .hasMessageContaining("has the tables of version " + version + ", and the upgrade failed (")
                    .hasMessageContaining("nothing was changed");
        }
        assertThat(OldDatabase.rows(file)).isEqualTo(before);
        assertThat(OldDatabase.ask(file, schema)).isEqualTo(tables);
        assertThat(OldDatabase.ask(file, "select max(cast(version as integer)) from flyway_schema_history"))
                .isEqualTo(version.replaceAll(".*-", ""));
        assertThat(folder.toFile().list())
                .as("no start leaves a copy of what is there still")
                .noneMatch(name -> name.contains("before"));
    }

    @Test
    void heldDeletionsOfAnOlderVersionGetTheirCauseAndOldSentencesStay() {
        Path file = folder.resolve("db.sqlite3");
        OldDatabase.make(file, 13);
        OldDatabase.execute(file, """
                insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, reason, by_rule,
                  first_seen_at)
                select 2, 'documents', key, key + 100, 'Paper', 'HELD', value, case key when 5 then 'a-rule' end,
                  '2026-01-02T03:04:05.000000Z' from json_each('[
                  "The document was never seen in the master''s trash. Someone purged the trash, or the master lost \
                the document.",
                  "Over the limit for automatic deletions: 61 due now and 0 done in the last 24 hours, at most 15 \
                allowed.",
                  "Every deletion waits for your decision.", "The replica had this document before the controller.",
                  "The foreign document 7 of the replica uses the lookup.", "Every deletion waits for your decision.",
                  null]');""");
        try (Database database = Database.open(file)) {
            List<Tombstone> rows = new Tombstones(database).pending(2);
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
            assertThat(new Replicas(database).find(2).orElseThrow().lastError())
                    .isEqualTo(Text.verbatim("The token is not valid."));
            assertThat(new DeletionList(database)
                            .count(new DeletionList.Filter(2L, Set.of(), List.of(), DeletionCause.LIMIT, null, 9)))
                    .isEqualTo(1);
        }
    }
}

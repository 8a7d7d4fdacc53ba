package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The effect of a swap on every table. A swap can be undone and repeated. */
class MasterSwapTest {
    private static final Instant NOW = Store.NOW;
    /** Tables whose content a chain of switchovers must not change. The ids are those of the promoted replica. */
    private static final Map<String, String> MAPS = Map.of(
            "sync_map",
            "select master_id, replica_doc_id, file_checksum, added, replica_added, title, adopted from sync_map "
                    + "where replica_id = ? order by 1",
            "lookup_map",
            "select kind, master_id, replica_lookup_id from lookup_map where replica_id = ? order by 1, 2",
            "note_map",
            "select replica_doc_id, master_note_id, replica_note_id, ours from note_map "
                    + "where replica_id = ? order by 2",
            "file_versions",
            "select replica_doc_id, replica_version_id, master_version_id, md5, sha256, label, state "
                    + "from file_versions where replica_id = ? order by 2",
            "tombstones",
            "select kind, master_id, replica_object_id, title, state, added, replica_added from tombstones "
                    + "where replica_id = ? order by 2");

    @TempDir
    Path folder;

    private Store store;
    private long promoted;
    private long other;

    @BeforeEach
    void aMasterAndTwoReplicas() {
        store = new Store(folder);
        promoted = store.replica;
        other = store.replicas.add("cellar", "http://cellar:8000", "token of cellar", true, null, 2);
        store.settings.put(Setting.MASTER_URL, "http://office:8000");
        store.settings.put(Setting.MASTER_TOKEN, "token of office");
        new ConnectionOptionsTable(store.db)
                .put("replica-" + promoted, new ConnectionOptionsTable.Row("of attic", null));
        new ConnectionOptionsTable(store.db).put("master", new ConnectionOptionsTable.Row(null, "PEM of office"));
        // On the master, the ids of the replicas belong to other documents.
        for (long[] pair : new long[][] {{1, 2}, {2, 3}, {3, 1}}) {
            copy(promoted, pair[0], pair[1]);
        }
        for (long[] pair : new long[][] {{1, 3}, {2, 1}, {3, 2}, {9, 90}}) {
            copy(other, pair[0], pair[1]);
        }
        sql(("insert into lookup_map values (%d, 'tags', 1, 2, 'd'), (%d, 'tags', 2, 1, null), "
                        + "(%d, 'correspondents', 1, 7, null)")
                .formatted(promoted, promoted, promoted));
        sql(("insert into lookup_map values (%d, 'tags', 1, 8, 'd'), (%d, 'tags', 2, 9, null), "
                        + "(%d, 'tags', 5, 10, null), (%d, 'correspondents', 1, 1, null)")
                .formatted(other, other, other, other));
        sql("insert into note_map(replica_id, replica_doc_id, master_note_id, replica_note_id, text, ours) values "
                + "(%d, 2, 11, 12, null, 1), (%d, 2, 12, 11, null, 0), (%d, 3, 13, null, 'lost', 1)"
                        .formatted(promoted, promoted, promoted));
        sql("insert into note_map(replica_id, replica_doc_id, master_note_id, replica_note_id, text, ours) values "
                + ("(%d, 3, 11, 31, null, 1), (%d, 3, 12, null, 'being added', 1), (%d, 1, 13, 33, null, 1), "
                                + "(%d, 90, 19, 34, null, 1)")
                        .formatted(other, other, other, other));
        tombstone(promoted, 4, 5, "DONE");
        tombstone(other, 4, 6, "DONE");
        tombstone(other, 8, 80, "DONE");
        for (long replica : new long[] {promoted, other}) {
            sql("insert into drills(id, replica_id, state, by_hand, requested_at) values (%d, %d, 'passed', 1, 'now')"
                    .formatted(replica, replica));
            sql("insert into drill_checks values (%d, 'sign_in', 'ok', 'It answers.', null)".formatted(replica));
            sql("insert into drill_documents values (%d, 1, 1, null, 'ok', 'ok', 'ok', 'ok', 'ok', null, null)"
                    .formatted(replica));
        }
        tombstone(promoted, 3, 1, "HELD");
        tombstone(other, 3, 2, "OPEN");
    }

    @AfterEach
    void close() {
        store.db.close();
    }

    private void copy(long replica, long master, long copy) {
        sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, fingerprint, seen, synced_at, "
                + ("added, replica_added, title, adopted) values (%d, %d, %d, 'sha %d', 'f', 's', 'now', "
                                + "'m%d', 'r%d', 'title %d', %d)")
                        .formatted(replica, master, copy, master, master, copy, master, master % 2));
        sql("insert into file_versions values (%d, %d, %d, %d, 'md5', 'sha %d', null, 'LIVE')"
                .formatted(replica, copy, copy, master, master));
    }

    private void tombstone(long replica, long master, long copy, String state) {
        sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, seen_trashed, "
                + "first_seen_at, acted_at, added, replica_added) values "
                + "(%d, 'documents', %d, %d, 'title', '%s', 1, 'first', '%s', 'm%d', 'r%d')"
                        .formatted(replica, master, copy, state, Times.text(Instant.now()), master, copy));
    }

    private void sql(String sql) {
        store.db.write().sql(sql).update();
    }

    private List<Map<String, Object>> rows(String sql, Object... values) {
        return store.db.read().sql(sql).params(List.of(values)).query().listOfRows();
    }

    private Map<Long, Long> pairs(long replica) {
        return new TreeMap<>(store.mappings.ids(replica));
    }

    private Switchover promote(long id, String oldMasterName) {
        Replica replica = store.replicas.find(id).orElseThrow();
        Switchovers table = new Switchovers(store.db);
        Switchover switchover = table.request(
                        Switchover.Kind.FAILOVER,
                        replica,
                        store.settings.get(Setting.MASTER_URL).orElseThrow(),
                        oldMasterName,
                        "by a test",
                        NOW)
                .orElseThrow();
        String backup = "swap-" + switchover.id() + ".sqlite3";
        store.db.backup(folder.resolve(backup));
        new MasterSwap(store.db).carryOut(switchover, backup, Text.verbatim("Ready."), NOW);
        return table.find(switchover.id()).orElseThrow();
    }

    @Test
    void theMapsOfTheOldMasterAreThoseOfThePromotedReplicaInverted() {
        long old = promote(promoted, "Office").oldMasterId();
        assertThat(store.settings.get(Setting.MASTER_URL)).contains("http://attic:8000");
        assertThat(store.settings.get(Setting.MASTER_TOKEN)).contains("encrypted");
        assertThat(store.replicas.find(promoted)).isEmpty();
        Replica office = store.replicas.find(old).orElseThrow();
        assertThat(office.name()).isEqualTo("Office");
        assertThat(office.url()).isEqualTo("http://office:8000");
        assertThat(office.token()).isEqualTo("token of office");
        assertThat(office.enabled()).isFalse();
        assertThat(office.dryRunFirst()).isTrue();
        assertThat(new ConnectionOptionsTable(store.db).of("master").headers()).isEqualTo("of attic");
        assertThat(new ConnectionOptionsTable(store.db).of(office.host()).ca()).isEqualTo("PEM of office");
        assertThat(pairs(old)).isEqualTo(Map.of(2L, 1L, 3L, 2L, 1L, 3L));
        assertThat(rows("select * from sync_map where replica_id = ? and master_id = 2", old))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row).containsEntry("added", "r2").containsEntry("replica_added", "m1");
                    assertThat(row).containsEntry("file_checksum", "sha 1").containsEntry("adopted", 1);
                    assertThat(row.get("fingerprint")).isNull();
                    assertThat(row.get("seen")).isNull();
                });
        assertThat(store.lookups.of(old, "tags")).isEqualTo(Map.of(2L, 1L, 1L, 2L));
        assertThat(store.lookups.of(old, "correspondents")).isEqualTo(Map.of(7L, 1L));
        assertThat(rows(
                        "select replica_doc_id, master_note_id, replica_note_id, ours from note_map "
                                + "where replica_id = ? order by 2",
                        old))
                .containsExactly(
                        Map.of("replica_doc_id", 1, "master_note_id", 11, "replica_note_id", 12, "ours", 0),
                        Map.of("replica_doc_id", 1, "master_note_id", 12, "replica_note_id", 11, "ours", 1));
        assertThat(rows(
                        "select replica_doc_id, replica_version_id, master_version_id from file_versions "
                                + "where replica_id = ? order by 1",
                        old))
                .containsExactly(
                        Map.of("replica_doc_id", 1, "replica_version_id", 1, "master_version_id", 2),
                        Map.of("replica_doc_id", 2, "replica_version_id", 2, "master_version_id", 3),
                        Map.of("replica_doc_id", 3, "replica_version_id", 3, "master_version_id", 1));
        assertThat(rows("select master_id, replica_object_id, state, added from tombstones where replica_id = ?", old))
                .as("a document in both trashes; an undecided deletion is closed")
                .containsExactly(Map.of("master_id", 5, "replica_object_id", 4, "state", "DONE", "added", "r5"));
    }

    @Test
    void theMapsOfTheOthersAreJoined() {
        sql("insert into uploads(replica_id, master_id, state, file_name, size, md5, sha256, planned_at, changed_at, "
                + "posting_at) values (%d, 4, 'POSTED', 'sent.pdf', 1, 'm', 's', 'now', 'now', 'now'), "
                        .formatted(other)
                + "(%d, 2, 'PLANNED', 'not sent.pdf', 1, 'm', 's', 'now', 'now', null), ".formatted(other)
                + "(%d, 7, 'CONSUMED', 'without.pdf', 1, 'm', 's', 'now', 'now', 'now')".formatted(other));
        sql("insert into replaced_copies(replica_id, master_id, replica_doc_id, replacement_id, "
                + "sha256, state, replaced_at) "
                + "values (%d, 2, 50, 1, 's', 'DONE', 'now'), (%d, 7, 51, 52, 's', 'OPEN', 'now')"
                        .formatted(other, other));
        for (String table : List.of(
                "work(replica_id, master_id, reason, created_at) values (%d, 2, 'changed', 'now')",
                "adoptions values (%d, 2, 3, 'title', 'now')",
                "unselected values (%d, 2, 'rule', 'rev', 'seen', 'title')",
                "duplicates values (%d, 2, 3, 'sha', 'seen')",
                "lookup_intents values (%d, 'tags', 2, 'name', null)",
                "verifications(replica_id, master_id, replica_doc_id, title, result, bytes, metadata, keys, how, "
                        + "verified_at) values (%d, 2, 1, 'title', 'ok', 'ok', 'ok', '', 'checksum', 'now')")) {
            sql("insert into " + table.formatted(other));
        }
        sql("update replicas set watermark = '2026-01-02T03:04:05Z', highest_master_id = 5, "
                + "people = 'p', proven_url = 'http://cellar:8000 is not http://office:8000', "
                + "accepted = 'master'");
        sql("insert into maintenance_state(replica_id, last_full_at, adopt_up_to) values (%d, 'full', 7)"
                .formatted(other));
        Switchover done = promote(promoted, "Office");
        assertThat(pairs(other)).as("1>2, 2>3, 3>1; 9 has no counterpart").isEqualTo(Map.of(2L, 3L, 3L, 1L, 1L, 2L));
        assertThat(rows("select added from sync_map where replica_id = ? and master_id = 2", other))
                .containsExactly(Map.of("added", "r2"));
        assertThat(store.lookups.of(other, "tags")).isEqualTo(Map.of(2L, 8L, 1L, 9L));
        assertThat(store.lookups.of(other, "correspondents")).isEqualTo(Map.of(7L, 1L));
        assertThat(rows(
                        "select master_note_id, coalesce(replica_note_id, 0) as n, coalesce(text, '') as t "
                                + "from note_map where replica_id = ? order by 1",
                        other))
                .containsExactly(
                        Map.of("master_note_id", 11, "n", 0, "t", "being added"),
                        Map.of("master_note_id", 12, "n", 31, "t", ""));
        assertThat(rows(
                        "select replica_version_id, master_version_id from file_versions "
                                + "where replica_id = ? order by 1",
                        other))
                .containsExactly(
                        Map.of("replica_version_id", 1, "master_version_id", 3),
                        Map.of("replica_version_id", 2, "master_version_id", 1),
                        Map.of("replica_version_id", 3, "master_version_id", 2));
        assertThat(rows(
                        "select master_id, replica_object_id, state, added from tombstones "
                                + "where replica_id = ? order by 2",
                        other))
                .containsExactly(
                        Map.of("master_id", 5, "replica_object_id", 6, "state", "DONE", "added", "r5"),
                        Map.of("master_id", 8, "replica_object_id", 80, "state", "RETURNED", "added", "m8"));
        assertThat(rows("select master_id, file_name from uploads"))
                .as("its document is in the consumer of the replica")
                .containsExactly(Map.of("master_id", 5, "file_name", "sent.pdf"));
        assertThat(rows("select master_id, replica_doc_id from replaced_copies"))
                .containsExactly(Map.of("master_id", 3, "replica_doc_id", 50));
        for (String table : List.of("work", "adoptions", "duplicates", "lookup_intents", "verifications")) {
            assertThat(rows("select * from " + table)).as(table).isEmpty();
        }
        assertThat(rows("select master_id, revision, seen from unselected where replica_id = ?", other))
                .as("the rules are applied again")
                .containsExactly(Map.of("master_id", 3, "revision", "rev", "seen", ""));
        Replica cellar = store.replicas.find(other).orElseThrow();
        assertThat(cellar.watermark()).isNull();
        assertThat(cellar.highestMasterId()).isNull();
        assertThat(cellar.people()).isNull();
        assertThat(cellar.accepted()).isNull();
        assertThat(cellar.dryRunFirst()).isFalse();
        assertThat(cellar.provenUrl())
                .as("the proof is made again; the address is kept")
                .isEqualTo("http://cellar:8000 ");
        assertThat(rows(
                        "select runs_before_deletions as n, last_full_at as f, adopt_up_to as a "
                                + "from maintenance_state where replica_id = ?",
                        other))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("n", 2)
                        .containsEntry("f", null)
                        .containsEntry("a", null));
        SwitchoverReport report = SwitchoverReport.of(done.report());
        assertThat(report.documents()).isEqualTo(3);
        assertThat(report.lines())
                .extracting(SwitchoverReport.Line::code)
                .containsExactlyInAnyOrder(
                        "returned",
                        "foreign",
                        "work",
                        "uploads",
                        "deletions",
                        "adoptions",
                        "lookups",
                        "verifications",
                        "drills");
        assertThat(report.lines())
                .filteredOn(line -> line.code().equals("foreign"))
                .singleElement()
                .satisfies(line -> assertThat(line.documents())
                        .containsExactly(new SwitchoverReport.Document(90L, "cellar", "title 9")));
    }

    @Test
    void theReportNamesLookupsThatWereDeletedOnTheOldMaster() {
        for (int[] tag : new int[][] {{1, 2}, {7, 17}}) { // the replica has no tag 17 any more
            sql(("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, first_seen_at) "
                            + "values (%d, 'tags', %d, %d, 'tag %d', 'HELD', '2026-01-02T03:04:05.000000Z')")
                    .formatted(promoted, tag[0], tag[1], tag[0]));
        }

        SwitchoverReport report =
                SwitchoverReport.of(promote(promoted, "Office").report());

        assertThat(report.lines())
                .filteredOn(line -> line.code().equals("returned_lookups"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.count()).isEqualTo(1);
                    assertThat(line.text())
                            .hasToString("Lookups that were deleted on the old master are still on the new master, and"
                                    + " stay: tag \"tag 1\".");
                });
    }

    private SwitchoverReport.Line newer(Switchover done) {
        SwitchoverReport report = SwitchoverReport.of(done.report());
        assertThat(report.dryRunFirst().contains(other))
                .isEqualTo(store.replicas.find(other).orElseThrow().dryRunFirst());
        return report.lines().stream()
                .filter(line -> line.code().equals(SwitchoverReport.NEWER))
                .findFirst()
                .orElse(null);
    }

    private void modified(long replica, long master, String modified) {
        sql("update sync_map set modified = '%s' where replica_id = %d and master_id = %d"
                .formatted(modified, replica, master));
    }

    @Test
    void aReplicaWithNewerStatesOfDocumentsOnlyHasDryRuns() {
        modified(promoted, 1, "2026-01-02");
        modified(other, 1, "2026-01-03");
        modified(other, 2, "2026-01-03"); // the promoted replica was not compared since a former switchover
        modified(promoted, 3, "2026-01-02");
        modified(other, 3, "2026-01-02");
        modified(other, 9, "2026-01-03");

        SwitchoverReport.Line line = newer(promote(promoted, "Office"));

        assertThat(line.documents())
                .containsExactly(
                        new SwitchoverReport.Document(1L, "cellar", "title 2"),
                        new SwitchoverReport.Document(3L, "cellar", "title 1"));
        assertThat(store.replicas.find(other).orElseThrow().dryRunFirst()).isTrue();
    }

    @Test
    void aReplicaThatHasANewFileBeforeThePromotedReplicaOnlyHasDryRuns() {
        modified(promoted, 1, "2026-01-02");
        modified(other, 1, "2026-01-02");
        sql("update sync_map set seen = null where replica_id = " + promoted);
        sql("update sync_map set file_checksum = 'new' where master_id = 1 and replica_id = " + other);

        assertThat(newer(promote(promoted, "Office")).count()).isEqualTo(1);
    }

    @Test
    void olderOrExcludedCopiesNeedNoDryRun() {
        modified(promoted, 1, "2026-01-02");
        modified(other, 1, "2026-01-01");
        modified(promoted, 2, "2026-01-02");
        modified(other, 2, "2026-01-03");
        sql("insert into unselected values (%d, 2, 'rule', 'rev', 'seen', 'title')".formatted(promoted));
        modified(promoted, 3, "2026-01-02");
        sql("update sync_map set file_checksum = 'old' where master_id = 3 and replica_id = " + other);

        assertThat(newer(promote(promoted, "Office"))).isNull();
    }

    @Test
    void theReportNamesTheDeletionsOfCopiesThatUsersHadRemoved() {
        tombstone(promoted, 1, 2, "OPEN");
        tombstone(promoted, 2, 3, "REJECTED");
        sql("update tombstones set weight = 0, first_seen_at = acted_at, added = null, replica_added = null"
                + " where master_id in (1, 2) and replica_id = "
                + promoted);

        SwitchoverReport report =
                SwitchoverReport.of(promote(promoted, "Office").report());

        assertThat(report.lines())
                .filteredOn(line -> line.code().equals("removed"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.count()).isEqualTo(2);
                    assertThat(line.text())
                            .hasToString("The deletions of 2 copies that users had already removed from the new master"
                                    + " were closed.");
                });
    }

    @Test
    void whatTheUserKeptStaysKept() {
        tombstone(other, 1, 3, "REJECTED");
        tombstone(other, 9, 90, "REJECTED");
        // both replicas lost another tag of the master, and their tags have the same id
        sql("insert into lookup_map(replica_id, kind, master_id, replica_lookup_id) values (%d, 'tags', -11, 11)"
                .formatted(promoted));
        for (int[] tag : new int[][] {{2, 9}, {5, 10}, {-11, 11}}) {
            sql(("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, first_seen_at) "
                            + "values (%d, 'tags', %d, %d, 'tag', 'REJECTED', 'first')")
                    .formatted(other, tag[0], tag[1]));
        }
        sql("insert into unselected values (%d, 4, 'rule', 'rev', 'seen', 'in both trashes'), ".formatted(other)
                + "(%d, 9, 'rule', 'rev', 'seen', 'without counterpart')".formatted(other));

        SwitchoverReport report =
                SwitchoverReport.of(promote(promoted, "Office").report());

        assertThat(rows("select kind || ' ' || master_id || '>' || replica_object_id || ' ' || state as row "
                        + "from tombstones where replica_id = " + other + " and replica_object_id not in (6, 80)"))
                .extracting(row -> row.get("row"))
                .containsExactlyInAnyOrder(
                        "documents 2>3 REJECTED",
                        "documents 9>90 RETURNED",
                        "tags 1>9 REJECTED",
                        "tags 5>10 RETURNED",
                        "tags -11>11 RETURNED");
        assertThat(rows("select master_id from unselected where replica_id = ?", other))
                .containsExactly(Map.of("master_id", 5));
        assertThat(report.lines())
                .filteredOn(line -> line.code().equals("kept"))
                .singleElement()
                .satisfies(line -> assertThat(line.count()).isEqualTo(2));
    }

    @Test
    void threeSwitchoversThereAndBackLeaveTheMapsExact() {
        Map<String, List<Map<String, Object>>> first = null;
        Map<String, List<Map<String, Object>>> second = null;
        long at = promoted;
        for (int i = 0; i < 6; i++) {
            at = promote(at, i % 2 == 0 ? "Office" : "attic").oldMasterId();
            long now = at;
            Map<String, List<Map<String, Object>>> maps = new TreeMap<>();
            MAPS.forEach((table, query) -> maps.put(table, rows(query, now)));
            MAPS.forEach((table, query) -> maps.put("other " + table, rows(query, other)));
            maps.values().forEach(found -> assertThat(found).isNotEmpty());
            if (i < 2) {
                second = i == 1 ? maps : second;
                first = i == 0 ? maps : first;
            } else {
                assertThat(maps).as("switchover " + i).isEqualTo(i % 2 == 0 ? first : second);
            }
        }
        assertThat(store.replicas.all()).extracting(Replica::name).containsExactlyInAnyOrder("cellar", "attic");
        assertThat(pairs(at)).isEqualTo(Map.of(1L, 2L, 2L, 3L, 3L, 1L));
    }

    @Test
    void aDamagedFileOfThePromotedReplicaSaysNothingAboutTheOldMaster() {
        store.invalidation.markFileDamaged(promoted, 1);
        long old = promote(promoted, "Office").oldMasterId();
        assertThat(rows("select sha256 from file_versions where replica_id = ? and replica_doc_id = 1", old))
                .containsExactly(Map.of("sha256", "sha 1"));
    }

    /** The mapping has moved to another copy. The rows of the replaced copy are older, or have higher ids. */
    @Test
    void theNotesAndFilesOfAReplacedCopyDoNotCount() {
        sql("update sync_map set replica_doc_id = 70 where replica_id = %d and master_id = 1".formatted(promoted));
        sql(("update file_versions set replica_doc_id = 90, replica_version_id = 90 "
                        + "where replica_id = %d and master_version_id = 1")
                .formatted(promoted));
        sql("insert into file_versions values (%d, 70, 70, 1, 'md5', 'new', null, 'LIVE')".formatted(promoted));
        sql(("insert into note_map(replica_id, replica_doc_id, master_note_id, replica_note_id, ours) "
                        + "values (%d, 70, 11, 99, 1)")
                .formatted(promoted));
        long old = promote(promoted, "Office").oldMasterId();
        assertThat(rows(
                        "select master_version_id, sha256 from file_versions where replica_id = ? "
                                + "and replica_doc_id = 1",
                        old))
                .containsExactly(Map.of("master_version_id", 70, "sha256", "new"));
        assertThat(rows("select master_note_id from note_map where replica_id = ? and replica_doc_id = 1", old))
                .containsExactly(Map.of("master_note_id", 99));
        assertThat(rows("select master_note_id from note_map where replica_id = ? and replica_note_id = 31", other))
                .containsExactly(Map.of("master_note_id", 99));
    }

    @Test
    void theNameOfTheOldMasterIsMadeUnique() {
        long old = promote(promoted, "Cellar").oldMasterId();
        assertThat(store.replicas.find(old).orElseThrow().name()).isEqualTo("Cellar 2");
    }

    @Test
    void undoRestoresEveryTable() {
        Map<String, List<Map<String, Object>>> before = all();
        Switchover done = promote(promoted, "Office");
        assertThat(all()).isNotEqualTo(before);
        SwapUndo undo = new SwapUndo(store.db);
        assertThat(undo.carryOut(done.id(), folder.resolve(done.backup()), NOW, null))
                .isTrue();
        assertThat(all()).isEqualTo(before);
        assertThat(new Switchovers(store.db).find(done.id()).orElseThrow().state())
                .isEqualTo(Switchover.State.UNDONE);
        assertThat(undo.carryOut(done.id(), folder.resolve(done.backup()), NOW, null))
                .as("a second time")
                .isFalse();
    }

    /** The backup has the old tokens, and a rotation of the secret key does not change a backup. */
    @Test
    void undoKeepsTheConnectionsThatWorkNow() {
        Switchover done = promote(promoted, "Office");
        KeyValues settings = new KeyValues(store.db);
        settings.put(Setting.MASTER_TOKEN, "new token of the promoted replica");
        settings.put(Setting.MASTER_URL, "http://moved:8000");
        ConnectionOptionsTable options = new ConnectionOptionsTable(store.db);
        options.put("master", new ConnectionOptionsTable.Row("headers of the promoted replica", null));
        sql("update replicas set token = 'new token of the old master' where id = " + done.oldMasterId());
        options.put(
                Replica.hostOf(done.oldMasterId()),
                new ConnectionOptionsTable.Row("headers of the old master", "a certificate"));

        assertThat(new SwapUndo(store.db).carryOut(done.id(), folder.resolve(done.backup()), NOW, null))
                .isTrue();

        Replica replica = store.replicas.find(promoted).orElseThrow();
        assertThat(replica.token()).isEqualTo("new token of the promoted replica");
        assertThat(replica.url()).isEqualTo("http://moved:8000");
        assertThat(options.of(replica.host()).headers()).isEqualTo("headers of the promoted replica");
        assertThat(settings.get(Setting.MASTER_TOKEN.key())).contains("new token of the old master");
        assertThat(options.of("master"))
                .isEqualTo(new ConnectionOptionsTable.Row("headers of the old master", "a certificate"));
        assertThat(options.of(Replica.hostOf(done.oldMasterId()))).isEqualTo(ConnectionOptionsTable.Row.NONE);
    }

    private Map<String, List<Map<String, Object>>> all() {
        Map<String, List<Map<String, Object>>> all = new TreeMap<>();
        for (String table : List.of(
                "replicas",
                "maintenance_state",
                "connection_options",
                "settings",
                "sync_map",
                "lookup_map",
                "note_map",
                "file_versions",
                "work",
                "uploads",
                "tombstones",
                "replaced_copies",
                "drills",
                "drill_checks",
                "drill_documents",
                "sync_runs")) {
            all.put(table, rows("select * from " + table + " order by 1, 2"));
        }
        return all;
    }

    /** Simulates a kill before the commit. The last statements of the swap are part of the transaction, too. */
    @Test
    void aSwapThatBreaksOffChangesNothing() {
        for (String moment : List.of(
                "after insert on file_versions",
                "after update on sync_map",
                "after delete on replicas",
                "after update on switchovers when new.state = 'DONE'")) {
            Replica replica = store.replicas.find(promoted).orElseThrow();
            Switchover open = new Switchovers(store.db)
                    .request(Switchover.Kind.FAILOVER, replica, "http://office:8000", "Office", "by a test", NOW)
                    .orElseThrow();
            Map<String, List<Map<String, Object>>> before = all();
            sql("create trigger breaks " + moment + " begin select raise(abort, 'broke off'); end");
            assertThatThrownBy(() -> new MasterSwap(store.db).carryOut(open, "b", Text.verbatim("Ready."), NOW))
                    .as(moment)
                    .hasMessageContaining("broke off");
            sql("drop trigger breaks");
            assertThat(all()).as(moment).isEqualTo(before);
            assertThat(new Switchovers(store.db).open()).contains(open);
            new Switchovers(store.db).end(open.id(), Switchover.State.CANCELLED, null, NOW);
        }
        assertThat(promote(promoted, "Office").state()).isEqualTo(Switchover.State.DONE);
    }

    @Test
    void theFirstWriteEndsTheUndo() {
        Switchover done = promote(promoted, "Office");
        new Switchovers(store.db).writes(NOW);
        Map<String, List<Map<String, Object>>> swapped = all();
        assertThat(new SwapUndo(store.db).carryOut(done.id(), folder.resolve(done.backup()), NOW, null))
                .isFalse();
        assertThat(all()).isEqualTo(swapped);
    }

    @Test
    void aSwitchoverThatWasCancelledMeanwhileDoesNotTakePlace() {
        Replica replica = store.replicas.find(promoted).orElseThrow();
        Switchovers table = new Switchovers(store.db);
        Switchover open = table.request(Switchover.Kind.FAILOVER, replica, "http://office:8000", "Office", "by", NOW)
                .orElseThrow();
        table.end(open.id(), Switchover.State.CANCELLED, null, NOW);
        Map<String, List<Map<String, Object>>> before = all();
        assertThatThrownBy(() -> new MasterSwap(store.db).carryOut(open, "b", Text.verbatim("Ready."), NOW))
                .hasMessageContaining("cancelled");
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void undoDoesNotGiveTwoInstancesOneAddress() {
        Switchover done = promote(promoted, "Office");
        store.replicas.delete(done.oldMasterId());
        long again = store.replicas.add("again", "http://office:8000", "token", true, null, 2);
        assertThatThrownBy(() -> new SwapUndo(store.db).carryOut(done.id(), folder.resolve(done.backup()), NOW, null))
                .hasMessageContaining("remove that replica first");
        store.replicas.delete(again);
        assertThat(new SwapUndo(store.db).carryOut(done.id(), folder.resolve(done.backup()), NOW, null))
                .isTrue();
    }

    /** A statement that reads all pairs for each row would take hours. */
    @Test
    void aLargeLibraryFollows() {
        sql("delete from sync_map");
        sql("delete from file_versions");
        for (long replica : new long[] {promoted, other}) {
            sql("""
                insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at, replica_added)
                with recursive n(i) as (select 1 union all select i + 1 from n where i < 50000)
                select %d, i, i + %d, 's', 'now', 'r' || i from n""".formatted(replica, replica));
            sql("""
                insert into file_versions(replica_id, replica_doc_id, replica_version_id, master_version_id,
                  sha256, state)
                select replica_id, replica_doc_id, replica_doc_id, master_id, 's', 'LIVE' from sync_map
                where replica_id = %d""".formatted(replica));
        }
        Switchover done = promote(promoted, "Office");
        assertThat(store.mappings.count(done.oldMasterId())).isEqualTo(50_000);
        assertThat(store.mappings.ids(other).get(1 + promoted)).isEqualTo(1 + other);
    }

    @Test
    void aMissingBackupIsSaid() {
        Switchover done = promote(promoted, "Office");
        assertThatThrownBy(() -> new SwapUndo(store.db).carryOut(done.id(), folder.resolve("none"), NOW, null))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining("make the old master the master again instead");
    }

    @Test
    void onlyOneSwitchoverIsOpen() {
        Switchovers table = new Switchovers(store.db);
        Replica replica = store.replicas.find(promoted).orElseThrow();
        Switchover first = table.request(Switchover.Kind.PLANNED, replica, "m", "Old", "by", NOW)
                .orElseThrow();
        assertThat(table.request(Switchover.Kind.FAILOVER, replica, "m", "Old", "by", NOW))
                .isEmpty();
        assertThat(table.end(first.id(), Switchover.State.CANCELLED, null, NOW)).isTrue();
        assertThat(table.end(first.id(), Switchover.State.GIVEN_UP, Text.verbatim("why"), NOW))
                .as("a second end")
                .isFalse();
        assertThat(table.request(Switchover.Kind.FAILOVER, replica, "m", "Old", "by", NOW))
                .isPresent();
    }
}

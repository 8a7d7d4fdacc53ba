package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kept numbers of documents equal those that are counted anew, after each change of a row that the counts read. */
class KnownCountsTest {
    @TempDir
    Path folder;

    private Store store;
    private long other;

    @BeforeEach
    void oneRowInEachTable() {
        store = new Store(folder);
        other = store.replicas.add("cellar", "http://cellar:8000", "x", true, null, 2);
        for (long replica : List.of(store.replica, other)) {
            insert(
                    "sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at)",
                    replica,
                    1,
                    101,
                    "x",
                    "t");
            insert(
                    "file_versions(replica_id, replica_doc_id, replica_version_id, master_version_id, sha256, state)",
                    replica,
                    101,
                    101,
                    1,
                    "x",
                    "LIVE");
            insert(
                    "verifications(replica_id, master_id, replica_doc_id, title, result, bytes, metadata, keys, how,"
                            + " verified_at)",
                    replica,
                    1,
                    101,
                    "Paper",
                    "ok",
                    "ok",
                    "ok",
                    "",
                    "checksum",
                    Times.text(Store.NOW));
            insert("work(replica_id, master_id, reason, created_at)", replica, 2, "new", "t");
            insert("adoptions(replica_id, master_id, replica_doc_id, title, found_at)", replica, 3, 103, "Paper", "t");
            insert(
                    "unselected(replica_id, master_id, rule, revision, seen, title)",
                    replica,
                    4,
                    "r",
                    "1",
                    "x",
                    "Paper");
            insert(
                    "tombstones(replica_id, kind, master_id, replica_object_id, title, state, first_seen_at)",
                    replica,
                    "documents",
                    5,
                    105,
                    "Paper",
                    "HELD",
                    "t");
            Run run = store.runs.queue(replica, Run.Mode.FULL).orElseThrow();
            store.runs.finish(run.id(), Run.State.SUCCESS, null);
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void insert(String into, Object... values) {
        store.db
                .write()
                .sql("insert into " + into + " values (" + "?, ".repeat(values.length - 1) + "?)")
                .params(List.of(values))
                .update();
    }

    private void change(String sql) {
        assertThat(store.db.write().sql(sql).param("replica", store.replica).update())
                .as(sql)
                .isPositive();
    }

    /** Asserts that a change makes the numbers of its replica, and of no other, be counted again. */
    private void countsAgainAfter(String sql) {
        Map<Long, KnownCounts.Numbers> before = store.db.counts().all();
        change(sql);
        Map<Long, KnownCounts.Numbers> after = store.db.counts().all();

        assertThat(after.get(store.replica).revision())
                .as(sql)
                .isNotEqualTo(before.get(store.replica).revision());
        assertThat(after.get(store.replica).counts()).as(sql).isEqualTo(new ReplicaCounts(store.db).of(store.replica));
        assertThat(after.get(store.replica).verified())
                .as(sql)
                .isEqualTo(new Verifications(store.db).sum(store.replica));
        assertThat(after.get(other)).as(sql).isSameAs(before.get(other));
    }

    /** Returns the tables that a query reads. */
    private Set<String> tables(String sql) {
        return new TreeSet<>(store.db
                .write()
                .sql("select tbl_name from sqlite_master where rootpage in (" + roots(sql) + ")")
                .query(String.class)
                .list());
    }

    private String roots(String sql) {
        return String.join(
                ", ",
                store.db
                        .write()
                        .sql("explain " + sql.replace(":replicas", "1, 2"))
                        .query((row, number) -> row.getString("opcode").equals("OpenRead") ? row.getString("p2") : "0")
                        .list());
    }

    @Test
    void everyChangeOfARowThatIsCountedCountsItsReplicaAgain() {
        Set<String> tables = tables(ReplicaCounts.SOME);
        tables.addAll(tables(Verifications.SUMS));
        assertThat(tables).contains("sync_map", "work", "verifications", "replicas", "switchovers");
        tables.removeAll(Set.of("replicas", "switchovers", "sync_runs"));

        for (String table : tables) {
            store.db
                    .write()
                    .sql("create temp table kept as select * from " + table + " where replica_id = ?")
                    .param(store.replica)
                    .update();
            countsAgainAfter("update " + table + " set replica_id = replica_id where replica_id = :replica");
            countsAgainAfter("delete from " + table + " where replica_id = :replica");
            countsAgainAfter("insert into " + table + " select * from kept where replica_id = :replica");
            store.db.write().sql("drop table kept").update();
        }
    }

    @Test
    void theEndOfARunAndWhatAReplicaReportsAreSeen() {
        countsAgainAfter("update sync_runs set state = 'partial', finished_at = '2026-06-01T00:00:00.000000Z' where "
                + "replica_id = :replica");
        countsAgainAfter("delete from sync_runs where replica_id = :replica");
        countsAgainAfter("update replicas set unmapped_documents = 7 where id = :replica");
        countsAgainAfter("update replicas set last_sync_ts = '2026-06-02T00:00:00.000000Z' where id = :replica");
    }

    @Test
    void whatTheCountsDoNotReadCountsNothingAgain() {
        Map<Long, KnownCounts.Numbers> before = store.db.counts().all();
        change("update replicas set last_cycle_at = 't' where id = :replica");
        store.db
                .write()
                .sql("insert into settings(key, value) values ('x', 'y')")
                .update();
        Map<Long, KnownCounts.Numbers> after = store.db.counts().all();

        assertThat(after.get(store.replica)).isSameAs(before.get(store.replica));
        assertThat(store.db.counts().of(other)).isSameAs(before.get(other));
    }

    @Test
    void aRemovedReplicaHasNoNumbers() {
        assertThat(store.db.counts().all()).containsOnlyKeys(store.replica, other);
        change("delete from replicas where id = :replica");

        assertThat(store.db.counts().all()).containsOnlyKeys(other);
        assertThat(store.db.counts().of(store.replica).counts()).isEqualTo(ReplicaCounts.Counts.NOTHING);
    }
}

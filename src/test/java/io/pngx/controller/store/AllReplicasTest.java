package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A statement that reads all replicas agrees with the one that reads a single replica. */
class AllReplicasTest {
    @TempDir
    Path folder;

    private Store store;
    private Verifications verifications;
    private Drills drills;
    private MaintenanceState maintenance;
    private List<Long> ids;

    @BeforeEach
    void threeReplicasThatDiffer() {
        store = new Store(folder);
        verifications = new Verifications(store.db);
        drills = new Drills(store.db);
        maintenance = new MaintenanceState(store.db);
        long cellar = store.replicas.add("cellar", "http://cellar:8000", "x", true, null, 2);
        long empty = store.replicas.add("empty", "http://empty:8000", "x", true, null, 2);
        ids = List.of(store.replica, cellar, empty);
        fill(store.replica, 5);
        fill(cellar, 3);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void sql(String sql, Object... values) {
        store.db.write().sql(sql).params(List.of(values)).update();
    }

    /** Fills every table that a count reads, with other numbers for another {@code copies}. */
    private void fill(long replica, int copies) {
        String now = Times.text(Store.NOW);
        Run run = store.runs.queue(replica, Run.Mode.FULL).orElseThrow();
        for (long id = 1; id <= copies; id++) {
            sql(
                    "insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at, title,"
                            + " contested_at) values (?, ?, ?, 'x', ?, 'Paper', ?)",
                    replica,
                    id,
                    100 + id,
                    now,
                    id == 3 ? now : "");
            verifications.put(new Verification(
                    replica,
                    id,
                    100 + id,
                    "Paper",
                    id == 2 ? Verification.Result.MISMATCH : Verification.Result.OK,
                    id == 2 ? Verification.Finding.DIFFERS : Verification.Finding.OK,
                    Verification.Finding.OK,
                    "",
                    Verification.How.CHECKSUM,
                    null,
                    run.id(),
                    Store.NOW));
        }
        sql("update sync_map set contested_at = null where contested_at = ''");
        for (long id = copies; id <= 2L * copies; id++) {
            sql(
                    "insert into work(replica_id, master_id, reason, attempts, created_at) values (?, ?, 'new', ?, ?)",
                    replica,
                    id,
                    id % 3,
                    now);
        }
        sql(
                "insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, first_seen_at)"
                        + " values (?, 'documents', 1, 101, 'Paper', 'HELD', ?)",
                replica,
                now);
        sql(
                "insert into adoptions(replica_id, master_id, replica_doc_id, title, found_at) "
                        + "values (?, ?, 99, 'x', ?)",
                replica,
                copies + 2,
                now);
        store.runs.finish(run.id(), Run.State.PARTIAL, null);
        Drill drill = drills.queue(replica, true, Store.NOW).orElseThrow();
        drills.finish(
                drill.id(),
                Drill.State.FAILED,
                Text.verbatim("The drill " + drill.id() + " failed."),
                List.of(),
                Store.NOW);
        drills.queue(replica, true, Store.NOW);
        maintenance.planned(replica, Store.NOW.plusSeconds(copies), null);
        maintenance.missingAccounts(replica, List.of(Text.of("user \"{0}\"", String.valueOf(replica))));
    }

    @Test
    void theNumbersOfDocumentsAgree() {
        Map<Long, ReplicaCounts.Counts> counts = new ReplicaCounts(store.db).of(ids);
        Map<Long, Verifications.Sum> sums = verifications.sums(ids);
        for (long id : ids) {
            assertThat(counts.get(id)).isEqualTo(new ReplicaCounts(store.db).of(id));
            assertThat(sums.getOrDefault(id, Verifications.Sum.NOTHING)).isEqualTo(verifications.sum(id));
        }
        assertThat(counts.get(ids.get(0))).isNotEqualTo(counts.get(ids.get(1)));
        assertThat(sums.get(ids.get(0))).isNotEqualTo(sums.get(ids.get(1)));
    }

    @Test
    void runsDrillsAndMaintenanceAgree() {
        RunHistory history = new RunHistory(store.db);
        Map<Long, List<RunHistory.Beat>> beats = history.beats(50);
        Map<Long, Drill.Last> last = drills.last();
        Map<Long, MaintenanceState.State> maintained = maintenance.all();
        Map<Long, List<Text>> accounts = maintenance.missingAccounts();
        for (long id : ids) {
            assertThat(beats.getOrDefault(id, List.of())).isEqualTo(history.beats(id, 50));
            assertThat(last.get(id)).isEqualTo(drills.last(id).orElse(null));
            assertThat(maintained.getOrDefault(id, MaintenanceState.State.NOTHING))
                    .isEqualTo(maintenance.of(id));
            assertThat(accounts.getOrDefault(id, List.of())).isEqualTo(maintenance.missingAccounts(id));
        }
        assertThat(beats).hasSize(2);
        assertThat(last).hasSize(2);
        assertThat(drills.replicasWithOpenDrill()).containsExactlyInAnyOrder(ids.get(0), ids.get(1));
    }

    @Test
    void onlyTheLastRunsOfEachReplicaAreRead() {
        for (int i = 0; i < 5; i++) {
            Run run = store.runs.queue(ids.get(0), Run.Mode.INCREMENTAL).orElseThrow();
            store.runs.finish(run.id(), Run.State.SUCCESS, null);
        }
        RunHistory history = new RunHistory(store.db);

        assertThat(history.beats(3).get(ids.get(0))).hasSize(3).isEqualTo(history.beats(ids.get(0), 3));
        assertThat(history.beats(3).get(ids.get(1))).hasSize(1);
    }

    /** The sentence at the end of a run and the dashboard count the same documents. */
    @Test
    void theFailedDocumentsOfAReplicaAreCountedWithoutTheOthers() {
        ReplicaCounts counts = new ReplicaCounts(store.db);
        for (long id : ids) {
            assertThat(counts.failed(id)).isEqualTo(counts.of(id).documents().failed());
        }
        assertThat(counts.failed(ids.get(0))).isPositive();
    }

    @Test
    void aReplicaWaitsIfADocumentIsPendingOrFailed() {
        assertThat(new ReplicaCounts(store.db).replicasThatWait()).containsExactlyInAnyOrder(ids.get(0), ids.get(1));
        sql("delete from work where attempts > 0 and replica_id = ?", ids.get(0));
        sql("delete from work where attempts = 0 and replica_id = ?", ids.get(1));
        assertThat(new ReplicaCounts(store.db).replicasThatWait()).containsExactlyInAnyOrder(ids.get(0), ids.get(1));

        sql("delete from work where replica_id = ? and master_id <> ?", ids.get(0), 7);
        assertThat(new ReplicaCounts(store.db).of(ids.get(0)).documents().pending())
                .as("only the document whose adoption waits is left")
                .isZero();
        assertThat(new ReplicaCounts(store.db).replicasThatWait()).containsExactly(ids.get(1));
    }
}

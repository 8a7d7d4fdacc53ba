package io.pngx.controller.store;

import static io.pngx.controller.store.Store.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = new Store(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatFailsHalfwayLeavesNothing() {
        assertThatThrownBy(() -> store.db.inTransaction(() -> {
                    store.settings.put("one", "1");
                    store.replicas.pause(store.replica, true);
                    throw new IllegalStateException("power cut");
                }))
                .hasMessage("power cut");

        assertThat(store.settings.get("one")).isEmpty();
        assertThat(store.replicas.find(store.replica).orElseThrow().paused()).isFalse();
    }

    @Test
    void aFolderThatCanNotBeWrittenNamesTheUserThatTried() throws IOException {
        // A file in place of the folder stops root, too.
        Path file = Files.createDirectory(folder.resolve("other")).resolve("db.sqlite3");
        Files.createDirectory(file.resolveSibling("db.sqlite3.lock"));

        assertThatThrownBy(() -> Database.open(file))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining("can't be written")
                .hasMessageContaining(
                        "the controller runs as uid " + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    @Test
    void afterAFailedTransactionTheNextOneIsWhole() {
        assertThatThrownBy(() -> store.db.inTransaction(() -> {
                    store.db
                            .write()
                            .sql("insert into sync_map(replica_id) values (1)")
                            .update();
                }))
                .isInstanceOf(RuntimeException.class);

        store.db.inTransaction(() -> store.settings.put("two", "2"));

        assertThat(store.settings.get("two")).contains("2");
    }

    @Test
    void afterAnotherProgramLockedTheDatabaseTransactionsAreWholeAgain() throws SQLException {
        store.db.write().sql("pragma busy_timeout = 1").query().singleRow();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("db.sqlite3"));
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            assertThatThrownBy(() -> store.db.inTransaction(() -> store.settings.put("one", "1")))
                    .satisfies(e -> assertThat(MachineFault.in(e)).contains(MachineFault.DATABASE_LOCKED));
            statement.execute("rollback");
        }

        assertThatThrownBy(() -> store.db.inTransaction(() -> {
                    store.settings.put("two", "2");
                    throw new IllegalStateException("power cut");
                }))
                .hasMessage("power cut");
        store.db.inTransaction(() -> store.settings.put("three", "3"));

        assertThat(store.settings.get("one")).isEmpty();
        assertThat(store.settings.get("two")).isEmpty();
        assertThat(store.settings.get("three")).contains("3");
    }

    @Test
    void aReaderSeesNothingOfATransactionBeforeItsEnd() {
        store.db.inTransaction(() -> {
            store.settings.put("one", "1");
            assertThat(store.settings.get("one")).isEmpty();
        });

        assertThat(store.settings.get("one")).contains("1");
    }

    /** 1: commits are not flushed to the disk; 2: they are. */
    private int synchronous() {
        return store.db.write().sql("pragma synchronous").query(Integer.class).single();
    }

    private String mark() throws IOException {
        return Files.readString(folder.resolve("db.sqlite3.mark"));
    }

    @Test
    void onlyTheCommitsThatAPowerFailureMayUndoAreNotFlushed() throws IOException {
        store.settings.put("one", "1");
        store.db.inTransaction(() -> store.settings.put("two", "2"));
        String mark = mark();
        assertThat(synchronous()).isEqualTo(2);

        store.db.inUnflushedTransaction(() -> {
            store.settings.put("three", "3");
            assertThat(synchronous()).isEqualTo(1);
        });
        assertThat(store.settings.get("three")).contains("3");
        assertThat(mark())
                .as("a mark above the database would report lost transactions")
                .isEqualTo(mark);

        assertThat(synchronous()).isEqualTo(2);
        store.db.inTransaction(() -> store.settings.put("four", "4"));
        assertThat(mark()).isGreaterThan(mark);
    }

    @Test
    void anUnflushedTransactionThatFailsIsRolledBackAndTheNextOneIsFlushed() {
        assertThatThrownBy(() -> store.db.inUnflushedTransaction(() -> {
                    store.settings.put("one", "1");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(store.settings.get("one")).isEmpty();
        assertThat((int) store.db.inTransaction(this::synchronous)).isEqualTo(2);
    }

    @Test
    void anUnflushedTransactionWithinAnotherOneIsFlushedWithIt() {
        store.db.inTransaction(() ->
                store.db.inUnflushedTransaction(() -> assertThat(synchronous()).isEqualTo(2)));
    }

    @Test
    void everythingIsThereAfterAStart() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW));
        store.intent(1, "one");
        store.close();

        store = reopened();

        assertThat(store.runs.open()).hasSize(1);
        assertThat(store.openUploads.open()).isEqualTo(1);
        assertThat(store.runWork.isDone(run.id())).isFalse();
    }

    private Store reopened() {
        Path file = folder.resolve("db.sqlite3");
        try (Database db = Database.open(file)) {
            db.write().sql("update replicas set name = 'before'").update();
        }
        return new Store(folder);
    }

    @Test
    void aForgottenReplicaTakesEverythingOfItsOwnAlongAndNothingElse() {
        long other = store.replicas.add("cellar", "http://cellar:8000", "encrypted", true, null, 2);
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.plan(run, planned(2, Work.Reason.NEW));
        store.intent(2, "two");
        store.lookups.put(store.replica, "tags", 1, 11);
        store.lookups.put(other, "tags", 1, 12);
        Run others = store.runs.queue(other, Run.Mode.FULL).orElseThrow();

        store.replicas.delete(store.replica);

        for (String table : new String[] {"sync_map", "work", "uploads"}) {
            assertThat(store.count(table)).as(table).isZero();
        }
        assertThat(store.lookups.of(other, "tags")).isEqualTo(Map.of(1L, 12L));
        assertThat(store.runs.open()).extracting(Run::id).containsExactly(others.id());
    }

    @Test
    void aRemovedRunLeavesItsRowsForTheNext() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW));

        store.db
                .write()
                .sql("delete from sync_runs where id = ?")
                .param(run.id())
                .update();

        assertThat(store.work.find(store.replica, 1).orElseThrow().runId()).isNull();
    }

    @Test
    void aReplicasTimesComeBackAsTheyWere() {
        Instant started = Instant.parse("2026-01-02T03:04:05.000006Z");
        store.replicas.cycleStarted(store.replica, started);
        store.replicas.succeeded(store.replica, started.plusMillis(1));

        Replica replica = store.replicas.find(store.replica).orElseThrow();

        assertThat(replica.lastCycleAt()).isEqualTo(started);
        assertThat(replica.lastSyncTs()).isEqualTo(started.plusMillis(1));
        assertThat(replica.watermark()).isNull();
        assertThat(replica.intervalSeconds()).isNull();
        assertThat(replica.state()).isEqualTo(Replica.State.NEW);
    }

    @Test
    void aMapThatMovesToAnotherDocumentOfTheReplicaLeavesTheOldOne() {
        store.lookups.put(store.replica, "tags", 1, 11);
        store.lookups.put(store.replica, "tags", 1, 12);
        store.lookups.put(store.replica, "tags", 2, 12);

        assertThat(store.lookups.of(store.replica, "tags")).isEqualTo(Map.of(2L, 12L));
    }

    @Test
    void whatHasToBeComparedAgainIsQueuedAndNoLongerKnown() {
        Run run = store.run();
        store.mapped(run, 1, 101);

        store.invalidation.invalidate(store.replica, 1);

        assertThat(store.mappings.find(store.replica, 1).orElseThrow().fingerprint())
                .isNull();
        assertThat(store.mappings.seen(store.replica, 1)).isEmpty();
        assertThat(store.work.find(store.replica, 1).orElseThrow().reason()).isEqualTo(Work.Reason.CHANGED);
    }

    @Test
    void theCountsTellMappedFromForeignAndDoneFromOpen() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.mapped(run, 2, 102);
        store.plan(run, planned(2, Work.Reason.CHANGED), planned(3, Work.Reason.NEW));
        store.work.failed(store.replica, 3, run.id(), Text.verbatim("It is too big."), Instant.now());
        store.replicas.unmappedDocuments(store.replica, List.of(1L, 2L, 3L));

        ReplicaCounts.Counts counts = new ReplicaCounts(store.db).of(store.replica);

        assertThat(counts.documents().copies()).isEqualTo(2);
        assertThat(counts.documents().inSync()).isEqualTo(1);
        assertThat(counts.documents().pending()).isEqualTo(1);
        assertThat(counts.documents().failed()).isEqualTo(1);
        assertThat(counts.foreign()).isEqualTo(3);
    }

    @Test
    void theLogIsFoundByWhatItIsAboutAndNewestFirst() {
        store.logs.add(LogRow.Level.INFO, 1L, store.replica, 7L, "uploaded", "\"Invoice\" is as on the master.");
        store.logs.add(LogRow.Level.WARN, 1L, store.replica, 8L, "failed", "The replica answered 400.");
        store.logs.add(LogRow.Level.ERROR, null, null, null, "master", "The master can't be reached.");

        assertThat(store.logs.find(new Logs.Filter(null, null, null, null, null, 2)))
                .extracting(LogRow::action)
                .containsExactly("master", "failed");
        assertThat(store.logs.find(new Logs.Filter(store.replica, 1L, null, "INVOICE", null, 9)))
                .extracting(LogRow::masterId)
                .containsExactly(7L);
        assertThat(store.logs.find(new Logs.Filter(null, null, LogRow.Level.ERROR, null, null, 9)))
                .hasSize(1);
    }

    @Test
    void withAnotherLibraryNothingOfTheOldOneGoesOn() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.plan(run, planned(2, Work.Reason.NEW));
        Upload underWay = store.consumed(2, "two", 102);

        store.instanceChanges.keepOnly(store.replica, java.util.Set.of(), java.util.Set.of());

        assertThat(store.count("sync_map")).isZero();
        assertThat(store.count("work")).isZero();
        assertThat(store.openUploads.open(store.replica))
                .as("it would bring an old file to a new document")
                .isEmpty();
        assertThat(store.uploads.find(underWay.id()).orElseThrow().state()).isEqualTo(Upload.State.FAILED);
    }

    @Test
    void aLookupThatIsDeletedLeavesNoDocumentThatIsTakenForEqual() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.mapped(run, 2, 102);
        String withoutIds = "0123456789abcdef0123456789abcdef";
        store.db
                .write()
                .sql("update sync_map set fingerprint = ? where master_id = 1")
                .param(withoutIds)
                .update();
        store.db
                .write()
                .sql("update sync_map set fingerprint = ? where master_id = 2")
                .param(withoutIds + withoutIds)
                .update();
        store.lookups.put(store.replica, "tags", 1, 11);
        Tombstones tombstones = new Tombstones(store.db);
        tombstones.observe(store.replica, "tags", 1, 11, "paid", Instant.now());

        new FinishedDeletions(store.db, tombstones)
                .done(tombstones.pending(store.replica).get(0), run.id(), Instant.now());

        assertThat(store.lookups.of(store.replica, "tags")).isEmpty();
        assertThat(store.mappings.find(store.replica, 1).orElseThrow().fingerprint())
                .as("a later lookup of the same name would have the same fingerprint")
                .isNull();
        assertThat(store.mappings.find(store.replica, 2).orElseThrow().fingerprint())
                .as("the ids of the lookups are part of this fingerprint")
                .isNotNull();
        assertThat(store.now(run).deleted()).isEqualTo(1);
    }

    @Test
    void whenTheReplicaTookACopyInIsKeptWhereItIsNotLookedAtAgain() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        Instant added = Instant.parse("2026-01-02T03:04:05.000006Z");

        store.comparisons.compared(
                store.replica,
                1,
                new Comparison(
                        new Comparison.State("f", "s", false, false),
                        new Comparison.OfMaster(null, null, null, null),
                        new Comparison.OfCopy(added, null, true, null),
                        new Comparison.Unwritten(java.util.List.of(), null, null)),
                run.id(),
                Run.Outcome.UPDATED);
        store.comparisons.compared(
                store.replica, 1, new Comparison("f", "s", false, false, null, null), run.id(), Run.Outcome.UNCHANGED);

        assertThat(store.mappings.find(store.replica, 1).orElseThrow().replicaAdded())
                .isEqualTo(added);
    }
}

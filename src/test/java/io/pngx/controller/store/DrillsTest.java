package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents that a drill chooses. A drill ends only once. */
class DrillsTest {
    @TempDir
    Path folder;

    private Store store;
    private Drills drills;
    private DrillScope scope;

    @BeforeEach
    void tenDocuments() {
        store = new Store(folder);
        drills = new Drills(store.db);
        scope = new DrillScope(store.db);
        Run run = store.run();
        for (long id = 1; id <= 10; id++) {
            store.mapped(run, id, 100 + id);
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Long> chosen(int limit) {
        return scope.choose(store.replica, limit).stream()
                .map(Drill.Choice::masterId)
                .toList();
    }

    private Drill drill(List<Long> documents, Drill.State end) {
        Drill drill = drills.queue(store.replica, true, Store.NOW).orElseThrow();
        drills.start(drill.id(), Store.NOW);
        documents.forEach(id -> drills.put(
                drill.id(),
                new Drill.Document(
                        id,
                        100 + id,
                        "paper " + id,
                        Drill.Result.OK,
                        Drill.Result.OK,
                        Drill.Result.OK,
                        Drill.Result.OK,
                        id == 3 ? Drill.Result.FAILED : Drill.Result.SKIPPED,
                        null)));
        drills.finish(
                drill.id(),
                end,
                Text.verbatim("It ended."),
                List.of(
                        new Drill.Check(Drill.Subject.DATE, Drill.Result.OK, Text.verbatim("Equal.")),
                        new Drill.Check(Drill.Subject.SIGN_IN, Drill.Result.OK, Text.verbatim("Opens."))),
                Store.NOW);
        return drills.find(drill.id()).orElseThrow();
    }

    @Test
    void whatWasNeverDrilledComesFirstThenTheOldest() {
        drill(List.of(4L, 5L), Drill.State.PASSED);
        drill(List.of(6L, 7L, 8L, 9L, 10L), Drill.State.PASSED);
        drill(List.of(4L), Drill.State.PASSED);

        assertThat(chosen(3)).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(chosen(9).subList(3, 9)).as("then the oldest").startsWith(5L).contains(6L, 7L, 8L, 9L, 10L);
        assertThat(chosen(10).get(9)).as("drilled last").isEqualTo(4L);
    }

    @Test
    void amongEqualDocumentsChanceDecides() {
        Set<List<Long>> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            seen.add(chosen(5));
        }
        assertThat(seen).hasSizeGreaterThan(1);
    }

    @Test
    void whatIsNotACopyToKeepIsNotChosen() {
        store.db
                .write()
                .sql("insert into unselected(replica_id, master_id, rule, revision, seen, title) "
                        + "values (?, 1, 'r', 'r', 's', 't')")
                .param(store.replica)
                .update();
        store.db
                .write()
                .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, reason, "
                        + "seen_trashed, first_seen_at) values (?, 'documents', 2, 102, 't', 'HELD', 'Waits.', 1, ?)")
                .params(store.replica, Times.text(Store.NOW))
                .update();

        assertThat(chosen(100)).hasSize(8).doesNotContain(1L, 2L);
    }

    @Test
    void theChecksumIsThatOfTheNewestFileInUse() {
        Versions versions = new Versions(store.db);
        versions.put(new FileVersion(store.replica, 101, 101, 1, null, "old", null, FileVersion.State.SUPERSEDED));
        versions.put(new FileVersion(store.replica, 101, 900, 1, null, "new", null, FileVersion.State.LIVE));

        assertThat(scope.choose(store.replica, 100))
                .filteredOn(choice -> choice.masterId() == 1)
                .extracting(Drill.Choice::sha256)
                .containsExactly("new");
    }

    @Test
    void aReplicaHasOneOpenDrillAndItEndsOnce() {
        Drill drill = drills.queue(store.replica, false, Store.NOW).orElseThrow();
        assertThat(drills.queue(store.replica, true, Store.NOW)).isEmpty();
        assertThat(drills.start(drill.id(), Store.NOW)).isTrue();
        assertThat(drills.start(drill.id(), Store.NOW)).as("it runs already").isFalse();

        assertThat(drills.finish(drill.id(), Drill.State.PASSED, Text.verbatim("Well."), List.of(), Store.NOW))
                .isTrue();
        assertThat(drills.finish(drill.id(), Drill.State.ABORTED, Text.verbatim("Late."), List.of(), Store.NOW))
                .isFalse();
        assertThat(drills.find(drill.id()).orElseThrow().state()).isEqualTo(Drill.State.PASSED);
        assertThat(drills.open(store.replica)).isEmpty();
    }

    @Test
    void aStartEndsWhatTheLastProcessLeftAndThatIsNoResult() {
        drill(List.of(1L, 3L), Drill.State.FAILED);
        Drill running = drills.queue(store.replica, false, Store.NOW).orElseThrow();
        drills.start(running.id(), Store.NOW);

        assertThat(drills.abortLeftOvers(Store.NOW)).isEqualTo(1);

        assertThat(drills.open(store.replica)).isEmpty();
        Drill.Last last = drills.last(store.replica).orElseThrow();
        assertThat(last.passed()).isFalse();
        assertThat(last.documents()).isEqualTo(2);
        assertThat(last.problems()).isEqualTo(1);
        assertThat(drills.recent(store.replica, null, 10))
                .extracting(Drill::state)
                .containsExactly(Drill.State.ABORTED, Drill.State.FAILED);
    }

    @Test
    void checksComeInTheirOrderAndFailedDocumentsFirst() {
        Drill drill = drill(List.of(1L, 2L, 3L), Drill.State.FAILED);

        assertThat(drills.checks(drill.id()))
                .extracting(Drill.Check::name)
                .containsExactly(Drill.Subject.SIGN_IN, Drill.Subject.DATE);
        assertThat(drills.documents(drill.id()))
                .extracting(Drill.Document::masterId)
                .containsExactly(3L, 1L, 2L);
    }
}

package io.pngx.controller.store;

import static io.pngx.controller.store.Store.planned;
import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
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
    void aReplicaHasOneOpenRunAndASecondOneIsRefused() {
        Run first = store.runs.queue(store.replica, Run.Mode.FULL).orElseThrow();

        assertThat(store.runs.queue(store.replica, Run.Mode.INCREMENTAL)).isEmpty();
        assertThat(store.runs.open(store.replica)).contains(first);
    }

    @Test
    void theDocumentInProgressIsReadAsItWasWritten() {
        Run run = store.run();
        RunProgress progress = new RunProgress(store.db);
        assertThat(store.now(run).inProgress()).isNull();
        for (Text label : List.of(
                Text.of("{0} (document {1})", "[\"Letter\"]", "7"), Text.verbatim("[\"Letter\"]"), Text.verbatim(""))) {
            progress.current(run.id(), label);
            assertThat(store.now(run).inProgress()).isEqualTo(label);
        }

        progress.phase(run.id(), "deletions");

        assertThat(store.now(run).inProgress()).isNull();
    }

    @Test
    void afterARunEndedTheNextOneIsTaken() {
        Run first = store.run();
        store.runs.finish(first.id(), Run.State.SUCCESS, null);

        assertThat(store.runs.queue(store.replica, Run.Mode.INCREMENTAL)).isPresent();
    }

    @Test
    void aRunIsToStopWhereItEndedOrWasCancelledOrItsReplicaOrEverythingIsPaused() {
        Run run = store.run();
        assertThat(store.runs.stop(run.id())).isEmpty();

        store.settings.put(Setting.PAUSED, "true");
        assertThat(store.runs.stop(run.id())).contains(Runs.Stop.PAUSED);
        store.settings.put(Setting.PAUSED, "false");
        store.replicas.pause(store.replica, true);
        assertThat(store.runs.stop(run.id())).contains(Runs.Stop.PAUSED);
        store.runs.requestCancel(run.id());
        assertThat(store.runs.stop(run.id())).contains(Runs.Stop.CANCELLED);
        store.runs.finish(run.id(), Run.State.CANCELLED, null);
        assertThat(store.runs.stop(run.id())).contains(Runs.Stop.ENDED);
        store.replicas.delete(store.replica);
        assertThat(store.runs.stop(run.id())).contains(Runs.Stop.ENDED);
    }

    @Test
    void aPauseThatIsNotCommittedYetStopsTheRunOnceItIs() {
        Run run = store.run();
        store.db.inTransaction(() -> {
            store.replicas.pause(store.replica, true);
            assertThat(store.runs.stop(run.id())).isEmpty();
        });
        assertThat(store.runs.stop(run.id())).contains(Runs.Stop.PAUSED);

        store.replicas.pause(store.replica, false);
        assertThat(store.runs.stop(run.id())).isEmpty();
        store.replicas.configure(store.replica, "attic", "http://attic:8000", "encrypted", false, null, 2);
        assertThat(store.runs.stop(run.id())).contains(Runs.Stop.PAUSED);
    }

    @Test
    void theRunOfADeletedReplicaStops() {
        Run run = store.run();
        assertThat(store.runs.stop(run.id())).isEmpty();
        store.replicas.delete(store.replica);
        assertThat(store.runs.stop(run.id())).contains(Runs.Stop.ENDED);
    }

    @Test
    void aDryRunGoesOnWhereItsReplicaIsPausedOrSwitchedOff() {
        Run run = store.runs.queue(store.replica, Run.Mode.DRY_RUN).orElseThrow();
        store.replicas.configure(store.replica, "attic", "http://attic:8000", "encrypted", false, null, 2);

        assertThat(store.runs.stop(run.id())).isEmpty();
    }

    @Test
    void anotherReplicaHasARunOfItsOwn() {
        long other = store.replicas.add("cellar", "http://cellar:8000", "encrypted", true, 60, 1);
        store.run();

        assertThat(store.runs.queue(other, Run.Mode.INCREMENTAL)).isPresent();
    }

    @Test
    void anEndedRunKeepsItsEnd() {
        Run run = store.run();
        store.runs.finish(run.id(), Run.State.CANCELLED, Text.verbatim("Cancelled by hand."));

        store.runs.finish(run.id(), Run.State.SUCCESS, null);

        assertThat(store.now(run).state()).isEqualTo(Run.State.CANCELLED);
        assertThat(store.now(run).error()).hasToString("Cancelled by hand.");
    }

    @Test
    void whatARunDidNotReachWaitsForTheNextOne() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW), planned(2, Work.Reason.NEW));
        store.runs.finish(run.id(), Run.State.FAILED, Text.verbatim("The replica went away."));

        Run next = store.run();

        assertThat(store.plan(next)).isEqualTo(2);
    }

    @Test
    void runsOfAStoppedProcessAreEndedAndTheirReplicasAreDueAtOnce() {
        store.replicas.cycleStarted(store.replica, Instant.now());
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW));

        assertThat(store.runs.abortLeftOvers()).isEqualTo(1);

        assertThat(store.now(run).state()).isEqualTo(Run.State.ABORTED);
        assertThat(store.now(run).finishedAt()).isNotNull();
        assertThat(store.work.find(store.replica, 1).orElseThrow().runId()).isNull();
        assertThat(store.replicas.find(store.replica).orElseThrow().lastCycleAt())
                .isNull();
        assertThat(store.runs.abortLeftOvers()).isZero();
    }

    @Test
    void ofARunThatNothingGoesOnWithNoSuchThingIsSaid() {
        assertThat(aborted(Run.Mode.INCREMENTAL, false)).endsWith("The next run continues this run.");
        assertThat(aborted(Run.Mode.FULL, true)).endsWith("The next run continues this run.");
        assertThat(aborted(Run.Mode.FULL, false)).endsWith("if you started the run by hand, start it again.");
        assertThat(aborted(Run.Mode.DRY_RUN, false)).endsWith("Start the run again.");
        assertThat(aborted(Run.Mode.VERIFY, false)).endsWith("Start the run again.");
    }

    private String aborted(Run.Mode mode, boolean planned) {
        Run run = store.runs.queue(store.replica, mode).orElseThrow();
        store.runs.started(run.id());
        if (planned) {
            store.plan(run, planned(1, Work.Reason.FULL));
        }
        store.runs.abortLeftOvers();
        return store.now(run).error().toString();
    }

    @Test
    void aRunThatWasCancelledBeforeTheProcessStoppedIsNotGoneOnWith() {
        Instant began = Instant.parse("2026-01-02T03:04:05Z");
        store.replicas.cycleStarted(store.replica, began);
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW));
        store.runs.requestCancel(run.id());

        assertThat(store.runs.abortLeftOvers()).isEqualTo(1);

        assertThat(store.now(run).state()).isEqualTo(Run.State.CANCELLED);
        assertThat(store.work.find(store.replica, 1).orElseThrow().runId()).isNull();
        assertThat(store.replicas.find(store.replica).orElseThrow().lastCycleAt())
                .isEqualTo(began);
    }

    @Test
    void aReplicaThatWasDeletedAMomentAgoGetsNoRun() {
        store.replicas.delete(store.replica);

        assertThat(store.replicas.createdAt(store.replica)).isBeforeOrEqualTo(Instant.now());
        assertThat(store.runs.queue(store.replica, Run.Mode.INCREMENTAL)).isEmpty();
    }

    @Test
    void endedRunsAreNotAborted() {
        Run run = store.run();
        store.runs.finish(run.id(), Run.State.SUCCESS, null);

        store.runs.abortLeftOvers();

        assertThat(store.now(run).state()).isEqualTo(Run.State.SUCCESS);
    }

    @Test
    void anEndedRunCanNoLongerBeCancelled() {
        Run run = store.run();
        store.runs.finish(run.id(), Run.State.SUCCESS, null);

        store.runs.requestCancel(run.id());

        assertThat(store.now(run).cancelRequested()).isFalse();
    }

    @Test
    void theNewestRunComesFirst() {
        Run first = store.run();
        store.runs.finish(first.id(), Run.State.SUCCESS, null);
        Run second = store.run();

        assertThat(store.runs.recent(null, 10)).extracting(Run::id).containsExactly(second.id(), first.id());
        assertThat(store.runs.recent(store.replica, 1)).extracting(Run::id).containsExactly(second.id());
    }

    @Test
    void aRunForWebhooksKeepsItsDocumentsUntilItComparesAllChanges() {
        Run run = store.runs
                .queueHinted(store.replica, Run.Mode.INCREMENTAL, Set.of(9L, 3L))
                .orElseThrow();
        assertThat(run.hintedDocuments()).isEqualTo("3,9");
        assertThat(run.hintedIds()).containsExactlyInAnyOrder(3L, 9L);
        assertThat(run.ofAllChanges().hintedIds()).isEmpty();
        assertThat(store.runs.queueHinted(store.replica, Run.Mode.INCREMENTAL, Set.of(1L)))
                .as("a second open run")
                .isEmpty();

        store.runs.compareAllChanges(run.id());
        assertThat(store.now(run)).isEqualTo(run.ofAllChanges());
    }

    @Test
    void theSuccessOfARunForWebhooksIsNoSuccessOfTheReplica() {
        Run run = store.runs
                .queueHinted(store.replica, Run.Mode.INCREMENTAL, Set.of(9L))
                .orElseThrow();
        store.runs.finish(run.id(), Run.State.SUCCESS, null);
        store.runs.compareAllChanges(run.id()); // too late

        assertThat(store.runs.lastSuccess(store.replica)).isEmpty();
        assertThat(new ReplicaCounts(store.db).of(store.replica).lastCompleted())
                .isNull();
        RunHistory history = new RunHistory(store.db);
        Instant from = Instant.now().minusSeconds(60);
        assertThat(history.slots(store.replica, from, Duration.ofHours(1)))
                .singleElement()
                .satisfies(slot -> {
                    assertThat(slot.runs()).isEqualTo(1);
                    assertThat(slot.succeeded()).isEqualTo(1);
                    assertThat(slot.lastSuccess()).isNull();
                });
        assertThat(history.lastSuccess(store.replica, Instant.now().plusSeconds(5)))
                .isEmpty();
        assertThat(history.beats(store.replica, 5)).hasSize(1);
    }

    @Test
    void aDocumentThatARuleExcludesIsDoneAndCountedApart() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW), planned(2, Work.Reason.NEW));

        new Unselected(store.db, store.work)
                .exclude(new Unselected.Entry(store.replica, 1, "only-shared", "r1", "seen", "Paper"), run.id());

        Run now = store.now(run);
        assertThat(now.excluded()).isEqualTo(1);
        assertThat(now.unchanged()).isZero();
        assertThat(now.done()).isEqualTo(1);
        assertThat(store.work.find(store.replica, 1)).isEmpty();
    }
}

package io.pngx.controller.store;

import static io.pngx.controller.store.Store.NOW;
import static io.pngx.controller.store.Store.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkQueueTest {
    private static final Instant LATER = Instant.now().plus(Duration.ofDays(1));

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

    private Work row(long masterId) {
        return store.work.find(store.replica, masterId).orElseThrow();
    }

    private Run failedOnce(long masterId, Work.Reason reason) {
        Run run = store.run();
        store.plan(run, planned(masterId, reason));
        store.work.failed(store.replica, masterId, run.id(), Text.verbatim("The replica answered 400."), LATER);
        store.runs.finish(run.id(), Run.State.PARTIAL, null);
        return run;
    }

    /** The work item stays for the case that the document returns, but does not count until then. */
    @Test
    void whatLeftTheMasterIsNeitherPendingNorFailedWhateverBecomesOfItsCopy() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.mapped(run, 2, 102);
        store.plan(run, planned(1, Work.Reason.CHANGED), planned(2, Work.Reason.CHANGED));
        store.work.defer(
                store.replica, 1, run.id(), Text.verbatim("The document was missing on the master during the run."));
        store.work.failed(store.replica, 2, run.id(), Text.verbatim("The replica answered 400."), LATER);
        assertThat(counted()).containsExactly(1, 1);
        Tombstones tombstones = new Tombstones(store.db);
        tombstones.observe(store.replica, Tombstone.DOCUMENTS, 1, 101, "one", Instant.now());
        tombstones.observe(store.replica, Tombstone.DOCUMENTS, 2, 102, "two", Instant.now());

        assertThat(counted()).as("missed").containsExactly(0, 0);
        tombstones
                .pending(store.replica)
                .forEach(tombstone ->
                        tombstones.hold(tombstone.id(), DeletionCause.OTHER, Text.verbatim("It waits for a person.")));
        assertThat(counted()).as("held").containsExactly(0, 0);
        tombstones.pending(store.replica).forEach(tombstone -> tombstones.returned(tombstone.id()));
        assertThat(counted()).as("back").containsExactly(1, 1);
    }

    /** Returns the numbers of pending and failed documents, and checks that the list of documents agrees. */
    private List<Integer> counted() {
        DocumentList documents = new DocumentList(store.db);
        List<Integer> listed = Stream.of(StatusFilter.PENDING, StatusFilter.FAILED)
                .map(status -> documents
                        .find(DocumentSearch.Filter.ofReplica(store.replica, status, null, null, 10))
                        .size())
                .toList();
        DocumentCounts counts = new ReplicaCounts(store.db).of(store.replica).documents();
        assertThat(List.of((int) counts.pending(), (int) counts.failed())).isEqualTo(listed);
        return listed;
    }

    @Test
    void aPlanCountsItsRowsIntoTheRunAndMovesTheWatermark() {
        Run run = store.run();

        assertThat(store.plan(run, planned(1, Work.Reason.NEW), planned(2, Work.Reason.CHANGED)))
                .isEqualTo(2);

        assertThat(store.now(run).total()).isEqualTo(2);
        assertThat(store.replicas.find(store.replica).orElseThrow().watermark()).isEqualTo(NOW);
        assertThat(row(1).runId()).isEqualTo(run.id());
    }

    @Test
    void thePlanOfARunThatGoesOnCountsOnlyWhatIsNew() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW), planned(2, Work.Reason.NEW), planned(3, Work.Reason.NEW));
        store.work.failed(store.replica, 1, run.id(), Text.verbatim("The replica answered 400."), LATER);

        store.plan(
                run,
                planned(1, Work.Reason.NEW),
                planned(2, Work.Reason.NEW),
                planned(3, Work.Reason.NEW),
                planned(4, Work.Reason.NEW));

        assertThat(store.now(run).total()).isEqualTo(4);
        assertThat(store.now(run).done()).isEqualTo(1);
        assertThat(store.runWork.isDone(run.id())).isFalse();
    }

    @Test
    void aPlanThatCannotBeCommittedMovesNothing() {
        Run run = store.run();

        assertThatThrownBy(() -> store.workPlanning.plan(
                        store.replica,
                        run.id(),
                        java.util.Arrays.asList(planned(1, Work.Reason.NEW), null),
                        id -> true,
                        NOW,
                        Instant.now()))
                .isInstanceOf(NullPointerException.class);

        assertThat(store.count("work")).isZero();
        assertThat(store.now(run).total()).isZero();
        assertThat(store.replicas.find(store.replica).orElseThrow().watermark()).isNull();
    }

    @Test
    void aNewDocumentThatFailedIsStillMissingAndWaitsForItsTimeAllTheSame() {
        failedOnce(1, Work.Reason.NEW);

        Run next = store.run();

        assertThat(store.plan(next, planned(1, Work.Reason.NEW))).isZero();
        assertThat(row(1).attempts()).isEqualTo(1);
        assertThat(row(1).runId()).isNull();
        assertThat(row(1).error()).hasToString("The replica answered 400.");
    }

    @Test
    void aFailedDocumentIsTakenUpOnceItsTimeHasCome() {
        failedOnce(1, Work.Reason.NEW);

        Run next = store.run();
        store.workPlanning.plan(store.replica, next.id(), List.of(), id -> true, null, LATER.plusSeconds(1));

        assertThat(row(1).runId()).isEqualTo(next.id());
    }

    @Test
    void aFailedDocumentThatWasTouchedIsTakenUpAtOnceAndKeepsItsAttempts() {
        failedOnce(1, Work.Reason.NEW);

        Run next = store.run();

        assertThat(store.plan(next, planned(1, Work.Reason.CHANGED))).isEqualTo(1);
        assertThat(row(1).attempts()).isEqualTo(1);
        assertThat(row(1).reason()).isEqualTo(Work.Reason.CHANGED);
    }

    /** The scan of a run begins five minutes before the last one, so several runs list a change. */
    @Test
    void aChangedDocumentThatFailedWaitsForItsTimeUnlessItChangesAgain() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.plan(run, changed(1, "d1"));
        store.work.failed(store.replica, 1, run.id(), Text.verbatim("A proxy answered 403."), LATER);
        store.runs.finish(run.id(), Run.State.PARTIAL, null);

        Run next = store.run();
        assertThat(store.plan(next, changed(1, "d1"))).isZero();
        assertThat(row(1).nextAt()).isNotNull();

        assertThat(store.plan(next, changed(1, "d2"))).isEqualTo(1);
        assertThat(row(1).nextAt()).isNull();
        store.work.failed(store.replica, 1, next.id(), Text.verbatim("A proxy answered 403."), LATER);
        assertThat(store.plan(next, changed(1, "d2"))).isZero();
        assertThat(store.plan(next, planned(1, Work.Reason.FULL))).isEqualTo(1);
    }

    /** The links of a changed document are written in the second pass. */
    @Test
    void aChangedDocumentWhoseLinksFailedWaitsForItsTime() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.plan(run, changed(1, "d1"));
        store.work.changeReason(store.replica, 1, Work.Reason.LINK);
        store.work.failed(store.replica, 1, run.id(), Text.verbatim("A proxy answered 403."), LATER);
        store.runs.finish(run.id(), Run.State.PARTIAL, null);

        Run next = store.run();
        assertThat(store.plan(next, changed(1, "d1"))).isZero();
        assertThat(store.plan(next, changed(1, "d2"))).isEqualTo(1);
    }

    /** Such a work item has no digest, because no change of the document led to it. */
    @Test
    void aChangedDocumentReplacesAWorkItemOfItsLinks() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.work.link(store.replica, 1, run.id());
        store.work.failed(store.replica, 1, run.id(), Text.verbatim("A proxy answered 403."), LATER);

        assertThat(store.plan(run, changed(1, "d1"))).isEqualTo(1);
        assertThat(row(1).reason()).isEqualTo(Work.Reason.CHANGED);
    }

    /** The second attempt may fail before the document is read, such as an upload whose document is in the trash. */
    @Test
    void aChangeMakesANewDocumentDueOnlyOnce() {
        Run run = store.run();
        store.plan(run, new WorkPlanning.Planned(1, Work.Reason.NEW, "d1"));
        store.work.failed(store.replica, 1, run.id(), Text.verbatim("The replica answered 400."), LATER);
        assertThat(store.plan(run, new WorkPlanning.Planned(1, Work.Reason.NEW, "d1")))
                .isZero();

        assertThat(store.plan(run, new WorkPlanning.Planned(1, Work.Reason.NEW, "d2")))
                .isEqualTo(1);
        store.work.failed(store.replica, 1, run.id(), Text.verbatim("The replica answered 400."), LATER);

        assertThat(store.plan(run, new WorkPlanning.Planned(1, Work.Reason.NEW, "d2")))
                .isZero();
    }

    @Test
    void aChangedFileThatWaitsInTheRunIsNotPlannedAgain() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.plan(run, changed(1, "d1"));
        store.work.changeReason(store.replica, 1, Work.Reason.FILE);

        store.plan(run, changed(1, "d1"));
        assertThat(row(1).reason()).isEqualTo(Work.Reason.FILE);

        store.plan(run, changed(1, "d2"));
        assertThat(row(1).reason()).isEqualTo(Work.Reason.CHANGED);
        assertThat(store.now(run).total()).isEqualTo(1);
    }

    private static WorkPlanning.Planned changed(long masterId, String digest) {
        return new WorkPlanning.Planned(masterId, Work.Reason.CHANGED, digest);
    }

    @Test
    void aRowThatARunLeftBehindIsTakenUpByTheNext() {
        Run dead = store.run();
        store.plan(dead, planned(1, Work.Reason.NEW));
        // The run ends, and a cycle that began earlier plans work items for the ended run.
        store.runs.finish(dead.id(), Run.State.SUCCESS, null);
        store.plan(dead, planned(1, Work.Reason.NEW));

        Run next = store.run();

        assertThat(store.plan(next, planned(1, Work.Reason.NEW))).isEqualTo(1);
        assertThat(row(1).runId()).isEqualTo(next.id());
    }

    @Test
    void rowsOfOtherReplicasAreNotTaken() {
        long other = store.replicas.add("cellar", "http://cellar:8000", "encrypted", true, null, 2);
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW));
        Run others = store.runs.queue(other, Run.Mode.INCREMENTAL).orElseThrow();

        assertThat(store.workPlanning.plan(other, others.id(), List.of(), id -> true, NOW, Instant.now()))
                .isZero();
        assertThat(row(1).runId()).isEqualTo(run.id());
    }

    @Test
    void aFailureIsCountedOnceWaitsAndLeavesTheRun() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.CHANGED));

        store.work.failed(store.replica, 1, run.id(), Text.verbatim("The replica answered 400."), LATER);
        store.work.failed(store.replica, 1, run.id(), Text.verbatim("The replica answered 400."), LATER);

        assertThat(store.now(run).failed()).isEqualTo(1);
        assertThat(row(1).attempts()).isEqualTo(1);
        assertThat(store.runWork.isDone(run.id())).isTrue();
    }

    @Test
    void whatIsPutBackCountsNoAttempt() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.CHANGED));

        store.work.defer(store.replica, 1, run.id(), Text.verbatim("It came too early."));

        assertThat(row(1).attempts()).isZero();
        assertThat(store.now(run).deferred()).isEqualTo(1);
        assertThat(store.plan(store.now(run))).isEqualTo(1);
    }

    @Test
    void whatIsUnderWayIsNotUploadedOnceMore() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW), planned(2, Work.Reason.NEW), planned(3, Work.Reason.NEW));
        store.intent(1, "one");
        Upload broken = store.intent(2, "two");
        store.uploads.abandon(broken.id(), Text.verbatim("Nothing of it arrived."));

        assertThat(store.runWork.toUpload(run.id(), 0, 10))
                .extracting(Work::masterId)
                .containsExactly(2L, 3L);
        assertThat(store.runWork.toSelect(run.id(), List.of(1L, 3L, 4L)))
                .extracting(Work::masterId)
                .containsExactly(3L);
        assertThat(store.runWork.toSelect(run.id(), List.of())).isEmpty();
    }

    @Test
    void mappedDocumentsAreComparedAndTheRestIsUploaded() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.plan(run, planned(1, Work.Reason.CHANGED), planned(2, Work.Reason.NEW));

        assertThat(store.runWork.mapped(run.id(), 0, 10))
                .extracting(Work::masterId)
                .containsExactly(1L);
        assertThat(store.runWork.toUpload(run.id(), 0, 10))
                .extracting(Work::masterId)
                .containsExactly(2L);
    }

    @Test
    void theSecondPassBeginsWhenNothingElseIsLeft() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW), planned(2, Work.Reason.NEW));
        store.uploadEnd.settled(
                store.consumed(1, "one", 101),
                new Comparison("fingerprint", "seen", false, true, null, null),
                run.id(),
                false);
        assertThat(store.runWork.onlyLinksLeft(run.id())).isFalse();

        store.work.failed(store.replica, 2, run.id(), Text.verbatim("It is too big."), LATER);

        assertThat(store.runWork.onlyLinksLeft(run.id())).isTrue();
        assertThat(store.runWork.links(run.id(), 0, 10))
                .extracting(Work::masterId)
                .containsExactly(1L);
        assertThat(store.now(run).total())
                .as("the document, and once more for its links")
                .isEqualTo(3);
    }

    @Test
    void theSecondPassWaitsForADocumentThatLostItsCopy() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.mapped(run, 2, 102);
        store.work.link(store.replica, 1, run.id());
        store.work.link(store.replica, 2, run.id());
        store.mappings.forget(store.replica, 2);
        store.plan(run, planned(2, Work.Reason.NEW));
        assertThat(store.runWork.toUpload(run.id(), 0, 10))
                .extracting(Work::masterId)
                .containsExactly(2L);

        Upload underWay = store.consumed(2, "two", 103);

        assertThat(store.runWork.links(run.id(), 0, 10))
                .extracting(Work::masterId)
                .containsExactly(1L);
        assertThat(store.runWork.onlyLinksLeft(run.id())).isFalse();

        store.uploadEnd.settled(
                underWay, new Comparison("fingerprint", "seen", false, true, null, null), run.id(), false);

        assertThat(store.runWork.onlyLinksLeft(run.id())).isTrue();
        assertThat(store.runWork.links(run.id(), 0, 10))
                .extracting(Work::masterId)
                .containsExactly(1L, 2L);
    }

    @Test
    void aRunWithoutRowsHasNoSecondPass() {
        assertThat(store.runWork.onlyLinksLeft(store.run().id())).isFalse();
    }
}

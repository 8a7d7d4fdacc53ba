package io.pngx.controller.store;

import static io.pngx.controller.store.Store.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;

class UploadsTest {
    private static final Instant LATER = Instant.now().plus(Duration.ofHours(1));

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

    private Upload now(Upload upload) {
        return store.uploads.find(upload.id()).orElseThrow();
    }

    @Test
    void aPostIsOverWhenItsEndIsKnownAndNotWhenItBegan() {
        Upload upload = store.intent(1, "one");
        assertThat(now(upload).sentAt()).as("nothing was sent").isNull();
        assertThat(store.uploads.over(now(upload)).sentAt()).isNull();
        store.uploads.posting(upload.id());
        Instant began = Instant.now().minus(Duration.ofMinutes(36));
        store.db
                .write()
                .sql("update uploads set posting_at = ?")
                .param(Times.text(began))
                .update();
        Instant end = Instant.now().minusMillis(1);

        store.uploads.unanswered(upload.id(), Upload.Answer.SLOW, null);

        assertThat(now(upload).sentAt()).isAfterOrEqualTo(end);
        assertThat(now(upload).postingAt())
                .as("later uploads are compared by it")
                .isBefore(end);
        assertThat(store.uploads.over(now(upload))).as("it is known already").isEqualTo(now(upload));
    }

    @Test
    void theEndOfAPostThatNobodyCommittedIsWhenItIsFirstLookedFor() {
        Upload upload = store.intent(1, "one");
        store.uploads.posting(upload.id());
        Instant began = Instant.now().minus(Duration.ofMinutes(36));
        store.db
                .write()
                .sql("update uploads set posting_at = ?")
                .param(Times.text(began))
                .update();

        Upload over = store.uploads.over(now(upload));

        assertThat(over.sentAt()).isAfter(began.plus(Duration.ofMinutes(35)));
        assertThat(now(upload)).isEqualTo(over);
    }

    @Test
    void theEndOfAPostIsKnownOnceItsTaskIs() {
        Upload upload = store.intent(1, "one");
        store.uploads.posting(upload.id());
        Instant began = Instant.now().minus(Duration.ofMinutes(36));
        store.db
                .write()
                .sql("update uploads set posting_at = ?")
                .param(Times.text(began))
                .update();

        store.uploads.posted(upload.id(), "a task", true, null);

        assertThat(now(upload).sentAt()).isAfter(began.plus(Duration.ofMinutes(35)));
    }

    @Test
    void anUploadGoesFromTheIntentToTheMapping() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW));
        Upload upload = store.intent(1, "one");
        assertThat(upload.state()).isEqualTo(Upload.State.PLANNED);

        store.uploads.posted(upload.id(), "a task", true, null);
        assertThat(now(upload).state()).isEqualTo(Upload.State.POSTED);
        assertThat(now(upload).verified()).isTrue();

        store.uploads.consumed(upload.id(), 101, false);
        assertThat(now(upload).state()).isEqualTo(Upload.State.CONSUMED);

        store.uploadEnd.settled(
                now(upload), new Comparison("fingerprint", "seen", false, false, null, null), run.id(), false);
        assertThat(now(upload).state()).isEqualTo(Upload.State.SETTLED);
        Mapping mapping = store.mappings.find(store.replica, 1).orElseThrow();
        assertThat(mapping.replicaDocId()).isEqualTo(101);
        assertThat(mapping.fileChecksum()).isEqualTo("sha256 of one");
        assertThat(mapping.seen()).isEqualTo("seen");
        assertThat(store.work.find(store.replica, 1)).isEmpty();
        assertThat(store.now(run).uploaded()).isEqualTo(1);
    }

    @Test
    void uploadsInFlightAreNotForeign() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW), planned(2, Work.Reason.NEW));
        store.replicas.unmappedDocuments(store.replica, List.of(7L));
        Upload consumed = store.intent(1, "one");
        store.uploads.posted(consumed.id(), "a task", true, null);
        Upload posted = store.intent(2, "two");
        store.uploads.posted(posted.id(), "another task", true, null);

        store.replicas.unmappedDocuments(store.replica, List.of(7L, 101L, 102L));
        assertThat(new ReplicaCounts(store.db).of(store.replica).foreign())
                .as("neither of them is known yet")
                .isEqualTo(1);
        store.uploads.consumed(consumed.id(), 101, false);
        store.replicas.unmappedDocuments(store.replica, List.of(7L, 101L, 102L));
        assertThat(new ReplicaCounts(store.db).of(store.replica).foreign()).isEqualTo(1);
        store.replicas.unmappedDocuments(store.replica, List.of(7L, 8L, 101L, 102L));
        assertThat(new ReplicaCounts(store.db).of(store.replica).foreign())
                .as("one more than we sent")
                .isEqualTo(2);
        store.replicas.unmappedDocuments(store.replica, List.of());
        assertThat(new ReplicaCounts(store.db).of(store.replica).foreign()).isZero();
    }

    @Test
    void anAdoptedDocumentIsCountedAsAdopted() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW));
        Upload upload = store.intent(1, "one");
        store.uploads.consumed(upload.id(), 101, true);

        store.uploadEnd.settled(
                now(upload), new Comparison("fingerprint", "seen", false, false, null, null), run.id(), false);

        assertThat(store.now(run).adopted()).isEqualTo(1);
        assertThat(store.now(run).uploaded()).isZero();
    }

    @Test
    void aMasterDocumentHasOneOpenUploadAtATime() {
        Upload upload = store.intent(1, "one");

        assertThatThrownBy(() -> store.intent(1, "one")).isInstanceOf(DataAccessException.class);

        store.uploads.abandon(upload.id(), Text.verbatim("Nothing of it arrived."));
        assertThat(store.intent(1, "one").state()).isEqualTo(Upload.State.PLANNED);
    }

    /** Otherwise each run would restore the trashed copy, although the document has another copy. */
    @Test
    void whatWeTrashedOfADocumentIsNotWaitedForOnceAnotherCopyStandsForIt() {
        Tombstones tombstones = new Tombstones(store.db);
        Run run = store.run();
        store.mapped(run, 1, 101);
        tombstones.unselected(store.replica, 1, 101, "one", "a rule", Store.NOW);
        new FinishedDeletions(store.db, tombstones)
                .done(tombstones.pending(store.replica).get(0), run.id(), Store.NOW);
        assertThat(new FinishedDeletions(store.db, tombstones).inTrash(store.replica, 101))
                .isTrue();

        store.mapped(run, 1, 102);

        assertThat(tombstones.standing(store.replica, Tombstone.DOCUMENTS)).isEmpty();
        assertThat(store.mappings.replicaDoc(store.replica, 1)).contains(102L);
    }

    @Test
    void settlingIsAllOrNothing() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.plan(run, planned(2, Work.Reason.NEW));
        Upload second = store.consumed(2, "two", 101); // a document that is already the copy of another document

        assertThatThrownBy(() -> store.uploadEnd.settled(
                        second, new Comparison("fingerprint", "seen", false, false, null, null), run.id(), false))
                .isInstanceOfAny(DataAccessException.class, UncategorizedSQLException.class);

        assertThat(now(second).state()).isEqualTo(Upload.State.CONSUMED);
        assertThat(store.mappings.find(store.replica, 2)).isEmpty();
        assertThat(store.mappings.masterDoc(store.replica, 101)).contains(1L);
        assertThat(store.work.find(store.replica, 2)).isPresent();
        assertThat(store.now(run).uploaded()).isZero();
    }

    @Test
    void aFailedUploadCountsItsDocumentAsFailedAndKeepsTheReason() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW));
        Upload upload = store.intent(1, "one");

        store.uploadEnd.failed(upload, run.id(), Text.verbatim("The file type is not supported."), LATER, true);

        assertThat(now(upload).state()).isEqualTo(Upload.State.FAILED);
        Work row = store.work.find(store.replica, 1).orElseThrow();
        assertThat(row.attempts()).isEqualTo(1);
        assertThat(row.error()).hasToString("The file type is not supported.");
        assertThat(store.now(run).failed()).isEqualTo(1);
    }

    @Test
    void askingInVainDoesNotMakeAnUploadYounger() {
        Upload upload = store.intent(1, "one");
        store.uploads.posted(upload.id(), "a task", true, null);
        store.db
                .write()
                .sql("update uploads set changed_at = '2026-01-02T03:04:05.000000Z' where id = ?")
                .param(upload.id())
                .update();

        store.uploads.wait(upload.id(), LATER);

        assertThat(now(upload).polls()).isEqualTo(1);
        assertThat(now(upload).changedAt()).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void whatWaitsForItsTimeIsNotDueAndOtherUploadsAre() {
        Upload waits = store.intent(1, "one");
        store.uploads.wait(waits.id(), LATER);
        Upload due = store.intent(2, "two");

        assertThat(store.openUploads.due(store.replica, Instant.now()))
                .extracting(Upload::id)
                .containsExactly(due.id());
        assertThat(store.openUploads.due(store.replica, LATER.plusSeconds(1)))
                .extracting(Upload::id)
                .containsExactly(waits.id(), due.id());
    }

    @Test
    void aConsumedUploadThatCannotBeSettledHoldsUpNoOther() {
        store.consumed(1, "one", 101);
        store.uploads.posted(store.intent(2, "two").id(), "t2", true, null);

        assertThat(store.openUploads.inFlight(store.replica)).isEqualTo(1);
        assertThat(store.openUploads.open(store.replica)).hasSize(2);
    }

    @Test
    void ofTwoUploadsOfTheSameBytesExactlyOneIsFirstInWhateverStatesTheyAre() {
        for (Upload.State older :
                new Upload.State[] {Upload.State.PLANNED, Upload.State.POSTED, Upload.State.CONSUMED}) {
            for (Upload.State younger :
                    new Upload.State[] {Upload.State.PLANNED, Upload.State.POSTED, Upload.State.CONSUMED}) {
                Upload first = inState(store.intent(1, "same"), older, 101);
                Upload second = inState(store.intent(2, "same"), younger, 102);

                assertThat(store.openUploads.twin(first))
                        .as("%s waits for the younger %s", older, younger)
                        .isEqualTo(younger.compareTo(older) > 0);
                assertThat(store.openUploads.twin(second))
                        .as("%s waits for the older %s", younger, older)
                        .isEqualTo(older.compareTo(younger) >= 0);
                store.uploads.abandon(first.id(), null);
                store.uploads.abandon(second.id(), null);
            }
        }
    }

    private Upload inState(Upload upload, Upload.State state, long document) {
        if (state != Upload.State.PLANNED) {
            store.uploads.posted(upload.id(), "task " + upload.id(), true, null);
        }
        if (state == Upload.State.CONSUMED) {
            store.uploads.consumed(upload.id(), document, false);
        }
        return now(upload);
    }

    @Test
    void otherBytesAndSettledUploadsAreNoTwins() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        store.intent(2, "others");
        Upload upload = store.intent(3, "document 1");

        assertThat(store.openUploads.twin(upload)).isFalse();
    }

    @Test
    void aDocumentIsClaimedByTheUploadThatBecameItUntilThatIsOver() {
        Upload upload = store.consumed(1, "one", 101);

        assertThat(store.openUploads.claimed(store.replica, 101, -1)).isTrue();
        assertThat(store.openUploads.claimed(store.replica, 101, upload.id())).isFalse();
        store.uploads.abandon(upload.id(), null);
        assertThat(store.openUploads.claimed(store.replica, 101, -1)).isFalse();
    }

    @Test
    void aLostTaskIsRememberedSoThatADeadOneIsNotFoundAgainByItsFileName() {
        Upload upload = store.intent(1, "one");
        store.uploads.posted(upload.id(), "a task", true, null);
        assertThat(store.uploadedFiles.own(store.replica, List.of("a task", "another")))
                .containsExactly("a task");

        store.uploads.lostTask(upload.id(), null);

        assertThat(now(upload).state()).isEqualTo(Upload.State.PLANNED);
        assertThat(store.uploadedFiles.own(store.replica, List.of("a task", "another")))
                .containsExactly("a task");
    }

    @Test
    void aCopyWhoseDeletionIsUnderWayAndThatStandsForAnotherDocumentIsNotDeleted() {
        Run run = store.run();
        store.mapped(run, 1, 101);
        Tombstones tombstones = new Tombstones(store.db);
        tombstones.observe(store.replica, Tombstone.DOCUMENTS, 1, 101, "one", Instant.now());
        tombstones.acting(tombstones.pending(store.replica).get(0).id());

        store.uploadEnd.settled(
                store.consumed(2, "document 1", 101),
                new Comparison("fingerprint", "seen", false, false, null, null),
                run.id(),
                false);

        assertThat(store.mappings.ids(store.replica)).containsExactly(java.util.Map.entry(2L, 101L));
        assertThat(tombstones.pending(store.replica)).isEmpty();
    }

    @Test
    void aConsumedUploadIsDueAgainWhenItsDocumentIsPlannedAgain() {
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW));
        Upload upload = store.consumed(1, "one", 101);
        store.uploads.wait(upload.id(), LATER);
        store.work.defer(store.replica, 1, run.id(), Text.verbatim("It came too early."));

        store.plan(run, planned(1, Work.Reason.NEW));

        assertThat(store.openUploads.due(store.replica, Instant.now())).hasSize(1);
    }

    @Test
    void aDocumentThatIsOlderThanTheUploadIsForeign() {
        Instant posted = Instant.parse("2026-03-01T12:00:00Z");
        Upload failed = store.intent(1, "one");
        store.uploads.posting(failed.id());
        store.uploads.abandon(failed.id(), Text.verbatim("Refused as a duplicate."));
        store.db
                .write()
                .sql("update uploads set replica_clock = ?")
                .param(Times.text(posted))
                .update();
        Upload next = store.intent(1, "one");

        assertThat(mayHaveBrought(posted.minusMillis(1), next)).isFalse();
        assertThat(mayHaveBrought(posted, next)).isTrue();
        assertThat(mayHaveBrought(null, next)).as("the time is not known").isTrue();
        UploadHistory history = new UploadHistory(store.db);
        assertThat(history.sentBefore(next, posted.minusMillis(1))).isFalse();
        assertThat(history.sentBefore(next, posted)).isTrue();

        store.db.write().sql("update uploads set replica_clock = null").update();
        assertThat(mayHaveBrought(posted, next)).isTrue();
    }

    private boolean mayHaveBrought(Instant added, Upload but) {
        return new UploadedFiles(store.db)
                .mayHaveBrought(store.replica, 1001, added, but.md5(), but.sha256(), but.id());
    }
}

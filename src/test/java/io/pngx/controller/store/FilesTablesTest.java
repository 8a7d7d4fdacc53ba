package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Duplicates.Duplicate;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables of files, replaced copies and notes, and of documents that wait because another document has the bytes.
 */
class FilesTablesTest {
    @TempDir
    Path folder;

    private Store store;
    private Versions versions;
    private ReplacedCopies replacedCopies;
    private Run run;

    @BeforeEach
    void oneDocument() {
        store = new Store(folder);
        versions = new Versions(store.db);
        replacedCopies = new ReplacedCopies(store.db);
        run = store.run();
        store.mapped(run, 1, 101);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Upload consumed(Upload.Order order, String bytes, long replicaId) {
        return consumed(order, bytes, replicaId, false);
    }

    private Upload consumed(Upload.Order order, String bytes, long replicaId, boolean adopted) {
        Upload upload = store.uploads.plan(
                store.replica, 1, "scan.pdf", 7, "md5 of " + bytes, "sha256 of " + bytes, null, order, false);
        store.uploads.posted(upload.id(), "task " + bytes, true, null);
        store.uploads.consumed(upload.id(), replicaId, adopted);
        return store.uploads.find(upload.id()).orElseThrow();
    }

    private static Comparison equal() {
        return new Comparison("fingerprint", "seen", false, false, null, null);
    }

    private Mapping mapping() {
        return store.mappings.find(store.replica, 1).orElseThrow();
    }

    @Test
    void anUploadedDocumentHasOneFile() {
        assertThat(versions.of(store.replica, 101)).singleElement().satisfies(file -> {
            assertThat(file.replicaVersionId()).isEqualTo(101);
            assertThat(file.masterVersionId()).isEqualTo(1);
            assertThat(file.sha256()).isEqualTo(mapping().fileChecksum());
        });
    }

    @Test
    void aVersionStandsForTheFileInPlaceOfTheOlderOneAndTheMappingKeepsTheCopy() {
        Upload upload = consumed(new Upload.Order(Upload.Kind.VERSION, 101L, null, null, Instant.EPOCH), "new", 102);
        store.uploadEnd.settled(upload, equal(), run.id(), false);
        assertThat(mapping().replicaDocId()).isEqualTo(101);
        assertThat(mapping().fileChecksum()).isEqualTo("sha256 of new");
        assertThat(versions.of(store.replica, 101))
                .extracting(FileVersion::state)
                .containsExactly(FileVersion.State.SUPERSEDED, FileVersion.State.LIVE);
        assertThat(versions.current(mapping()).replicaVersionId()).isEqualTo(102);
        assertThat(replacedCopies.open(store.replica)).isEmpty();
    }

    @Test
    void aVersionWhoseCopyWentMeanwhileIsSettledAllTheSame() {
        Upload upload = consumed(new Upload.Order(Upload.Kind.VERSION, 101L, null, null, Instant.EPOCH), "new", 102);
        store.mappings.forget(store.replica, 1);
        store.uploadEnd.settledWithoutMaster(upload, run.id());
        assertThat(store.uploads.find(upload.id()).orElseThrow().state()).isEqualTo(Upload.State.SETTLED);
    }

    /** The plan dropped the work item, because the master did not list the document, which had no copy. */
    @Test
    void aDocumentThatLeftTheMasterBeforeItWasSettledWaitsForTheNextRun() {
        Upload upload = consumed(new Upload.Order(Upload.Kind.DOCUMENT, null, null, null, Instant.EPOCH), "new", 150);
        store.mappings.forget(store.replica, 1);

        store.uploadEnd.settledWithoutMaster(upload, run.id());

        DocumentCounts counts = new ReplicaCounts(store.db).of(store.replica).documents();
        assertThat(counts.inSync()).isZero();
        assertThat(counts.outdated()).isEqualTo(1);

        new Tombstones(store.db).observe(store.replica, "documents", 1, 150, "scan.pdf", Store.NOW);

        DocumentCounts next = new ReplicaCounts(store.db).of(store.replica).documents();
        assertThat(next.outdated()).isZero();
        assertThat(next.deleting()).isEqualTo(1);
        assertThat(next.total()).isZero();
    }

    @Test
    void aReplacementMovesTheMappingAndLeavesTheOldCopyToBeTrashedInOneStep() {
        String old = mapping().fileChecksum();
        Upload upload =
                consumed(new Upload.Order(Upload.Kind.REPLACEMENT, 101L, null, null, Instant.EPOCH), "new", 150);
        store.uploadEnd.settled(upload, equal(), run.id(), false);
        assertThat(mapping().replicaDocId()).isEqualTo(150);
        ReplacedCopy row = replacedCopies.open(store.replica).get(0);
        assertThat(row.replicaDocId()).isEqualTo(101);
        assertThat(row.replacementId()).isEqualTo(150);
        assertThat(replacedCopies.trashedWith(store.replica, old))
                .as("not in the trash yet")
                .isEmpty();
        replacedCopies.acting(row.id());
        assertThat(replacedCopies.open(store.replica))
                .as("an intent is gone on with")
                .hasSize(1);
        replacedCopies.done(row.id());
        assertThat(replacedCopies.open(store.replica)).isEmpty();
        assertThat(replacedCopies.trashedWith(store.replica, old)).isPresent();
        assertThat(replacedCopies.inTrash(store.replica, 101)).isTrue();
    }

    /** Otherwise the deletion of the document on the master would trash the foreign document without a question. */
    @Test
    void aForeignDocumentThatReplacesACopyIsAdopted() {
        Upload.Order replacement = new Upload.Order(Upload.Kind.REPLACEMENT, 101L, null, null, Instant.EPOCH);
        store.uploadEnd.settled(consumed(replacement, "new", 150, true), equal(), run.id(), false);

        assertThat(mapping().replicaDocId()).isEqualTo(150);
        assertThat(mapping().adopted()).isTrue();

        store.uploadEnd.settled(consumed(replacement, "newer", 160), equal(), run.id(), false);

        assertThat(mapping().replicaDocId()).isEqualTo(160);
        assertThat(mapping().adopted()).as("the controller sent this copy").isFalse();
    }

    @Test
    void aForeignDocumentWhoseReplacementWasNeverSettledIsAdoptedToo() {
        Upload.Order replacement = new Upload.Order(Upload.Kind.REPLACEMENT, 101L, null, null, Instant.EPOCH);
        store.uploadEnd.settledWithoutMaster(consumed(replacement, "new", 150, true), run.id());
        Tombstones tombstones = new Tombstones(store.db);
        tombstones.unselected(store.replica, 1, 101, "one", "a rule", Store.NOW);

        new FinishedDeletions(store.db, tombstones)
                .done(tombstones.pending(store.replica).get(0), run.id(), Store.NOW);

        assertThat(mapping().replicaDocId()).isEqualTo(150);
        assertThat(mapping().adopted()).isTrue();
    }

    @Test
    void aCopyThatIsTakenOutOfTheTrashAgainIsNoLongerReplaced() {
        store.uploadEnd.settled(
                consumed(new Upload.Order(Upload.Kind.REPLACEMENT, 101L, null, null, null), "new", 150),
                equal(),
                run.id(),
                false);
        replacedCopies.done(replacedCopies.open(store.replica).get(0).id());
        store.uploadEnd.settled(
                consumed(new Upload.Order(Upload.Kind.REPLACEMENT, 150L, null, null, null), "old", 101),
                equal(),
                run.id(),
                false);
        assertThat(replacedCopies.inTrash(store.replica, 101)).isFalse();
        assertThat(replacedCopies.open(store.replica))
                .extracting(ReplacedCopy::replicaDocId)
                .containsExactly(150L);
    }

    @Test
    void furtherFilesKeepTheDocumentInTheRun() {
        store.uploadEnd.settled(
                consumed(new Upload.Order(Upload.Kind.VERSION, 101L, 5L, "label", null), "second", 102),
                equal(),
                run.id(),
                true);
        assertThat(store.work.find(store.replica, 1))
                .hasValueSatisfying(row -> assertThat(row.reason()).isEqualTo(Work.Reason.FILE));
        assertThat(store.runWork.files(run.id(), 10)).hasSize(1);
        assertThat(store.runWork.mapped(run.id(), 0, 10))
                .as("not compared before")
                .isEmpty();
    }

    @Test
    void whoHoldsTheBytesIsTheCopyOfAnotherDocument() {
        String bytes = mapping().fileChecksum();
        assertThat(versions.holder(store.replica, bytes, 2)).hasValue(1L);
        assertThat(versions.holder(store.replica, bytes, 1)).isEmpty();
        assertThat(versions.holder(store.replica, "other", 2)).isEmpty();
    }

    @Test
    void aDocumentThatWaitsForItsBytesIsDueAtOnceWhenItIsToBeTriedAgain() {
        Duplicates duplicates = new Duplicates(store.db);
        Duplicate duplicate = new Duplicate(store.replica, 2, 1, "sha", "seen");
        duplicates.put(duplicate);
        duplicates.put(duplicate);
        assertThat(duplicates.of(store.replica)).containsExactly(duplicate);
        store.db
                .write()
                .sql("insert into work(replica_id, master_id, reason, attempts, next_at, created_at) "
                        + "values (?, 2, 'new', 3, '2099-01-01', 'x')")
                .param(store.replica)
                .update();
        duplicates.tryAgain(duplicate);
        assertThat(duplicates.of(store.replica)).isEmpty();
        assertThat(store.work.find(store.replica, 2).orElseThrow().nextAt()).isNull();
    }

    @Test
    void aNoteIsIntendedThenKnown() {
        NoteMap notes = new NoteMap(store.db);
        notes.adding(store.replica, 101, 7, "text");
        assertThat(notes.of(store.replica, 101)).singleElement().satisfies(note -> {
            assertThat(note.replicaNoteId()).isNull();
            assertThat(note.text()).isEqualTo("text");
            assertThat(note.ours()).isTrue();
        });
        notes.put(store.replica, 101, 7, 70, true);
        notes.deleting(store.replica, 101, 7, 70);
        assertThat(notes.of(store.replica, 101)).singleElement().satisfies(note -> {
            assertThat(note.replicaNoteId()).isEqualTo(70);
            assertThat(note.deleting()).isTrue();
        });
        notes.remove(store.replica, 101, 7);
        assertThat(notes.of(store.replica, 101)).isEmpty();
    }
}

package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers of copied, missing and other documents of a replica. Each document counts once. */
class CoverageTest {
    @TempDir
    Path folder;

    private Store store;
    private Run run;
    private Coverage coverage;

    @BeforeEach
    void threeCopies() {
        store = new Store(folder);
        run = store.run();
        coverage = new Coverage(store.db);
        for (long id = 1; id <= 3; id++) {
            store.mapped(run, id, 100 + id);
        }
        store.db.write().sql("delete from work").update();
        store.db.write().sql("update sync_map set changed_at = null").update();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private DocumentCounts counts() {
        return new ReplicaCounts(store.db).of(store.replica).documents();
    }

    private Instant lastCompleted() {
        return new ReplicaCounts(store.db).of(store.replica).lastCompleted();
    }

    private void work(long masterId, String reason, String error) {
        store.db
                .write()
                .sql("insert into work(replica_id, master_id, reason, attempts, error, created_at)"
                        + " values (?, ?, ?, ?, ?, ?)")
                .params(store.replica, masterId, reason, error == null ? 0 : 1, error, Times.text(Store.NOW))
                .update();
    }

    private void tombstone(long masterId, String state, String rule) {
        store.db
                .write()
                .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, state, by_rule,"
                        + " first_seen_at) values (?, 'documents', ?, ?, 'paper', ?, ?, ?)")
                .params(store.replica, masterId, 100 + masterId, state, rule, Times.text(Store.NOW))
                .update();
    }

    private void excluded(long masterId) {
        store.db
                .write()
                .sql("insert into unselected(replica_id, master_id, rule, revision, seen, title)"
                        + " values (?, ?, 'private', 'r', 's', 'paper')")
                .params(store.replica, masterId)
                .update();
    }

    private void verified(long masterId, Verification.Finding bytes, Verification.Finding metadata) {
        boolean ok = bytes == Verification.Finding.OK && metadata == Verification.Finding.OK;
        new Verifications(store.db)
                .put(new Verification(
                        store.replica,
                        masterId,
                        100 + masterId,
                        "paper " + masterId,
                        ok ? Verification.Result.OK : Verification.Result.MISMATCH,
                        bytes,
                        metadata,
                        "",
                        Verification.How.CHECKSUM,
                        ok ? null : Text.verbatim("It differs."),
                        run.id(),
                        Store.NOW));
    }

    @Test
    void copiesWithoutWorkAreWholeAndNotVerified() {
        assertThat(counts())
                .isEqualTo(new DocumentCounts(3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, null, 0));
    }

    @Test
    void aDocumentWithoutACopyIsMissingAndNamed() {
        work(7, "new", null);
        work(8, "new", "The replica refuses the file.");
        work(2, "changed", null);

        assertThat(counts().missing()).isEqualTo(2);
        assertThat(counts().outdated()).isEqualTo(1);
        assertThat(coverage.missing(store.replica, 10))
                .containsExactly(
                        new Coverage.Missing(7, null, Text.of("The document is new on the master.")),
                        new Coverage.Missing(8, null, Text.verbatim("The replica refuses the file.")));
        assertThat(coverage.missing(store.replica, 1)).hasSize(1);
    }

    @Test
    void whatARuleExcludesIsNoCopyThatIsKeptEqual() {
        excluded(3);
        excluded(9);

        assertThat(counts().copies()).isEqualTo(2);
        assertThat(counts().excluded()).isEqualTo(2);
        assertThat(counts().excludedMissing()).isEqualTo(1);
        assertThat(counts().excludedOld()).isEqualTo(1);
        assertThat(counts().missing()).isZero();
        assertThat(counts().inSync()).isEqualTo(2);
        assertThat(counts().total()).isEqualTo(4);
        assertThat(coverage.missing(store.replica, 10))
                .containsExactly(new Coverage.Missing(
                        9, "paper", Text.of("The rule \"{0}\" does not select the document.", "private")));
        assertThat(coverage.wanted(store.replica, 10)).isEmpty();
        assertThat(coverage.old(store.replica, 10))
                .singleElement()
                .satisfies(old -> assertThat(old.masterId()).isEqualTo(3));
    }

    @Test
    void aDocumentThatAFullRunComparesAgainStaysExcludedForATakeover() {
        excluded(3);
        excluded(9);
        work(3, "full", null);
        work(9, "new", null);

        assertThat(counts().pending()).isEqualTo(2);
        assertThat(counts().excluded()).isEqualTo(2);
        assertThat(counts().missing() + counts().outdated()).isZero();
        assertThat(counts().missingAfterTakeover()).isEqualTo(1);
        assertThat(counts().oldAfterTakeover()).isEqualTo(1);
    }

    @Test
    void everyDocumentCountsOnceAndTheListsOfATakeoverNameTheCounted() {
        excluded(3);
        tombstone(3, "HELD", "private");
        work(3, "changed", null);
        work(7, "new", "The replica refuses the file.");
        work(2, "changed", null);
        excluded(9);
        store.db
                .write()
                .sql("insert into adoptions(replica_id, master_id, replica_doc_id, title, found_at)"
                        + " values (?, 8, 108, 'There', 'x')")
                .param(store.replica)
                .update();

        DocumentCounts counts = counts();
        assertThat(counts.total()).as("1, 2, 3, 7, 8 and 9").isEqualTo(6);
        assertThat(counts.held()).isEqualTo(2);
        assertThat(counts.missingAfterTakeover()).isEqualTo(3);
        assertThat(coverage.missing(store.replica, 10))
                .extracting(Coverage.Missing::masterId)
                .containsExactly(7L, 8L, 9L);
        assertThat(counts.oldAfterTakeover()).isEqualTo(2);
        assertThat(coverage.old(store.replica, 10))
                .extracting(Coverage.Missing::masterId)
                .containsExactly(2L, 3L);
        assertThat(coverage.missingOldOrNewestOnly(store.replica, 2, 10))
                .extracting(Coverage.Missing::masterId)
                .containsExactly(3L, 7L, 8L, 9L);
    }

    @Test
    void aCopyThatARunWroteAfterItsVerificationNoLongerDiffers() {
        verified(1, Verification.Finding.OK, Verification.Finding.DIFFERS);
        assertThat(counts().differs()).isEqualTo(1);
        assertThat(counts().different()).isEqualTo(1);
        assertThat(new Verifications(store.db).sum(store.replica).mismatches()).isEqualTo(1);

        store.db
                .write()
                .sql("update sync_map set changed_at = ? where master_id = 1")
                .param(Times.text(Store.NOW.plusSeconds(1)))
                .update();
        assertThat(counts().inSync()).isEqualTo(3);
        assertThat(counts().different()).isZero();
        assertThat(new Verifications(store.db).sum(store.replica).mismatches()).isZero();
        assertThat(new Verifications(store.db).mismatches(store.replica, 10)).isEmpty();
    }

    @Test
    void aDocumentThatIsMissingOnTheMasterIsNotOneOfItsDocuments() {
        tombstone(3, "HELD", null);
        work(3, "changed", null);

        assertThat(counts().copies()).isEqualTo(2);
        assertThat(counts().held()).isEqualTo(1);
        assertThat(counts().retained()).isEqualTo(1);
        assertThat(counts().outdated()).isZero();
        assertThat(counts().missing()).isZero();
    }

    @Test
    void theLastVerificationOfACopyCounts() {
        verified(1, Verification.Finding.OK, Verification.Finding.OK);
        verified(2, Verification.Finding.DIFFERS, Verification.Finding.OK);
        verified(3, Verification.Finding.OK, Verification.Finding.DIFFERS);

        assertThat(counts().verified()).isEqualTo(1);
        assertThat(counts().damaged()).isEqualTo(1);
        assertThat(counts().different()).isEqualTo(1);
        assertThat(counts().oldest()).isEqualTo(Store.NOW);
    }

    @Test
    void aCopyWithOtherMetadataThatIsQueuedOrContestedIsNoSecondException() {
        verified(1, Verification.Finding.OK, Verification.Finding.DIFFERS);
        verified(2, Verification.Finding.OK, Verification.Finding.DIFFERS);
        verified(3, Verification.Finding.DIFFERS, Verification.Finding.OK);
        work(1, "changed", null);
        work(3, "changed", null);
        store.db
                .write()
                .sql("update sync_map set contested_at = ? where master_id = 2")
                .param(Times.text(Store.NOW))
                .update();

        assertThat(counts().outdated()).isEqualTo(2);
        assertThat(counts().contested()).isEqualTo(1);
        assertThat(counts().different()).isZero();
        assertThat(counts().damaged()).as("a lost file is always named").isEqualTo(1);
    }

    private void file(long masterId, long version, long masterVersion) {
        new Versions(store.db)
                .put(new FileVersion(
                        store.replica, 100 + masterId, version, masterVersion, null, "", null, FileVersion.State.LIVE));
    }

    @Test
    void aCopyWithoutTheFirstFileOfItsDocumentHasOnlyTheNewest() {
        file(1, 101, 17);
        file(2, 102, 2);
        file(2, 118, 18);
        excluded(3);
        file(3, 103, 19);

        assertThat(counts().newestOnly()).isEqualTo(1);
        assertThat(coverage.newestOnly(store.replica, 10))
                .extracting(Coverage.NewestOnly::masterId)
                .containsExactly(1L);
    }

    @Test
    void theOldestVerificationIsThatOfAnEqualCopy() {
        verified(1, Verification.Finding.DIFFERS, Verification.Finding.OK);
        assertThat(counts().oldest()).isNull();
        verified(1, Verification.Finding.OK, Verification.Finding.OK);
        assertThat(counts().oldest()).isEqualTo(Store.NOW);
    }

    @Test
    void aRunThatLeftSingleDocumentsDidAllThatItCould() {
        store.runs.finish(run.id(), Run.State.PARTIAL, Text.verbatim("1 document failed."));
        Instant partial = lastCompleted();
        assertThat(partial).isNotNull();

        Run failed = store.run();
        store.runs.finish(failed.id(), Run.State.FAILED, Text.verbatim("It does not answer."));
        assertThat(lastCompleted()).isEqualTo(partial);

        Run dry = store.runs.queue(store.replica, Run.Mode.DRY_RUN).orElseThrow();
        store.runs.finish(dry.id(), Run.State.SUCCESS, null);
        assertThat(lastCompleted()).isEqualTo(partial);
    }
}

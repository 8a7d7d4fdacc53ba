package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copies that a verification chooses, and the total of its share. */
class VerificationsTest {
    @TempDir
    Path folder;

    private Store store;
    private Run run;
    private Verifications verifications;

    @BeforeEach
    void threeDocuments() {
        store = new Store(folder);
        run = store.run();
        verifications = new Verifications(store.db);
        for (long id = 1; id <= 3; id++) {
            store.mapped(run, id, 100 + id);
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void verified(long masterId, Verification.Result result) {
        verifications.put(new Verification(
                store.replica,
                masterId,
                100 + masterId,
                "paper " + masterId,
                result,
                Verification.Finding.OK,
                Verification.Finding.OK,
                "",
                Verification.How.CHECKSUM,
                null,
                run.id(),
                Store.NOW));
    }

    @Test
    void whatWasNeverVerifiedComesFirst() {
        verified(1, Verification.Result.OK);

        assertThat(verifications.oldest(store.replica, 2)).containsExactly(2L, 3L);
        assertThat(verifications.sum(store.replica).documents()).isEqualTo(3);
    }

    @Test
    void theResultOfACopyDoesNotCountForTheNextCopyOfTheDocument() {
        verified(1, Verification.Result.OK);
        verified(2, Verification.Result.MISMATCH);
        store.mappings.forget(store.replica, 1);
        store.mappings.forget(store.replica, 2);
        store.mapped(run, 1, 201);
        store.mapped(run, 2, 202);

        assertThat(verifications.sum(store.replica)).isEqualTo(new Verifications.Sum(3, 0, 0, null, null));
        assertThat(verifications.unverified(store.replica)).containsExactly(1L, 2L, 3L);
        assertThat(verifications.ofDocument(1)).isEmpty();
        assertThat(new ReplicaCounts(store.db).of(store.replica).documents().verified())
                .isZero();
    }

    @Test
    void aVerificationWhileTheClockWasAheadDoesNotCount() {
        verified(1, Verification.Result.OK);
        verified(2, Verification.Result.OK);
        verified(3, Verification.Result.OK);
        store.db
                .write()
                .sql("update verifications set verified_at = '2099-01-01T00:00:00.000000Z' where master_id = 3")
                .update();

        assertThat(verifications.oldest(store.replica, 1)).containsExactly(3L);
        assertThat(verifications.unverified(store.replica)).contains(3L);
    }

    @Test
    void whatARuleLeavesOutIsNotLookedAtAndCountsNowhere() {
        verified(1, Verification.Result.MISMATCH);
        new Unselected(store.db, store.work)
                .exclude(new Unselected.Entry(store.replica, 1, "a rule", "revision", "seen", "paper 1"), run.id());

        assertThat(verifications.oldest(store.replica, 10)).containsExactly(2L, 3L);
        assertThat(verifications.sum(store.replica)).isEqualTo(new Verifications.Sum(2, 0, 0, null, null));
        assertThat(verifications.page(store.replica, Verification.Result.MISMATCH, 0, 10))
                .isEmpty();
    }

    @Test
    void whatLeftTheMasterIsNotLookedAtUntilItIsBack() {
        Tombstones tombstones = new Tombstones(store.db);
        tombstones.observe(store.replica, Tombstone.DOCUMENTS, 1, 101, "paper 1", Store.NOW);

        assertThat(verifications.oldest(store.replica, 10)).containsExactly(2L, 3L);
        assertThat(verifications.sum(store.replica).documents()).isEqualTo(2);

        tombstones.returned(
                tombstones.standing(store.replica, Tombstone.DOCUMENTS).get(0).id());

        assertThat(verifications.oldest(store.replica, 10)).containsExactly(1L, 2L, 3L);
    }
}

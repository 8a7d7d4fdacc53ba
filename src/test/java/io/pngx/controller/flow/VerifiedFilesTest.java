package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifications of the files of copies. */
class VerifiedFilesTest {
    private World world;

    @AfterEach
    void end() {
        world.close();
    }

    /** The verification of a switchover skips only the copies that no run has written since they were verified. */
    @Test
    void aCopyIsVerifiedAgainAfterARunDeletedOrRestoredAVersion() {
        world = World.of(Version.V3, Version.V3).deletesAreExpected();
        int id = world.master.library().add(NewDocument.text("one.txt", "As scanned"));
        int rotated = world.master.library().addVersion(id, "Rotated".getBytes(StandardCharsets.UTF_8), null);
        world.master.library().addVersion(id, "Cropped".getBytes(StandardCharsets.UTF_8), null);
        world.run();
        world.run(Run.Mode.VERIFY);
        assertThat(isWrittenSinceItsVerification()).isFalse();

        world.master.api().delete("/api/documents/" + id + "/versions/" + rotated + "/");
        world.run();

        world.assertEqual();
        assertThat(world.replica().server().journal().where("DELETE", "/api/documents/\\d+/versions/.*"))
                .hasSize(1);
        assertThat(isWrittenSinceItsVerification()).isTrue();

        world.run(Run.Mode.VERIFY);
        assertThat(isWrittenSinceItsVerification()).isFalse();
        world.master.api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(rotated)));
        world.run(Run.Mode.FULL);

        world.assertEqual();
        assertThat(world.replica().server().library().trashed()).isEmpty();
        assertThat(isWrittenSinceItsVerification()).isTrue();
    }

    private boolean isWrittenSinceItsVerification() {
        return world.boot
                .sql()
                .sql("select m.changed_at > v.verified_at from sync_map m"
                        + " join verifications v using (replica_id, master_id, replica_doc_id) where m.replica_id = ?")
                .param(world.replica().id())
                .query(Boolean.class)
                .single();
    }

    /** The master lists the MD5 of a file that was missing when the master was upgraded to v3. */
    @ParameterizedTest
    @CsvSource({"V2, true", "V2, false", "V3, true", "V3, false"})
    void aGoodCopyIsEqualAlthoughAV3MasterListsAnMd5(Version version, boolean checksumsAreKnown) {
        world = World.of(Version.V2, version);
        int id = world.master.library().add(NewDocument.text("one.txt", "As scanned"));
        world.run();
        world.master.library().loseFile(id);
        world.master.upgradeToV3();
        world.run();
        if (checksumsAreKnown) {
            world.boot
                    .sql()
                    .sql("insert into checksums(sha256, md5) select sha256, md5 from uploads where replica_id = ?"
                            + " on conflict do nothing")
                    .param(world.replica().id())
                    .update();
        } else {
            world.boot.sql().sql("delete from checksums").update();
        }

        Run run = world.run(world.replica(), Run.Mode.VERIFY);

        assertThat(run.mismatched()).as(() -> world.said(run)).isZero();
        assertThat(run.unchanged()).as(() -> world.said(run)).isEqualTo(1);
        assertThat(world.boot
                        .sql()
                        .sql("select file_checksum from sync_map where replica_id = ?")
                        .param(world.replica().id())
                        .query(String.class)
                        .single())
                .isEqualTo(world.master.library().document(id).sha256());
    }
}

package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifications of the files of copies. */
class VerifiedFilesTest {
    private World world;

    @AfterEach
    void end() {
        world.close();
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

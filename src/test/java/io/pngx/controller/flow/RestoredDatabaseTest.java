package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The controller's database is restored from a backup. */
class RestoredDatabaseTest {
    private World world;

    @AfterEach
    void end() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void filesThatWereSentSinceTheBackupAreNotSentAgain(Version version) throws IOException {
        world = World.ofItsOwn(version, Version.V3);
        Paperless master = world.master;
        int changed = master.library().add(NewDocument.text("one.txt", "As scanned"));
        master.library().add(NewDocument.text("two.txt", "Two"));
        world.run();
        Path database = world.boot.data.resolve("db.sqlite3");
        Path backup = database.resolveSibling("backup");
        world.boot.stop();
        Files.copy(database, backup);
        world.boot.start();
        byte[] rotated = "Rotated".getBytes(StandardCharsets.UTF_8);
        if (version == Version.V2) {
            master.library().replaceFile(changed, rotated);
        } else {
            master.library().addVersion(changed, rotated, "rotated");
        }
        world.run();
        world.assertEqual();
        world.boot.stop();
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(database + suffix));
        }
        Files.copy(backup, database);
        world.forgetJournals();
        world.boot.start();

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        Paperless replica = world.replica().server();
        assertThat(replica.journal().where("POST", "/api/documents/\\d+/update_version/"))
                .isEmpty();
        assertThat(World.uploads(replica)).isZero();
        world.assertEqual();
        world.run(world.replica(), Run.Mode.FULL);
        world.assertEqual();
    }
}

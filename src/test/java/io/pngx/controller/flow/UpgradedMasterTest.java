package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.NewDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The master was upgraded from 2.x to 3.x, which lists documents in another form, but changed none. */
class UpgradedMasterTest {
    private World world;

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void aVerificationAfterTheNextRunFindsNoDocumentChanged() {
        world = World.of(Version.V3, Version.V3);
        for (int i = 1; i <= 3; i++) {
            world.master.library().add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i));
        }
        world.run();
        String url = world.boot.settings().get(Setting.MASTER_URL).orElseThrow();
        // What a run of the 2.x master had stored.
        world.boot.settings().masterVersion("2.20.15", url);
        world.boot.sql().sql("update sync_map set seen = 'of 2.x'").update();

        Run run = world.runOnce();

        assertThat(run.total()).as(() -> world.said(run)).isEqualTo(3);
        assertThat(run.updated()).isZero();
        Run verified = world.run(world.replica(), Run.Mode.VERIFY);
        assertThat(verified.deferred()).as(() -> world.said(verified)).isZero();
        assertThat(verified.unchanged()).isEqualTo(3);
        assertThat(world.runOnce().total()).as("compared once").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aVerificationBeforeTheNextRunFindsNoDocumentChanged(Version version) {
        world = World.of(Version.V2, version).withPapers(3);
        world.run();
        world.master.upgradeToV3();

        Run verified = world.run(world.replica(), Run.Mode.VERIFY);

        assertThat(verified.deferred()).as(() -> world.said(verified)).isZero();
        assertThat(verified.unchanged()).as(() -> world.said(verified)).isEqualTo(3);
    }
}

package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user deletes lookups on the master after a run read the lookups. */
class LookupDeletedMidRunTest {
    @ParameterizedTest
    @EnumSource(Version.class)
    void theCopiesKeepThemUntilTheirDeletionIsDecided(Version version) {
        try (World world = World.ofItsOwn(Map.of("pngx.lookups.fresh", "0"), version, version)) {
            Paperless master = world.master;
            int tag = Papers.lookup(master.api(), "tags", "name", "Bill");
            int other = Papers.lookup(master.api(), "tags", "name", "Paid");
            int correspondent = Papers.lookup(master.api(), "correspondents", "name", "City");
            int document =
                    master.library().add(NewDocument.text("one.txt", "One").tags(tag, other));
            master.api().patch("/api/documents/" + document + "/", Papers.json("correspondent", correspondent));
            world.run();
            world.assertEqual();
            AtomicBoolean once = new AtomicBoolean();
            master.journal().listen(entry -> {
                // The run reads the users after the lookups.
                if (entry.path().startsWith("/api/users/") && once.compareAndSet(false, true)) {
                    master.api().patch("/api/documents/" + document + "/", Papers.json("tags", List.of(tag)));
                    master.api().delete("/api/tags/" + tag + "/");
                    master.api().delete("/api/correspondents/" + correspondent + "/");
                }
            });

            Run run = world.run(world.replica(), Run.Mode.FULL);

            assertThat(once).isTrue();
            assertThat(run.state()).as(() -> world.said(run)).isIn(Run.State.SUCCESS, Run.State.PARTIAL);
            assertThat(world.replica().server().library().documents())
                    .singleElement()
                    .satisfies(copy -> {
                        assertThat(copy.correspondent()).isNotNull();
                        assertThat(copy.inNames().get("tags").toString())
                                .as("the deleted tag stays, the removed one goes")
                                .contains("Bill")
                                .doesNotContain("Paid");
                    });
            master.journal().clear();
        }
    }
}

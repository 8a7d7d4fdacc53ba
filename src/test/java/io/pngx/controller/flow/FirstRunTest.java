package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.Paperless;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first run makes the replica equal to the master. Further runs write nothing. */
class FirstRunTest {

    @ParameterizedTest
    @EnumSource
    void everythingArrivesEqualInOneRunAndASecondOneWritesNothing(Version version) {
        try (World world = World.of(version, Version.V2, Version.V3)) {
            Papers.fill(world.master);
            world.replicas.forEach(world::prepare);
            world.run();
            world.assertEqual();
            for (World.Replica replica : world.replicas) {
                assertThat(World.uploads(replica.server()))
                        .isEqualTo(world.master.library().documents().size());
                assertThat(replica.server().library().trashed()).isEmpty();
            }

            for (Run.Mode mode : List.of(Run.Mode.INCREMENTAL, Run.Mode.FULL)) {
                world.forgetJournals();
                world.run(mode);
                world.replicas.forEach(replica ->
                        assertThat(replica.server().journal().writes()).isEmpty());
            }
            world.assertEqual();
        }
    }

    @Test
    void anEmptyLibraryIsASuccessAndMovesNothing() {
        try (World world = World.of(Version.V2, Version.V2, Version.V3)) {
            world.run();
            world.run(Run.Mode.FULL);
            world.assertEqual();
            world.replicas.forEach(replica -> {
                assertThat(replica.server().library().documents()).isEmpty();
                assertThat(World.uploads(replica.server())).isZero();
            });
        }
    }

    @Test
    void whatAReplicaHadBeforeStaysAsItIs() {
        try (World world = World.of(Version.V2, Version.V2, Version.V3)) {
            Papers.fill(world.master);
            for (World.Replica replica : world.replicas) {
                Paperless server = replica.server();
                int tag = Papers.lookup(server.api(), "tags", "name", "a tag of its own");
                world.prepare(replica);
                int own = server.library()
                        .add(io.pngx.simulator.NewDocument.text("own.txt", "not the master's")
                                .tags(tag)
                                .asn(1));
                var before = server.library().document(own);
                world.run(replica, Run.Mode.INCREMENTAL);
                world.run(replica, Run.Mode.FULL);
                assertThat(server.library().document(own)).isEqualTo(before);
                assertThat(Equal.differences(world.master, server, java.util.Set.of(own), replica.foreignLookups()))
                        .isEmpty();
            }
        }
    }
}

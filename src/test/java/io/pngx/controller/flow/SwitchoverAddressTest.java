package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchover;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A user changes the address of the replica or of the master after the request of a switchover. */
class SwitchoverAddressTest {
    private final Instances world = new Instances(Version.V3, Version.V3);
    private final Paperless master = world.server(0);
    private final Paperless promoted = world.server(1);

    @BeforeEach
    void start() {
        master.library().add(NewDocument.text("one.txt", "One"));
        world.success(promoted, Run.Mode.INCREMENTAL);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** Requests a switchover with the addresses from before the change. */
    private Switchover requested(Switchover.Kind kind, Switchover.State state, Replica replica, String masterUrl) {
        if (kind == Switchover.Kind.FAILOVER) {
            master.faults().on("*", "/api/.*").status(502);
        }
        Switchover request = world.switchovers()
                .request(
                        kind,
                        replica,
                        masterUrl,
                        "Old master",
                        "by a test",
                        world.boot.clock().instant())
                .orElseThrow();
        world.switchovers().step(request.id(), state, world.boot.clock().instant());
        return world.ended(request);
    }

    private void nothingIsSwapped(Switchover ended, String masterUrl) {
        assertThat(ended.state()).as(world::log).isEqualTo(Switchover.State.GIVEN_UP);
        assertThat(world.boot.settings().get(Setting.MASTER_URL)).contains(masterUrl);
        assertThat(world.boot.replicas().all()).extracting(Replica::id).containsExactly(ended.replicaId());
    }

    private static String otherAddress(Paperless server) {
        return "http://localhost:" + server.port();
    }

    @ParameterizedTest
    @CsvSource({"PLANNED,CATCHING_UP", "PLANNED,SWAPPING", "FAILOVER,SWAPPING"})
    void aReplicaWithAnotherAddressIsNotPromoted(Switchover.Kind kind, Switchover.State state) {
        Replica before = world.replica(promoted);
        world.boot
                .replicas()
                .configure(
                        before.id(),
                        before.name(),
                        otherAddress(promoted),
                        world.boot.vault().encrypt(promoted.adminToken()),
                        true,
                        null,
                        20);
        world.boot.connections().refresh();

        Switchover ended = requested(kind, state, before, master.url());

        nothingIsSwapped(ended, master.url());
        assertThat(ended.reason())
                .asString()
                .contains("The address of the replica was changed from " + promoted.url() + " to "
                        + otherAddress(promoted));
    }

    @ParameterizedTest
    @EnumSource
    void aMasterWithAnotherAddressIsNotReplaced(Switchover.Kind kind) {
        world.boot.settings().put(Setting.MASTER_URL, otherAddress(master));
        world.boot.connections().refresh();

        Switchover ended = requested(
                kind,
                kind == Switchover.Kind.PLANNED ? Switchover.State.CATCHING_UP : Switchover.State.SWAPPING,
                world.replica(promoted),
                master.url());

        nothingIsSwapped(ended, otherAddress(master));
        assertThat(ended.reason())
                .asString()
                .contains("The address of the master was changed from " + master.url() + " to " + otherAddress(master));
    }
}

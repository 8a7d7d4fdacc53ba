package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import org.junit.jupiter.api.Test;

/**
 * A user changes an address while a run is open. The run makes no call to the new address before the address is proven.
 */
class MovedAddressTest extends Trouble {
    private void replicaMoves(Paperless to, String address) {
        world.boot
                .replicas()
                .configure(
                        world.replica().id(),
                        row().name(),
                        address,
                        world.boot.vault().encrypt(to.adminToken()),
                        true,
                        null,
                        20);
        world.boot.connections().refresh();
    }

    private void masterMoves(Paperless to) {
        world.boot.settings().put(Setting.MASTER_URL, to.url());
        world.boot.settings().put(Setting.MASTER_TOKEN, world.boot.vault().encrypt(to.adminToken()));
        world.boot.connections().refresh();
    }

    /** Makes a run, carries out {@code move} during a call to the replica, and returns the run at its end. */
    private Run moved(Run.Mode mode, String method, String path, Runnable move) {
        Gate gate = new Gate();
        server().faults().on(method, path).once().before(gate);
        Run run = world.ask(world.replica(), mode);
        gate.awaitReached();
        move.run();
        gate.open();
        return world.ended(run);
    }

    @Test
    void aReplicaThatIsMovedToTheMasterInTheMiddleOfItsFirstUploadWritesNothingThere() {
        world(Version.V3);
        addSome(6);
        Run run = moved(
                Run.Mode.INCREMENTAL,
                "POST",
                "/api/documents/post_document/",
                () -> replicaMoves(world.master, "http://localhost:" + world.master.port()));
        assertThat(run.state()).as("%s", run.error()).isEqualTo(Run.State.CANCELLED);
        assertThat(run.error()).asString().contains("has another address now; the next run first checks this address");
        assertThat(world.runOnce().error()).asString().contains("is the master itself");
        assertThat(world.master.journal().writes())
                .extracting(entry -> entry.path())
                .allMatch(path -> path.startsWith("/api/tags/"));
        world.master.journal().clear();
        replicaMoves(server(), server().url());
        world.run();
        world.assertEqual();
        assertThat(World.uploads(server())).isEqualTo(6);
    }

    @Test
    void aMasterThatIsMovedInTheMiddleOfAFullRunOverwritesNothing() {
        world(Version.V2);
        addSome(6);
        world.run();
        server().library()
                .documents()
                .forEach(document ->
                        server().api().patch("/api/documents/" + document.id() + "/", Papers.json("title", "drifted")));
        try (Paperless other = Version.V2.start()) {
            for (int i = 0; i < 6; i++) {
                other.library().add(NewDocument.text("other " + i + ".txt", "Another library " + i));
            }
            Run run = moved(Run.Mode.FULL, "PATCH", DOCUMENT, () -> masterMoves(other));
            assertThat(run.state()).as("%s", run.error()).isEqualTo(Run.State.CANCELLED);
            assertThat(world.run(world.replica(), Run.Mode.FULL).error())
                    .asString()
                    .contains("is not the library that this replica was filled from");
            assertThat(server().library().documents())
                    .noneMatch(document -> document.title().startsWith("other"));
        }
        masterMoves(world.master);
        world.run(Run.Mode.FULL);
        world.assertEqual();
    }

    @Test
    void whatAnUploadBecameIsNotLookedForByItsIdAtANewAddress() {
        world(Version.V3);
        add("one");
        server().faults().on("PATCH", DOCUMENT).status(503);
        assertThat(world.runOnce().state()).isEqualTo(Run.State.PARTIAL);
        int copy = server().library().documents().get(0).id();
        server().faults().clear();
        try (Paperless other = Version.V3.start()) {
            other.library().documentIdsFrom(copy - 1);
            assertThat(other.library().add(NewDocument.text("foreign.txt", "Somebody's own")))
                    .isEqualTo(copy);
            replicaMoves(other, other.url());
            world.boot.sql().sql("update work set next_at = null").update();
            world.runOnce();
            assertThat(other.library().document(copy).title()).isEqualTo("foreign");
            assertThat(other.library().documents()).hasSize(2);
        }
    }
}

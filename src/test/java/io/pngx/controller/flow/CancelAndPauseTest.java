package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.cycle.Schedule;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that a user cancels, pauses or starts by hand. */
class CancelAndPauseTest extends Trouble {
    @Test
    void aCancelledRunEndsAfterTheDocumentInHand() {
        world(Version.V2);
        addSome(6);
        world.boot.sql().sql("update replicas set uploads_in_flight = 6").update();
        Gate gate = new Gate();
        server().faults().on("POST", "/api/documents/post_document/").once().before(gate);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        gate.awaitReached();
        world.boot.runs().requestCancel(run.id());
        gate.open();
        assertThat(world.ended(run).state()).isEqualTo(Run.State.CANCELLED);
        assertThat(World.uploads(server())).isEqualTo(1);
        world.run();
        world.assertEqual();
        assertThat(World.uploads(server())).isEqualTo(6);
    }

    @Test
    void whatIsInFlightStartsNoRunAfterACancel() {
        world(Version.V2);
        addSome(4);
        server().worker().pause();
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("uploads in flight", () -> World.uploads(server()) >= 2);
        world.boot.runs().requestCancel(run.id());
        assertThat(world.ended(run).state()).isEqualTo(Run.State.CANCELLED);

        world.boot.replicas().cycleStarted(world.replica().id(), Instant.now().minusSeconds(61));
        world.boot
                .camel()
                .getRegistry()
                .lookupByNameAndType("schedule", Schedule.class)
                .due();

        assertThat(world.boot.runs().recent(world.replica().id(), 1).get(0).id())
                .isEqualTo(run.id());
        server().worker().resume();
        world.run();
        world.assertEqual();
    }

    @Test
    void aCancelledFullRunComparesNoFurtherDocument() {
        world(Version.V2);
        addSome(6);
        world.run();
        server().library()
                .documents()
                .forEach(document ->
                        server().api().patch("/api/documents/" + document.id() + "/", Papers.json("title", "drifted")));
        Gate gate = new Gate();
        server().faults().on("PATCH", DOCUMENT).once().before(gate);
        Run run = world.ask(world.replica(), Run.Mode.FULL);
        gate.awaitReached();
        world.boot.runs().requestCancel(run.id());
        gate.open();
        assertThat(world.ended(run).state()).isEqualTo(Run.State.CANCELLED);
        assertThat(World.patches(server())).as(world.said(run)).hasSize(6 + 1);
        world.run(Run.Mode.FULL);
        world.assertEqual();
    }

    @Test
    void aPausedReplicaEndsAfterTheDocumentInHandAndTheOtherGoesOn() {
        world(Version.V2, Version.V3);
        addSome(4);
        Gate gate = new Gate();
        server().faults().on("POST", "/api/documents/post_document/").once().before(gate);
        Run paused = world.ask(world.replicas.get(0), Run.Mode.INCREMENTAL);
        Run other = world.ask(world.replicas.get(1), Run.Mode.INCREMENTAL);
        gate.awaitReached();
        world.boot.replicas().pause(world.replica().id(), true);
        gate.open();
        assertThat(world.ended(paused).state()).isEqualTo(Run.State.CANCELLED);
        assertThat(world.ended(other).state()).isEqualTo(Run.State.SUCCESS);
        assertThat(World.uploads(server())).isEqualTo(1);
        // A requested run waits for the end of the pause.
        Run waiting = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.run(world.replicas.get(1), Run.Mode.FULL);
        assertThat(world.now(waiting).state()).isEqualTo(Run.State.QUEUED);
        world.boot.replicas().pause(world.replica().id(), false);
        assertThat(world.ended(waiting).state()).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
    }

    @Test
    void aPauseOfEverythingHoldsAllRunsBack() {
        world(Version.V2);
        add("one");
        world.boot.settings().put(Setting.PAUSED, "true");
        Run waiting = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.boot.settings().put(Setting.PAUSED, "false");
        assertThat(world.ended(waiting).state()).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
    }

    @Test
    void aStoppedRouteEndsTheRunAndFailsNoDocument() throws Exception {
        world(Version.V2);
        addSome(3);
        for (String route : List.of(
                "startUpload", "postDocument", "settleDocument", "writeLookup", "readInstance", "compareDocuments")) {
            Papers.lookup(world.master.api(), "tags", "name", route);
            world.boot.camel().getRouteController().stopRoute(route);
            try {
                Run run = world.run(world.replica(), Run.Mode.FULL);
                assertThat(run.failed()).as(route + ": " + world.said(run)).isZero();
                if (run.state() != Run.State.SUCCESS) {
                    assertThat(run.state()).as(route).isEqualTo(Run.State.FAILED);
                    assertThat(run.error()).as(route).asString().contains("stopped");
                }
            } finally {
                world.boot.camel().getRouteController().startRoute(route);
            }
        }
        world.run();
        world.assertEqual();
        assertThat(World.uploads(server())).isEqualTo(3);
    }

    @Test
    void aShorterIntervalTakesEffectWithoutARestart() {
        world(Version.V2);
        world.run();
        add("one");
        world.boot.settings().put(Setting.SYNC_INTERVAL, "1");
        world.eventually("a run that nobody asked for", () -> copies() == 1);
        world.boot.settings().put(Setting.SYNC_INTERVAL, "86400");
        world.eventually(
                "its end", () -> world.boot.runs().open(world.replica().id()).isEmpty());
        world.assertEqual();
        Replica row = row();
        world.boot.replicas().configure(row.id(), row.name(), row.url(), row.token(), true, 1, 2);
        add("two");
        world.eventually("a run by the replica's own interval", () -> copies() == 2);
        world.boot.replicas().configure(row.id(), row.name(), row.url(), row.token(), true, null, 2);
    }

    @Test
    void aBusyReplicaIsRefusedAndNotQueuedTwice() {
        world(Version.V2);
        add("one");
        Gate gate = new Gate();
        server().faults().on("POST", "/api/documents/post_document/").once().before(gate);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        gate.awaitReached();
        assertThat(world.boot.runs().queue(world.replica().id(), Run.Mode.FULL)).isEmpty();
        gate.open();
        assertThat(world.ended(run).state()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.boot.runs().recent(world.replica().id(), 10)).hasSize(1);
    }

    @Test
    void aControllerThatIsStoppedInTheMiddleGoesOnWhereItWas() {
        world = World.ofItsOwn(Version.V2, Version.V3);
        addSome(6);
        server().worker().pause();
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("uploads", () -> World.uploads(server()) >= 6);
        world.boot.stop();
        server().worker().resume();
        server().worker().awaitIdle(World.PATIENCE);
        world.boot.start();
        world.eventually(
                "the end of the next run",
                () -> world.boot.runs().open(world.replica().id()).isEmpty()
                        && world.boot
                                        .runs()
                                        .recent(world.replica().id(), 1)
                                        .get(0)
                                        .state()
                                == Run.State.SUCCESS);
        assertThat(world.now(run).finishedAt()).isNotNull();
        world.assertEqual();
        assertThat(World.uploads(server())).isEqualTo(6);
    }
}

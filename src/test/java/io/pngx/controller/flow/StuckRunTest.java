package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.flow.Misbehaving.Misdeed;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import org.apache.camel.Exchange;
import org.apache.camel.impl.engine.DefaultUnitOfWork;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that a user cancels ends, even if a call is stuck, and no lock or run is left behind. */
class StuckRunTest extends Trouble {
    @ParameterizedTest
    @EnumSource(
            value = Misdeed.class,
            names = {"SILENT", "DRIPPING"})
    void aCancelledRunEndsAlthoughItsReplicaDoesNotAnswer(Misdeed misdeed) {
        world(Version.V2);
        addSome(2);
        world.run();
        try (Misbehaving instance = new Misbehaving(server().port())) {
            String own = server().url();
            moves(instance.url());
            world.run();
            instance.does(misdeed);
            Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
            world.eventually("a call that is not answered", () -> instance.met(misdeed) > 0);
            world.boot.runs().requestCancel(run.id());
            assertThat(world.ended(run).state()).as(world.said(run)).isEqualTo(Run.State.CANCELLED);
            world.eventually(
                    "the end of the call",
                    () -> instance.caught() == 0
                            && !world.boot.locks().isLocked(world.replica().id()));
            moves(own);
        }
        world.run();
        world.assertEqual();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunThatAPersonStopsWhileItReadsSaysNothingOfItsReplica(boolean paused) {
        world(Version.V2);
        addSome(2);
        world.run();
        try (Misbehaving instance = new Misbehaving(server().port())) {
            String own = server().url();
            moves(instance.url());
            world.run();
            instance.does(Misdeed.SILENT);
            Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
            world.eventually("a call that is not answered", () -> instance.met(Misdeed.SILENT) > 0);
            if (paused) {
                world.boot.replicas().pause(world.replica().id(), true);
            } else {
                world.boot.runs().requestCancel(run.id());
            }
            Run ended = world.ended(run);
            assertThat(ended.state()).as(world.said(run)).isEqualTo(Run.State.CANCELLED);
            assertThat(ended.error()).hasToString(paused ? "Paused by hand." : "Cancelled by hand.");
            assertThat(row().state()).isEqualTo(Replica.State.OK);
            world.boot.replicas().pause(world.replica().id(), false);
            moves(own);
        }
        world.run();
        world.assertEqual();
    }

    @Test
    void aCancelledRunEndsAlthoughTheFileThatItFetchesDoesNotCome() {
        world(Version.V3);
        add("one");
        world.master.faults().on("GET", "/api/documents/\\d+/preview/").once().drip(1);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually(
                "the file is fetched", () -> world.master.journal().count("GET", "/api/documents/\\d+/preview/") > 0);
        world.boot.runs().requestCancel(run.id());
        assertThat(world.ended(run).state()).as(world.said(run)).isEqualTo(Run.State.CANCELLED);
        world.run();
        world.assertEqual();
        assertThat(World.uploads(server())).isEqualTo(1);
    }

    private void moves(String url) {
        Replica row = row();
        world.boot.replicas().configure(row.id(), row.name(), url, row.token(), true, null, 2);
        world.boot.connections().refresh();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunThatNobodyWorksOnEnds(boolean cancelled) {
        world(Version.V2);
        world.boot.replicas().pause(world.replica().id(), true);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.boot.runs().started(run.id());
        if (cancelled) {
            world.boot.runs().requestCancel(run.id());
        }
        Run ended = world.ended(run);
        assertThat(ended.state()).isEqualTo(cancelled ? Run.State.CANCELLED : Run.State.FAILED);
        assertThat(ended.error()).asString().contains(cancelled ? "Cancelled by hand" : "The run ended unexpectedly");
        world.boot.replicas().pause(world.replica().id(), false);
        world.run();
    }

    @Test
    void aLockThatNobodyWillGiveBackIsFreedAndThatIsSaid() throws InterruptedException {
        world(Version.V2);
        add("one");
        Exchange lost = new DefaultExchange(world.boot.camel());
        lost.getExchangeExtension().setUnitOfWork(new DefaultUnitOfWork(lost));
        Thread thread = new Thread(
                () -> assertThat(world.boot.locks().lock(lost, world.replica().id(), null))
                        .isTrue());
        thread.start();
        thread.join();
        assertThat(world.boot.locks().isLocked(world.replica().id())).isTrue();
        world.run();
        world.assertEqual();
        assertThat(world.said(world.replica()))
                .contains("ERROR lock: The work on this replica ended unexpectedly and kept its lock");
    }
}

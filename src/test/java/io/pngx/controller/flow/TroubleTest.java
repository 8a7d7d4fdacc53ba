package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import io.pngx.simulator.Rule;
import io.pngx.simulator.Worker;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances that do not answer, or refuse necessary calls. */
class TroubleTest extends Trouble {
    @Test
    void aCallThatIsRepeatedIsLoggedWithoutItsAddressInCamel() {
        world(Version.V2, Version.V3);
        addSome(2);
        world.master.faults().on("GET", "/api/documents/").once().status(502).html("Bad gateway");
        try (LogLines log = new LogLines()) {
            world.run();
            assertThat(log.with("WARN Repeats GET /api/documents/: The master is not available " + "now (502)."))
                    .hasSize(1);
            assertThat(log.with("http://master")).isEmpty();
            assertThat(log.with("httpMethod=")).isEmpty();
        }
        world.assertEqual();
    }

    @Test
    void aReplicaThatIsDownDoesNotHoldUpAnother() {
        world(Version.V2, Version.V3);
        addSome(3);
        Paperless down = world.replicas.get(0).server();
        Gate gate = new Gate();
        down.faults().on("*", ".*").before(gate).status(502).html("Bad gateway");
        Run failing = world.ask(world.replicas.get(0), Run.Mode.INCREMENTAL);
        Run working = world.ask(world.replicas.get(1), Run.Mode.INCREMENTAL);
        assertThat(world.ended(working).state()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.now(failing).finishedAt())
                .as("the other one is still being tried")
                .isNull();
        world.assertEqual(world.replicas.get(1));
        gate.open();
        world.ended(failing);
        assertThat(world.now(failing).state()).isEqualTo(Run.State.FAILED);
        assertThat(row().state()).isEqualTo(Replica.State.UNREACHABLE);
        down.faults().clear();
        world.run();
        world.assertEqual();
        assertThat(row().state()).isEqualTo(Replica.State.OK);
    }

    @Test
    void aReplicaThatGoesDownInTheMiddleIsGoneOnWithLater() {
        world(Version.V3);
        addSome(5);
        world.boot.sql().sql("update replicas set uploads_in_flight = 1").update();
        AtomicInteger posts = new AtomicInteger();
        Rule down = server().faults().on("*", ".*").skip(Integer.MAX_VALUE).cutBefore();
        server().faults().on("POST", "/api/documents/post_document/").after(() -> {
            if (posts.incrementAndGet() == 3) {
                down.skip(0);
            }
        });
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(row().state()).isEqualTo(Replica.State.UNREACHABLE);
        assertThat(world.boot.documents(world.replica().id(), "failed"))
                .as("documents that count as failed")
                .isZero();
        server().faults().clear();
        world.run();
        world.assertEqual();
        assertThat(World.uploads(server())).isEqualTo(5);
    }

    @Test
    void aTokenThatIsRefusedStopsTheReplicaAndSaysSo() {
        world(Version.V2);
        add("one");
        server().revokeToken("admin");
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(row().state()).isEqualTo(Replica.State.AUTH_FAILED);
        assertThat(run.error()).asString().contains("401");
    }

    @Test
    void aUserWithoutAllRightsStopsTheReplicaBeforeAnyWrite() {
        world(Version.V2);
        add("one");
        server().demote("admin", "view_document", "add_document", "change_document");
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(server().journal().writes()).isEmpty();
    }

    @Test
    void aMasterThatHidesDocumentsFromItsUserStopsEveryRunBeforeAnyWrite() {
        world(Version.V2, Version.V3);
        add("one");
        world.master.demote("admin", "view_document");
        for (World.Replica replica : world.replicas) {
            Run run = world.run(replica, Run.Mode.INCREMENTAL);
            assertThat(run.state()).isEqualTo(Run.State.FAILED);
            assertThat(run.error()).asString().contains("The master").contains("superuser");
            assertThat(replica.server().journal().writes()).isEmpty();
        }
    }

    @Test
    void anIncompleteInventoryOfTheMasterStopsTheRun() {
        world(Version.V2);
        addSome(3);
        world.run();
        world.forgetJournals();
        world.master
                .faults()
                .on("GET", "/api/documents/")
                .query("page_size=1(&|$)")
                .status(200)
                .json("{\"count\":3,\"next\":null,\"previous\":null,\"all\":[1,2],\"results\":[{\"id\":1}]}")
                .header("X-Version", "2.20.15");
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).asString().contains("incomplete list");
        assertThat(world.master
                        .journal()
                        .where(call -> call.path().equals("/api/documents/")
                                && call.query().matches("page_size=1(&.*)?")))
                .as("reads of the list")
                .hasSize(3);
        assertThat(server().journal().writes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"hello\": true}", "[]", "null"})
    void aReplicaThatOnceAnswersOtherJsonNeedsNoDecision(String json) {
        world(Version.V2);
        add("one");
        world.run();
        server().faults()
                .on("GET", "/api/documents/")
                .once()
                .status(200)
                .json(json)
                .header("X-Version", "2.20.15");
        assertThat(world.runOnce().state()).isEqualTo(Run.State.FAILED);
        assertThat(row().state()).as("not blocked").isEqualTo(Replica.State.ERROR);
        assertThat(row().lastError()).asString().contains("check");
        assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
        assertThat(row().lastError()).isNull();
    }

    @Test
    void theMasterItselfIsNeverTakenForAReplica() {
        world();
        add("one");
        World.Replica itself = world.add(Version.V2.start());
        // The same paperless-ngx under another name.
        String name = "http://localhost:" + world.master.port();
        world.boot
                .replicas()
                .configure(
                        itself.id(),
                        "itself",
                        name,
                        world.boot.vault().encrypt(world.master.adminToken()),
                        true,
                        null,
                        2);
        world.boot.connections().refresh();
        Run run = world.run(itself, Run.Mode.INCREMENTAL);
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).asString().contains("is the master itself");
        assertThat(world.master.journal().writes())
                .extracting(entry -> entry.path())
                .allMatch(path -> path.startsWith("/api/tags/"));
        assertThat(world.master.api().get("/api/tags/").path("count").asInt())
                .as("probe tags left on the master")
                .isZero();
        world.master.journal().clear();
    }

    private void moves(World.Replica replica, Paperless to, String address) {
        world.boot
                .replicas()
                .configure(
                        replica.id(),
                        "moved " + replica.id(),
                        address,
                        world.boot.vault().encrypt(to.adminToken()),
                        true,
                        null,
                        2);
        world.boot.connections().refresh();
    }

    @Test
    void aReplicaThatIsAnotherOneUnderAnotherNameIsNotFilledTwice() {
        world(Version.V3);
        addSome(3);
        world.run();
        World.Replica twin = world.add(Version.V3.start());
        moves(twin, server(), "http://localhost:" + server().port());
        Run run = world.run(twin, Run.Mode.INCREMENTAL);
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).asString().contains("is the same instance as Replica", "under another address");
        assertThat(copies()).isEqualTo(3);
        assertThat(server().api().get("/api/tags/").path("count").asInt())
                .as("probe tags left")
                .isZero();
        world.boot.replicas().delete(twin.id());
        world.boot.connections().refresh();
        world.assertEqual(world.replica());
    }

    @Test
    void aReplicaThatIsSwitchedOnAgainIsProvenAgain() {
        world(Version.V3);
        addSome(3);
        world.run();
        String token = world.boot.vault().encrypt(server().adminToken());
        world.boot.replicas().configure(world.replica().id(), row().name(), row().url(), token, false, null, 2);
        World.Replica twin = world.add(Version.V3.start());
        moves(twin, server(), "http://localhost:" + server().port());
        world.run(twin, Run.Mode.INCREMENTAL);
        world.boot.replicas().configure(world.replica().id(), row().name(), row().url(), token, true, null, 2);
        addSome(2);
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).asString().contains("is the same instance as Replica \"moved");
        world.boot.replicas().delete(twin.id());
        assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
        world.assertEqual(world.replica());
    }

    @Test
    void anInstanceAtANewAddressKeepsItsOwnLookups() {
        world(Version.V3);
        int bills = Papers.lookup(world.master.api(), "tags", "name", "bills");
        world.master.library().add(NewDocument.text("one.txt", "One").tags(bills));
        world.run();
        try (Paperless other = Version.V3.start()) {
            int secret = Papers.lookup(other.api(), "tags", "name", "secret", "color", "#123456");
            moves(world.replica(), other, other.url());
            assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
            assertThat(other.api().get("/api/tags/" + secret + "/").path("name").asText())
                    .isEqualTo("secret");
            assertThat(other.api()
                            .get("/api/tags/" + secret + "/")
                            .path("color")
                            .asText())
                    .isEqualTo("#123456");
            assertThat(other.library().documents()).hasSize(1);
        }
    }

    @Test
    void aReplicaWhoseWorkerStandsStillHoldsUpNobodyElse() {
        world(Version.V2, Version.V3);
        addSome(3);
        server().worker().holdAt(Worker.Point.CONSUMING);
        Run slow = world.ask(world.replicas.get(0), Run.Mode.INCREMENTAL);
        Run quick = world.ask(world.replicas.get(1), Run.Mode.INCREMENTAL);
        assertThat(world.ended(quick).state()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.now(slow).finishedAt()).isNull();
        server().worker().release();
        assertThat(world.ended(slow).state()).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
    }
}

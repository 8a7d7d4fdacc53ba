package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.simulator.DocumentView;
import io.pngx.controller.simulator.NewDocument;
import io.pngx.controller.simulator.Paperless;
import io.pngx.controller.simulator.Rule;
import io.pngx.controller.simulator.Worker;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that are disturbed: by the instances, by the world, or by a person. */
class TroubleTest {
    private static final String DOCUMENT = "/api/documents/\\d+/";

    private World world;

    @AfterEach
    void end() {
        if (world != null) {
            world.close();
        }
    }

    private void world(Version... replicas) {
        world = World.of(Version.V2, replicas);
    }

    private int add(String text) {
        return world.master.library().add(NewDocument.text(text + ".txt", "The document " + text + "."));
    }

    private void addSome(int count) {
        for (int i = 0; i < count; i++) {
            add("number " + i);
        }
    }

    private Paperless server() {
        return world.replica().server();
    }

    private Replica row() {
        return world.boot.replicas().find(world.replica().id()).orElseThrow();
    }

    private long copies() {
        return server().library().documents().size();
    }

    /** Holds a request until the test says so. */
    private static final class Gate implements Runnable {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void run() {
            reached.countDown();
            await(open);
        }

        void awaitReached() {
            await(reached);
        }

        void open() {
            open.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(World.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aFieldOfAnUnknownTypeIsLeftOutAndSaid() {
        world(Version.V2, Version.V3);
        int document = add("one");
        int field = Papers.lookup(world.master.api(), "custom_fields", "name", "mood", "data_type", "string");
        int known = Papers.lookup(world.master.api(), "custom_fields", "name", "known", "data_type", "string");
        world.master.api().patch("/api/documents/" + document + "/", Papers.json("custom_fields", List.of(
                Papers.json("field", field, "value", "good"), Papers.json("field", known, "value", "kept"))));
        // A later paperless-ngx has a type that no replica knows.
        ObjectNode fields = (ObjectNode) world.master.api().get("/api/custom_fields/?page_size=100000&full_perms=true");
        fields.path("results").forEach(each -> {
            if (each.path("id").asInt() == field) {
                ((ObjectNode) each).put("data_type", "emotion");
            }
        });
        world.master.faults().on("GET", "/api/custom_fields/").status(200).json(fields.toString())
                .header("X-Version", world.master.version()).header("X-Api-Version", "9");
        for (World.Replica replica : world.replicas) {
            assertThat(world.run(replica, Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.PARTIAL);
            assertThat(replica.server().library().customFields()).containsOnlyKeys("known");
            assertThat(replica.server().library().documents().get(0).inNames().toString()).contains("kept");
            assertThat(world.said(replica)).contains("mood").contains("emotion");
        }
        world.forgetJournals();
        world.replicas.forEach(replica -> {
            assertThat(world.run(replica, Run.Mode.FULL).error()).contains("mood");
            assertThat(World.patches(replica.server())).isEmpty();
        });
    }

    @Test
    void aLookupThatIsRefusedIsSaidAndDocumentsGoOnWithoutIt() {
        world(Version.V2, Version.V3);
        int tag = Papers.lookup(world.master.api(), "tags", "name", "refused");
        int parent = Papers.lookup(world.master.api(), "tags", "name", "refused parent");
        int child = Papers.lookup(world.master.api(), "tags", "name", "child", "parent", parent);
        int good = Papers.lookup(world.master.api(), "tags", "name", "good");
        world.master.library().add(NewDocument.text("one.txt", "With a tag that is refused.").tags(tag, good));
        world.master.library().add(NewDocument.text("two.txt", "With a tag whose parent is refused.").tags(child, parent));
        for (World.Replica replica : world.replicas) {
            replica.server().faults().on("POST", "/api/tags/").times(2).skip(1).status(400).json("{\"name\":[\"No such name here.\"]}")
                    .header("X-Version", replica.server().version());
        }
        for (World.Replica replica : world.replicas) {
            assertThat(world.run(replica, Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.PARTIAL);
            assertThat(replica.server().library().documents()).hasSize(2);
            assertThat(world.said(replica)).contains("can't create tag").contains("No such name here");
        }
        world.run(Run.Mode.FULL);
        world.assertEqual();
    }

    @Test
    void aDocumentThatChangesBetweenPlanAndSettlingIsSetToTheLatest() {
        world(Version.V2, Version.V3);
        int document = add("one");
        for (World.Replica replica : world.replicas) {
            replica.server().faults().on("POST", "/api/documents/post_document/").once().after(
                    () -> world.master.api().patch("/api/documents/" + document + "/", Papers.json("title", "changed meanwhile")));
        }
        world.run();
        world.assertEqual();
        world.run();
        world.assertEqual();
    }

    @Test
    void aDocumentThatGetsATagMeanwhileThatNobodyReadIsPutBackAndComesWithTheNextRun() {
        world(Version.V2);
        int document = add("one");
        server().faults().on("POST", "/api/documents/post_document/").once().after(() -> {
            int tag = Papers.lookup(world.master.api(), "tags", "name", "brand-new");
            world.master.api().patch("/api/documents/" + document + "/", Papers.json("tags", List.of(tag)));
        });
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
        assertThat(run.deferred()).isEqualTo(1);
        assertThat(world.said(run)).contains("put back");
        world.run();
        world.assertEqual();
    }

    @Test
    void aChangeDuringTheScanIsNotMissed() {
        world(Version.V2);
        int document = add("one");
        world.run();
        // After the master was read, before the replica is: this cycle can't know it, the next one must.
        server().faults().on("GET", "/api/ui_settings/").once().before(
                () -> world.master.api().patch("/api/documents/" + document + "/", Papers.json("title", "changed in between")));
        world.run();
        world.run();
        world.assertEqual();
    }

    @Test
    void aDocumentThatLeavesTheMasterBeforeItIsUploadedIsPutBackAndForgotten() {
        world(Version.V2);
        int leaving = add("leaving");
        add("staying");
        world.master.faults().on("GET", "/api/documents/" + leaving + "/").once().before(() -> world.master.library().erase(leaving));
        Run run = world.runOnce();
        assertThat(run.failed()).as(world.said(run)).isZero();
        assertThat(run.deferred()).isEqualTo(1);
        assertThat(server().library().documents()).extracting(DocumentView::title).containsExactly("staying");
        world.run();
        world.assertEqual();
    }

    @Test
    void aDocumentThatGoesToTheMastersTrashWhileItIsUploadedIsSettledWhenItComesBack() {
        world(Version.V2, Version.V3);
        int leaving = add("leaving");
        add("staying");
        for (World.Replica replica : world.replicas) {
            replica.server().faults().on("POST", "/api/documents/post_document/").once()
                    .after(() -> world.master.library().documents().stream().filter(document -> document.id() == leaving)
                            .forEach(document -> world.master.api().delete("/api/documents/" + leaving + "/")));
            Run run = world.run(replica, Run.Mode.INCREMENTAL);
            assertThat(run.failed()).as(world.said(run)).isZero();
            assertThat(run.deferred()).isEqualTo(1);
            assertThat(world.run(replica, Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.SUCCESS);
            world.master.api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(leaving)));
            assertThat(world.run(replica, Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.SUCCESS);
            world.assertEqual(replica);
            assertThat(World.uploads(replica.server())).isEqualTo(2);
        }
    }

    @Test
    void aDocumentThatLeavesTheMasterWhileItIsComparedIsPutBackAndNothingIsDeleted() {
        world(Version.V3);
        int leaving = add("leaving");
        add("staying");
        world.run();
        world.master.api().patch("/api/documents/" + leaving + "/", Papers.json("title", "changed"));
        world.master.faults().on("GET", "/api/documents/").query("id__in=").once()
                .before(() -> world.master.api().delete("/api/documents/" + leaving + "/"));
        Run run = world.runOnce();
        assertThat(run.deferred()).isEqualTo(1);
        world.run();
        assertThat(copies()).isEqualTo(2);
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
        assertThat(world.now(failing).finishedAt()).as("the other one is still being tried").isNull();
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
        assertThat(world.boot.replicas().counts(world.replica().id()).failed()).as("documents that count as failed").isZero();
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
        assertThat(run.error()).contains("401");
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
            assertThat(run.error()).contains("The master").contains("superuser");
            assertThat(replica.server().journal().writes()).isEmpty();
        }
    }

    @Test
    void anIncompleteInventoryOfTheMasterStopsTheRun() {
        world(Version.V2);
        addSome(3);
        world.run();
        world.forgetJournals();
        world.master.faults().on("GET", "/api/documents/").query("page_size=1(&|$)").once().status(200)
                .json("{\"count\":3,\"next\":null,\"previous\":null,\"all\":[1,2],\"results\":[{\"id\":1}]}").header("X-Version", "2.20.15");
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).contains("incomplete inventory");
        assertThat(server().journal().writes()).isEmpty();
    }

    @Test
    void theMasterItselfIsNeverTakenForAReplica() {
        world();
        add("one");
        World.Replica itself = world.add(Version.V2.start());
        // The same paperless-ngx under another name.
        String name = "http://localhost:" + world.master.port();
        world.boot.replicas().configure(itself.id(), "itself", name, world.boot.vault().encrypt(world.master.adminToken()), true, null, 2);
        world.boot.connections().refresh();
        Run run = world.run(itself, Run.Mode.INCREMENTAL);
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).contains("is the master itself");
        assertThat(world.master.journal().writes()).extracting(entry -> entry.path()).allMatch(path -> path.startsWith("/api/tags/"));
        assertThat(world.master.api().get("/api/tags/").path("count").asInt()).as("probe tags left on the master").isZero();
        world.master.journal().clear();
    }

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
    void aCancelledFullRunComparesNoFurtherDocument() {
        world(Version.V2);
        addSome(6);
        world.run();
        server().library().documents().forEach(document -> server().api()
                .patch("/api/documents/" + document.id() + "/", Papers.json("title", "drifted")));
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
        // A run that is asked for waits for the end of the pause.
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
        world.boot.settings().put(KeyValues.PAUSED, "true");
        Run waiting = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.boot.settings().put(KeyValues.PAUSED, "false");
        assertThat(world.ended(waiting).state()).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
    }

    @Test
    void aStoppedRouteEndsTheRunAndFailsNoDocument() throws Exception {
        world(Version.V2);
        addSome(3);
        for (String route : List.of("startUpload", "postDocument", "settleDocument", "writeLookup", "readInstance", "compareDocuments")) {
            Papers.lookup(world.master.api(), "tags", "name", route);
            world.boot.camel().getRouteController().stopRoute(route);
            try {
                Run run = world.run(world.replica(), Run.Mode.FULL);
                assertThat(run.failed()).as(route + ": " + world.said(run)).isZero();
                if (run.state() != Run.State.SUCCESS) {
                    assertThat(run.state()).as(route).isEqualTo(Run.State.FAILED);
                    assertThat(run.error()).as(route).contains("stopped");
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
        world.boot.settings().put(KeyValues.SYNC_INTERVAL, "1");
        world.eventually("a run that nobody asked for", () -> copies() == 1);
        world.boot.settings().put(KeyValues.SYNC_INTERVAL, "86400");
        world.eventually("its end", () -> world.boot.runs().open(world.replica().id()).isEmpty());
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
        world.eventually("the end of the next run", () -> world.boot.runs().open(world.replica().id()).isEmpty()
                && world.boot.runs().recent(world.replica().id(), 1).get(0).state() == Run.State.SUCCESS);
        assertThat(world.now(run).finishedAt()).isNotNull();
        world.assertEqual();
        assertThat(World.uploads(server())).isEqualTo(6);
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

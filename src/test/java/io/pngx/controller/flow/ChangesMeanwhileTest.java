package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.store.Run;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Changes on the master between a read and the action that follows from the read. */
class ChangesMeanwhileTest extends Trouble {
    @Test
    void aFieldOfAnUnknownTypeIsLeftOutAndSaid() {
        world(Version.V2, Version.V3);
        int document = add("one");
        int field = Papers.lookup(world.master.api(), "custom_fields", "name", "mood", "data_type", "string");
        int known = Papers.lookup(world.master.api(), "custom_fields", "name", "known", "data_type", "string");
        world.master
                .api()
                .patch(
                        "/api/documents/" + document + "/",
                        Papers.json(
                                "custom_fields",
                                List.of(
                                        Papers.json("field", field, "value", "good"),
                                        Papers.json("field", known, "value", "kept"))));
        // A future version of paperless-ngx has a field type that no replica knows.
        ObjectNode fields = (ObjectNode) world.master.api().get("/api/custom_fields/?page_size=100000&full_perms=true");
        fields.path("results").forEach(each -> {
            if (each.path("id").asInt() == field) {
                ((ObjectNode) each).put("data_type", "emotion");
            }
        });
        world.master
                .faults()
                .on("GET", "/api/custom_fields/")
                .status(200)
                .json(fields.toString())
                .header("X-Version", world.master.version())
                .header("X-Api-Version", "9");
        for (World.Replica replica : world.replicas) {
            assertThat(world.run(replica, Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.PARTIAL);
            assertThat(replica.server().library().customFields()).containsOnlyKeys("known");
            assertThat(replica.server().library().documents().get(0).inNames().toString())
                    .contains("kept");
            assertThat(world.said(replica)).contains("mood").contains("emotion");
        }
        world.forgetJournals();
        world.replicas.forEach(replica -> {
            assertThat(world.run(replica, Run.Mode.FULL).error()).asString().contains("mood");
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
        world.master
                .library()
                .add(NewDocument.text("one.txt", "With a tag that is refused.").tags(tag, good));
        world.master
                .library()
                .add(NewDocument.text("two.txt", "With a tag whose parent is refused.")
                        .tags(child, parent));
        for (World.Replica replica : world.replicas) {
            replica.server()
                    .faults()
                    .on("POST", "/api/tags/")
                    .times(2)
                    .skip(1)
                    .status(400)
                    .json("{\"name\":[\"No such name here.\"]}")
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
    void aFieldWhoseNameIsTakenByAFieldOfAnotherTypeIsExplained() {
        world(Version.V3);
        Papers.lookup(world.master.api(), "custom_fields", "name", "Amount", "data_type", "monetary");
        int taken = Papers.lookup(server().api(), "custom_fields", "name", "Amount", "data_type", "string");
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
        assertThat(world.said(run))
                .contains("The replica has a custom field of this name with the type \"string\" instead of"
                        + " \"monetary\". Rename or delete that field on the replica.");
        server().api().delete("/api/custom_fields/" + taken + "/");
        world.run();
        world.assertEqual();
    }

    @Test
    void twoTagsOfOneNameWhoseOwnersTheReplicaDoesNotHaveAreExplainedAndNothingIsMovedForThem() {
        world(Version.V3);
        for (String name : List.of("anna", "bert")) {
            int owner = Papers.lookup(world.master.api(), "users", "username", name, "password", "a password");
            Papers.lookup(world.master.api(), "tags", "name", "shared", "owner", owner);
        }
        Papers.lookup(world.master.api(), "tags", "name", "shared", "owner", null);
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
        assertThat(world.said(run)).contains("The owner of the lookup, \"bert\", is no user of the replica");
        server().journal().clear();
        world.runOnce();
        assertThat(server().journal().writes())
                .extracting(entry -> entry.method())
                .containsOnly("POST");
        assertThat(server().api().get("/api/tags/").path("count").asInt()).isEqualTo(2);
    }

    @Test
    void aDocumentThatChangesBetweenPlanAndSettlingIsSetToTheLatest() {
        world(Version.V2, Version.V3);
        int document = add("one");
        for (World.Replica replica : world.replicas) {
            replica.server()
                    .faults()
                    .on("POST", "/api/documents/post_document/")
                    .once()
                    .after(() -> world.master
                            .api()
                            .patch("/api/documents/" + document + "/", Papers.json("title", "changed meanwhile")));
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
        assertThat(world.said(run)).contains("deferred");
        world.run();
        world.assertEqual();
    }

    @Test
    void aChangeDuringTheScanIsNotMissed() {
        world(Version.V2);
        int document = add("one");
        world.run();
        // The change comes after the read of the master, so only the next cycle can find it.
        server().faults()
                .on("GET", "/api/ui_settings/")
                .once()
                .before(() -> world.master
                        .api()
                        .patch("/api/documents/" + document + "/", Papers.json("title", "changed in between")));
        world.run();
        world.run();
        world.assertEqual();
    }

    @Test
    void aDocumentThatLeavesTheMasterBeforeItIsUploadedIsPutBackAndForgotten() {
        world(Version.V2);
        int leaving = add("leaving");
        add("staying");
        world.master
                .faults()
                .on("GET", "/api/documents/" + leaving + "/")
                .once()
                .before(() -> world.master.library().erase(leaving));
        Run run = world.runOnce();
        assertThat(run.failed()).as(world.said(run)).isZero();
        assertThat(run.deferred()).isEqualTo(1);
        assertThat(server().library().documents())
                .extracting(DocumentView::title)
                .containsExactly("staying");
        world.run();
        world.assertEqual();
    }

    @Test
    void aDocumentThatGoesToTheMastersTrashWhileItIsUploadedIsSettledWhenItComesBack() {
        world(Version.V2, Version.V3);
        int leaving = add("leaving");
        add("staying");
        for (World.Replica replica : world.replicas) {
            replica.server()
                    .faults()
                    .on("POST", "/api/documents/post_document/")
                    .once()
                    .after(() -> world.master.library().documents().stream()
                            .filter(document -> document.id() == leaving)
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

    /** The work item stays for the case that the document returns, but does not count as pending until then. */
    @Test
    void whatLeftTheMasterWhileItWasWorkedOnIsNotPendingAndItsChangeArrivesWhenItComesBack() {
        world(Version.V3);
        int leaving = add("leaving");
        add("staying");
        world.run();
        world.master.api().patch("/api/documents/" + leaving + "/", Papers.json("title", "changed"));
        world.master
                .faults()
                .on("GET", "/api/documents/")
                .query("id__in=")
                .once()
                .before(() -> world.master.api().delete("/api/documents/" + leaving + "/"));
        world.runOnce();
        assertThat(pending()).as("put back, until the next inventory").isEqualTo(1);
        world.run();

        assertThat(pending()).isZero();
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from work where replica_id = ?")
                        .param(world.replica().id())
                        .query(Long.class)
                        .single())
                .as("its change")
                .isEqualTo(1);

        world.master.api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(leaving)));
        world.run();
        world.assertEqual();
        assertThat(pending()).isZero();
    }

    private long pending() {
        return world.boot.documents(world.replica().id(), "pending");
    }

    @Test
    void aDocumentThatLeavesTheMasterWhileItIsComparedIsPutBackAndNothingIsDeleted() {
        world(Version.V3);
        int leaving = add("leaving");
        add("staying");
        world.run();
        world.master.api().patch("/api/documents/" + leaving + "/", Papers.json("title", "changed"));
        world.master
                .faults()
                .on("GET", "/api/documents/")
                .query("id__in=")
                .once()
                .before(() -> world.master.api().delete("/api/documents/" + leaving + "/"));
        Run run = world.runOnce();
        assertThat(run.deferred()).isEqualTo(1);
        world.run();
        assertThat(copies()).isEqualTo(2);
    }
}

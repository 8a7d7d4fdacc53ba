package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.LocalApi;
import io.pngx.simulator.LookupKind;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes on the master or on a replica after the first run. */
class ChangesTest {
    private World world;
    private LocalApi api;
    private int first;
    private int second;

    @BeforeEach
    void twoReplicasInLine() {
        world = World.of(Version.V2, Version.V2, Version.V3);
        api = world.master.api();
        first = world.master
                .library()
                .add(NewDocument.text("first.txt", "The first document.").asn(1));
        second = world.master
                .library()
                .add(NewDocument.text("second.txt", "The second document.").asn(2));
        world.run();
        world.assertEqual();
        world.forgetJournals();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private void patch(int id, Object... keysAndValues) {
        api.patch("/api/documents/" + id + "/", Papers.json(keysAndValues));
    }

    private int lookup(String kind, Object... keysAndValues) {
        return Papers.lookup(api, kind, keysAndValues);
    }

    @Test
    void editsOfADocumentArriveInAnIncrementalRunAndCostOneWrite() {
        int tag = lookup("tags", "name", "new tag");
        int field = lookup("custom_fields", "name", "new field", "data_type", "integer");
        patch(
                first,
                "title",
                "Renamed",
                "tags",
                List.of(tag),
                "custom_fields",
                List.of(Papers.json("field", field, "value", 7)));
        world.run();
        world.assertEqual();
        world.replicas.forEach(replica -> {
            assertThat(World.patches(replica.server())).hasSize(1);
            assertThat(World.uploads(replica.server())).isZero();
        });
    }

    @Test
    void everythingCanBeTakenAwayAgain() {
        int tag = lookup("tags", "name", "t");
        int parent = lookup("tags", "name", "p");
        api.patch("/api/tags/" + tag + "/", Papers.json("parent", parent));
        int field = lookup("custom_fields", "name", "f", "data_type", "documentlink");
        patch(
                first,
                "tags",
                List.of(tag),
                "correspondent",
                lookup("correspondents", "name", "c"),
                "document_type",
                lookup("document_types", "name", "d"),
                "storage_path",
                lookup("storage_paths", "name", "s", "path", "x"),
                "owner",
                null,
                "set_permissions",
                Papers.grants(List.of(2), List.of(), List.of(2)),
                "custom_fields",
                List.of(Papers.json("field", field, "value", List.of(second))));
        world.run();
        world.assertEqual();
        patch(
                first,
                "tags",
                List.of(),
                "correspondent",
                null,
                "document_type",
                null,
                "storage_path",
                null,
                "owner",
                2,
                "archive_serial_number",
                null,
                "set_permissions",
                Papers.grants(List.of(), List.of(), List.of()),
                "custom_fields",
                List.of());
        world.run();
        world.assertEqual();
    }

    @Test
    void aNoteArrivesAndCostsOneWrite() {
        api.post("/api/documents/" + first + "/notes/", Papers.json("note", "a note"));
        world.run();
        world.assertEqual();
        world.replicas.forEach(
                replica -> assertThat(replica.server().journal().writes()).hasSize(1));
    }

    @Test
    void aNewDocumentAndALinkToItArriveInOneRun() {
        int field = lookup("custom_fields", "name", "see also", "data_type", "documentlink");
        int third = world.master.library().add(NewDocument.text("third.txt", "The third document."));
        patch(first, "custom_fields", List.of(Papers.json("field", field, "value", List.of(third, second))));
        world.run();
        world.assertEqual();
    }

    @Test
    void twoDocumentsSwapTheirArchiveSerialNumbers() {
        patch(first, "archive_serial_number", null);
        patch(second, "archive_serial_number", 1);
        patch(first, "archive_serial_number", 2);
        world.run();
        world.assertEqual();
    }

    @Test
    void anArchiveSerialNumberMovesToANewDocument() {
        patch(first, "archive_serial_number", null);
        world.master
                .library()
                .add(NewDocument.text("third.txt", "The third document.").asn(1));
        world.run();
        world.assertEqual();
    }

    @Test
    void aSerialNumberOfAForeignDocumentStaysThereAndIsReported() {
        for (World.Replica replica : world.replicas) {
            Paperless server = replica.server();
            int own = server.library()
                    .add(NewDocument.text("own.txt", "The replica's own document.")
                            .asn(77));
            patch(first, "archive_serial_number", 77, "title", "Wants 77");
            Run run = world.run(replica, Run.Mode.INCREMENTAL);
            assertThat(server.library().document(own).asn()).isEqualTo(77);
            assertThat(server.library().documents())
                    .anyMatch(document -> document.title().equals("Wants 77"));
            assertThat(world.said(run)).contains("Archive serial number 77 belongs to the foreign document " + own);
        }
    }

    @Test
    void lookupsAreRenamedMovedAndRecolouredAndNotMadeAnew() {
        int house = lookup("tags", "name", "House");
        int garden = lookup("tags", "name", "Garden");
        int roses = lookup("tags", "name", "Roses", "parent", garden);
        int select = lookup(
                "custom_fields", "name", "colour", "data_type", "select", "extra_data", Papers.select("red", "green"));
        int sender = lookup("correspondents", "name", "Sender");
        var options =
                api.get("/api/custom_fields/" + select + "/").path("extra_data").path("select_options");
        patch(
                first,
                "tags",
                List.of(roses, garden),
                "correspondent",
                sender,
                "custom_fields",
                List.of(Papers.json(
                        "field", select, "value", options.path(1).path("id").asText())));
        world.run();
        world.assertEqual();
        Map<String, Integer> before = ids(world.replica().server());

        api.patch("/api/tags/" + roses + "/", Papers.json("parent", house, "name", "Red roses", "color", "#ff0000"));
        api.patch(
                "/api/tags/" + garden + "/",
                Papers.json("name", "House of old", "match", "x", "matching_algorithm", 2));
        api.patch("/api/correspondents/" + sender + "/", Papers.json("name", "Sender & Co"));
        api.patch(
                "/api/custom_fields/" + select + "/",
                Papers.json(
                        "name",
                        "Colour",
                        "extra_data",
                        Papers.json(
                                "select_options",
                                List.of(
                                        Papers.json("label", "blue"),
                                        Papers.json(
                                                "id", options.path(1).path("id").asText(), "label", "dark green")))));
        Run dryRun = world.run(world.replica(), Run.Mode.DRY_RUN);
        assertThat(world.boot
                        .sql()
                        .sql("select changes from plans where run_id = ? and kind = 'correspondents'")
                        .param(dryRun.id())
                        .query(String.class)
                        .single())
                .as("the owner, which is sent along, does not change")
                .isEqualTo("[{\"key\":\"name\",\"old\":\"Sender\",\"new\":\"Sender & Co\"}]");
        world.run();
        assertThat(world.said(world.replica()))
                .contains("correspondent \"Sender & Co\" (written: name)")
                .contains("tag \"House of old\" (written: name, match, matching algorithm)");
        assertThat(world.replica().server().journal().where("PATCH", "/api/correspondents/.*"))
                .isNotEmpty()
                .allSatisfy(call -> assertThat(call.sent().json()).contains("\"owner\":"));
        world.assertEqual();
        assertThat(ids(world.replica().server()).values()).containsExactlyInAnyOrderElementsOf(before.values());
    }

    private static Map<String, Integer> ids(Paperless server) {
        Map<String, Integer> ids = new TreeMap<>();
        server.library().lookups(LookupKind.TAG).forEach(tag -> ids.put("tag " + tag.name(), tag.id()));
        server.library()
                .lookups(LookupKind.CORRESPONDENT)
                .forEach(sender -> ids.put("sender " + sender.name(), sender.id()));
        return ids;
    }

    @Test
    void lookupsSwapTheirNames() {
        int one = lookup("tags", "name", "One", "color", "#000001");
        int two = lookup("tags", "name", "Two", "color", "#000002");
        int colour =
                lookup("custom_fields", "name", "Colour", "data_type", "select", "extra_data", Papers.select("red"));
        int size = lookup("custom_fields", "name", "Size", "data_type", "select", "extra_data", Papers.select("big"));
        patch(first, "tags", List.of(one));
        world.run();
        swap("tags", one, "One", two, "Two");
        swap("custom_fields", colour, "Colour", size, "Size");
        world.run();
        world.assertEqual();
    }

    private void swap(String kind, int one, String oneName, int two, String twoName) {
        rename(kind, one, "between");
        rename(kind, two, oneName);
        rename(kind, one, twoName);
    }

    private void rename(String kind, int id, String name) {
        var lookup = api.get("/api/" + kind + "/" + id + "/");
        api.patch(
                "/api/" + kind + "/" + id + "/",
                kind.equals("custom_fields")
                        ? Papers.json("name", name, "extra_data", lookup.path("extra_data"))
                        : Papers.json("name", name));
    }

    @Test
    void anOldNameIsGivenToANewTag() {
        int old = lookup("tags", "name", "Bills", "parent", lookup("tags", "name", "Parent"));
        patch(first, "tags", List.of(old));
        world.run();
        rename("tags", old, "Bills of old");
        patch(second, "tags", List.of(lookup("tags", "name", "Bills")));
        world.run();
        world.assertEqual();
    }

    @Test
    void anUnownedTagMakesRoomForAnOwnedOneOfItsName() {
        world.replicas.forEach(replica -> Papers.lookup(replica.server().api(), "tags", "name", "Mine", "owner", null));
        lookup("tags", "name", "Mine", "owner", 2, "parent", lookup("tags", "name", "Parent"));
        lookup("tags", "name", "Mine", "owner", null);
        world.run();
        world.assertEqual();
    }

    @Test
    void parentAndChildSwapTheirPlaces() {
        int above = lookup("tags", "name", "Above");
        int below = lookup("tags", "name", "Below", "parent", above);
        patch(first, "tags", List.of(below));
        world.run();
        api.patch("/api/tags/" + below + "/", Papers.json("parent", null));
        api.patch("/api/tags/" + above + "/", Papers.json("parent", below));
        world.run();
        world.run(Run.Mode.FULL);
        world.assertEqual();
    }

    @Test
    void driftOnAReplicaIsSetBackByAFullRun() {
        for (World.Replica replica : world.replicas) {
            LocalApi there = replica.server().api();
            for (DocumentView document : replica.server().library().documents()) {
                int tag = Papers.lookup(there, "tags", "name", "drift " + document.id());
                there.patch(
                        "/api/documents/" + document.id() + "/",
                        Papers.json(
                                "title",
                                "drifted",
                                "tags",
                                List.of(tag),
                                "archive_serial_number",
                                null,
                                "content",
                                "drifted",
                                "owner",
                                null));
            }
            world.hasItsOwnLookups(replica);
        }
        world.run(Run.Mode.FULL);
        world.assertEqual();
    }

    @Test
    void textThatTheMasterReadAnewArrivesInAFullRun() {
        world.master.library().reprocess(first, "What a better OCR read.");
        world.run();
        world.run(Run.Mode.FULL);
        world.assertEqual();
    }

    @Test
    void aDocumentThatAReplicaLostIsBroughtBack() {
        for (World.Replica replica : world.replicas) {
            replica.server()
                    .library()
                    .erase(replica.server().library().documents().get(0).id());
        }
        world.run();
        world.assertEqual();
    }

    /** The trashed document's bytes (v2) or archive serial number (v3) would block another upload. */
    @Test
    void aDocumentThatIsInTheReplicasTrashIsTakenOutOfIt() {
        for (World.Replica replica : world.replicas) {
            int id = replica.server().library().documents().get(0).id();
            replica.server().api().delete("/api/documents/" + id + "/");
            replica.server().journal().clear();
            Run run = world.run(replica, Run.Mode.INCREMENTAL);
            assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
            assertThat(replica.server().library().holds(id)).isTrue();
            assertThat(World.uploads(replica.server())).isZero();
        }
        world.assertEqual();
    }

    @Test
    void aReplicaThatChangesWhatIsWrittenIsContestedAndNoLoop() {
        for (World.Replica replica : world.replicas) {
            Paperless server = replica.server();
            int id = server.library().documents().get(0).id();
            // Acts like a workflow, which sets its own correspondent after each PATCH.
            int own = Papers.lookup(server.api(), "correspondents", "name", "set by a workflow");
            world.hasItsOwnLookups(replica);
            server.faults()
                    .on("PATCH", "/api/documents/" + id + "/")
                    .after(() -> server.api().patch("/api/documents/" + id + "/", Papers.json("correspondent", own)));
        }
        patch(first, "title", "Contested");
        world.replicas.forEach(replica ->
                assertThat(world.run(replica, Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.PARTIAL));
        world.replicas.forEach(replica -> {
            assertThat(World.patches(replica.server())).hasSize(2);
            assertThat(world.said(replica)).contains("does not stay as written (correspondent)");
        });
        world.forgetJournals();
        world.run();
        world.replicas.forEach(
                replica -> assertThat(replica.server().journal().writes()).isEmpty());
        world.replicas.forEach(replica -> replica.server().faults().clear());
        world.run(Run.Mode.FULL);
        world.assertEqual();
    }

    @Test
    void aHalfWrittenPatchIsFinished() {
        int field = lookup("custom_fields", "name", "f", "data_type", "string");
        world.replicas.forEach(replica -> replica.server().faults().halfWritePatches(1));
        patch(first, "title", "Half", "custom_fields", List.of(Papers.json("field", field, "value", "whole")));
        world.run();
        world.assertEqual();
    }

    @Test
    void theAnswerToAPatchIsLostAndNothingElse() {
        world.replicas.forEach(replica -> replica.server()
                .faults()
                .on("PATCH", "/api/documents/\\d+/")
                .once()
                .cutAfter());
        patch(first, "title", "Cut off");
        world.run();
        world.assertEqual();
    }
}

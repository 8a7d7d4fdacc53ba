package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links between copies and foreign documents. */
class ForeignLinksTest {
    private static final int MANY = 300; // more than one call asks for

    private Instances world;
    private Paperless master;
    private Paperless replica;

    private void begin(Version version) {
        world = new Instances(version, version);
        master = world.server(0);
        replica = world.server(1);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static int field(Paperless server, String name) {
        return Papers.lookup(server.api(), "custom_fields", "name", name, "data_type", "documentlink");
    }

    private int onlyField() {
        return replica.api()
                .get("/api/custom_fields/")
                .path("results")
                .get(0)
                .path("id")
                .asInt();
    }

    private static void link(Paperless server, int from, int field, List<Integer> to) {
        server.api()
                .patch(
                        "/api/documents/" + from + "/",
                        Papers.json("custom_fields", List.of(Papers.json("field", field, "value", to))));
    }

    private static List<Integer> links(Paperless server, int document) {
        return server.api()
                .get("/api/documents/" + document + "/")
                .path("custom_fields")
                .valueStream()
                .flatMap(each -> each.path("value").valueStream())
                .map(JsonNode::asInt)
                .toList();
    }

    private static int add(Paperless server, String title) {
        return server.library().add(NewDocument.text(title + ".txt", "The text of " + title));
    }

    private int copy(String title) {
        return replica.library().documents().stream()
                .filter(document -> document.title().equals(title))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @ParameterizedTest
    @EnumSource
    void linksInAFieldOfTheReplicaAloneStay(Version version) {
        begin(version);
        int one = add(master, "one");
        world.success(replica, Run.Mode.INCREMENTAL);
        int own = field(replica, "own links");
        int foreign = add(replica, "foreign");
        link(replica, foreign, own, List.of(copy("one")));
        master.api().patch("/api/documents/" + one + "/", Papers.json("title", "renamed"));

        world.success(replica, Run.Mode.INCREMENTAL);
        Run full = world.success(replica, Run.Mode.FULL);

        assertThat(full.drifted()).isZero();
        assertThat(links(replica, foreign)).containsExactly(copy("renamed"));
        assertThat(links(replica, copy("renamed"))).containsExactly(foreign);
    }

    @ParameterizedTest
    @EnumSource
    void linksBetweenCopiesInAFieldOfTheReplicaAloneGo(Version version) {
        begin(version);
        int see = field(master, "see");
        int one = add(master, "one");
        int two = add(master, "two");
        link(master, one, see, List.of(two));
        world.success(replica, Run.Mode.INCREMENTAL);
        int own = field(replica, "own links");
        link(replica, copy("two"), own, List.of(copy("one")));

        world.success(replica, Run.Mode.FULL);

        assertThat(links(replica, copy("one"))).containsExactly(copy("two"));
        assertThat(links(replica, copy("two"))).containsExactly(copy("one"));
    }

    @ParameterizedTest
    @EnumSource
    void manyLinksStayWhileSomeOfTheForeignDocumentsAreInTheTrash(Version version) {
        begin(version);
        int see = field(master, "see");
        int one = add(master, "one");
        int two = add(master, "two");
        link(master, one, see, List.of(two));
        world.success(replica, Run.Mode.INCREMENTAL);
        int seeThere = onlyField();
        int copy = copy("one");
        List<Integer> foreign = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            foreign.add(add(replica, "foreign " + i));
            link(replica, foreign.get(i), seeThere, List.of(copy));
        }
        replica.api().delete("/api/documents/" + foreign.get(0) + "/");
        replica.api().delete("/api/documents/" + foreign.get(MANY - 1) + "/");
        world.forgetJournals();
        Run full = world.success(replica, Run.Mode.FULL);
        assertThat(full.drifted()).isZero();
        assertThat(replica.journal().writes()).isEmpty();

        int three = add(master, "three");
        link(master, one, see, List.of(three));
        world.success(replica, Run.Mode.INCREMENTAL);

        List<Integer> live = foreign.subList(1, MANY - 1);
        List<Integer> expected = new ArrayList<>(live);
        expected.add(copy("three"));
        assertThat(new TreeSet<>(links(replica, copy))).isEqualTo(new TreeSet<>(expected));
        assertThat(live).allSatisfy(id -> assertThat(links(replica, id)).containsExactly(copy));
        assertThat(links(replica, copy("two"))).isEmpty();
        assertThat(replica.journal().where("GET", "/api/documents/"))
                .as("ids in one call")
                .allMatch(call -> call.query() == null || call.query().split("%2C|,").length <= 255);
    }

    /** The user confirmed the adoption of one document, and not a change of the other. */
    @ParameterizedTest
    @EnumSource
    void anAdoptedDocumentKeepsItsLinksToForeignDocuments(Version version) {
        begin(version);
        field(master, "see");
        add(master, "one");
        int adopted = add(replica, "one");
        int foreign = add(replica, "foreign");
        int see = field(replica, "see");
        link(replica, adopted, see, List.of(foreign));
        world.run(replica, Run.Mode.INCREMENTAL);
        world.adopt(replica);

        world.success(replica, Run.Mode.INCREMENTAL);
        world.success(replica, Run.Mode.FULL);

        assertThat(links(replica, foreign)).containsExactly(adopted);
        assertThat(links(replica, adopted)).containsExactly(foreign);
    }

    @ParameterizedTest
    @EnumSource
    void afterItsAdoptionADocumentLosesLinksThatTheMasterDoesNotHave(Version version) {
        begin(version);
        int see = field(master, "see");
        int one = add(master, "one");
        int two = add(master, "two");
        link(master, one, see, List.of(two));
        world.success(replica, Run.Mode.INCREMENTAL);
        int seeThere = onlyField();
        int foreign = add(replica, "three");
        link(replica, foreign, seeThere, List.of(copy("one")));
        world.success(replica, Run.Mode.FULL);
        assertThat(links(replica, foreign)).containsExactly(copy("one"));
        add(master, "three");
        world.run(replica, Run.Mode.INCREMENTAL);
        assertThat(links(replica, foreign)).containsExactly(copy("one"));
        world.adopt(replica);

        world.success(replica, Run.Mode.INCREMENTAL);
        world.success(replica, Run.Mode.FULL);

        assertThat(links(replica, foreign)).isEmpty();
        assertThat(links(replica, copy("one"))).containsExactly(copy("two"));
    }

    /** The controller created the document, and forgot its mapping. The search before an upload finds the document. */
    @ParameterizedTest
    @EnumSource
    void aDocumentThatIsMappedAgainKeepsItsLinksToForeignDocuments(Version version) {
        begin(version);
        int see = field(master, "see");
        int one = add(master, "one");
        int two = add(master, "two");
        link(master, one, see, List.of(two));
        world.success(replica, Run.Mode.INCREMENTAL);
        int foreign = add(replica, "foreign");
        link(replica, foreign, onlyField(), List.of(copy("one")));
        world.boot
                .sql()
                .sql("delete from sync_map where master_id = ?")
                .param(one)
                .update();

        world.success(replica, Run.Mode.INCREMENTAL);

        assertThat(World.uploads(replica)).isEqualTo(2);
        assertThat(links(replica, foreign)).containsExactly(copy("one"));
        assertThat(links(replica, copy("one"))).containsExactlyInAnyOrder(foreign, copy("two"));
    }

    /** Acts like a workflow of the replica, which sets a custom field at the first PATCH. */
    @ParameterizedTest
    @EnumSource
    void onlyTheSecondWriteOfADocumentHasCustomFields(Version version) {
        begin(version);
        int see = field(master, "see");
        int note = Papers.lookup(master.api(), "custom_fields", "name", "note", "data_type", "string");
        int one = add(master, "one");
        int two = add(master, "two");
        master.api()
                .patch(
                        "/api/documents/" + one + "/",
                        Papers.json(
                                "custom_fields",
                                List.of(
                                        Papers.json("field", see, "value", List.of(two)),
                                        Papers.json("field", note, "value", "the note"))));
        world.success(replica, Run.Mode.INCREMENTAL);
        int copy = copy("one");
        int seeThere = replicaField("see");
        int noteThere = replicaField("note");
        int foreign = add(replica, "foreign");
        link(replica, foreign, seeThere, List.of(copy));
        replica.api().delete("/api/documents/" + foreign + "/");
        replica.faults()
                .on("PATCH", "/api/documents/" + copy + "/")
                .once()
                .after(() -> replica.api()
                        .patch(
                                "/api/documents/" + copy + "/",
                                Papers.json(
                                        "custom_fields",
                                        List.of(
                                                Papers.json("field", seeThere, "value", List.of(copy("two"))),
                                                Papers.json("field", noteThere, "value", "by a workflow")))));
        master.api().patch("/api/documents/" + one + "/", Papers.json("title", "renamed"));

        world.success(replica, Run.Mode.INCREMENTAL);

        assertThat(links(replica, copy)).containsExactly(copy("two"));
        assertThat(replica.api().get("/api/documents/" + copy + "/").toString()).contains("the note");
    }

    @ParameterizedTest
    @EnumSource
    void aLinkToTheDocumentOfAFailedUploadGoes(Version version) {
        begin(version);
        int see = field(master, "see");
        int one = add(master, "one");
        int two = add(master, "two");
        link(master, one, see, List.of(two));
        world.success(replica, Run.Mode.INCREMENTAL);
        int unfinished = add(replica, "unfinished");
        link(replica, unfinished, onlyField(), List.of(copy("one")));
        world.boot.sql().sql("""
                insert into uploads(replica_id, master_id, state, kind, copy_id, file_name, size, md5, sha256, planned_at,
                  replica_doc_id, changed_at)
                select replica_id, master_id, 'FAILED', 'replacement', replica_doc_id, 'x', 1, 'x', 'x', synced_at, ?,
                  synced_at from sync_map where master_id = ?""").params(unfinished, two).update();

        world.success(replica, Run.Mode.FULL);

        assertThat(links(replica, copy("one"))).containsExactly(copy("two"));
        assertThat(links(replica, unfinished)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aLinkToAReplacedCopyThatAUserRestoredStays(Version version) {
        begin(version);
        int see = field(master, "see");
        int one = add(master, "one");
        int two = add(master, "two");
        link(master, one, see, List.of(two));
        world.success(replica, Run.Mode.INCREMENTAL);
        int replaced = add(replica, "replaced");
        link(replica, replaced, onlyField(), List.of(copy("one")));
        world.boot.sql().sql("""
                insert into replaced_copies(replica_id, master_id, replica_doc_id, replacement_id, sha256, state,
                  replaced_at, acted_at)
                select replica_id, master_id, ?, replica_doc_id, 'x', 'DONE', synced_at, synced_at
                from sync_map where master_id = ?""").params(replaced, two).update();

        Run full = world.success(replica, Run.Mode.FULL);
        assertThat(full.drifted()).isZero();
        assertThat(links(replica, copy("one"))).containsExactlyInAnyOrder(replaced, copy("two"));
        assertThat(links(replica, replaced)).containsExactly(copy("one"));

        replica.api().delete("/api/documents/" + replaced + "/");
        world.success(replica, Run.Mode.FULL);
        assertThat(links(replica, copy("one"))).containsExactly(copy("two"));
    }

    private int replicaField(String name) {
        return replica.api()
                .get("/api/custom_fields/")
                .path("results")
                .valueStream()
                .filter(field -> field.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asInt();
    }
}

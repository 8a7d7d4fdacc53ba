package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user approves the deletions of lookups. An approval covers only what the reason of the hold named. */
class ApprovedLookupDeletionTest {
    private World world;
    private Paperless replica;
    /** The ids of the lookups on the replica. */
    private int tag;

    private int correspondent;
    /** The id of the correspondent on the master. */
    private int gone;

    @AfterEach
    void end() {
        world.boot.sql().sql("delete from settings where key = 'deletion_mode'").update();
        world.close();
    }

    /** The master has deleted a tag and a correspondent, and no run has read this yet. */
    private void start(Version version) {
        world = World.of(Version.V2, version).deletesAreExpected();
        world.boot.settings().put(Setting.DELETION_MODE, "trash");
        replica = world.replica().server();
        int shared = Papers.lookup(world.master.api(), "tags", "name", "Shared");
        gone = Papers.lookup(world.master.api(), "correspondents", "name", "City");
        for (int i = 1; i <= 3; i++) {
            int paper = world.master
                    .library()
                    .add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i)
                            .tags(shared));
            world.master.api().patch("/api/documents/" + paper + "/", Papers.json("correspondent", gone));
        }
        world.run();
        tag = idOnReplica("tags", "Shared");
        correspondent = idOnReplica("correspondents", "City");
        world.master.api().delete("/api/tags/" + shared + "/");
        world.master.api().delete("/api/correspondents/" + gone + "/");
    }

    /** Both deletions are over the limit. */
    private void startHeld(Version version) {
        start(version);
        world.runOnce();
        world.boot.clock.move(Duration.ofHours(25));
        world.runOnce();
        assertThat(held()).hasSize(2).allMatch(reason -> reason.startsWith("Over the limit"));
    }

    private int idOnReplica(String kind, String name) {
        return replica.api()
                .get("/api/" + kind + "/?name__iexact=" + name)
                .at("/results/0/id")
                .asInt();
    }

    /** A user of the replica adds a document with both lookups. */
    private int foreignDocument(String name) {
        int foreign = replica.library().add(NewDocument.text(name + ".txt", "The foreign document " + name));
        replica.api()
                .patch(
                        "/api/documents/" + foreign + "/",
                        Papers.json("tags", List.of(tag), "correspondent", correspondent));
        return foreign;
    }

    private List<String> held() {
        return world.boot
                .sql()
                .sql("select reason from tombstones where state = 'HELD' and replica_id = ? order by id")
                .param(world.replica().id())
                .query(String.class)
                .list();
    }

    private void approve() {
        var ids = world.boot
                .sql()
                .sql("select id from tombstones where state = 'HELD' and replica_id = ?")
                .param(world.replica().id())
                .query(Long.class)
                .list();
        assertThat(ids).isNotEmpty();
        var answer = SecondJvm.send(HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/deletions/approve"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"ids\": " + ids + "}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private void refuseDeletes() {
        for (String kind : List.of("tags", "correspondents")) {
            replica.faults().on("DELETE", "/api/" + kind + "/\\d+/").times(20).status(403);
        }
        world.runOnce();
        replica.faults().clear();
        assertThat(world.boot
                        .sql()
                        .sql("select state from tombstones where replica_id = ?")
                        .param(world.replica().id())
                        .query(String.class)
                        .list())
                .containsExactly("ACTING", "ACTING");
    }

    private void assertHasBoth(int foreign) {
        assertThat(replica.library().document(foreign).tags()).containsExactly(tag);
        assertThat(replica.library().document(foreign).correspondent()).isEqualTo(correspondent);
    }

    private void assertHeldForForeign(int foreign) {
        assertHasBoth(foreign);
        assertThat(held()).hasSize(2).allMatch(reason -> reason.contains("foreign document " + foreign + " "));
        assertThat(world.said(world.replica())).contains("waits for your decision: The foreign document " + foreign);
    }

    private void assertDeleted(int foreign) {
        assertThat(replica.library().document(foreign).tags()).isEmpty();
        assertThat(replica.library().document(foreign).correspondent()).isNull();
        assertThat(replica.api().get("/api/tags/").path("results")).isEmpty();
        assertThat(replica.api().get("/api/correspondents/").path("results")).isEmpty();
        assertThat(held()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void heldDeletionsOfLookupsAreNamedByReadiness(Version version) {
        startHeld(version);

        assertThat(held())
                .allMatch(reason -> reason.endsWith(
                        " A lookup counts as the documents that use it: 6 of the 6 come from 2 lookups."));
        assertThat(readiness())
                .contains("2 lookups were deleted on the master, and are still on the replica (tag \\\"Shared\\\","
                        + " correspondent \\\"City\\\")");

        approve();
        world.run();
        assertThat(readiness()).doesNotContain("lookups");
    }

    private String readiness() {
        URI address =
                URI.create(world.boot.url() + "/api/replicas/" + world.replica().id() + "/readiness");
        return SecondJvm.send(HttpRequest.newBuilder(address)).body();
    }

    @ParameterizedTest
    @EnumSource
    void anApprovalOverTheLimitDoesNotCoverAForeignDocument(Version version) {
        startHeld(version);
        int foreign = foreignDocument("own");
        world.runOnce();
        approve();

        world.runOnce();

        assertHeldForForeign(foreign);
        world.runOnce();
        assertHasBoth(foreign);
        approve();
        world.runOnce();
        assertDeleted(foreign);
    }

    @ParameterizedTest
    @EnumSource
    void anApprovalDoesNotCoverAForeignDocumentThatIsAddedAfterAFailedDelete(Version version) {
        startHeld(version);
        approve();
        refuseDeletes();
        int foreign = foreignDocument("later");

        world.runOnce();

        assertHeldForForeign(foreign);
        approve();
        world.runOnce();
        assertDeleted(foreign);
    }

    @ParameterizedTest
    @EnumSource
    void anApprovalOfTheForeignUseCoversFurtherDocumentsAndRepeatedDeletes(Version version) {
        start(version);
        int foreign = foreignDocument("own");
        world.runOnce();
        assertHeldForForeign(foreign);
        approve();
        int another = foreignDocument("another");
        refuseDeletes();
        foreignDocument("third");

        world.runOnce();

        assertDeleted(foreign);
        assertThat(replica.library().document(another).tags()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aDeletionWithoutForeignUseIsRepeated(Version version) {
        startHeld(version);
        approve();
        refuseDeletes();

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
        assertThat(held()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anApprovalDoesNotCoverAForeignChildTag(Version version) {
        startHeld(version);
        int child = Papers.lookup(replica.api(), "tags", "name", "theirs", "parent", tag);
        approve();

        world.runOnce();

        assertThat(replica.api().get("/api/tags/").findValuesAsText("name")).contains("Shared", "theirs");
        assertThat(held()).singleElement().asString().contains("The foreign tag \"theirs\"");
        int foreign = replica.library()
                .add(NewDocument.text("own.txt", "The foreign document").tags(child));
        assertThat(replica.library().document(foreign).tags()).contains(child);
        approve();
        world.runOnce();
        assertThat(replica.api().get("/api/tags/").path("results")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theReasonNamesAForeignDocumentAndAForeignChildTag(Version version) {
        start(version);
        foreignDocument("own");
        Papers.lookup(replica.api(), "tags", "name", "theirs", "parent", tag);

        world.runOnce();

        assertThat(held())
                .hasSize(2)
                .anyMatch(reason -> reason.startsWith("The foreign document")
                        && reason.contains("lookup. The foreign tag \"theirs\" is a child"));
    }

    @ParameterizedTest
    @EnumSource
    void anApprovalOfAForeignDocumentDoesNotCoverAForeignChildTag(Version version) {
        start(version);
        foreignDocument("own");
        world.runOnce();
        Papers.lookup(replica.api(), "tags", "name", "theirs", "parent", tag);
        approve();

        world.runOnce();

        assertThat(replica.api().get("/api/correspondents/").path("results")).isEmpty();
        assertThat(replica.api().get("/api/tags/").findValuesAsText("name")).contains("Shared", "theirs");
        assertThat(held()).singleElement().asString().contains("The foreign tag \"theirs\"");
        approve();
        world.runOnce();
        assertThat(replica.api().get("/api/tags/").path("results")).isEmpty();
    }

    /** The run has looked for foreign documents already. */
    @ParameterizedTest
    @EnumSource
    void anApprovalDuringTheLastStageOfARunWaitsForTheCheck(Version version) {
        startHeld(version);
        int foreign = foreignDocument("own");
        world.master.library().add(NewDocument.text("last.txt", "The last paper"));
        int last = Papers.lookup(world.master.api(), "document_types", "name", "Last");
        world.run();
        world.master.api().delete("/api/document_types/" + last + "/");
        AtomicBoolean once = new AtomicBoolean();
        world.master.journal().listen(entry -> {
            if (entry.path().equals("/api/document_types/" + last + "/") && once.compareAndSet(false, true)) {
                approve();
            }
        });

        world.runOnce();

        assertThat(once).isTrue();
        assertHasBoth(foreign);
        world.runOnce();
        assertHeldForForeign(foreign);
    }
}

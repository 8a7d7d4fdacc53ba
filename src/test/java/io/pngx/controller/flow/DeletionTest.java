package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of documents and lookups that are missing on the master. */
class DeletionTest {
    private static final Duration AN_INTERVAL = Duration.ofHours(25);

    private World world;
    private final List<Integer> ids = new ArrayList<>();

    @AfterEach
    void end() {
        world.boot
                .sql()
                .sql("delete from settings where key in ('deletion_mode', 'max_delete_count', 'max_delete_percent')")
                .update();
        world.close();
    }

    private Paperless filled(Version version, int documents) {
        return filled(Version.V2, version, documents);
    }

    private Paperless filled(Version master, Version version, int documents) {
        world = World.of(master, version).deletesAreExpected();
        world.boot.settings().put(Setting.DELETION_MODE, "trash");
        for (int i = 1; i <= documents; i++) {
            ids.add(world.master
                    .library()
                    .add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i)
                            .asn(i)));
        }
        world.run();
        world.assertEqual();
        return world.replica().server();
    }

    private void trashOnMaster(int... indexes) {
        for (int index : indexes) {
            world.master.api().delete("/api/documents/" + ids.get(index) + "/");
        }
    }

    private void laterOn() {
        world.boot.clock.move(AN_INTERVAL);
        world.runOnce();
    }

    private List<String> held() {
        return world.boot
                .sql()
                .sql("select title || ': ' || reason from tombstones where state = 'HELD' "
                        + "and replica_id = ? order by id")
                .param(world.replica().id())
                .query(String.class)
                .list();
    }

    /** The controller's user loses rights while the run reads the master, so that the list lacks documents. */
    @ParameterizedTest
    @EnumSource
    void documentsThatTheUserNoLongerSeesAreNotMissing(Version version) {
        Paperless replica = filled(version, version, 20);
        int other = world.master.createUser("other");
        ids.forEach(id -> world.master.api().patch("/api/documents/" + id + "/", Papers.json("owner", other)));
        AtomicBoolean once = new AtomicBoolean();
        world.master.journal().listen(entry -> {
            if (entry.path().startsWith("/api/groups/") && once.compareAndSet(false, true)) {
                world.master.demote("admin", "view_document", "view_uisettings");
            }
        });

        Run run = world.runOnce();

        assertThat(once).isTrue();
        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.FAILED);
        assertThat(world.said(run)).contains("who is not a superuser");
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from tombstones where replica_id = ?")
                        .param(world.replica().id())
                        .query(Long.class)
                        .single())
                .isZero();
        world.master.promote("admin");
        world.run();
        assertThat(replica.library().documents()).hasSize(20);
        assertThat(replica.library().trashed()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aDocumentThatWasTrashedOnTheMasterGoesToTheReplicasTrashWhenItWasMissedTwice(Version version) {
        Paperless replica = filled(version, 20);
        trashOnMaster(3);
        world.runOnce();
        assertThat(replica.library().documents()).hasSize(20);

        laterOn();

        world.assertEqual();
        assertThat(replica.library().trashed()).singleElement().satisfies(document -> {
            assertThat(document.title()).isEqualTo("paper 4");
            assertThat(document.asn()).isNull();
        });
    }

    /** Only the id of the root document shows that the document is no version of another document. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"root_id\": null}", "{\"root_id\": 0}", "{\"root_id\": \"none\"}", "[]"})
    void anAnswerWithoutTheRootDocumentDeletesNothing(String answer) {
        Paperless replica = filled(Version.V3, Version.V3, 20);
        trashOnMaster(3);
        world.runOnce();
        world.master
                .faults()
                .on("GET", "/api/documents/\\d+/root/")
                .status(200)
                .header("X-Version", "3.0.5")
                .json(answer);
        world.boot.clock.move(AN_INTERVAL);

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).asString().startsWith("The master answered with JSON that is no");
        assertThat(replica.library().documents()).hasSize(20);
        assertThat(replica.library().trashed()).isEmpty();
        world.master.faults().clear();
        world.runOnce();
        assertThat(replica.library().trashed())
                .as("once the master answers again")
                .hasSize(1);
    }

    @Test
    void aDocumentThatWasMissedWhileTheClockWasWrongIsDecidedAnIntervalLater() {
        Paperless replica = filled(Version.V3, 20);
        trashOnMaster(3);
        world.runOnce();
        world.boot
                .sql()
                .sql("update tombstones set first_seen_at = '2099-01-01T00:00:00Z' where replica_id = ?")
                .param(world.replica().id())
                .update();

        laterOn();
        assertThat(replica.library().documents())
                .as("the time counts from now on")
                .hasSize(20);
        laterOn();
        assertThat(replica.library().documents()).hasSize(19);
        world.assertEqual();
    }

    @ParameterizedTest
    @EnumSource
    void moreThanTheCapWaitsForAPersonAndNewDocumentsGoOn(Version version) {
        Paperless replica = filled(version, 20);
        trashOnMaster(1, 2);
        world.runOnce();
        world.master.library().add(NewDocument.text("new.txt", "A new one"));
        laterOn();

        assertThat(replica.library().documents()).hasSize(21);
        assertThat(held()).hasSize(2).allMatch(reason -> reason.contains("at most 1"));

        assertThat(approveAll()).isEqualTo(2);
        world.runOnce();
        world.assertEqual();
        assertThat(replica.library().trashed()).hasSize(2);
    }

    /** A run decided on the deletion, and the replica could not delete the lookup. */
    @ParameterizedTest
    @EnumSource
    void aLookupThatAForeignDocumentUsesMeanwhileIsHeld(Version version) {
        Paperless replica = filled(version, 20);
        int path = Papers.lookup(world.master.api(), "storage_paths", "name", "Archive", "path", "archive/{{ title }}");
        world.runOnce();
        world.master.api().delete("/api/storage_paths/" + path + "/");
        world.runOnce();
        replica.faults().on("DELETE", "/api/storage_paths/\\d+/").times(20).status(500);
        laterOn();
        int kept = replica.api().get("/api/storage_paths/").at("/results/0/id").asInt();
        replica.faults().clear();
        int foreign = replica.library().add(NewDocument.text("own.txt", "A document of the replica's user"));
        replica.api().patch("/api/documents/" + foreign + "/", Papers.json("storage_path", kept));

        laterOn();

        assertThat(replica.library().document(foreign).storagePath()).isEqualTo(kept);
        assertThat(held()).singleElement().asString().contains("of the replica uses the lookup");
    }

    @Test
    void aDeletionForWhichARightIsMissingIsNamedAndTheTokenIsNotCalledRefused() {
        Paperless replica = filled(Version.V2, 20);
        int path = Papers.lookup(world.master.api(), "storage_paths", "name", "Archive", "path", "archive/{{ title }}");
        world.runOnce();
        world.master.api().delete("/api/storage_paths/" + path + "/");
        world.runOnce();
        replica.faults()
                .on("DELETE", "/api/storage_paths/\\d+/")
                .times(20)
                .status(403)
                .header("X-Version", replica.version());
        laterOn();

        int kept = replica.api().get("/api/storage_paths/").at("/results/0/id").asInt();
        assertThat(world.boot
                        .replicas()
                        .find(world.replica().id())
                        .orElseThrow()
                        .lastError())
                .asString()
                .contains("refuses DELETE /api/storage_paths/" + kept + "/ for lack of rights (403")
                .doesNotContain("token is refused");
    }

    private int approveAll() {
        return world.boot
                .sql()
                .sql("update tombstones set state = 'APPROVED', by_person = 1 where state = 'HELD' and replica_id = ?")
                .param(world.replica().id())
                .update();
    }

    @ParameterizedTest
    @EnumSource
    void whatComesBackIsRestoredAndNotUploadedAgain(Version version) {
        Paperless replica = filled(version, 20);
        trashOnMaster(0);
        world.runOnce();
        laterOn();
        assertThat(replica.library().documents()).hasSize(19);
        world.master.api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(ids.get(0))));
        replica.journal().clear();

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run) + replica.journal()).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
        assertThat(World.uploads(replica)).isZero();
    }

    /** An incomplete list is no reason to believe that a user removed the copy. */
    @ParameterizedTest
    @EnumSource
    void aCopyThatOnlyTheListLacksIsDeletedAsUsual(Version version) {
        Paperless replica = filled(version, 20);
        trashOnMaster(0);
        world.runOnce();
        List<Integer> others = replica.library().documents().stream()
                .map(DocumentView::id)
                .sorted()
                .skip(1)
                .toList();
        var list = replica.faults()
                .on("GET", "/api/documents/")
                .query("page_size=1&fields=id")
                .once()
                .status(200)
                .header("X-Version", replica.version())
                .json("{\"count\":19,\"all\":" + others + ",\"results\":[{\"id\":" + others.get(0) + "}]}");
        world.boot.clock.move(AN_INTERVAL);

        Run run = world.runOnce();

        assertThat(list.hits()).isEqualTo(1);
        assertThat(run.deleted()).as(() -> world.said(run)).isEqualTo(1);
        assertThat(replica.library().trashed()).hasSize(1);
        assertThat(world.said(run)).contains("is in the replica's trash");
        world.assertEqual();
    }

    /** A user of v2 changes a file in place, for example by rotating pages. */
    @Test
    void aCopyThatComesBackWithAnotherFileGetsTheFileOfTheMaster() {
        Paperless replica = filled(Version.V2, 20);
        int copy = changedByUser(replica);
        replica.api().delete("/api/documents/" + copy + "/");
        world.master.api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(ids.get(0))));

        world.runOnce();

        world.assertEqual();
    }

    /** A copy that a user took out of the trash is foreign. Its bytes are not the master's any more. */
    @Test
    void aCopyThatAUserRestoredAndChangedStaysAndTheDocumentIsUploadedAgain() {
        Paperless replica = filled(Version.V2, 20);
        int copy = changedByUser(replica);
        replica.journal().clear();
        world.master.api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(ids.get(0))));

        world.runOnce();

        assertThat(World.uploads(replica)).isEqualTo(1);
        assertThat(replica.journal().toString()).doesNotContain("PATCH /api/documents/" + copy + "/");
        replica.api().delete("/api/documents/" + copy + "/"); // as its user, so that the documents can be compared
        world.assertEqual();
    }

    /** Returns a trashed copy that a user restored, and whose pages the user rotated. */
    private int changedByUser(Paperless replica) {
        trashOnMaster(0);
        world.runOnce();
        laterOn();
        int copy = replica.library().trashed().get(0).id();
        replica.api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(copy)));
        replica.library().replaceFile(copy, "pages, rotated".getBytes(StandardCharsets.UTF_8));
        return copy;
    }

    /** A v2 replica would refuse the upload as long as a copy with the same bytes is in its trash. */
    @ParameterizedTest
    @EnumSource
    void theSameFileUnderAnotherIdTakesTheTrashedCopy(Version version) {
        Paperless replica = filled(version, 20);
        trashOnMaster(0);
        world.runOnce();
        laterOn();
        world.master.library().erase(ids.get(0));
        world.master
                .library()
                .add(NewDocument.text("again.txt", "The text of paper 1").title("again"));

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(replica.library().documents())
                .hasSize(20)
                .anyMatch(document -> document.title().equals("again"));
        assertThat(replica.library().trashed()).hasSize(version == Version.V2 ? 0 : 1);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasPurgedWithoutHavingBeenSeenInTheTrashWaitsForAPerson(Version version) {
        Paperless replica = filled(version, 20);
        world.master.library().erase(ids.get(5));
        world.runOnce();
        laterOn();

        assertThat(replica.library().documents()).hasSize(20);
        assertThat(held()).singleElement().asString().contains("never seen in the master's trash");
    }

    @ParameterizedTest
    @EnumSource
    void aTagThatIsDeletedOnTheMasterIsDeletedOnTheReplicaWithItsChildren(Version version) {
        Paperless replica = filled(version, 20);
        int parent = Papers.lookup(world.master.api(), "tags", "name", "parent");
        int child = Papers.lookup(world.master.api(), "tags", "name", "child", "parent", parent);
        world.master.api().patch("/api/documents/" + ids.get(7) + "/", Papers.json("tags", List.of(parent, child)));
        world.runOnce();
        world.assertEqual();
        world.master.api().delete("/api/tags/" + parent + "/");
        world.boot.settings().put(Setting.MAX_DELETE_PERCENT, "50");
        world.runOnce();
        laterOn();

        world.assertEqual();
        assertThat(replica.library().documents()).hasSize(20);
        assertThat(replica.api().get("/api/tags/").path("results")).isEmpty();
        assertThat(held()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsDeletedWithoutAPersonWhereSomebodySaysSo(Version version) {
        Paperless replica = filled(version, 20);
        world.boot.settings().put(Setting.DELETION_MODE, "hold");
        trashOnMaster(3);
        world.runOnce();
        laterOn();
        laterOn();

        assertThat(replica.library().documents()).hasSize(20);
        assertThat(held()).singleElement().asString().startsWith("paper 4: ");
    }

    @Test
    void aMasterThatForgotEverythingDeletesNothing() {
        Paperless replica = filled(Version.V2, 20);
        world.master.library().wipe();
        world.runOnce();
        laterOn();
        laterOn();
        assertThat(replica.library().documents()).hasSize(20);
        assertThat(replica.library().trashed()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anotherLibraryAtTheMastersAddressFreezesAllWrites(Version version) {
        Paperless replica = filled(version, 20);
        world.master.library().wipe();
        world.master.library().documentIdsFrom(0);
        for (int i = 1; i <= 20; i++) {
            world.master
                    .library()
                    .add(NewDocument.text("other " + i + ".txt", "Another text " + i)
                            .added(Instant.now().plusSeconds(3600)));
        }
        replica.journal().clear();
        Run run = world.runOnce();

        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).asString().contains("not the library that this replica was filled from");
        assertThat(replica.journal().writes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anotherLibraryAtTheReplicasAddressIsNotWrittenTo(Version version) {
        Paperless replica = filled(version, 20);
        int first = replica.library().documents().get(0).id();
        trashOnMaster(3);
        world.runOnce();
        replica.library().wipe();
        replica.library().documentIdsFrom(first - 1);
        for (int i = 1; i <= 20; i++) {
            replica.library()
                    .add(NewDocument.text("theirs " + i + ".txt", "Another text " + i)
                            .added(Instant.now().minusSeconds(3600 + i)));
        }
        world.master.api().patch("/api/documents/" + ids.get(0) + "/", Papers.json("title", "Changed on the master"));
        Papers.lookup(world.master.api(), "tags", "name", "new on the master");
        replica.journal().clear();
        world.boot.clock.move(AN_INTERVAL);
        Run run = world.runOnce();

        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).asString().contains("is not the mapped copy");
        assertThat(replica.journal().writes()).isEmpty();
        assertThat(replica.library().documents()).hasSize(20);
    }

    /** paperless-ngx deletes a tag together with all its child tags. */
    @ParameterizedTest
    @EnumSource
    void aTagStaysWhileAForeignOneIsSomewhereBelowIt(Version version) {
        Paperless replica = filled(version, 20);
        int root = Papers.lookup(world.master.api(), "tags", "name", "root");
        int branch = Papers.lookup(world.master.api(), "tags", "name", "branch", "parent", root);
        world.runOnce();
        int theirs = replica.api()
                .get("/api/tags/?name__iexact=branch")
                .path("results")
                .get(0)
                .path("id")
                .asInt();
        Papers.lookup(replica.api(), "tags", "name", "theirs", "parent", theirs);
        world.master.api().delete("/api/tags/" + branch + "/");
        world.master.api().delete("/api/tags/" + root + "/");
        world.runOnce();
        laterOn();
        laterOn();

        assertThat(replica.api().get("/api/tags/").findValuesAsText("name")).contains("root", "branch", "theirs");
        assertThat(held()).singleElement().asString().startsWith("branch: ");
    }
}

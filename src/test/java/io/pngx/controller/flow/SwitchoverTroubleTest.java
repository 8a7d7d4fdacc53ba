package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pngx.controller.engine.switchover.SwitchoverRefusedException;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.SwitchoverReport;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Failovers during open work. */
class SwitchoverTroubleTest {
    private Instances world;

    @AfterEach
    void close() {
        world.close();
    }

    private void start(Version... versions) {
        world = new Instances(versions);
        for (String name : List.of("one", "two", "three")) {
            world.server(0).library().add(NewDocument.text(name + ".txt", "The text of " + name));
        }
        world.servers.subList(1, versions.length).forEach(server -> world.success(server, Run.Mode.INCREMENTAL));
    }

    private SwitchoverReport failOver(Paperless promoted) {
        world.server(0).faults().on("*", "/api/.*").status(502);
        Switchover done = world.promote(promoted, Switchover.Kind.FAILOVER);
        assertThat(done.state()).as(() -> done.reason() + "\n" + world.log()).isEqualTo(Switchover.State.DONE);
        return SwitchoverReport.of(done.report());
    }

    private void backAgain(Paperless old) {
        old.faults().clear();
        world.takeBack(old);
    }

    private void prefix(Paperless server, boolean on) {
        List<Long> replicas = on ? List.of(world.replica(server).id()) : List.of();
        world.boot.rules().table().switchTo("prefix", false, replicas);
    }

    private String readiness(Paperless server) {
        return SecondJvm.send(HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/replicas/"
                        + world.replica(server).id() + "/readiness")))
                .body();
    }

    private List<String> titles(Paperless server) {
        return server.library().documents().stream().map(DocumentView::title).toList();
    }

    /** The titles on the replica would become the titles of the library, and the true titles would be lost. */
    @ParameterizedTest
    @EnumSource
    void aPlannedSwitchoverNeverKeepsWhatRulesChanged(Version version) throws Exception {
        start(Version.V3, version);
        Paperless promoted = world.server(1);
        world.boot.rules().loader().save("prefix", Ruled.prefix("R3:"));
        prefix(promoted, true);
        world.success(promoted, Run.Mode.INCREMENTAL);
        assertThat(titles(promoted)).allMatch(title -> title.startsWith("R3: "));
        assertThat(readiness(promoted)).contains("changed_by_rules");

        assertThatThrownBy(() -> world.promote(promoted, Switchover.Kind.PLANNED))
                .isInstanceOf(SwitchoverRefusedException.class)
                .hasMessageContaining("Rules that may change documents are on for the replica");

        prefix(promoted, false);
        assertThat(readiness(promoted)).as("no run has compared the copies yet").contains("changed_by_rules");
        assertThat(world.promote(promoted, Switchover.Kind.PLANNED).state()).isEqualTo(Switchover.State.DONE);
        assertThat(titles(promoted)).containsExactly("one", "two", "three");
        assertThat(Instances.differences(world.server(0), promoted)).isEmpty();
    }

    /** The values of such a rule would be in the last copies. */
    @Test
    void aRuleThatIsSwitchedOnDuringAPlannedSwitchoverEndsTheSwitchover() throws Exception {
        start(Version.V3, Version.V3);
        Paperless promoted = world.server(1);
        world.boot.rules().loader().save("prefix", Ruled.prefix("R3:"));
        world.server(0).library().add(NewDocument.text("four.txt", "Four"));
        promoted.worker().pause();
        Switchover request =
                world.requests().promote(world.replica(promoted), Switchover.Kind.PLANNED, "Old master", "by a test");
        await("an upload in the consumer").until(() -> World.uploads(promoted) == 4);
        prefix(promoted, true);

        Switchover ended = world.ended(request);
        promoted.worker().resume();
        assertThat(ended.state()).isEqualTo(Switchover.State.GIVEN_UP);
        assertThat(ended.reason().toString()).contains("Rules that may change documents are on");
        assertThat(world.isMaster(promoted)).isFalse();
    }

    @Test
    void aFailoverNamesTheRulesThatChangedDocuments() throws Exception {
        start(Version.V3, Version.V3);
        Paperless promoted = world.server(1);
        world.boot.rules().loader().save("prefix", Ruled.prefix("R3:"));
        prefix(promoted, true);
        world.success(promoted, Run.Mode.INCREMENTAL);

        SwitchoverReport report = failOver(promoted);

        assertThat(codes(report)).contains("changed_by_rules");
        assertThat(report.readiness().toString()).contains("a rule may change documents on their way to the replica");
    }

    private static List<String> codes(SwitchoverReport report) {
        return report.lines().stream().map(SwitchoverReport.Line::code).toList();
    }

    private static List<SwitchoverReport.Document> documents(SwitchoverReport report, String code) {
        return report.lines().stream()
                .filter(line -> line.code().equals(code))
                .flatMap(line -> line.documents().stream())
                .toList();
    }

    private long queue(Paperless server) {
        return world.boot
                .runs()
                .queue(world.replica(server).id(), Run.Mode.INCREMENTAL)
                .orElseThrow()
                .id();
    }

    /** Such a work item was left by a run that first compared the document, and then found it missing. */
    @Test
    void aDocumentThatTheOldMasterLostIsNoChangeThatTheNewMasterLacks() {
        start(Version.V3, Version.V3);
        Paperless promoted = world.server(1);
        int lost = world.server(0).library().documents().get(0).id();
        world.server(0).library().erase(lost);
        world.success(promoted, Run.Mode.INCREMENTAL);
        world.boot
                .sql()
                .sql("insert into work (replica_id, master_id, reason, created_at)"
                        + " values (?, ?, 'changed', '2026-01-01T00:00:00Z')")
                .params(world.replica(promoted).id(), lost)
                .update();

        assertThat(codes(failOver(promoted))).contains("returned").doesNotContain("outdated");
    }

    /**
     * The consumer of the third instance has the document. The upload is settled, and the document is not sent again.
     */
    @ParameterizedTest
    @EnumSource
    void anUploadToAnotherReplicaGoesOn(Version version) {
        start(Version.V3, Version.V3, version);
        Paperless promoted = world.server(1);
        Paperless other = world.server(2);
        world.server(0).library().add(NewDocument.text("four.txt", "Four"));
        world.success(promoted, Run.Mode.INCREMENTAL);
        other.worker().pause();
        long open = queue(other);
        await("an upload in the consumer").until(() -> World.uploads(other) == 4);
        failOver(promoted);
        assertThat(world.boot.runs().find(open).orElseThrow().error()).hasToString("The switchover ended the run.");
        other.worker().resume();
        other.worker().awaitIdle(Duration.ofMinutes(1));
        world.success(other, Run.Mode.INCREMENTAL);
        assertThat(World.uploads(other)).isEqualTo(4);
        assertThat(Instances.differences(promoted, other)).isEmpty();
    }

    /**
     * The new master gets the document without the controller's knowledge. The old master's document is found by its
     * bytes.
     */
    @ParameterizedTest
    @CsvSource({"V2,V2", "V3,V3", "V2,V3"})
    void anUploadToThePromotedReplicaIsListedAndAdopted(Version first, Version second) {
        start(first, second);
        Paperless old = world.server(0);
        Paperless promoted = world.server(1);
        old.library().add(NewDocument.text("four.txt", "Four"));
        promoted.worker().pause();
        queue(promoted);
        await("an upload in the consumer").until(() -> World.uploads(promoted) == 4);
        SwitchoverReport report = failOver(promoted);
        assertThat(world.log()).contains("The switchover ended the run.").doesNotContain("Cancelled by hand.");
        assertThat(codes(report)).contains("missing", "in_flight");
        assertThat(documents(report, "in_flight"))
                .containsExactly(new SwitchoverReport.Document(null, "new master", "four.txt"));
        await("the row of the unfinished upload")
                .atMost(World.PATIENCE)
                .until(() -> world.log().contains("(1): \"four.txt\"\n"));
        promoted.worker().resume();
        promoted.worker().awaitIdle(Duration.ofMinutes(1));
        world.forgetJournals();
        backAgain(old);
        assertThat(world.run(old, Run.Mode.INCREMENTAL).error()).asString().contains("Adoption offered: 1 document");
        world.adopt(old);
        await("the run that adopts")
                .atMost(World.PATIENCE)
                .until(() -> world.boot
                        .runs()
                        .last(world.replica(old).id(), Run.Mode.INCREMENTAL)
                        .filter(run -> run.state() == Run.State.SUCCESS && run.adopted() == 1)
                        .isPresent());
        assertThat(World.uploads(old)).isZero();
        assertThat(Instances.differences(promoted, old)).isEmpty();
        assertThat(promoted.journal().writes()).isEmpty();
    }

    /** A document is in the trash of both instances, and a user restores it on the new master. */
    @ParameterizedTest
    @CsvSource({"V2,V2", "V3,V3", "V3,V2"})
    void aDocumentInBothTrashesIsRestoredOnBoth(Version first, Version second) {
        start(first, second, Version.V3);
        Paperless old = world.server(0);
        Paperless promoted = world.server(1);
        Paperless other = world.server(2);
        int gone = old.library().documents().get(1).id();
        old.api().delete("/api/documents/" + gone + "/");
        for (Paperless replica : List.of(promoted, other)) {
            world.run(replica, Run.Mode.INCREMENTAL);
        }
        world.boot.clock().move(Duration.ofDays(2));
        for (Paperless replica : List.of(promoted, other)) {
            world.run(replica, Run.Mode.INCREMENTAL);
            assertThat(replica.library().trashed()).hasSize(1);
        }
        failOver(promoted);
        promoted.api()
                .post(
                        "/api/trash/",
                        Map.of(
                                "action",
                                "restore",
                                "documents",
                                List.of(promoted.library().trashed().get(0).id())));
        world.forgetJournals();
        backAgain(old);
        world.success(old, Run.Mode.INCREMENTAL);
        world.success(other, Run.Mode.INCREMENTAL);
        for (Paperless replica : List.of(old, other)) {
            assertThat(World.uploads(replica)).isZero();
            assertThat(replica.library().trashed()).isEmpty();
            assertThat(Instances.differences(promoted, replica)).isEmpty();
        }
    }

    /** A user deleted the document on both instances, and the deletion waits for its second confirmation. */
    @ParameterizedTest
    @CsvSource({"V2,V2", "V3,V3", "V3,V2"})
    void aDocumentThatBothInstancesTrashedHasNoCopyAfterTheSwap(Version first, Version second) {
        start(first, second);
        Paperless old = world.server(0);
        Paperless promoted = world.server(1);
        int gone = old.library().documents().get(1).id();
        old.api().delete("/api/documents/" + gone + "/");
        world.run(promoted, Run.Mode.INCREMENTAL);
        promoted.api()
                .delete("/api/documents/"
                        + promoted.library().documents().get(1).id() + "/");
        world.run(promoted, Run.Mode.INCREMENTAL);

        SwitchoverReport report = failOver(promoted);

        assertThat(codes(report)).doesNotContain("returned");
        assertThat(report.documents()).isEqualTo(2);
        backAgain(old);
        world.success(old, Run.Mode.INCREMENTAL);
        assertThat(world.boot
                        .sql()
                        .sql("select state from tombstones where kind = 'documents'")
                        .query(String.class)
                        .list())
                .containsExactly("DONE");
        assertThat(Instances.differences(promoted, old)).isEmpty();
    }

    /** A user deleted one document on the old master and another document on the promoted replica, before any run. */
    @ParameterizedTest
    @CsvSource({"V2,V3", "V3,V2", "V3,V3"})
    void aDocumentInOneTrashIsRestoredOrFollowsTheNewMaster(Version first, Version second) {
        start(first, second);
        Paperless old = world.server(0);
        Paperless promoted = world.server(1);
        int inOld = old.library().documents().get(0).id();
        int inPromoted = promoted.library().documents().get(1).id();
        old.api().delete("/api/documents/" + inOld + "/");
        promoted.api().delete("/api/documents/" + inPromoted + "/");
        failOver(promoted);
        world.forgetJournals();
        backAgain(old);

        world.success(old, Run.Mode.INCREMENTAL);
        assertThat(old.library().documents()).extracting(DocumentView::title).containsExactly("one", "two", "three");
        assertThat(old.library().trashed())
                .as("what the new master has is restored")
                .isEmpty();

        for (int run = 0; run < 4; run++) {
            world.boot.clock().move(Duration.ofDays(2));
            world.run(old, Run.Mode.FULL);
        }
        assertThat(old.library().trashed())
                .as("what the new master has in its trash follows, after two full runs")
                .extracting(DocumentView::title)
                .containsExactly("two");
        assertThat(promoted.library().trashed()).extracting(DocumentView::title).containsExactly("two");
        assertThat(World.uploads(old)).isZero();
        assertThat(promoted.journal().writes()).isEmpty();
        assertThat(Instances.differences(promoted, old)).isEmpty();
    }

    /** Documents that only the old master has are kept. Its changes are overwritten, as the dry run reported. */
    @ParameterizedTest
    @CsvSource({"V2,V3", "V3,V3"})
    void anOldMasterReturnsWithChanges(Version first, Version second) {
        start(first, second);
        Paperless old = world.server(0);
        Paperless promoted = world.server(1);
        List<Integer> ids = old.library().documents().stream()
                .map(document -> document.id())
                .toList();
        old.library().add(NewDocument.text("five.txt", "Five"));
        old.library().add(NewDocument.text("six.txt", "Six"));
        old.api().patch("/api/documents/" + ids.get(0) + "/", Papers.json("title", "changed after the last run"));
        old.api().delete("/api/documents/" + ids.get(1) + "/");
        failOver(promoted);
        promoted.api()
                .patch(
                        "/api/documents/"
                                + promoted.library().documents().get(2).id() + "/",
                        Papers.json("title", "changed on the new master"));
        old.faults().clear();
        world.forgetJournals();
        Run dryRun = world.run(old, Run.Mode.DRY_RUN);
        List<String> actions = world.boot
                .sql()
                .sql("select action || ' ' || kind from plans where run_id = ?")
                .param(dryRun.id())
                .query(String.class)
                .list();
        assertThat(actions).contains("restore documents", "change documents").doesNotContain("upload documents");
        assertThat(old.journal().writes()).isEmpty();
        backAgain(old);
        world.success(old, Run.Mode.INCREMENTAL);
        assertThat(World.uploads(old)).isZero();
        assertThat(old.library().documents()).as("two foreign ones stay").hasSize(5);
        assertThat(old.library().trashed()).isEmpty();
        assertThat(old.library().document(ids.get(0)).title()).isEqualTo("one");
        assertThat(old.library().document(ids.get(2)).title()).isEqualTo("changed on the new master");
        assertThat(promoted.journal().writes()).isEmpty();
    }

    private static void rotateFirst(Paperless server) {
        int id = server.library().documents().get(0).id();
        byte[] bytes = "rotated".getBytes(StandardCharsets.UTF_8);
        if (server.version().startsWith("3")) {
            server.library().addVersion(id, bytes, "turned");
        } else {
            server.library().replaceFile(id, bytes);
        }
    }

    /** Versions and replaced files: the controller knows that the newest files of both instances are equal. */
    @ParameterizedTest
    @CsvSource({"V2,V2", "V2,V3", "V3,V2", "V3,V3"})
    void changedFilesAreNotSentBack(Version first, Version second) {
        start(first, second, Version.V3);
        Paperless old = world.server(0);
        Paperless promoted = world.server(1);
        Paperless other = world.server(2);
        rotateFirst(old);
        for (Paperless replica : List.of(promoted, other)) {
            world.success(replica, Run.Mode.INCREMENTAL);
            world.success(replica, Run.Mode.INCREMENTAL);
        }
        failOver(promoted);
        world.forgetJournals();
        backAgain(old);
        for (Paperless replica : List.of(old, other)) {
            world.success(replica, Run.Mode.FULL);
            assertThat(world.success(replica, Run.Mode.VERIFY).mismatched()).isZero();
            assertThat(replica.journal().where("POST|DELETE", "/api/documents/.*"))
                    .as("files on " + replica.version())
                    .isEmpty();
        }
        assertThat(promoted.journal().writes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"V2,V2", "V2,V3", "V3,V2", "V3,V3"})
    void aFileThatWasChangedOnTheOldMasterAfterTheLastSyncIsTheNewMastersAgain(Version first, Version second) {
        start(first, second);
        Paperless old = world.server(0);
        Paperless promoted = world.server(1);
        rotateFirst(old);
        failOver(promoted);
        backAgain(old);
        assertThat(world.boot
                        .sql()
                        .sql("select distinct title from returned_documents where finding = 'diverged'")
                        .query(String.class)
                        .list())
                .containsExactly("one");

        world.run(old, Run.Mode.FULL);
        world.run(old, Run.Mode.FULL);

        assertThat(Instances.differences(promoted, old)).as(world::log).isEmpty();
    }

    /** All field types, links, owners and nested tags, in both directions, with a third instance that follows. */
    @ParameterizedTest
    @CsvSource({"V2,V3", "V3,V3", "V3,V2"})
    void aWholeLibraryFollows(Version first, Version second) {
        world = new Instances(first, second, Version.V3);
        Papers.fill(world.server(0));
        world.servers.subList(1, 3).forEach(Papers::prepare);
        for (Paperless server : world.servers.subList(1, 3)) {
            world.run(server, Run.Mode.INCREMENTAL);
            world.run(server, Run.Mode.INCREMENTAL);
        }
        for (int i = 0; i < 2; i++) {
            Paperless from = world.server(i % 2);
            Paperless to = world.server(1 - i % 2);
            world.server(0).faults().clear();
            from.faults().on("*", "/api/.*").status(502);
            Switchover done = world.promote(to, Switchover.Kind.FAILOVER);
            assertThat(done.state()).as(world::log).isEqualTo(Switchover.State.DONE);
            world.forgetJournals();
            backAgain(from);
            for (Paperless replica : List.of(from, world.server(2))) {
                world.run(replica, Run.Mode.FULL);
                Run full = world.run(replica, Run.Mode.FULL);
                assertThat(full.unchanged())
                        .as(() -> full.error() + world.log())
                        .isGreaterThan(30);
                assertThat(full.uploaded() + full.updated() + full.failed() + full.lookups())
                        .as(() -> "round of " + replica.version() + "\n" + world.log())
                        .isZero();
                assertThat(world.run(replica, Run.Mode.VERIFY).mismatched())
                        .as(world::log)
                        .isZero();
                assertThat(World.uploads(replica)).isZero();
                assertThat(replica.journal()
                                .where(
                                        "DELETE",
                                        "/api/(documents|correspondents|document_types"
                                                + "|storage_paths|custom_fields)/.*"))
                        .isEmpty();
            }
            assertThat(to.journal().writes()).isEmpty();
        }
    }
}

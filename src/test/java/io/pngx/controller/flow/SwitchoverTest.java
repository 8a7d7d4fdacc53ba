package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pngx.controller.engine.switchover.SwitchoverRefusedException;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.SwitchoverReport;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A replica becomes the master, and the old master a replica, in both dialects and in both directions. */
class SwitchoverTest {
    private Instances world;

    @AfterEach
    void close() {
        world.close();
    }

    private void start(Version... versions) {
        world = new Instances(versions);
        Paperless master = world.server(0);
        int tag = Papers.lookup(master.api(), "tags", "name", "Bill");
        int correspondent = Papers.lookup(master.api(), "correspondents", "name", "City");
        int field = Papers.lookup(master.api(), "custom_fields", "name", "see", "data_type", "documentlink");
        int one = master.library()
                .add(NewDocument.text("one.txt", "One").tags(tag).asn(7L));
        int two = master.library().add(NewDocument.text("two.txt", "Two"));
        master.library().add(NewDocument.text("three.txt", "Three"));
        master.api().post("/api/documents/" + one + "/notes/", Papers.json("note", "Paid."));
        master.api()
                .patch(
                        "/api/documents/" + two + "/",
                        Papers.json(
                                "correspondent",
                                correspondent,
                                "custom_fields",
                                List.of(Papers.json("field", field, "value", List.of(one)))));
        for (Paperless server : world.servers.subList(1, world.servers.size())) {
            world.success(server, Run.Mode.INCREMENTAL);
            world.success(server, Run.Mode.INCREMENTAL);
        }
    }

    private static int uploads(Paperless server) {
        return World.uploads(server) + server.journal().count("POST", "/api/documents/\\d+/update_version/");
    }

    @ParameterizedTest
    @CsvSource({"V2,V3", "V3,V2", "V3,V3", "V2,V2"})
    void afterAFailoverNothingIsUploadedAgain(Version first, Version second) {
        start(first, second, Version.V3);
        Paperless old = world.server(0);
        Paperless promoted = world.server(1);
        Paperless other = world.server(2);
        old.faults().on("*", "/api/.*").status(502);
        world.forgetJournals();

        Switchover done = world.promote(promoted, Switchover.Kind.FAILOVER);
        assertThat(done.state()).as(world::log).isEqualTo(Switchover.State.DONE);
        assertThat(world.isMaster(promoted)).isTrue();
        assertThat(SwitchoverReport.of(done.report()).documents()).isEqualTo(3);
        promoted.library().add(NewDocument.text("four.txt", "Four"));
        assertThat(world.success(other, Run.Mode.FULL).uploaded()).isEqualTo(1);
        assertThat(Instances.differences(promoted, other)).isEmpty();

        old.faults().clear();
        Replica office = world.replica(old);
        assertThat(office.enabled()).isFalse();
        world.boot.replicas().switchOn(office.id());
        assertThat(world.run(old, Run.Mode.INCREMENTAL).error()).asString().contains("start a dry run, then accept it");
        assertThat(world.replica(old).state()).isEqualTo(Replica.State.BLOCKED);
        assertThat(old.journal().writes()).as("before a dry run was accepted").isEmpty();
        world.takeBack(old);
        assertThat(old.journal().writes()).as("a dry run writes nothing").isEmpty();
        assertThat(world.success(old, Run.Mode.INCREMENTAL).uploaded()).isEqualTo(1);
        assertThat(Instances.differences(promoted, old)).isEmpty();
        assertThat(uploads(old)).as("only what is new").isEqualTo(1);
        assertThat(uploads(other)).isEqualTo(1);
        assertThat(promoted.journal().writes()).as("writes to the new master").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"V2,V3", "V3,V3"})
    void plannedThereAndBackCarriesTheLastChangesFirst(Version first, Version second) {
        start(first, second);
        Paperless a = world.server(0);
        Paperless b = world.server(1);
        for (int i = 0; i < 3; i++) {
            Paperless master = i % 2 == 0 ? a : b;
            Paperless replica = i % 2 == 0 ? b : a;
            world.forgetJournals();
            master.library().add(NewDocument.text("last " + i + ".txt", "The last of round " + i));
            Switchover done = world.promote(replica, Switchover.Kind.PLANNED);
            assertThat(done.state())
                    .as(() -> done.reason() + "\n" + world.log())
                    .isEqualTo(Switchover.State.DONE);
            assertThat(world.isMaster(replica)).isTrue();
            assertThat(uploads(replica)).as("the new one").isEqualTo(1);
            assertThat(Instances.differences(master, replica)).isEmpty();
            assertThat(world.boot
                            .sql()
                            .sql("select count(*) from sync_map where replica_id = ?")
                            .param(world.replica(master).id())
                            .query(Long.class)
                            .single())
                    .isEqualTo(4 + i);
            world.forgetJournals();
            world.takeBack(master);
            world.success(master, Run.Mode.FULL);
            assertThat(uploads(master)).as("switchover " + i).isZero();
            assertThat(Instances.differences(replica, master)).isEmpty();
            assertThat(replica.journal().writes()).isEmpty();
        }
    }

    @Test
    void undoPutsEverythingBackUntilTheFirstWrite() {
        start(Version.V3, Version.V3);
        Paperless old = world.server(0);
        Paperless promoted = world.server(1);
        var before = world.boot
                .sql()
                .sql("select * from sync_map order by 2")
                .query()
                .listOfRows();
        Switchover done = world.promote(promoted, Switchover.Kind.PLANNED);
        Switchover undone = world.requests().undo(done, Duration.ofMinutes(1));
        assertThat(undone.state()).isEqualTo(Switchover.State.UNDONE);
        assertThat(world.isMaster(old)).isTrue();
        assertThat(world.boot
                        .sql()
                        .sql("select * from sync_map order by 2")
                        .query()
                        .listOfRows())
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*synced_at") // the full run before the swap compared each copy
                .isEqualTo(before);
        world.forgetJournals();
        old.library().add(NewDocument.text("four.txt", "Four"));
        assertThat(world.success(promoted, Run.Mode.INCREMENTAL).uploaded()).isEqualTo(1);
        assertThat(old.journal().writes()).isEmpty();

        Switchover second = world.promote(promoted, Switchover.Kind.PLANNED);
        world.takeBack(old);
        promoted.library().add(NewDocument.text("five.txt", "Five"));
        world.success(old, Run.Mode.INCREMENTAL);
        assertThat(world.switchovers().find(second.id()).orElseThrow().firstWriteAt())
                .isNotNull();
        assertThatThrownBy(() -> world.requests().undo(second, Duration.ofMinutes(1)))
                .isInstanceOf(SwitchoverRefusedException.class)
                .hasMessageContaining("has written to a replica since");
        assertThat(world.isMaster(promoted)).isTrue();
    }

    /** The other replica is proven again and is equal, so nothing on it changes before Undo. */
    @Test
    void theProofOfAnotherReplicaDoesNotEndUndo() {
        start(Version.V3, Version.V3, Version.V2);
        Paperless promoted = world.server(1);
        Paperless other = world.server(2);
        Switchover done = world.promote(promoted, Switchover.Kind.PLANNED);
        world.forgetJournals();
        world.success(other, Run.Mode.FULL);
        assertThat(other.journal().writes())
                .as("the probe tag, made and removed")
                .hasSize(2);
        assertThat(other.journal().count("POST", "/api/tags/")).isEqualTo(1);

        assertThat(world.requests().undo(done, Duration.ofMinutes(1)).state()).isEqualTo(Switchover.State.UNDONE);
        world.forgetJournals();
        world.success(other, Run.Mode.FULL);
        assertThat(other.journal().writes()).isEmpty();
        assertThat(Instances.differences(world.server(0), other)).isEmpty();

        Switchover second = world.promote(promoted, Switchover.Kind.PLANNED);
        Papers.lookup(promoted.api(), "tags", "name", "After the switchover");
        world.success(other, Run.Mode.INCREMENTAL);
        assertThat(world.switchovers().find(second.id()).orElseThrow().canBeUndone())
                .as("a tag of the new master was carried")
                .isFalse();
    }

    /** After Undo, the old master would be the master again, and the controller could not remove the probe tag. */
    @Test
    void theProofOfTheOldMasterEndsUndo() {
        start(Version.V3, Version.V3);
        Paperless old = world.server(0);
        Switchover done = world.promote(world.server(1), Switchover.Kind.PLANNED);
        world.forgetJournals();
        world.takeBack(old);
        world.success(old, Run.Mode.INCREMENTAL);
        assertThat(old.journal().writes()).as("the probe tag, made and removed").hasSize(2);
        assertThat(world.switchovers().find(done.id()).orElseThrow().canBeUndone())
                .isFalse();
    }

    /** The answer to the probe tag was lost, and the switchover was undone. The next run removes the tag. */
    @Test
    void aProbeTagThatIsLeftIsRemovedAfterUndo() {
        start(Version.V3, Version.V3, Version.V3);
        Paperless promoted = world.server(1);
        Paperless other = world.server(2);
        Switchover done = world.promote(promoted, Switchover.Kind.PLANNED);
        other.faults().on("DELETE", "/api/tags/\\d+/").status(500);
        assertThat(world.run(other, Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.FAILED);
        other.faults().clear();
        assertThat(probeTags(other)).isEqualTo(1);

        world.requests().undo(done, Duration.ofMinutes(1));
        world.success(other, Run.Mode.INCREMENTAL);
        assertThat(probeTags(other)).isZero();
        assertThat(Instances.differences(world.server(0), other)).isEmpty();
    }

    private static long probeTags(Paperless server) {
        return server.api()
                .get("/api/tags/?name__istartswith=pngx-controller-probe&page_size=100")
                .path("count")
                .asLong();
    }

    @Test
    void aNoteWithItsAuthorBeforeTheTextIsTheSameNote() {
        start(Version.V3, Version.V3);
        Paperless old = world.server(0);
        Paperless promoted = world.server(1);
        world.boot.settings().put(Setting.NOTE_PREFIX, "true");
        old.api().post("/api/documents/2/notes/", Papers.json("note", "Call them."));
        world.promote(promoted, Switchover.Kind.PLANNED);
        world.forgetJournals();
        world.takeBack(old);
        world.success(old, Run.Mode.FULL);
        assertThat(world.success(old, Run.Mode.VERIFY).mismatched()).isZero();
        assertThat(old.journal().where("POST|DELETE", "/api/documents/.*")).isEmpty();
        assertThat(old.api().get("/api/documents/2/notes/")).hasSize(1);
    }

    @Test
    void theKindMustFitTheMaster() {
        start(Version.V3, Version.V3);
        Paperless promoted = world.server(1);
        assertThatThrownBy(() -> world.promote(promoted, Switchover.Kind.FAILOVER))
                .isInstanceOf(SwitchoverRefusedException.class)
                .hasMessageContaining("The master answers");
        world.server(0).faults().on("*", "/api/.*").status(502);
        assertThatThrownBy(() -> world.promote(promoted, Switchover.Kind.PLANNED))
                .isInstanceOf(SwitchoverRefusedException.class)
                .hasMessageContaining("fail over");
        assertThat(world.switchovers().all()).isEmpty();
    }

    @Test
    void aFailoverTestsTheReplica() {
        start(Version.V3, Version.V3);
        Paperless promoted = world.server(1);
        world.server(0).faults().on("*", "/api/.*").status(502);
        promoted.faults().on("*", "/api/.*").status(401);
        assertThatThrownBy(() -> world.promote(promoted, Switchover.Kind.FAILOVER))
                .isInstanceOf(SwitchoverRefusedException.class)
                .hasMessageContaining("can't become the master")
                .hasMessageContaining("refused the token");
        promoted.faults().clear();
        promoted.faults().on("*", "/api/.*").status(502);
        Switchover interrupted = world.ended(leftOver(promoted, Switchover.Kind.FAILOVER));
        assertThat(interrupted.state()).isEqualTo(Switchover.State.GIVEN_UP);
        assertThat(interrupted.reason()).asString().contains("can't become the master");
        assertThat(world.isMaster(world.server(0))).isTrue();
    }

    /** Creates the state after a crash: the request is in the database, but this process has not tested the master. */
    private Switchover leftOver(Paperless server, Switchover.Kind kind) {
        return world.switchovers()
                .request(
                        kind,
                        world.replica(server),
                        world.server(0).url(),
                        "Old master",
                        "by a test",
                        world.boot.clock().instant())
                .orElseThrow();
    }

    @Test
    void aFailoverThatWasInterruptedTestsTheMasterAgain() {
        start(Version.V3, Version.V3);
        Paperless promoted = world.server(1);
        Switchover answering = world.ended(leftOver(promoted, Switchover.Kind.FAILOVER));
        assertThat(answering.state()).isEqualTo(Switchover.State.GIVEN_UP);
        assertThat(answering.reason())
                .asString()
                .contains("The master answers. A failover would lose its last changes");
        assertThat(world.isMaster(world.server(0))).isTrue();

        world.server(0).faults().on("*", "/api/.*").status(502);
        assertThat(world.ended(leftOver(promoted, Switchover.Kind.FAILOVER)).state())
                .isEqualTo(Switchover.State.DONE);
        assertThat(world.isMaster(promoted)).isTrue();
    }

    @Test
    void aPlannedSwitchoverThatWasInterruptedBeforeTheSwapCarriesWhatChangedMeanwhile() {
        start(Version.V3, Version.V3);
        Paperless promoted = world.server(1);
        world.server(0).library().add(NewDocument.text("four.txt", "Added while the controller was down"));
        Switchover interrupted = leftOver(promoted, Switchover.Kind.PLANNED);
        world.switchovers()
                .step(
                        interrupted.id(),
                        Switchover.State.SWAPPING,
                        world.boot.clock().instant());
        Switchover done = world.ended(interrupted);
        assertThat(done.state()).as(() -> done.reason() + "\n" + world.log()).isEqualTo(Switchover.State.DONE);
        assertThat(Instances.differences(world.server(0), promoted)).isEmpty();
    }

    @Test
    void aPlannedSwitchoverGivesUpIfADocumentFails() {
        start(Version.V3, Version.V3);
        Paperless promoted = world.server(1);
        promoted.faults()
                .on("POST", "/api/documents/post_document/")
                .status(413)
                .html("<h1>413</h1>");
        world.server(0).library().add(NewDocument.text("four.txt", "Four"));
        Switchover ended = world.promote(promoted, Switchover.Kind.PLANNED);
        assertThat(ended.state()).isEqualTo(Switchover.State.GIVEN_UP);
        assertThat(ended.reason()).asString().contains("1 are missing");
        assertThat(world.isMaster(world.server(0))).isTrue();
        // the row is written after the state
        await().untilAsserted(() -> assertThat(world.log()).contains("did not take place"));
    }

    @Test
    void aPlannedSwitchoverGivesUpIfTheVerificationFindsADifference() {
        start(Version.V3, Version.V3);
        Paperless promoted = world.server(1);
        promoted.library().loseFile(promoted.library().documents().get(0).id());
        Switchover ended = world.promote(promoted, Switchover.Kind.PLANNED);
        assertThat(ended.state()).isEqualTo(Switchover.State.GIVEN_UP);
        assertThat(ended.reason()).asString().contains("verification");
        assertThat(world.isMaster(world.server(0))).isTrue();
    }

    /** The verified share is 100 %, and no incremental run lists a copy that a user changed. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void whatUsersChangedAfterAVerificationIsSetBackBeforeTheSwap(Version version) {
        start(Version.V3, version);
        Paperless promoted = world.server(1);
        assertThat(world.success(promoted, Run.Mode.VERIFY).mismatched()).isZero();
        int copy = promoted.library().documents().get(0).id();
        promoted.api().patch("/api/documents/" + copy + "/", Papers.json("title", "changed by a user"));
        promoted.library()
                .replaceFile(
                        promoted.library().documents().get(1).id(),
                        "turned by a user".getBytes(StandardCharsets.UTF_8));
        int original = world.server(0).library().documents().get(0).id();
        // saved without a change: the run lists the document, but its target is the same
        world.server(0).api().patch("/api/documents/" + original + "/", Papers.json("title", "one"));
        Switchover done = world.promote(promoted, Switchover.Kind.PLANNED);
        assertThat(done.state()).as(() -> done.reason() + "\n" + world.log()).isEqualTo(Switchover.State.DONE);
        assertThat(promoted.library().document(copy).title()).isEqualTo("one");
        assertThat(Instances.differences(world.server(0), promoted)).isEmpty();
    }

    @Test
    void theEnvironmentDoesNotPutTheOldMasterBack() {
        start(Version.V3, Version.V3);
        Paperless promoted = world.server(1);
        world.promote(promoted, Switchover.Kind.PLANNED);
        world.boot.stop();
        world.boot.start(java.util.Map.of(
                "MASTER_URL",
                world.server(0).url(),
                "MASTER_TOKEN",
                world.server(0).adminToken()));
        assertThat(world.isMaster(promoted)).isTrue();
        assertThat(world.boot.replicas().all())
                .singleElement()
                .satisfies(replica ->
                        assertThat(replica.url()).isEqualTo(world.server(0).url()));
        assertThat(world.boot
                        .vault()
                        .decrypt(world.boot.settings().get(Setting.MASTER_TOKEN).orElseThrow()))
                .isEqualTo(promoted.adminToken());
    }

    @Test
    void deletionsBeginAfterTwoCompleteFullRuns() {
        start(Version.V3, Version.V3, Version.V3);
        world.server(0).faults().on("*", "/api/.*").status(502);
        Paperless promoted = world.server(1);
        Paperless other = world.server(2);
        world.promote(promoted, Switchover.Kind.FAILOVER);
        int first = promoted.library().documents().get(0).id();
        promoted.api().delete("/api/documents/" + first + "/");
        for (int run = 0; run < 3; run++) {
            assertThat(other.library().trashed()).as("before run " + run).isEmpty();
            world.boot.clock().move(Duration.ofDays(2));
            world.run(other, Run.Mode.FULL);
        }
        assertThat(other.library().trashed()).hasSize(1);
    }
}

package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.engine.cycle.Schedule;
import io.pngx.controller.engine.switchover.SwitchoverRefusedException;
import io.pngx.controller.store.PlanRow;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchover;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users worked on the promoted instance, and the switchover is undone. Nothing that they did is replaced silently. */
class UndoneSwitchoverTest {
    private Instances world;
    private Paperless master;
    private Paperless promoted;

    @AfterEach
    void close() {
        world.close();
    }

    private void start(Version first, Version second) {
        world = new Instances(first, second);
        master = world.server(0);
        promoted = world.server(1);
        int tag = Papers.lookup(master.api(), "tags", "name", "Bill");
        for (String name : List.of("one", "two", "three", "four")) {
            master.library()
                    .add(NewDocument.text(name + ".txt", "The text of " + name).tags(tag));
        }
        world.success(promoted, Run.Mode.INCREMENTAL);
        world.success(promoted, Run.Mode.INCREMENTAL);
    }

    private Switchover swap(Switchover.Kind kind) {
        if (kind == Switchover.Kind.FAILOVER) {
            master.faults().on("*", "/api/.*").status(502);
        }
        Switchover done = world.promote(promoted, kind);
        assertThat(done.state()).as(() -> done.reason() + "\n" + world.log()).isEqualTo(Switchover.State.DONE);
        return done;
    }

    private Switchover undo(Switchover done) {
        Switchover undone = world.requests().undo(done, Duration.ofMinutes(1));
        assertThat(undone.state()).isEqualTo(Switchover.State.UNDONE);
        assertThat(world.isMaster(master)).isTrue();
        master.faults().clear();
        world.forgetJournals();
        return undone;
    }

    private int copy(String title) {
        return promoted.library().documents().stream()
                .filter(document -> document.title().equals(title))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private int tag() {
        return promoted.api()
                .get("/api/tags/?page_size=100")
                .path("results")
                .get(0)
                .path("id")
                .asInt();
    }

    private void patch(String path, String key, Object value) {
        promoted.api().patch(path, Papers.json(key, value));
    }

    private String page(String path) {
        return SecondJvm.send(HttpRequest.newBuilder(URI.create(world.boot.url() + path)))
                .body();
    }

    private int accept() {
        return SecondJvm.send(HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/replicas/"
                                + world.replica(promoted).id() + "/accept"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"what\": \"dry_run\"}")))
                .statusCode();
    }

    @ParameterizedTest
    @CsvSource({"V3,V2", "V2,V3", "V3,V3"})
    void nothingIsWrittenBeforeAnAcceptedDryRun(Version first, Version second) {
        start(first, second);
        world.run(promoted, Run.Mode.DRY_RUN);
        int changed = copy("one");
        int trashed = copy("two");
        Switchover done = swap(Switchover.Kind.PLANNED);
        patch("/api/documents/" + changed + "/", "title", "changed by a user");
        promoted.api().delete("/api/documents/" + trashed + "/");
        patch("/api/tags/" + tag() + "/", "name", "Renamed by a user");
        promoted.library().add(NewDocument.text("five.txt", "Added by a user"));

        Switchover undone = undo(done);
        assertThat(undone.reason()).asString().contains("were changed, added or deleted after the switchover");
        assertThat(world.log()).contains("Nothing is written to this replica before you accept a dry run.");
        Replica replica = world.replica(promoted);
        assertThat(replica.id()).isEqualTo(done.replicaId());
        assertThat(replica.enabled()).isTrue();
        assertThat(replica.paused()).isFalse();
        assertThat(replica.dryRunFirst()).isTrue();
        assertThat(accept()).as("the dry run began before the undo").isEqualTo(409);
        assertThat(page("/replicas/" + replica.id()))
                .contains("This replica was the master", "Start a dry run, read its plan, and accept it here.")
                .doesNotContain("Accept the dry run");
        assertThat(page("/switchovers"))
                .contains("Documents of &quot;" + replica.name() + "&quot; were changed, added or deleted after the")
                .contains("only after an accepted dry run.");
        assertThatThrownBy(() -> world.promote(promoted, Switchover.Kind.PLANNED))
                .isInstanceOf(SwitchoverRefusedException.class)
                .hasMessageContaining("waits for an accepted dry run: start a dry run");
        for (Run.Mode mode : List.of(Run.Mode.INCREMENTAL, Run.Mode.FULL, Run.Mode.VERIFY)) {
            assertThat(world.run(promoted, mode).error()).asString().contains("start a dry run, then accept it");
        }
        assertThat(world.replica(promoted).state()).isEqualTo(Replica.State.BLOCKED);

        Run dry = world.success(promoted, Run.Mode.DRY_RUN);
        assertThat(promoted.journal().writes()).as("before the acceptance").isEmpty();
        List<PlanRow> plan = world.boot.plans().page(dry.id(), null, null, 0, 100);
        assertThat(plan)
                .filteredOn(row -> row.action() == PlanRow.Action.DRIFT)
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.replicaObjectId()).isEqualTo(changed);
                    assertThat(row.changes())
                            .isEqualTo("[{\"key\":\"title\",\"old\":\"changed by a user\",\"new\":\"one\"}]");
                    assertThat(row.reason()).asString().contains("differs from what the controller wrote");
                });
        assertThat(plan)
                .filteredOn(row -> row.action() == PlanRow.Action.RESTORE)
                .singleElement()
                .satisfies(row -> assertThat(row.replicaObjectId()).isEqualTo(trashed));
        assertThat(plan)
                .filteredOn(row -> row.action() == PlanRow.Action.CHANGE)
                .singleElement()
                .satisfies(row -> assertThat(row.kind()).isEqualTo("tags"));
        assertThat(world.boot.returned().page(done.id(), null, 0, 100)).isEmpty();
        assertThat(page("/replicas/" + replica.id())).contains("Accept the dry run");

        assertThat(accept()).isEqualTo(200);
        Run run = world.success(promoted, Run.Mode.INCREMENTAL);
        assertThat(run.uploaded()).isZero();
        assertThat(promoted.library().document(changed).title()).isEqualTo("one");
        assertThat(Instances.differences(master, promoted, world.foreign(promoted)))
                .isEmpty();
        assertThat(world.foreign(promoted)).as("what a user added stays").hasSize(1);
        assertThat(master.journal().writes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void everyChangeIsFound(Version version) {
        start(Version.V3, version);
        Papers.lookup(master.api(), "correspondents", "name", "City");
        world.success(promoted, Run.Mode.INCREMENTAL);
        Map<String, Runnable> changes = new LinkedHashMap<>();
        changes.put("title", () -> patch("/api/documents/" + copy("one") + "/", "title", "changed"));
        changes.put("trash", () -> promoted.api().delete("/api/documents/" + copy("one") + "/"));
        changes.put("tag renamed", () -> patch("/api/tags/" + tag() + "/", "name", "Renamed"));
        changes.put(
                "note",
                () -> promoted.api()
                        .post("/api/documents/" + copy("one") + "/notes/", Papers.json("note", "By a user.")));
        changes.put("tag deleted", () -> promoted.api().delete("/api/tags/" + tag() + "/"));
        changes.put("added", () -> promoted.library().add(NewDocument.text("new.txt", "Added by a user")));
        changes.forEach((name, change) -> {
            Switchover done = swap(Switchover.Kind.PLANNED);
            change.run();
            undo(done);
            assertThat(world.replica(promoted).dryRunFirst()).as(name).isTrue();
            world.takeBack(promoted);
            world.success(promoted, Run.Mode.FULL);
        });
    }

    /** The clock is set after the swap: the change has a time before the swap. */
    @ParameterizedTest
    @ValueSource(ints = {-2, 2})
    void theClockOfThePromotedInstanceDoesNotCount(int hours) {
        start(Version.V3, Version.V3);
        promoted.clock().move(Duration.ofHours(-2));
        Switchover done = swap(Switchover.Kind.PLANNED);
        promoted.clock().move(Duration.ofHours(hours));
        patch("/api/documents/" + copy("one") + "/", "title", "changed");
        undo(done);
        assertThat(world.replica(promoted).dryRunFirst()).isTrue();
    }

    /** After the first run has asked for a dry run, no run starts by itself, and no failover is possible. */
    @Test
    void aRunThatStartsByItselfAsksOnce() {
        start(Version.V3, Version.V3);
        Switchover done = swap(Switchover.Kind.PLANNED);
        patch("/api/documents/" + copy("one") + "/", "title", "changed");
        undo(done);
        Replica replica = world.replica(promoted);
        assertThat(readiness(replica)).contains("nothing is written until you decide");
        world.run(promoted, Run.Mode.INCREMENTAL);
        assertThat(world.replica(promoted).state()).isEqualTo(Replica.State.BLOCKED);
        assertThatThrownBy(() -> world.promote(promoted, Switchover.Kind.FAILOVER))
                .isInstanceOf(SwitchoverRefusedException.class)
                .hasMessageContaining("The master answers.");
        world.boot.replicas().cycleStarted(replica.id(), null);
        assertThat(schedule().cycle().isDue()).isFalse();
        assertThat(world.success(promoted, Run.Mode.DRY_RUN).mode()).isEqualTo(Run.Mode.DRY_RUN);
        assertThat(accept()).isEqualTo(200);
        world.success(promoted, Run.Mode.INCREMENTAL);
        assertThat(Instances.differences(master, promoted)).isEmpty();
    }

    private Schedule schedule() {
        return world.boot.camel().getRegistry().lookupByNameAndType("schedule", Schedule.class);
    }

    private String readiness(Replica replica) {
        return SecondJvm.send(HttpRequest.newBuilder(
                        URI.create(world.boot.url() + "/api/replicas/" + replica.id() + "/readiness")))
                .body();
    }

    /** The second undo compares with the state at the first swap, which the backup of the second swap holds. */
    @Test
    void anUndoAfterAnUndo() {
        start(Version.V3, Version.V3);
        Switchover first = swap(Switchover.Kind.PLANNED);
        promoted.faults().on("*", "/api/.*").status(502);
        Switchover second = world.promote(master, Switchover.Kind.FAILOVER);
        assertThat(second.state()).as(() -> second.reason() + "").isEqualTo(Switchover.State.DONE);
        promoted.faults().clear();
        assertThat(world.requests().undo(second, Duration.ofMinutes(1)).state()).isEqualTo(Switchover.State.UNDONE);
        assertThatThrownBy(() -> world.requests().undo(second, Duration.ofMinutes(1)))
                .hasMessage("The switchover is undone already.");
        assertThat(undo(first).reason()).isNull();
        assertThat(world.replica(promoted).dryRunFirst()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Switchover.Kind.class)
    void anUnchangedInstanceIsAReplicaAgainAtOnce(Switchover.Kind kind) {
        start(Version.V3, Version.V2);
        Switchover done = swap(kind);
        world.forgetJournals();
        Switchover undone = world.requests().undo(done, Duration.ofMinutes(1));
        assertThat(promoted.journal().count("GET", "/api/.*")).isEqualTo(10);
        assertThat(promoted.journal().writes()).isEmpty();
        master.faults().clear();
        assertThat(undone.reason()).isNull();
        assertThat(world.log()).contains("No change of this replica since the switchover was found.");
        assertThat(world.replica(promoted).dryRunFirst()).isFalse();
        master.library().add(NewDocument.text("five.txt", "Five"));
        assertThat(world.success(promoted, Run.Mode.INCREMENTAL).uploaded()).isEqualTo(1);
        assertThat(Instances.differences(master, promoted)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"502, Bad gateway", "200, Welcome"})
    void anInstanceThatCannotBeAskedCountsAsChanged(int status, String why) {
        start(Version.V3, Version.V3);
        Switchover done = swap(Switchover.Kind.PLANNED);
        promoted.faults().on("*", "/api/.*").status(status).html("<h1>" + why + "</h1>");
        Switchover undone = undo(done);
        promoted.faults().clear();
        assertThat(undone.reason())
                .asString()
                .contains("is not known. Replica \"" + world.replica(promoted).name() + "\" ");
        assertThat(world.replica(promoted).dryRunFirst()).isTrue();
        world.run(promoted, Run.Mode.FULL);
        assertThat(promoted.journal().writes()).isEmpty();

        world.success(promoted, Run.Mode.DRY_RUN);
        assertThat(accept()).isEqualTo(200);
        world.success(promoted, Run.Mode.INCREMENTAL);
        assertThat(promoted.journal().where("POST|DELETE", "/api/documents/.*")).isEmpty();
        assertThat(Instances.differences(master, promoted)).isEmpty();
    }

    /** The replica was an old master before. The report of the first switchover keeps its findings. */
    @Test
    void theReportOfAnEarlierSwitchoverStays() {
        start(Version.V3, Version.V3);
        master.library().add(NewDocument.text("left.txt", "Left behind"));
        Switchover first = swap(Switchover.Kind.FAILOVER);
        master.faults().clear();
        world.takeBack(master);
        world.success(master, Run.Mode.INCREMENTAL);
        assertThat(world.boot.returned().page(first.id(), null, 0, 100)).hasSize(1);

        Switchover second = world.promote(master, Switchover.Kind.PLANNED);
        assertThat(second.state())
                .as(() -> second.reason() + "\n" + world.log())
                .isEqualTo(Switchover.State.DONE);
        int document = master.library().documents().get(0).id();
        master.api().patch("/api/documents/" + document + "/", Papers.json("title", "changed by a user"));
        assertThat(world.requests().undo(second, Duration.ofMinutes(1)).reason())
                .isNotNull();
        assertThat(world.isMaster(promoted)).isTrue();
        Run dry = world.success(master, Run.Mode.DRY_RUN);
        assertThat(world.boot.returned().page(first.id(), null, 0, 100)).hasSize(1);
        assertThat(world.boot.plans().page(dry.id(), "documents", PlanRow.Action.DRIFT, 0, 100))
                .singleElement()
                .satisfies(row -> assertThat(row.reason()).asString().contains("differs from what the controller"));
    }

    /** Then a run reports the changes, and leaves them. The plan says so. */
    @Test
    void driftThatIsOnlyReportedStays() {
        start(Version.V3, Version.V3);
        int changed = copy("one");
        Switchover done = swap(Switchover.Kind.PLANNED);
        patch("/api/documents/" + changed + "/", "title", "changed by a user");
        world.boot.settings().put(Setting.DRIFT, "report");
        undo(done);
        Run dry = world.success(promoted, Run.Mode.DRY_RUN);
        assertThat(world.boot.plans().page(dry.id(), null, null, 0, 100))
                .singleElement()
                .satisfies(row -> assertThat(row.reason()).asString().contains("the difference stays"));
        assertThat(accept()).isEqualTo(200);
        world.run(promoted, Run.Mode.INCREMENTAL);
        assertThat(promoted.library().document(changed).title()).isEqualTo("changed by a user");
    }
}

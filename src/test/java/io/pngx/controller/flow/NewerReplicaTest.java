package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pngx.controller.store.PlanRow;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.SwitchoverReport;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another replica has newer values than the replica that becomes the master. Nothing overwrites them silently. */
class NewerReplicaTest {
    private Instances world;
    private Paperless master;
    private Paperless promoted;
    private Paperless other;
    private boolean versions;

    @AfterEach
    void close() {
        world.close();
    }

    private void start(Version first, Version second, Version third) {
        world = new Instances(first, second, third);
        versions = first == Version.V3;
        master = world.server(0);
        promoted = world.server(1);
        other = world.server(2);
        for (String name : List.of("one", "two", "three", "four")) {
            master.library().add(NewDocument.text(name + ".txt", "The text of " + name));
        }
        for (Paperless replica : List.of(promoted, other)) {
            world.success(replica, Run.Mode.INCREMENTAL);
            world.success(replica, Run.Mode.INCREMENTAL);
        }
    }

    private static int id(Paperless server, String title) {
        return server.library().documents().stream()
                .filter(document -> document.title().equals(title))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private void changeOnMaster() {
        master.clock().move(Duration.ofMinutes(1));
        master.api().patch("/api/documents/" + id(master, "one") + "/", Papers.json("title", "newer"));
        byte[] file = "The newer file".getBytes(StandardCharsets.UTF_8);
        if (versions) {
            master.library().addVersion(id(master, "two"), file, null);
        } else {
            master.library().replaceFile(id(master, "two"), file);
        }
        master.api().delete("/api/documents/" + id(master, "four") + "/");
        master.library().add(NewDocument.text("late.txt", "Late"));
    }

    private void failOver() {
        master.faults().on("*", "/api/.*").status(502);
        Switchover done = world.promote(promoted, Switchover.Kind.FAILOVER);
        assertThat(done.state()).as(() -> done.reason() + "\n" + world.log()).isEqualTo(Switchover.State.DONE);
        world.forgetJournals();
    }

    private String get(String path) {
        return SecondJvm.send(HttpRequest.newBuilder(URI.create(world.boot.url() + path)))
                .body();
    }

    private int accept() {
        return SecondJvm.send(HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/replicas/"
                                + world.replica(other).id() + "/accept"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"what\": \"dry_run\"}")))
                .statusCode();
    }

    private static List<SwitchoverReport.Line> lines(Switchover done, String code) {
        return SwitchoverReport.of(done.report()).lines().stream()
                .filter(line -> line.code().equals(code))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"V3,V3,V3", "V2,V2,V3", "V3,V3,V2"})
    void nothingIsWrittenBeforeAnAcceptedDryRun(Version first, Version second, Version third) throws Exception {
        start(first, second, third);
        changeOnMaster();
        for (int run = 0; run < 3; run++) {
            world.run(other, Run.Mode.FULL);
        }
        long otherId = world.replica(other).id();
        String name = world.replica(other).name();
        int copy = id(other, "newer");

        String preview = "/api/replicas/" + world.replica(promoted).id() + "/promote";
        JsonNode others = new ObjectMapper().readTree(get(preview)).path("others");
        assertThat(others).hasSize(1);
        assertThat(others.get(0).path("replica_id").asLong()).isEqualTo(otherId);
        assertThat(others.get(0).path("newer_documents").findValuesAsText("title"))
                .containsExactly("newer", "two");
        assertThat(others.get(0).path("unknown_documents").findValuesAsText("title"))
                .containsExactly("late");
        assertThat(get("/replicas/" + world.replica(promoted).id() + "/promote"))
                .contains("Replica &quot;" + name + "&quot; has newer states of 2 documents.", ">newer</a>")
                .contains("Replica &quot;" + name + "&quot; has 1 document that this replica lacks.", ">late</a>");

        failOver();
        Switchover done = world.switchovers().all().get(0);
        assertThat(lines(done, "newer")).singleElement().satisfies(line -> {
            assertThat(line.count()).isEqualTo(2);
            assertThat(line.text()).asString().contains("Replica \"" + name + "\" has newer states");
            assertThat(line.documents())
                    .extracting(SwitchoverReport.Document::title)
                    .containsExactlyInAnyOrder("newer", "two");
            assertThat(line.documents())
                    .extracting(SwitchoverReport.Document::id)
                    .contains((long) copy);
        });
        assertThat(world.log()).contains("Replica \"" + name + "\" has newer states of documents");
        assertThat(world.replica(other).dryRunFirst()).isTrue();
        assertThat(world.replica(other).enabled()).isTrue();
        for (Run.Mode mode : List.of(Run.Mode.INCREMENTAL, Run.Mode.FULL, Run.Mode.VERIFY)) {
            assertThat(world.run(other, mode).error()).asString().contains("or has newer values than the master");
        }
        assertThat(accept()).as("without a dry run").isEqualTo(409);
        Run dry = world.success(other, Run.Mode.DRY_RUN);
        assertThat(other.journal().writes()).as("before the acceptance").isEmpty();
        List<PlanRow> plan = world.boot.plans().page(dry.id(), "documents", null, 0, 100);
        assertThat(plan)
                .filteredOn(row -> row.changes().contains("title"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.replicaObjectId()).isEqualTo(copy);
                    assertThat(row.changes()).contains("{\"key\":\"title\",\"old\":\"newer\",\"new\":\"one\"}");
                    assertThat(row.reason()).asString().isEqualTo("The copy differs from the master's document.");
                });
        assertThat(plan)
                .filteredOn(row -> row.action() == PlanRow.Action.REPLACE)
                .singleElement()
                .satisfies(row -> assertThat(row.title()).isEqualTo("two"));
        assertThat(plan).extracting(PlanRow::title).containsOnly("one", "two");
        assertThat(world.boot.returned().page(done.id(), null, 0, 100)).isEmpty();

        assertThat(accept()).isEqualTo(200);
        world.success(other, Run.Mode.INCREMENTAL);
        world.success(other, Run.Mode.INCREMENTAL);
        assertThat(other.library().document(copy).title()).isEqualTo("one");
        assertThat(Instances.differences(promoted, other, world.foreign(other))).isEmpty();
        assertThat(promoted.journal().writes()).isEmpty();
    }

    /** A document that the new master never had becomes foreign. No run changes it, so that no dry run is necessary. */
    @Test
    void documentsThatOnlyTheOtherReplicaHasNeedNoDryRun() {
        start(Version.V3, Version.V3, Version.V3);
        master.library().add(NewDocument.text("late.txt", "Late"));
        promoted.faults()
                .on("POST", "/api/documents/post_document/")
                .status(413)
                .html("<h1>413</h1>");
        world.run(promoted, Run.Mode.INCREMENTAL);
        promoted.faults().clear();
        world.success(other, Run.Mode.INCREMENTAL);
        failOver();
        Switchover done = world.switchovers().all().get(0);
        assertThat(lines(done, "foreign"))
                .singleElement()
                .satisfies(line -> assertThat(line.count()).isEqualTo(1));
        assertThat(lines(done, "missing"))
                .as("not only the old master has the document")
                .isEmpty();
        assertThat(lines(done, "newer")).isEmpty();
        assertThat(world.replica(other).dryRunFirst()).isFalse();
        world.success(other, Run.Mode.INCREMENTAL);
        assertThat(Instances.differences(promoted, other, world.foreign(other))).isEmpty();
    }

    /** A changed lookup does not change {@code modified} of its documents. */
    @ParameterizedTest
    @CsvSource({"V3,V3,V3", "V2,V3,V2"})
    void newerLookupsNeedADryRun(Version first, Version second, Version third) throws Exception {
        start(first, second, third);
        int tag = Papers.lookup(master.api(), "tags", "name", "Bill");
        master.api().patch("/api/documents/" + id(master, "one") + "/", Papers.json("tags", List.of(tag)));
        for (Paperless replica : List.of(promoted, other)) {
            world.success(replica, Run.Mode.INCREMENTAL);
        }
        world.success(promoted, Run.Mode.INCREMENTAL);
        String preview = "/api/replicas/" + world.replica(promoted).id() + "/promote";
        assertThat(new ObjectMapper().readTree(get(preview)).path("others")).isEmpty();
        master.api().patch("/api/tags/" + tag + "/", Papers.json("name", "Invoice"));
        world.success(other, Run.Mode.INCREMENTAL);
        assertThat(new ObjectMapper().readTree(get(preview)).path("others").findValuesAsText("lookups"))
                .containsExactly("1");
        String name = world.replica(other).name();
        assertThat(get("/replicas/" + world.replica(promoted).id() + "/promote"))
                .contains("A run changed 1 lookup of replica &quot;" + name + "&quot; after the last run");

        failOver();
        assertThat(lines(world.switchovers().all().get(0), "newer_lookups"))
                .singleElement()
                .satisfies(line -> assertThat(line.count()).isEqualTo(1));
        assertThat(world.log()).contains("Runs changed lookups of replica \"" + name + "\" after the last run");
        assertThat(world.run(other, Run.Mode.INCREMENTAL).error()).asString().contains("or has newer values");
        Run dry = world.success(other, Run.Mode.DRY_RUN);
        assertThat(other.journal().writes()).isEmpty();
        assertThat(world.boot.plans().page(dry.id(), "tags", null, 0, 100))
                .singleElement()
                .satisfies(row -> assertThat(row.changes()).contains("\"old\":\"Invoice\",\"new\":\"Bill\""));
        assertThat(accept()).isEqualTo(200);
        world.success(other, Run.Mode.INCREMENTAL);
        assertThat(Instances.differences(promoted, other, world.foreign(other))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"V3,V3,V3", "V2,V3,V2"})
    void aReplicaThatIsBehindAPlannedSwitchoverNeedsNoDryRun(Version first, Version second, Version third) {
        start(first, second, third);
        changeOnMaster();
        Switchover done = world.promote(promoted, Switchover.Kind.PLANNED);
        assertThat(done.state()).as(() -> done.reason() + "\n" + world.log()).isEqualTo(Switchover.State.DONE);
        assertThat(lines(done, "newer")).isEmpty();
        assertThat(world.replica(other).dryRunFirst()).isFalse();
        world.success(other, Run.Mode.INCREMENTAL);
        world.success(other, Run.Mode.INCREMENTAL);
        assertThat(id(other, "newer")).isPositive();
    }

    /** The up-to-date replica is switched to after the undo. */
    @Test
    void undoEndsTheWaiting() {
        start(Version.V3, Version.V3, Version.V3);
        changeOnMaster();
        world.success(other, Run.Mode.INCREMENTAL);
        failOver();
        assertThat(world.replica(other).dryRunFirst()).isTrue();
        world.success(other, Run.Mode.DRY_RUN);
        world.requests().undo(world.switchovers().all().get(0), Duration.ofMinutes(1));
        assertThat(world.replica(other).dryRunFirst()).isFalse();
        assertThat(world.promote(other, Switchover.Kind.FAILOVER).state()).isEqualTo(Switchover.State.DONE);
        assertThat(world.replica(promoted).dryRunFirst()).isFalse();
        world.success(promoted, Run.Mode.INCREMENTAL);
        assertThat(id(promoted, "newer")).isPositive();
    }

    /** The replica was an old master before. The report of that switchover gets no findings of the new dry run. */
    @Test
    void theReportOfAnEarlierSwitchoverStays() {
        start(Version.V3, Version.V3, Version.V3);
        Switchover first = world.promote(other, Switchover.Kind.PLANNED);
        world.takeBack(master);
        world.success(master, Run.Mode.INCREMENTAL);
        world.success(promoted, Run.Mode.INCREMENTAL);
        other.clock().move(Duration.ofMinutes(1));
        other.api().patch("/api/documents/" + id(other, "one") + "/", Papers.json("title", "newer"));
        world.success(master, Run.Mode.INCREMENTAL);
        other.faults().on("*", "/api/.*").status(502);
        assertThat(world.promote(promoted, Switchover.Kind.FAILOVER).state()).isEqualTo(Switchover.State.DONE);
        assertThat(world.replica(master).dryRunFirst()).isTrue();
        Run dry = world.success(master, Run.Mode.DRY_RUN);
        assertThat(world.boot.plans().page(dry.id(), "documents", null, 0, 100))
                .singleElement()
                .satisfies(row -> assertThat(row.changes()).contains("\"old\":\"newer\",\"new\":\"one\""));
        assertThat(world.boot.returned().page(first.id(), null, 0, 100)).isEmpty();
    }
}

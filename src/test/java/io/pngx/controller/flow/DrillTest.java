package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.cycle.Schedule;
import io.pngx.controller.engine.drill.DrillSchedule;
import io.pngx.controller.metrics.Scrape;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.web.ContractCheck;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.Journal;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A drill checks whether a replica could be used, and changes nothing. */
class DrillTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private World world;
    private int tag;

    @AfterEach
    void close() {
        world.close();
    }

    private void start(Version replica) {
        world = World.ofItsOwn(Version.V3, replica); // another test may have moved the shared clock
        var api = world.master.api();
        tag = Papers.lookup(api, "tags", "name", "Bills");
        int correspondent = Papers.lookup(api, "correspondents", "name", "Miller");
        int field = Papers.lookup(api, "custom_fields", "name", "Amount", "data_type", "integer");
        List.of(
                        "Stromabrechnung für März",
                        "Versicherungsschein",
                        "Größenordnung der Steuer",
                        "Mietvertrag 2024",
                        "2024")
                .forEach(text -> world.master
                        .library()
                        .add(NewDocument.text(text.replace(' ', '-') + ".txt", text + " und mehr")
                                .title(text)
                                .created(LocalDate.of(2024, 3, 7))
                                .modified(Instant.parse("2024-03-08T10:00:00Z"))
                                .tags(tag)
                                .correspondent(correspondent)
                                .field(field, 7)));
        world.run();
        world.forgetJournals();
    }

    private JsonNode send(String method, String path) throws Exception {
        HttpResponse<String> answer = ContractCheck.checked(HTTP.send(
                HttpRequest.newBuilder(URI.create(world.boot.url() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return Json.MAPPER.readTree(answer.body());
    }

    private long ask() throws Exception {
        return send("POST", "/api/replicas/" + world.replica().id() + "/drill")
                .path("drill_id")
                .asLong();
    }

    private JsonNode ended(long id) {
        return world.eventually(
                "the end of the drill",
                () -> send("GET", "/api/drills/" + id),
                drill -> !drill.path("finished_at").isNull());
    }

    private JsonNode drill() throws Exception {
        JsonNode drill = ended(ask());
        assertThat(replica().journal().writes()).as("a drill writes nothing").isEmpty();
        assertThat(world.master.journal().writes()).isEmpty();
        return drill;
    }

    private double drillMetric(String name, String... labels) {
        String replica =
                world.boot.replicas().find(world.replica().id()).orElseThrow().name();
        List<String> all = new ArrayList<>(List.of("replica", replica));
        all.addAll(List.of(labels));
        return Scrape.of(world.boot.url() + "/metrics")
                .value("pngx_controller_drill_" + name, all.toArray(new String[0]));
    }

    private Paperless replica() {
        return world.replica().server();
    }

    /** @return the id of the copy with this title on the replica */
    private int copy(String title) {
        return replica().library().documents().stream()
                .filter(document -> document.title().equals(title))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static Map<String, String> checks(JsonNode drill) {
        return StreamSupport.stream(drill.path("checks").spliterator(), false)
                .collect(Collectors.toMap(
                        check -> check.path("name").asText(),
                        check -> check.path("result").asText()));
    }

    private static JsonNode document(JsonNode drill, String title) {
        return StreamSupport.stream(drill.path("documents").spliterator(), false)
                .filter(document -> document.path("title").asText().equals(title))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void whatUsersNeedIsCheckedAndNothingIsWritten(Version version) throws Exception {
        start(version);

        JsonNode drill = drill();

        assertThat(drill.path("state").asText()).as(drill.toString()).isEqualTo("passed");
        assertThat(drill.path("documents")).hasSize(5);
        assertThat(checks(drill))
                .containsOnlyKeys("sign_in", "documents", "tag", "correspondent", "custom_field", "date")
                .allSatisfy((name, result) -> assertThat(result).as(name).isEqualTo("ok"));
        assertThat(drill.path("checks").findValuesAsText("detail"))
                .contains(
                        "Replica and master list the same documents with tag \"Bills\" (5).",
                        "Replica and master list the same documents with correspondent \"Miller\" (5).",
                        "Replica and master list the same documents with custom field \"Amount\" (5).");
        assertThat(drill.path("summary").asText())
                .isEqualTo("5 documents could be used. 4 were found by full-text search.");
        assertThat(document(drill, "Größenordnung der Steuer").path("search").asText())
                .isEqualTo("ok");
        assertThat(document(drill, "2024").path("search").asText()).isEqualTo("skipped");
        assertThat(document(drill, "2024").path("detail").asText()).contains("no usable word");
        assertThat(replica().journal().where("GET", "/api/documents/\\d+/download/"))
                .hasSize(5);
        assertThat(replica().journal().all()).extracting(Journal.Entry::method).containsOnly("GET");
        assertThat(replica().journal().where("GET", "/accounts/login/"))
                .as("a user who signs in has no token")
                .allSatisfy(entry -> assertThat(entry.sent().token()).isNull())
                .hasSize(1);

        JsonNode readiness = send("GET", "/api/replicas/" + world.replica().id() + "/readiness");
        assertThat(readiness.path("level").asText()).isEqualTo("unverified");
        assertThat(readiness.path("sentence").asText()).contains(", drilled 0 s ago with 5 documents, ");
        assertThat(drillMetric("passed")).isEqualTo(1);
        assertThat(drillMetric("last_timestamp_seconds")).isPositive();
        assertThat(drillMetric("documents", "result", "ok")).isEqualTo(5);
        assertThat(drillMetric("documents", "result", "failed")).isZero();

        world.master.library().add(NewDocument.text("later.txt", "Later"));
        world.run();
        assertThat(World.uploads(replica()))
                .as("the replica can be written again")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeUsedIsNamed(Version version) throws Exception {
        start(version);
        replica().library().replaceFile(copy("Mietvertrag 2024"), "other bytes".getBytes(StandardCharsets.UTF_8));
        replica()
                .faults()
                .on("GET", "/api/documents/" + copy("Versicherungsschein") + "/thumb/")
                .status(404)
                .json("{\"detail\": \"Not found.\"}");
        replica().library().loseFromIndex(copy("Stromabrechnung für März"));

        JsonNode drill = drill();

        assertThat(drill.path("state").asText()).isEqualTo("failed");
        assertThat(drill.path("summary").asText()).startsWith("3 of 5 documents have a part that cannot be used.");
        assertThat(document(drill, "Mietvertrag 2024").path("original").asText())
                .isEqualTo("failed");
        assertThat(document(drill, "Versicherungsschein").path("thumbnail").asText())
                .isEqualTo("failed");
        assertThat(document(drill, "Versicherungsschein").path("detail").asText())
                .contains("404");
        assertThat(document(drill, "Versicherungsschein").path("preview").asText())
                .as("the parts after a failed one are checked too")
                .isEqualTo("ok");
        assertThat(document(drill, "Stromabrechnung für März").path("search").asText())
                .isEqualTo("failed");
        assertThat(document(drill, "Stromabrechnung für März").path("detail").asText())
                .contains("\"Stromabrechnung\"", "document_index reindex");
        assertThat(document(drill, "2024").path("original").asText()).isEqualTo("ok");

        JsonNode readiness = send("GET", "/api/replicas/" + world.replica().id() + "/readiness");
        assertThat(readiness.path("level").asText()).isEqualTo("except");
        assertThat(readiness.path("reasons").findValuesAsText("code")).contains("drill_failed");
        assertThat(readiness.path("drill").path("problems").asInt()).isEqualTo(3);
        assertThat(drillMetric("passed")).isZero();
        assertThat(drillMetric("documents", "result", "failed")).isEqualTo(3);
    }

    @Test
    void whatTheSearchOfTheMasterDoesNotFindEitherIsNoFailure() throws Exception {
        start(Version.V3);
        twoVersions("Versicherungsschein");
        replica().library().loseFromIndex(copy("Versicherungsschein"));
        replica().library().loseFromIndex(copy("Mietvertrag 2024"));
        world.master.library().loseFromIndex(ofMaster("Versicherungsschein"));

        JsonNode drill = drill();

        assertThat(document(drill, "Versicherungsschein").path("search").asText())
                .isEqualTo("skipped");
        assertThat(document(drill, "Versicherungsschein").path("detail").asText())
                .isEqualTo("Full-text search finds the document by the word \"Versicherungsschein\" neither on the"
                        + " replica nor on the master.");
        assertThat(document(drill, "Mietvertrag 2024").path("search").asText())
                .as("the master finds the document")
                .isEqualTo("failed");
        world.master.library().loseFromIndex(ofMaster("Mietvertrag 2024"));
        assertThat(drill().path("state").asText()).isEqualTo("passed");
    }

    @Test
    void aSearchThatFailsWhileTheMasterIsDownNamesSeveralVersionsAsCause() throws Exception {
        start(Version.V3);
        twoVersions("Versicherungsschein");
        replica().library().loseFromIndex(copy("Versicherungsschein"));
        world.master.goOffline();

        JsonNode drill = drill();

        assertThat(drill.path("state").asText()).isEqualTo("failed");
        assertThat(document(drill, "Versicherungsschein").path("detail").asText())
                .contains("several versions", "document_index reindex");
        world.master.goOnline();
    }

    private void twoVersions(String title) {
        world.master
                .library()
                .addVersion(ofMaster(title), (title + " mit Nachtrag").getBytes(StandardCharsets.UTF_8), null);
        world.run();
        world.forgetJournals();
    }

    private int ofMaster(String title) {
        return world.master.library().documents().stream()
                .filter(document -> document.title().equals(title))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void anIndexThatIsBehindIsNoFailure() throws Exception {
        start(Version.V2);
        replica().library().stopIndexing();
        int copy = copy("Versicherungsschein");
        replica().library().setModified(copy, replica().clock().now().plusSeconds(5));

        JsonNode drill = drill();

        assertThat(drill.path("state").asText()).isEqualTo("passed");
        assertThat(document(drill, "Versicherungsschein").path("search").asText())
                .isEqualTo("skipped");
        assertThat(document(drill, "Versicherungsschein").path("detail").asText())
                .contains("index is not up to date");
    }

    @Test
    void aDrillWithoutAnySearchSaysSo() throws Exception {
        start(Version.V2);
        replica().library().stopIndexing();
        for (DocumentView copy : replica().library().documents()) {
            replica().library().setModified(copy.id(), replica().clock().now().plusSeconds(5));
            replica().library().loseFromIndex(copy.id());
        }

        assertThat(drill().path("summary").asText())
                .isEqualTo("5 documents could be used. The full-text search was skipped.");
    }

    @Test
    void withoutTheTimeOfTheIndexOnlyALateChangeExcusesIt() throws Exception {
        start(Version.V3);
        replica().faults().on("GET", "/api/status/").status(403);
        int old = copy("Versicherungsschein");
        int late = copy("Mietvertrag 2024");
        replica().library().setModified(old, replica().clock().now().minus(Duration.ofHours(1)));
        replica().library().loseFromIndex(old);
        replica().library().loseFromIndex(late);

        JsonNode drill = drill();

        assertThat(document(drill, "Versicherungsschein").path("search").asText())
                .isEqualTo("failed");
        assertThat(document(drill, "Mietvertrag 2024").path("search").asText()).isEqualTo("skipped");
    }

    @ParameterizedTest
    @EnumSource
    void aMissingCopyAndAnotherTagAreFound(Version version) throws Exception {
        start(version);
        replica().library().erase(copy("Mietvertrag 2024"));
        replica().library().forceTags(copy("Versicherungsschein"), List.of());

        JsonNode drill = drill();

        assertThat(drill.path("state").asText()).isEqualTo("failed");
        assertThat(checks(drill)).containsEntry("documents", "failed").containsEntry("tag", "failed");
        assertThat(document(drill, "Mietvertrag 2024").path("details").asText()).isEqualTo("failed");
        assertThat(document(drill, "Mietvertrag 2024").path("original").asText())
                .isEqualTo("failed");
    }

    @Test
    void changesOfTheMasterSinceTheLastRunAreNoFailure() throws Exception {
        start(Version.V2);
        world.master
                .library()
                .add(NewDocument.text("new.txt", "A newer document").tags(tag));
        int changed = world.master.library().documents().get(0).id();
        world.master.api().patch("/api/documents/" + changed + "/", Papers.json("tags", List.of()));
        world.master.journal().clear();

        JsonNode drill = drill();

        assertThat(drill.path("state").asText()).as(drill.toString()).isEqualTo("passed");
    }

    @Test
    void withoutTheMasterTheListsAreNotCompared() throws Exception {
        start(Version.V3);
        world.master.goOffline();

        JsonNode drill = drill();

        assertThat(drill.path("state").asText()).as(drill.toString()).isEqualTo("passed");
        assertThat(checks(drill)).containsEntry("documents", "ok").containsEntry("tag", "skipped");
        assertThat(drill.path("checks").toString()).contains("not compared with the master", "can't be reached");
        world.master.goOnline();
    }

    @Test
    void aReplicaThatIsDownFailsItsDrill() throws Exception {
        start(Version.V2);
        replica().goOffline();

        JsonNode drill = ended(ask());

        assertThat(drill.path("state").asText()).isEqualTo("failed");
        assertThat(drill.path("summary").asText()).contains("can't be reached");
        assertThat(drill.path("documents")).isEmpty();
        replica().goOnline();
    }

    @Test
    void anotherLoginInFrontIsSaidAndAPageOfAnotherProgramFails() throws Exception {
        start(Version.V3);
        replica()
                .faults()
                .on("GET", "/accounts/login/")
                .once()
                .status(302)
                .header("Location", "https://user:word@login.example/?rd=secret")
                .html("");
        JsonNode redirected = drill();
        assertThat(redirected.path("state").asText()).isEqualTo("passed");
        assertThat(redirected.path("checks").toString())
                .contains("https://login.example/")
                .doesNotContain("secret", "word@");

        replica().faults().on("GET", "/accounts/login/").once().status(200).html("<h1>Welcome to nginx</h1>");
        JsonNode other = drill();
        assertThat(other.path("state").asText()).isEqualTo("failed");
        assertThat(checks(other)).containsEntry("sign_in", "failed");
    }

    @Test
    void everyDocumentHasItsTurn() throws Exception {
        start(Version.V2);
        world.boot.settings().put(Setting.DRILL_DOCUMENTS, "2");
        List<Integer> first = masterIds(drill());
        List<Integer> second = masterIds(drill());
        List<Integer> third = masterIds(drill());

        assertThat(first).hasSize(2);
        assertThat(second).hasSize(2).doesNotContainAnyElementsOf(first);
        assertThat(third).hasSize(2).doesNotContainAnyElementsOf(second);
        assertThat(world.master.library().documents())
                .extracting(document -> document.id())
                .allMatch(id -> first.contains(id) || second.contains(id) || third.contains(id));
        world.boot.settings().put(Setting.DRILL_DOCUMENTS, "50");
    }

    private static List<Integer> masterIds(JsonNode drill) {
        return StreamSupport.stream(drill.path("documents").spliterator(), false)
                .map(document -> document.path("master_id").asInt())
                .toList();
    }

    @Test
    void aDrillIsDueEveryThirtyDaysAndTheDayAfterAFailedOne() throws Exception {
        world = World.ofItsOwn(Version.V3, Version.V2);
        world.master.library().add(NewDocument.text("one.txt", "Versicherungsschein"));
        world.run();
        world.boot.settings().put(Setting.DRILL_AT, "00:00");
        String drills = "/api/replicas/" + world.replica().id() + "/drills";
        assertThat(send("GET", drills).path("items")).isEmpty();

        replica().faults().on("GET", "/accounts/login/").once().status(500).html("broken");
        day();
        assertThat(endedDrills(1).get(0).path("state").asText()).isEqualTo("failed");
        day();
        assertThat(endedDrills(2).get(0).path("state").asText()).isEqualTo("passed");
        day();
        world.run();
        assertThat(send("GET", drills).path("items")).hasSize(2);
        world.boot.clock().move(Duration.ofDays(30));
        assertThat(endedDrills(3).get(0).path("by_hand").asBoolean()).isFalse();
    }

    private void day() {
        world.boot.clock().move(Duration.ofDays(1));
    }

    private JsonNode endedDrills(int number) {
        return world.eventually(
                "drill " + number,
                () -> send("GET", "/api/replicas/" + world.replica().id() + "/drills")
                        .path("items"),
                drills -> drills.size() == number
                        && !drills.get(0).path("finished_at").isNull());
    }

    @Test
    void aStopInTheMiddleLeavesNoOpenDrill() throws Exception {
        world = World.ofItsOwn(Version.V3, Version.V3);
        for (int i = 0; i < 20; i++) {
            world.master.library().add(NewDocument.text(i + ".txt", "Versicherungsschein " + i));
        }
        world.run();
        replica().faults().on("GET", "/api/documents/\\d+/thumb/").delay(Duration.ofMillis(300));
        long id = ask();
        world.eventually(
                "the first documents",
                () -> send("GET", "/api/drills/" + id),
                drill -> !drill.path("documents").isEmpty());

        world.boot.stop();
        replica().faults().clear();
        world.boot.start();

        JsonNode drill = send("GET", "/api/drills/" + id);
        assertThat(drill.path("state").asText()).isEqualTo("aborted");
        assertThat(drill.path("finished_at").isNull()).isFalse();
        assertThat(ended(ask()).path("state").asText()).isEqualTo("passed");
        assertThat(send("GET", "/api/replicas/" + world.replica().id() + "/readiness")
                        .path("level")
                        .asText())
                .isEqualTo("unverified");
    }

    @Test
    void aDrillThatAUserCancelsEndsBeforeItsNextCheck() throws Exception {
        start(Version.V3);
        Trouble.Gate gate = new Trouble.Gate();
        replica().faults().on("GET", "/api/documents/\\d+/thumb/").once().before(gate);
        long id = ask();
        gate.awaitReached();

        JsonNode cancelled = send("POST", "/api/drills/" + id + "/cancel");
        gate.open();

        assertThat(cancelled.path("state").asText()).isEqualTo("aborted");
        assertThat(cancelled.path("summary").asText()).isEqualTo("A user cancelled the drill.");
        world.eventually("the end of the thread", this::isFree);
        assertThat(replica().journal().where("GET", "/api/documents/\\d+/(preview|download)/"))
                .as("nothing after the part in hand")
                .hasSize(1);
        assertThat(send("GET", "/api/drills/" + id).path("documents")).isEmpty();
        assertThat(drill().path("state").asText()).isEqualTo("passed");
    }

    @Test
    void runsWaitForADrillAndTheGatewayRefusesWritesMeanwhile() throws Exception {
        start(Version.V3);
        AtomicReference<Run> asked = new AtomicReference<>();
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        replica().faults().on("GET", "/api/documents/\\d+/thumb/").once().before(() -> {
            asked.set(world.ask(world.replica(), Run.Mode.INCREMENTAL));
            refusal.set(catchThrowable(() -> world.boot
                    .camel()
                    .createProducerTemplate()
                    .requestBody(
                            "http://replica-" + world.replica().id() + "/api/tags/?httpMethod=POST",
                            "{\"name\": \"new\"}")));
        });

        JsonNode drill = drill();

        assertThat(drill.path("state").asText()).isEqualTo("passed");
        assertThat(refusal.get())
                .hasRootCauseInstanceOf(PaperlessException.class)
                .hasStackTraceContaining("is only read in this run");
        Run run = world.ended(asked.get());
        assertThat(run.state()).isEqualTo(Run.State.SUCCESS);
        assertThat(run.finishedAt())
                .isAfter(Instant.parse(drill.path("finished_at").asText()));
    }

    @Test
    void afterItsTimeADrillChecksNoFurtherDocumentAndSaysSo() throws Exception {
        world = World.ofItsOwn(Version.V3, Version.V3);
        for (int i = 0; i < 4; i++) {
            world.master.library().add(NewDocument.text(i + ".txt", "Versicherungsschein " + i));
        }
        world.run();
        replica()
                .faults()
                .on("GET", "/api/documents/\\d+/thumb/")
                .once()
                .before(() -> world.boot.clock().move(Duration.ofHours(2)));

        JsonNode drill = ended(ask());

        assertThat(drill.path("documents")).hasSize(1);
        assertThat(drill.path("summary").asText())
                .isEqualTo("1 document could be used. 1 was found by full-text search. 3 of 4 documents were not "
                        + "checked, because the time limit was reached.");
        assertThat(checks(drill)).containsEntry("documents", "ok");
    }

    @Test
    void aDrillWhoseThreadIsGoneEnds() throws Exception {
        start(Version.V3);
        world.boot
                .sql()
                .sql("insert into drills(replica_id, state, by_hand, requested_at, started_at) "
                        + "values (?, 'running', 1, '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z')")
                .param(world.replica().id())
                .update();

        JsonNode left = endedDrills(1).get(0);

        assertThat(left.path("state").asText()).isEqualTo("aborted");
        assertThat(left.path("summary").asText()).startsWith("The drill ended unexpectedly");
        assertThat(drill().path("state").asText()).isEqualTo("passed");
    }

    /** Between two rounds of uploads, an open run does not hold the lock of the replica. */
    @Test
    void aDrillWaitsForAnOpenRun() throws Exception {
        start(Version.V2);
        replica().worker().pause();
        world.master.library().add(NewDocument.text("later.txt", "Later"));
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the upload", () -> World.uploads(replica()) == 1);
        long asked = ask();
        DrillSchedule schedule =
                world.boot.camel().getRegistry().lookupByNameAndType("drillSchedule", DrillSchedule.class);
        world.eventually("a look at the schedule while the lock is free", () -> {
            boolean free = isFree();
            assertThat(schedule.due()).isEmpty();
            return free && isFree();
        });
        assertThat(send("GET", "/api/drills/" + asked).path("state").asText()).isEqualTo("queued");

        replica().worker().resume();

        Run ended = world.ended(run);
        JsonNode drill = ended(asked);
        assertThat(ended.state()).isEqualTo(Run.State.SUCCESS);
        assertThat(drill.path("state").asText()).isEqualTo("passed");
        assertThat(drill.path("documents")).hasSize(6);
        assertThat(Instant.parse(drill.path("started_at").asText())).isAfter(ended.finishedAt());
    }

    /** Otherwise runs that last longer than the interval would leave no time for a drill. */
    @Test
    void noRunBeginsBeforeADrillThatWaits() throws Exception {
        world = World.ofItsOwn(Version.V3, Version.V2);
        world.master.library().add(NewDocument.text("one.txt", "Versicherungsschein"));
        world.run();
        world.boot.camel().getRouteController().suspendRoute("drill");
        long asked = ask();
        world.boot.replicas().cycleStarted(world.replica().id(), Instant.now().minus(Duration.ofDays(2)));
        long runs = runs();

        assertThat(world.boot
                        .camel()
                        .getRegistry()
                        .lookupByNameAndType("schedule", Schedule.class)
                        .due())
                .isEmpty();
        assertThat(runs()).isEqualTo(runs);

        world.boot.camel().getRouteController().resumeRoute("drill");
        assertThat(ended(asked).path("state").asText()).isEqualTo("passed");
        world.eventually("the run that was due", () -> runs() > runs);
    }

    private long runs() {
        return world.boot
                .sql()
                .sql("select count(*) from sync_runs")
                .query(Long.class)
                .single();
    }

    private boolean isFree() {
        return !world.boot.locks().isLocked(world.replica().id());
    }
}

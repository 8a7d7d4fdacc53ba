package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.text.Text;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.LookupKind;
import io.pngx.simulator.NewDocument;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A webhook synchronises the named document on every replica, and nothing else. */
class HintedRunsTest {
    private final World world = World.ofItsOwn(Version.V2, Version.V2, Version.V3);
    private String token;
    private int first;
    private int second;

    @BeforeEach
    void twoCopies() throws Exception {
        first = world.master.library().add(NewDocument.text("one.txt", "The first text"));
        second = world.master.library().add(NewDocument.text("two.txt", "The second text"));
        world.run(); // the interval is a day
        world.forgetJournals();
        HttpResponse<String> made = post("/api/tokens", "{\"name\": \"paperless\", \"role\": \"hook\"}");
        token = Json.MAPPER.readTree(made.body()).path("token").asText();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(world.boot.url() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void hook(long document) throws IOException, InterruptedException {
        assertThat(post("/api/hooks/paperless", "{\"doc_id\": " + document + "}")
                        .statusCode())
                .isEqualTo(202);
    }

    private void quiet() {
        world.boot.clock().move(Duration.ofSeconds(3));
    }

    private long lastRun() {
        return world.boot.runs().recent(null, 1).get(0).id();
    }

    /** Waits until all replicas have a run after this run and all runs have ended. Returns these runs. */
    private List<Run> runsAfter(long last) {
        return world.eventually(
                "a run of each replica",
                () -> world.boot.runs().after(last, List.of()),
                runs -> runs.stream().map(Run::replicaId).distinct().count() == world.replicas.size()
                        && runs.stream().allMatch(run -> run.finishedAt() != null));
    }

    private Replica stored(World.Replica replica) {
        return world.boot.replicas().find(replica.id()).orElseThrow();
    }

    private Instant lastSuccess(World.Replica replica) {
        return world.boot.runs().lastSuccess(replica.id()).get(Run.Mode.INCREMENTAL);
    }

    private void rename(int document, String title) {
        world.master.api().patch("/api/documents/" + document + "/", Papers.json("title", title));
    }

    private static List<String> titles(World.Replica replica) {
        return replica.server().library().documents().stream()
                .map(document -> document.title())
                .sorted()
                .toList();
    }

    private long tombstones() {
        return world.boot
                .sql()
                .sql("select count(*) from tombstones")
                .query(Long.class)
                .single();
    }

    @Test
    void theNamedDocumentIsSyncedOnEveryReplicaAndTheRestOfTheCycleStaysAsItWas() throws Exception {
        List<Replica> before = world.replicas.stream().map(this::stored).toList();
        List<Instant> success = world.replicas.stream().map(this::lastSuccess).toList();
        rename(first, "Renamed one");
        rename(second, "Renamed two");
        int third = world.master.library().add(NewDocument.text("three.txt", "The third text"));
        long last = lastRun();
        hook(first);
        quiet();

        assertThat(runsAfter(last)).hasSize(2).allSatisfy(run -> {
            assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS);
            assertThat(run.mode()).isEqualTo(Run.Mode.INCREMENTAL);
            assertThat(run.hintedIds()).containsExactly((long) first);
            assertThat(run.updated()).isEqualTo(1);
            assertThat(run.total()).isEqualTo(1);
        });
        assertThat(world.replicas).allSatisfy(replica -> {
            assertThat(titles(replica)).containsExactly("Renamed one", "two");
            Replica now = stored(replica);
            Replica then = before.stream()
                    .filter(each -> each.id() == replica.id())
                    .findFirst()
                    .orElseThrow();
            assertThat(now.watermark()).isEqualTo(then.watermark());
            assertThat(now.lastCycleAt()).isEqualTo(then.lastCycleAt());
            assertThat(now.lastSyncTs()).isEqualTo(then.lastSyncTs());
        });
        assertThat(world.replicas.stream().map(this::lastSuccess).toList()).isEqualTo(success);

        world.run();
        assertThat(world.replica().server().library().documents()).hasSize(3);
        assertThat(world.master.library().holds(third)).isTrue();
        world.assertEqual();
    }

    /** The same change, which failed and waits for its next attempt, is tried at once. */
    @Test
    void aNamedDocumentThatFailedIsTriedAgainAtOnce() throws Exception {
        rename(first, "Renamed one");
        world.replicas.forEach(replica -> replica.server()
                .faults()
                .on("PATCH", "/api/documents/\\d+/")
                .status(403)
                .html("<html>Sorry</html>"));
        long last = lastRun();
        hook(first);
        quiet();
        assertThat(runsAfter(last))
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.failed()).isEqualTo(1));

        world.replicas.forEach(replica -> replica.server().faults().clear());
        last = lastRun();
        hook(first);
        quiet();

        assertThat(runsAfter(last))
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.updated()).isEqualTo(1));
        world.assertEqual();
    }

    private HttpResponse<String> request(World.Replica replica, String mode, int document) throws Exception {
        token = null; // nobody must sign in, and the token of a webhook requests no runs
        return post(
                "/api/sync",
                "{\"mode\": \"" + mode + "\", \"replica_id\": " + replica.id() + ", \"document_id\": " + document
                        + "}");
    }

    private JsonNode requestAll(String what, List<Integer> documents) throws Exception {
        token = null;
        HttpResponse<String> answer = post("/api/documents/" + what, "{\"ids\": " + documents + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Json.MAPPER.readTree(answer.body()).path("items");
    }

    @Test
    void aUserHasSomeDocumentsComparedOnEveryReplica() throws Exception {
        int third = world.master.library().add(NewDocument.text("three.txt", "The third text"));
        world.run();
        world.replicas.forEach(this::editCopies);
        long last = lastRun();

        JsonNode started = requestAll("retry", List.of(first, third));

        assertThat(started).hasSize(4);
        List<Run> runs = runsAfter(last);
        assertThat(runs).hasSize(2).allMatch(run -> run.hintedIds().equals(Set.of((long) first, (long) third)));
        started.forEach(each -> assertThat(runs)
                .anyMatch(run -> run.id() == each.path("run_id").asLong()
                        && run.replicaId() == each.path("replica_id").asLong()));
        for (World.Replica replica : world.replicas) {
            assertThat(titles(replica)).containsExactly("Edited two", "one", "three");
        }
    }

    @Test
    void aUserHasSomeCopiesVerifiedAndTheEditedOneIsFound() throws Exception {
        World.Replica replica = world.replicas.get(0);
        replica.server().library().documents().stream()
                .filter(copy -> copy.title().equals("two"))
                .forEach(copy -> replica.server()
                        .api()
                        .patch("/api/documents/" + copy.id() + "/", Papers.json("title", "Edited two")));
        long last = lastRun();

        requestAll("verify", List.of(first, second));

        List<Run> runs = runsAfter(last);
        assertThat(runs).hasSize(2).allMatch(run -> run.mode() == Run.Mode.VERIFY && run.total() == 2);
        assertThat(runs.stream().mapToLong(Run::mismatched).sum()).isEqualTo(1);
        assertThat(titles(replica)).as("nothing is written").contains("Edited two");
        assertThat(world.said(runs.get(0))).contains("A verification of 2 documents begins");
    }

    private void editCopies(World.Replica replica) {
        replica.server()
                .library()
                .documents()
                .forEach(copy -> replica.server()
                        .api()
                        .patch("/api/documents/" + copy.id() + "/", Papers.json("title", "Edited " + copy.title())));
    }

    private Run onlyRunAfter(long last, World.Replica replica) {
        Run run = world.ended(world.boot.runs().after(last, List.of()).get(0));
        assertThat(world.boot.runs().after(last, List.of())).containsExactly(run);
        assertThat(run.replicaId()).isEqualTo(replica.id());
        assertThat(run.hintedIds()).containsExactly((long) first);
        assertThat(run.total()).isEqualTo(1);
        return run;
    }

    @Test
    void aUserHasOneDocumentComparedOnOneReplica() throws Exception {
        World.Replica replica = world.replicas.get(0);
        editCopies(replica);
        long last = lastRun();

        HttpResponse<String> answer = request(replica, "incremental", first);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        Run run = onlyRunAfter(last, replica);
        assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS);
        assertThat(run.updated()).isEqualTo(1);
        assertThat(titles(replica)).containsExactly("Edited two", "one");
    }

    @Test
    void aUserHasOneCopyVerifiedAndNothingIsWritten() throws Exception {
        World.Replica replica = world.replicas.get(0);
        editCopies(replica);
        long last = lastRun();

        HttpResponse<String> answer = request(replica, "verify", first);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        Run run = onlyRunAfter(last, replica);
        assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.PARTIAL);
        assertThat(run.mismatched()).isEqualTo(1);
        assertThat(titles(replica)).containsExactly("Edited one", "Edited two");
        assertThat(world.boot
                        .sql()
                        .sql("select master_id from verifications")
                        .query(Long.class)
                        .list())
                .containsExactly((long) first);
    }

    @Test
    void aNewDocumentArrivesWithItsNewTag() throws Exception {
        int tag = world.master
                .api()
                .post("/api/tags/", Papers.json("name", "Urgent"))
                .path("id")
                .asInt();
        int third = world.master
                .library()
                .add(NewDocument.text("three.txt", "The third text").tags(tag));
        long last = lastRun();
        hook(third);
        quiet();

        assertThat(runsAfter(last)).allSatisfy(run -> assertThat(run.uploaded()).isEqualTo(1));
        world.assertEqual();
    }

    @Test
    void aChangedFileIsCarried() throws Exception {
        world.deletesAreExpected(); // a 2.x replica deletes the replaced copy
        world.master.clock().move(Duration.ofSeconds(1));
        world.master.library().replaceFile(first, "Rotated".getBytes(StandardCharsets.UTF_8));
        String sha256 = world.master.library().document(first).sha256();
        long last = lastRun();
        hook(first);
        quiet();

        assertThat(runsAfter(last))
                .allSatisfy(run -> assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS));
        assertThat(world.replicas).allSatisfy(replica -> {
            List<DocumentView> copies = replica.server().library().documents();
            assertThat(copies).hasSize(2);
            assertThat(copies.stream()
                            .flatMap(copy -> Stream.concat(
                                    Stream.of(copy), replica.server().library().versions(copy.id()).stream()))
                            .map(DocumentView::sha256))
                    .as(replica.server().version())
                    .contains(sha256);
        });
        assertThat(world.replica().server().library().trashed()).hasSize(1);
        world.assertEqual();
    }

    @Test
    void aRuleDecidesOnTheNamedDocumentAsInAnyRun() throws Exception {
        int tag = Papers.lookup(world.master.api(), "tags", "name", "share");
        World.Replica ruled = world.replica();
        world.boot.rules().loader().save("only-shared", Ruled.ONLY_SHARED);
        world.boot.rules().table().switchTo("only-shared", false, List.of(ruled.id()));
        int third = world.master.library().add(NewDocument.text("three.txt", "The third text"));
        long last = lastRun();
        hook(third);
        quiet();

        runsAfter(last);
        assertThat(titles(ruled)).containsExactly("one", "two");
        assertThat(titles(world.replicas.get(1))).containsExactly("one", "three", "two");

        world.master.clock().move(Duration.ofSeconds(1));
        world.master.api().patch("/api/documents/" + third + "/", Papers.json("tags", List.of(tag)));
        last = lastRun();
        hook(third);
        quiet();
        runsAfter(last);
        assertThat(titles(ruled)).containsExactly("one", "three", "two");
    }

    @Test
    void aDocumentThatTheMasterDoesNotListLeadsToANoteOnly() throws Exception {
        world.deletesAreExpected();
        world.master.api().delete("/api/documents/" + first + "/");
        long last = lastRun();
        hook(first);
        hook(999_999_999_999_999_999L);
        quiet();

        assertThat(runsAfter(last)).allSatisfy(run -> {
            assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS);
            assertThat(run.total()).isZero();
            assertThat(world.said(run))
                    .contains("named document " + first + ", but the master does not list")
                    .contains("999999999999999999");
        });
        assertThat(tombstones()).isZero();
        assertThat(world.replicas)
                .allSatisfy(replica ->
                        assertThat(replica.server().library().documents()).hasSize(2));
    }

    @Test
    void aRunForWebhooksDecidesOnNoDeletion() throws Exception {
        world.deletesAreExpected();
        world.boot.settings().put(Setting.DELETION_MODE, "trash");
        world.master.api().delete("/api/documents/" + first + "/");
        world.run(); // opens the tombstones
        world.boot.clock().move(Duration.ofHours(25));
        rename(second, "Renamed two");
        long last = lastRun();
        hook(second);
        quiet();

        runsAfter(last);
        assertThat(world.replicas)
                .allSatisfy(replica -> assertThat(titles(replica)).containsExactly("Renamed two", "one"));
        world.run();
        assertThat(world.replicas)
                .as("what the next run does")
                .allSatisfy(replica -> assertThat(titles(replica)).containsExactly("Renamed two"));
    }

    @Test
    void aWebhookDuringAnOpenRunIsTakenUpRightAfterIt() throws Exception {
        World.Replica slow = world.replica();
        slow.server().worker().pause();
        world.master.library().add(NewDocument.text("three.txt", "The third text"));
        Run open = world.ask(slow, Run.Mode.INCREMENTAL);
        world.eventually("the upload", () -> World.uploads(slow.server()) == 1);
        rename(first, "Renamed one");
        hook(first);
        quiet();
        world.eventually(
                "the other replica", () -> titles(world.replicas.get(1)).contains("Renamed one"));
        assertThat(titles(slow)).doesNotContain("Renamed one");
        assertThat(world.now(open).finishedAt()).isNull();
        slow.server().worker().resume();
        assertThat(world.ended(open).state()).isEqualTo(Run.State.SUCCESS);

        world.eventually("the document", () -> titles(slow).contains("Renamed one"));
        Run after = world.eventually(
                "the run after", () -> world.boot.runs().recent(slow.id(), 1).get(0), run -> run.finishedAt() != null);
        assertThat(after.id()).isGreaterThan(open.id());
        assertThat(after.hintedIds()).containsExactly((long) first);
    }

    @Test
    void anIntervalThatPassesMeanwhileMakesTheRunCompareAllChanges() throws Exception {
        World.Replica slow = world.replica();
        slow.server().worker().pause();
        int third = world.master.library().add(NewDocument.text("three.txt", "The third text"));
        long last = lastRun();
        hook(third);
        quiet();
        world.eventually("the upload", () -> World.uploads(slow.server()) == 1);
        rename(first, "Renamed one");
        Instant watermark = stored(slow).watermark();
        Instant lastSync = stored(slow).lastSyncTs();
        world.eventually(
                "the next second of the master's clock", () -> Instant.now().isAfter(watermark.plusSeconds(1)));
        world.boot.replicas().cycleStarted(slow.id(), null);

        world.eventually("the other document", () -> titles(slow).contains("Renamed one"));
        slow.server().worker().resume();
        Run run = runsAfter(last).stream()
                .filter(each -> each.replicaId() == slow.id())
                .findFirst()
                .orElseThrow();
        assertThat(run.isHinted()).isFalse();
        assertThat(run.state()).isEqualTo(Run.State.SUCCESS);
        assertThat(stored(slow).watermark()).isAfter(watermark);
        assertThat(stored(slow).lastSyncTs()).isAfter(lastSync);
    }

    @Test
    void aRunThatAUserRequestsMeanwhileComparesAllChangesInTheOpenRun() throws Exception {
        World.Replica slow = world.replica();
        slow.server().worker().pause();
        int third = world.master.library().add(NewDocument.text("three.txt", "The third text"));
        long last = lastRun();
        hook(third);
        quiet();
        world.eventually("the upload", () -> World.uploads(slow.server()) == 1);
        rename(first, "Renamed one");
        Run open = world.boot.runs().open(slow.id()).orElseThrow();
        token = null;
        HttpResponse<String> requested = post("/api/sync", "{\"mode\": \"incremental\"}");
        assertThat(requested.statusCode()).isEqualTo(202);
        assertThat(Json.MAPPER.readTree(requested.body()).path("run_ids"))
                .extracting(id -> id.asLong())
                .contains(open.id());

        world.eventually("the other document", () -> titles(slow).contains("Renamed one"));
        slow.server().worker().resume();
        assertThat(runsAfter(last))
                .allSatisfy(run -> assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS));
        world.assertEqual();
    }

    @Test
    void aFullRunThatIsDueIsNotPutOffByWebhooks() throws Exception {
        world.boot.settings().put(Setting.FULL_SYNC_AT, "00:00");
        long last = lastRun();
        hook(first);
        world.boot.clock().move(Duration.ofHours(25));

        assertThat(runsAfter(last)).allSatisfy(run -> {
            assertThat(run.mode()).isEqualTo(Run.Mode.FULL);
            assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.SUCCESS);
        });
    }

    @Test
    void aDocumentWhoseCopyIsMissingIsRestoredByARunThatComparesAllChanges() throws Exception {
        World.Replica replica = world.replica();
        int copy = replica.server().library().documents().stream()
                .filter(document -> document.title().equals("one"))
                .findFirst()
                .orElseThrow()
                .id();
        replica.server().api().delete("/api/documents/" + copy + "/");
        rename(second, "Renamed two");
        hook(first);
        quiet();

        world.eventually("the copy", () -> titles(replica).equals(List.of("Renamed two", "one")));
        assertThat(World.uploads(replica.server())).isZero();
        assertThat(world.said(replica)).contains("A run that compares all changes follows.");
    }

    @Test
    void aReplicaThatWasNotOkComparesAllChanges() throws Exception {
        World.Replica replica = world.replica();
        world.boot.replicas().state(replica.id(), Replica.State.UNREACHABLE, Text.verbatim("It did not answer."));
        rename(second, "Renamed two");
        long last = lastRun();
        hook(first);
        quiet();

        runsAfter(last);
        assertThat(titles(replica)).contains("Renamed two");
        assertThat(titles(world.replicas.get(1))).doesNotContain("Renamed two");
    }

    @Test
    void anyOrderOfRunsForWebhooksAndOtherRunsEndsEqual() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int step = 0; step < 20; step++) {
            List<Integer> ids = world.master.library().documents().stream()
                    .map(DocumentView::id)
                    .toList();
            int any = ids.get(random.nextInt(ids.size()));
            world.master.clock().move(Duration.ofSeconds(1));
            switch (random.nextInt(4)) {
                case 0 -> rename(any, "title " + step);
                case 1 -> {
                    int tag = Papers.lookup(world.master.api(), "tags", "name", "tag " + step);
                    world.master.api().patch("/api/documents/" + any + "/", Papers.json("tags", List.of(tag)));
                }
                case 2 -> world.master.library().add(NewDocument.text(step + ".txt", "The text of " + step));
                default ->
                    world.master.library().lookups(LookupKind.TAG).stream()
                            .findFirst()
                            .ifPresent(tag -> world.master
                                    .api()
                                    .patch("/api/tags/" + tag.id() + "/", Papers.json("name", "renamed " + seed)));
            }
            if (random.nextInt(4) == 0) {
                world.run();
            } else {
                List<Long> named = random.longs(3, 1, ids.size() + 3).boxed().toList();
                List<Run> runs = world.replicas.stream()
                        .map(replica -> world.boot
                                .runs()
                                .queueHinted(replica.id(), Run.Mode.INCREMENTAL, named)
                                .orElseThrow())
                        .toList();
                runs.forEach(run -> assertThat(world.ended(run).state())
                        .as(() -> "-Dseed=" + seed + "\n" + world.said(run))
                        .isEqualTo(Run.State.SUCCESS));
            }
        }
        world.run();
        for (World.Replica replica : world.replicas) {
            assertThat(Equal.differences(world.master, replica.server(), Set.of(), replica.foreignLookups()))
                    .as("-Dseed=" + seed)
                    .isEmpty();
        }
    }
}

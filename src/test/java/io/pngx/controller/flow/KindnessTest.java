package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.Journal;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run without changes makes few reads, and their number does not depend on the size of the library. The soak uses
 * larger libraries.
 */
class KindnessTest {
    private static final boolean SOAK = Boolean.getBoolean("pngx.soak");
    private static final int MANY = SOAK ? 1000 : 250;

    /** Adds documents with a time outside of the overlap (two weeks ago), or inside of it (this minute). */
    private static void seed(Paperless master, int documents, boolean thisMinute) {
        Instant minute = Instant.now().minus(thisMinute ? Duration.ofMinutes(2) : Duration.ofDays(14));
        master.library().addTexts(documents, minute);
    }

    /**
     * Writes the mapping of documents that the replica already holds. Then a full run compares all documents and stores
     * their fingerprints.
     */
    private static void bringInLine(World world) {
        for (World.Replica replica : world.replicas) {
            List<Object[]> rows = new ArrayList<>();
            List<Object[]> files = new ArrayList<>();
            for (DocumentView original : world.master.library().documents()) {
                int copy = replica.server()
                        .library()
                        .add(NewDocument.of(
                                        original.originalFileName(),
                                        world.master.library().bytes(original.id()))
                                .created(original.created()));
                rows.add(new Object[] {replica.id(), original.id(), copy, original.sha256()});
                files.add(new Object[] {replica.id(), copy, copy, original.id(), original.sha256(), original.md5()});
            }
            world.boot.insert(
                    "insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at) "
                            + "values (?, ?, ?, ?, '2026-01-01T00:00:00.000000Z')",
                    rows);
            world.boot.insert(
                    "insert into file_versions(replica_id, replica_doc_id, replica_version_id, "
                            + "master_version_id, sha256, md5, state) values (?, ?, ?, ?, ?, ?, 'LIVE')",
                    files);
        }
        world.run(Run.Mode.FULL);
        world.assertEqual();
    }

    private static Map<String, Long> reads(Paperless server) {
        assertThat(server.journal().writes()).isEmpty();
        return server.journal().all().stream()
                .collect(Collectors.groupingBy(Journal.Entry::path, Collectors.counting()));
    }

    /**
     * Returns the reads of a run on the master and on its replica. There is one replica, because two replicas may share
     * a read of the master.
     */
    private static List<Map<String, Long>> readsOfAnIdleRun(Version replica, int documents, boolean thisMinute) {
        try (World world = World.of(Version.V2, replica)) {
            seed(world.master, documents, thisMinute);
            bringInLine(world);
            world.run(); // the first run whose watermark is after the added documents
            world.forgetJournals();
            world.run();
            return List.of(reads(world.master), reads(world.replica().server()));
        }
    }

    @Test
    void anIdleRunReadsAsOftenAtManyDocumentsAsAtTen() {
        List<Map<String, Long>> few = readsOfAnIdleRun(Version.V2, 10, false);
        assertThat(readsOfAnIdleRun(Version.V2, MANY, false)).isEqualTo(few);
        assertThat(few.get(1).values().stream().mapToLong(Long::longValue).sum())
                .as("reads of a replica: " + few.get(1))
                .isLessThanOrEqualTo(10);
    }

    /** All documents are in the overlap. Their digests show that they are unchanged, so the run reads no details. */
    @Test
    void anIdleRunReadsAsOftenWhereManyDocumentsShareTheLastMinute() {
        assertThat(readsOfAnIdleRun(Version.V3, MANY, true)).isEqualTo(readsOfAnIdleRun(Version.V3, 10, true));
    }

    @Test
    void moreThanOnePageOfChangesIsScannedAndNoneIsMissed() {
        int documents = SOAK ? 2500 : 1150;
        int edited = documents - 100;
        // For a v2 master, the run asks for each file, which takes minutes.
        try (World world = World.of(SOAK ? Version.V2 : Version.V3, Version.V3)) {
            world.patience(Duration.ofMinutes(5));
            seed(world.master, documents, false);
            bringInLine(world);
            List<DocumentView> all = world.master.library().documents();
            // A bulk edit gives more than one page of documents the same time; other documents follow.
            Instant at = world.master.clock().now();
            for (DocumentView document : all.subList(0, edited)) {
                world.master.library().setModified(document.id(), at);
            }
            int last = all.get(edited - 1).id();
            world.master.library().forceTags(last, List.of(Papers.lookup(world.master.api(), "tags", "name", "found")));
            world.master
                    .api()
                    .patch(
                            "/api/documents/" + all.get(documents - 1).id() + "/",
                            Papers.json("title", "the very last"));
            world.run();
            world.assertEqual();
            assertThat(World.patches(world.replica().server())).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyAsManyUploadsAreInFlightAsTheReplicaMayHave(Version version) {
        try (World world = World.of(Version.V2, version)) {
            world.boot.sql().sql("update replicas set uploads_in_flight = 3").update();
            world.master.library().addTexts(8, Instant.now());
            Paperless replica = world.replica().server();
            replica.worker().pause();
            Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
            world.eventually("three uploads", () -> World.uploads(replica) == 3);
            int asked = replica.journal().count("GET", "/api/tasks/");
            world.eventually("some further looks", () -> replica.journal().count("GET", "/api/tasks/") > asked + 5);
            assertThat(World.uploads(replica)).isEqualTo(3);
            replica.worker().resume();
            assertThat(world.ended(run).state()).isEqualTo(Run.State.SUCCESS);
            world.assertEqual();
        }
    }

    /** Two concurrent writers break a v2 instance on SQLite (paperless-api.md §13). */
    @ParameterizedTest
    @EnumSource
    void thereIsNeverMoreThanOneWriterOnAReplica(Version version) {
        try (World world = World.of(Version.V2, version)) {
            Papers.fill(world.master);
            world.prepare(world.replica());
            AtomicInteger writing = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            for (String method : List.of("POST", "PATCH", "DELETE")) {
                world.replica()
                        .server()
                        .faults()
                        .on(method, ".*")
                        .before(() -> most.accumulateAndGet(writing.incrementAndGet(), Math::max))
                        .after(writing::decrementAndGet);
            }
            // partial: the owners of two equal tags are missing on the replica, so both tags get the same owner
            world.runOnce();
            assertThat(most).hasValue(1);
        }
    }

    /** Uploads a thousand documents over HTTP. */
    @Test
    @EnabledIfSystemProperty(named = "pngx.soak", matches = "true")
    void aThousandDocumentsAreUploadedAndEqual() {
        try (World world = World.of(Version.V3, Version.V2, Version.V3)) {
            seed(world.master, 1000, true);
            Papers.fill(world.master);
            world.replicas.forEach(world::prepare);
            world.patience(Duration.ofMinutes(10));
            world.run();
            world.assertEqual();
            world.forgetJournals();
            world.run();
            world.replicas.forEach(
                    replica -> assertThat(replica.server().journal().writes()).isEmpty());
        }
    }
}

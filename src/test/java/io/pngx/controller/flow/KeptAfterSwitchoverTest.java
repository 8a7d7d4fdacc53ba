package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.SwitchoverReport;
import io.pngx.controller.store.Times;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user chose to keep copies of one replica, then another replica becomes the master. */
class KeptAfterSwitchoverTest {
    private Instances world;
    private Paperless old;
    private Paperless promoted;
    private Paperless other;

    @AfterEach
    void close() {
        world.close();
    }

    private void start(Version version) {
        world = new Instances(Version.V3, Version.V3, version);
        old = world.server(0);
        promoted = world.server(1);
        other = world.server(2);
        int share = Papers.lookup(old.api(), "tags", "name", "share");
        for (String name : List.of("one", "two", "three")) {
            old.library()
                    .add(NewDocument.text(name + ".txt", "The text of " + name)
                            .title(name)
                            .tags(share));
        }
        List.of(promoted, other).forEach(server -> world.success(server, Run.Mode.INCREMENTAL));
    }

    /** Keeps the copy of the other replica that waits for its deletion. */
    private void keep() {
        var ids = world.boot
                .sql()
                .sql("select id from tombstones where replica_id = ? and state in ('OPEN', 'HELD')")
                .param(world.replica(other).id())
                .query(Long.class)
                .list();
        assertThat(ids).hasSize(1);
        var answer = SecondJvm.send(HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/deletions/reject"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"ids\": " + ids + "}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private Switchover failOver() {
        old.faults().on("*", "/api/.*").status(502);
        Switchover done = world.promote(promoted, Switchover.Kind.FAILOVER);
        assertThat(done.state()).as(() -> done.reason() + "\n" + world.log()).isEqualTo(Switchover.State.DONE);
        return done;
    }

    private void someDays() {
        for (int run = 0; run < 4; run++) {
            world.run(other, Run.Mode.FULL);
            world.boot.clock().move(Duration.ofDays(2));
        }
    }

    private long kept() {
        return world.boot
                .sql()
                .sql("select count(*) from tombstones where replica_id = ? and state = 'REJECTED'")
                .param(world.replica(other).id())
                .query(Long.class)
                .single();
    }

    private void hasAll() {
        assertThat(other.library().trashed()).as(world::log).isEmpty();
        assertThat(other.library().documents())
                .extracting(DocumentView::title)
                .containsExactlyInAnyOrder("one", "two", "three");
    }

    private int twoOnOld() {
        return old.library().documents().get(1).id();
    }

    private void excludeTwo() throws Exception {
        Replica replica = world.replica(other);
        world.boot.rules().loader().save("only-shared", Ruled.ONLY_SHARED);
        world.boot.rules().table().switchTo("only-shared", false, List.of(replica.id()));
        world.boot.replicas().unselected(replica.id(), Replica.UnselectedCopies.TRASH);
        old.api().patch("/api/documents/" + twoOnOld() + "/", Papers.json("tags", List.of()));
        List.of(promoted, other).forEach(server -> world.success(server, Run.Mode.INCREMENTAL));
        world.success(other, Run.Mode.INCREMENTAL);
    }

    @ParameterizedTest
    @EnumSource
    void aCopyThatARuleExcludesStays(Version version) throws Exception {
        start(version);
        excludeTwo();
        keep();
        failOver();

        someDays();

        hasAll();
        assertThat(kept()).isEqualTo(1);

        int two = promoted.library().documents().get(1).id();
        int one = promoted.library().documents().get(0).id();
        promoted.api()
                .patch(
                        "/api/documents/" + two + "/",
                        Papers.json("tags", promoted.library().document(one).tags()));
        world.success(other, Run.Mode.INCREMENTAL);
        world.success(other, Run.Mode.INCREMENTAL);
        assertThat(kept()).as("selected again").isZero();
        assertThat(Instances.differences(promoted, other)).isEmpty();
    }

    /** Rules exclude the document on both masters, so its copy never leaves the trash. */
    @ParameterizedTest
    @EnumSource
    void aTrashedCopyThatARuleExcludesStaysInTheTrash(Version version) throws Exception {
        start(version);
        excludeTwo();
        world.boot.clock().move(Duration.ofDays(2));
        world.success(other, Run.Mode.INCREMENTAL);
        assertThat(other.library().trashed()).hasSize(1);
        failOver();
        world.forgetJournals();

        someDays();

        assertThat(other.journal().count("POST", "/api/trash/")).isZero();
        assertThat(other.library().trashed()).extracting(DocumentView::title).containsExactly("two");
    }

    @ParameterizedTest
    @EnumSource
    void aCopyWhoseDocumentIsInTheTrashOfTheNewMasterStays(Version version) {
        start(version);
        old.api().delete("/api/documents/" + twoOnOld() + "/");
        List.of(promoted, other).forEach(server -> world.run(server, Run.Mode.INCREMENTAL));
        keep();
        world.boot.clock().move(Duration.ofDays(2));
        world.run(promoted, Run.Mode.INCREMENTAL);
        assertThat(promoted.library().trashed()).hasSize(1);
        var before = tombstones();
        Switchover done = failOver();

        world.requests().undo(done, Duration.ofMinutes(1));
        assertThat(tombstones()).as("after Undo").isEqualTo(before);

        failOver();
        someDays();
        hasAll();
        assertThat(kept()).isEqualTo(1);

        int id = promoted.library().trashed().get(0).id();
        promoted.api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(id)));
        world.success(other, Run.Mode.INCREMENTAL);
        assertThat(kept()).as("back on the master").isZero();
        assertThat(World.uploads(other)).isEqualTo(3);
        assertThat(Instances.differences(promoted, other)).isEmpty();
    }

    private List<?> tombstones() {
        return world.boot
                .sql()
                .sql("select * from tombstones order by id")
                .query()
                .listOfRows();
    }

    /** The promoted replica did not see that a deleted document returned on the old master; the other replica did. */
    @ParameterizedTest
    @EnumSource
    void aDocumentThatReturnedOnTheOldMasterStays(Version version) {
        start(version);
        int two = twoOnOld();
        old.api().delete("/api/documents/" + two + "/");
        for (int run = 0; run < 4; run++) {
            List.of(promoted, other).forEach(server -> world.run(server, Run.Mode.FULL));
            world.boot.clock().move(Duration.ofDays(2));
        }
        assertThat(promoted.library().trashed()).hasSize(1);
        assertThat(other.library().trashed()).hasSize(1);
        // Comparisons are stored with the time of the computer, which this test did not move.
        world.boot
                .sql()
                .sql("update tombstones set acted_at = ? where state = 'DONE'")
                .param(Times.text(Instant.now()))
                .update();
        old.api().post("/api/trash/", Papers.json("action", "restore", "documents", List.of(two)));
        world.success(other, Run.Mode.FULL);
        assertThat(other.library().trashed()).isEmpty();

        Switchover done = failOver();
        someDays();

        assertThat(other.library().trashed()).isEmpty();
        assertThat(other.library().documents()).hasSize(3);
        assertThat(SwitchoverReport.of(done.report()).lines())
                .filteredOn(line -> line.code().equals("foreign"))
                .singleElement()
                .satisfies(line -> assertThat(line.count()).isEqualTo(1));
    }
}

package io.pngx.controller.web.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.instances.MasterNames;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.NewDatabase;
import io.pngx.controller.store.ReplicaSamples;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.web.views.Timeline.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelinesTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:34:00Z");

    @TempDir
    Path folder;

    private Database db;
    private Overview overview;
    private Timelines timelines;
    private long replica;

    @BeforeEach
    void oneReplica() {
        db = NewDatabase.open(folder.resolve("db.sqlite3"));
        overview = new Overview(
                Tables.of(db),
                () -> new MasterStatus.Status("unknown", null, null, null, null, null, MasterNames.NONE));
        timelines = new Timelines(Tables.of(db));
        replica = new Replicas(db).add("Home", "http://home.lan", "secret", true, null, 2);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private long run(String mode, String state, String finishedAt, int changed, String hinted) {
        db.write()
                .sql("insert into sync_runs(replica_id, mode, state, phase, updated, started_at, finished_at, "
                        + "hinted_documents) values (?, ?, ?, 'finished', ?, ?, ?, ?)")
                .params(
                        replica,
                        mode,
                        state,
                        changed,
                        Times.text(Instant.parse(finishedAt).minusSeconds(9)),
                        Times.text(Instant.parse(finishedAt)),
                        hinted)
                .update();
        return db.read().sql("select max(id) from sync_runs").query(Long.class).single();
    }

    private void sample(String at, int documents, int verified, int held) {
        db.write()
                .sql("insert into replica_samples(replica_id, at, documents, verified, held) values (?, ?, ?, ?, ?)")
                .params(replica, Times.text(Instant.parse(at)), documents, verified, held)
                .update();
    }

    private Timeline read(Range range) {
        return timelines.read(overview.replica(replica), range, NOW);
    }

    private static Timeline.Slot slot(Timeline timeline, String from) {
        return timeline.slots().stream()
                .filter(each -> each.from().equals(Times.text(Instant.parse(from))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSlotsOfEachRangeEndAfterNow() {
        for (Range range : Range.values()) {
            Timeline timeline = read(range);
            Instant last = Instant.parse(timeline.slots().get(range.slots - 1).until());
            assertThat(timeline.slots()).hasSize(range.slots);
            assertThat(last).isAfter(NOW).isBeforeOrEqualTo(NOW.plus(range.slot));
            assertThat(Instant.parse(timeline.slots().get(0).from()))
                    .isEqualTo(last.minus(range.slot.multipliedBy(range.slots)));
            assertThat(timeline.ticks()).hasSize(range.ticks);
        }
    }

    @Test
    void aSlotWithOneRunLeadsToItAndOneWithMoreToTheirList() {
        long one = run("full", "success", "2026-03-10T09:05:00Z", 3, null);
        run("incremental", "failed", "2026-03-10T10:01:00Z", 0, null);
        run("incremental", "partial", "2026-03-10T10:09:00Z", 1, null);

        Timeline timeline = read(Range.DAY);

        assertThat(slot(timeline, "2026-03-10T09:00:00Z").address(replica)).isEqualTo("/runs/" + one);
        assertThat(slot(timeline, "2026-03-10T10:00:00Z").address(replica))
                .isEqualTo("/runs?replica_id=" + replica
                        + "&since=2026-03-10T10%3A00%3A00.000000Z&until=2026-03-10T10%3A15%3A00.000000Z");
        assertThat(slot(timeline, "2026-03-10T11:00:00Z").address(replica)).isNull();
        assertThat(slot(timeline, "2026-03-10T10:00:00Z").runs())
                .hasToString("2 runs (1 partial, 1 not completed), 1 document changed");
        assertThat(timeline.summary()).hasToString("1 of 3 succeeded");
        assertThat(timeline.runs()).extracting(Timeline.Bar::state).containsExactly("success", "failed", "partial");
    }

    @Test
    void onlyARunThatComparedAllChangesEndsTheLag() {
        run("incremental", "success", "2026-03-09T10:34:00Z", 0, null);
        run("dry_run", "success", "2026-03-10T08:00:00Z", 0, null);
        run("verify", "success", "2026-03-10T08:10:00Z", 0, null);
        run("incremental", "partial", "2026-03-10T08:20:00Z", 0, null);
        run("incremental", "success", "2026-03-10T08:30:00Z", 1, "7,9");

        Timeline timeline = read(Range.DAY);

        assertThat(timeline.lag().now()).hasToString("26 h");
        assertThat(timeline.summary()).as("no dry run, no verification").hasToString("1 of 2 succeeded");
    }

    @Test
    void aSlotShowsTheLongestTimeWithoutASuccessInIt() {
        run("incremental", "success", "2026-03-08T00:00:00Z", 0, null);
        run("incremental", "success", "2026-03-09T06:00:00Z", 0, null);
        run("incremental", "success", "2026-03-09T07:00:00Z", 0, null);
        run("incremental", "success", "2026-03-09T23:00:00Z", 0, null);
        run("incremental", "success", "2026-03-10T12:30:00Z", 0, null);

        Timeline timeline = read(Range.QUARTER);

        assertThat(slot(timeline, "2026-03-07T00:00:00Z").lag())
                .as("no success yet")
                .isNull();
        assertThat(slot(timeline, "2026-03-08T00:00:00Z").lag()).hasToString("24 h");
        assertThat(slot(timeline, "2026-03-09T00:00:00Z").lag()).hasToString("30 h");
        assertThat(slot(timeline, "2026-03-10T00:00:00Z").lag()).hasToString("13 h");
    }

    @Test
    void samplesHoldUntilTheNextOneUnlessTheyAreOld() {
        sample("2026-03-10T01:00:00Z", 300, 299, 0);
        sample("2026-03-10T02:00:00Z", 300, 150, 2);

        Timeline timeline = read(Range.DAY);

        assertThat(slot(timeline, "2026-03-10T00:45:00Z").verified()).isNull();
        assertThat(slot(timeline, "2026-03-10T01:45:00Z").verified())
                .as("not all of them")
                .hasToString("99 %");
        assertThat(slot(timeline, "2026-03-10T03:30:00Z").verified()).hasToString("50 %");
        assertThat(slot(timeline, "2026-03-10T03:30:00Z").held()).hasToString("2");
        assertThat(slot(timeline, "2026-03-10T06:00:00Z").verified()).isNull();
        assertThat(timeline.verified().lines()).hasSize(1);
        assertThat(timeline.verified().now()).hasToString("no copies yet");
        assertThat(timeline.held().now()).hasToString("0");
        assertThat(timeline.held().lines()).as("the past, and now").hasSize(2);
    }

    @Test
    void aTimelineIsReadAgainAfterARun() {
        assertThat(read(Range.DAY).summary()).hasToString("no run in this time");
        assertThat(read(Range.DAY)).isSameAs(read(Range.DAY));

        run("incremental", "success", "2026-03-10T12:30:00Z", 0, null);

        assertThat(read(Range.DAY).summary()).hasToString("1 of 1 succeeded");
    }

    @Test
    void aSampleIsTakenOnceAnHourAndKeptForNinetyDays() {
        ReplicaSamples samples = new ReplicaSamples(db);
        samples.take(NOW.minus(Duration.ofDays(91)));
        samples.take(NOW);
        samples.take(NOW.plusSeconds(60));

        List<ReplicaSamples.Sample> kept = samples.since(replica, Instant.EPOCH);
        assertThat(kept).extracting(ReplicaSamples.Sample::at).containsExactly(Instant.parse("2026-03-10T12:00:00Z"));
        assertThat(kept.get(0).held()).isZero();
    }
}

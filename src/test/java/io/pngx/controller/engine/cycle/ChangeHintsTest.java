package io.pngx.controller.engine.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.NewDatabase;
import io.pngx.controller.store.Replicas;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The time at which documents of webhooks are handed over to the replicas. */
class ChangeHintsTest {
    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private Database database;
    private Replicas replicas;
    private long replica;
    private ChangeHints hints;

    @BeforeEach
    void open() {
        database = NewDatabase.open(folder.resolve("db.sqlite3"));
        replicas = new Replicas(database);
        replica = replicas.add("attic", "http://attic:8000", "encrypted", true, null, 2);
        replicas.cycleStarted(replica, now);
        hints = new ChangeHints(replicas, new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        });
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void pass(int seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
    }

    private void tick() {
        if (hints.isDue()) {
            hints.release();
        }
    }

    @Test
    void documentsAreHandedOverAfterQuietAndOnceMore() {
        hints.hint(7);
        pass(1);
        tick();
        assertThat(hints.waiting(replica)).isEmpty();
        hints.hint(8);
        pass(2);
        tick();
        assertThat(hints.waiting(replica)).containsExactlyInAnyOrder(7L, 8L);

        hints.queued(replica, hints.waiting(replica));
        pass(19);
        tick();
        assertThat(hints.waiting(replica)).isEmpty();
        pass(1);
        tick();
        assertThat(hints.waiting(replica)).containsExactlyInAnyOrder(7L, 8L);
        hints.queued(replica, hints.waiting(replica));
        pass(60);
        assertThat(hints.isDue()).isFalse();
    }

    @Test
    void aClockThatIsSetBackDelaysNeitherComparison() {
        hints.hint(7);
        pass(-3600);
        tick();
        assertThat(hints.waiting(replica)).containsExactly(7L);
        hints.queued(replica, hints.waiting(replica));
        pass(-3600);
        tick();
        assertThat(hints.waiting(replica)).containsExactly(7L);
    }

    @Test
    void hintsThatDoNotEndDelayNeitherTheFirstNorTheSecondComparison() {
        for (int second = 0; second < 31; second++) {
            hints.hint(second == 0 ? 7 : 8);
            if (second == 10) {
                tick();
                assertThat(hints.waiting(replica)).contains(7L);
                hints.queued(replica, hints.waiting(replica));
            }
            tick();
            if (second < 30) {
                hints.queued(replica, hints.waiting(replica));
            }
            pass(1);
        }
        assertThat(hints.waiting(replica)).contains(7L);
    }

    @Test
    void aDocumentThatIsNamedAgainMeanwhileStaysForTheNextRun() {
        hints.hint(7);
        pass(2);
        tick();
        var queued = hints.waiting(replica);
        hints.hint(8);
        pass(2);
        tick();
        hints.queued(replica, queued);

        assertThat(hints.waiting(replica)).containsExactly(8L);
    }

    @Test
    void aPausedReplicaAndManyDocumentsLeadToARunThatComparesAllChanges() {
        long paused = replicas.add("cellar", "http://cellar:8000", "encrypted", true, null, 2);
        replicas.cycleStarted(paused, now);
        replicas.pause(paused, true);
        LongStream.rangeClosed(1, 500).forEach(hints::hint);
        pass(2);
        tick();
        assertThat(hints.waiting(replica)).hasSize(500);
        assertThat(hints.waiting(paused)).isEmpty();
        assertThat(replicas.find(paused).orElseThrow().lastCycleAt()).isNull();
        assertThat(replicas.find(replica).orElseThrow().lastCycleAt()).isNotNull();

        hints.hint(501);
        pass(2);
        tick();
        assertThat(hints.waiting(replica)).isEmpty();
        assertThat(replicas.find(replica).orElseThrow().lastCycleAt()).isNull();
    }
}

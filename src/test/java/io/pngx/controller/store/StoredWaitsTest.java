package io.pngx.controller.store;

import static io.pngx.controller.store.Store.planned;
import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waits that began before the clock was set back. */
class StoredWaitsTest {
    private static final Text REFUSED = Text.verbatim("The replica answered 400.");

    @TempDir
    Path folder;

    private final Instant now = Instant.now();
    private Store store;
    private StoredWaits waits;

    @BeforeEach
    void open() {
        store = new Store(folder);
        waits = new StoredWaits(store.db);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Instant in(Duration time) {
        return now.plus(time);
    }

    private void failed(long masterId, Instant next) {
        Run run = store.run();
        store.plan(run, planned(masterId, Work.Reason.CHANGED));
        store.work.failed(store.replica, masterId, run.id(), REFUSED, next);
        store.runs.finish(run.id(), Run.State.PARTIAL, null);
    }

    private Instant next(long masterId) {
        return store.db
                .read()
                .sql("select next_at from work where master_id = ?")
                .param(masterId)
                .query((row, number) -> row.getString(1) == null ? Instant.EPOCH : Times.instant(row.getString(1)))
                .single();
    }

    @Test
    void onlyWaitsThatAreLongerThanAnyWaitEnd() {
        failed(1, in(Duration.ofHours(23)));
        failed(2, in(Duration.ofDays(40)));
        failed(3, WorkQueue.NEVER);

        waits.endTooLong(now);

        assertThat(next(1)).isAfter(now);
        assertThat(next(2)).isEqualTo(Instant.EPOCH);
        assertThat(next(3)).isEqualTo(WorkQueue.NEVER);
    }

    @Test
    void openUploadsAreDueAtOnceAfterTheClockWasSetBack() {
        Upload soon = store.intent(1, "a");
        Upload late = store.intent(2, "b");
        store.uploads.wait(soon.id(), in(Duration.ofMinutes(20)));
        store.uploads.wait(late.id(), in(Duration.ofDays(2)));
        assertThat(store.openUploads.due(store.replica, now)).isEmpty();

        waits.endTooLong(now);
        assertThat(store.openUploads.due(store.replica, now))
                .extracting(Upload::id)
                .containsExactly(late.id());
        waits.clockSetBack(now);
        assertThat(store.openUploads.due(store.replica, now)).hasSize(2);
    }

    @Test
    void alertsAreSentAtOnceIfTheirNextAttemptIsTooFarAhead() {
        store.db
                .write()
                .sql("insert into alert_targets(name, url) values ('mail', '')")
                .update();
        AlertOutbox outbox = new AlertOutbox(store.db);
        outbox.add("mail", "failing", "/", "{}", in(Duration.ofDays(3)));
        outbox.add("mail", "failing", "/", "{}", in(Duration.ofHours(3)));

        waits.endTooLong(now);

        assertThat(outbox.due(now)).hasSize(1);
    }
}

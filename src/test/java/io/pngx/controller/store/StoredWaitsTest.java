package io.pngx.controller.store;

import static io.pngx.controller.store.Store.planned;
import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waits that began before the clock was set back. */
class StoredWaitsTest {
    private static final Text REFUSED = Text.verbatim("The replica answered 400.");

    @TempDir
    Path folder;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
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

    /** Otherwise readiness would say "0 s behind" until the clock had passed the time of the last success. */
    @Test
    void noSuccessAndNoChangeStaysInTheFuture() {
        Run run = store.run();
        store.runs.finish(run.id(), Run.State.SUCCESS, null);
        Instant before = now.minus(Duration.ofDays(2)); // the clock is set back by two days

        waits.clockSetBack(before, Duration.ofDays(2));

        assertThat(store.runs.lastSuccess(store.replica)).containsEntry(run.mode(), before);
        assertThat(store.runs.find(run.id()).orElseThrow().startedAt()).isEqualTo(before);
        assertThat(new ReplicaCounts(store.db).of(store.replica).lastCompleted())
                .isEqualTo(before);
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
        waits.clockSetBack(now, Duration.ofMinutes(30));
        assertThat(store.openUploads.due(store.replica, now)).hasSize(2);
    }

    @Test
    void aStepOfTheClockShortensTheWaitsOfFailedDocuments() {
        failed(1, in(Duration.ofMinutes(20)));
        failed(2, in(Duration.ofMinutes(50)));
        failed(3, WorkQueue.NEVER);

        waits.clockSetBack(now, Duration.ofMinutes(30));

        assertThat(next(1)).isEqualTo(in(Duration.ofMinutes(-10)));
        assertThat(next(2)).isEqualTo(in(Duration.ofMinutes(20)));
        assertThat(next(3)).isEqualTo(WorkQueue.NEVER);
    }

    private void times(Upload upload, String set) {
        store.db
                .write()
                .sql("update uploads set " + set + " where id = " + upload.id())
                .update();
    }

    private String text(Duration ahead) {
        return "'" + Times.text(in(ahead)) + "'";
    }

    /** The run would stay open, and the file would not be sent again, until the clock is past the old times. */
    @Test
    void timeLimitsOfLostUploadsBeginAnewAfterTheClockWasSetBack() {
        Duration step = Duration.ofDays(2);
        Run run = store.run();
        store.plan(run, planned(1, Work.Reason.NEW));
        Upload lost = store.intent(1, "a");
        times(lost, "planned_at = " + text(step.minusMinutes(20)) + ", posting_at = planned_at");
        times(
                lost,
                "posting_at = planned_at, answered_at = " + text(step.minusMinutes(5)) + ", changed_at = planned_at");
        times(lost, "question = 'lost', question_at = " + text(step.minusMinutes(4)));
        times(lost, "question_until = " + text(step.plusMinutes(1)));

        waits.clockSetBack(now, step);

        Upload set = store.uploads.find(lost.id()).orElseThrow();
        assertThat(set.sentAt()).as("not earlier than now").isEqualTo(now);
        assertThat(Duration.between(set.plannedAt(), set.sentAt()))
                .as("the POST does not seem shorter than it was")
                .isGreaterThanOrEqualTo(Duration.ofMinutes(15));
        assertThat(set.changedAt()).isEqualTo(now);
        assertThat(set.questionUntil()).isNull();
        assertThat(store.runWork.isDone(run.id())).isFalse();
        times(lost, "question_at = " + text(Duration.ofSeconds(-31)));
        assertThat(store.runWork.isDone(run.id())).as("30 seconds later").isTrue();
    }

    /** An upload that was sent later, and was consumed, shows that the earlier one is no longer in the queue. */
    @Test
    void noFinishedUploadSeemsToBeSentLongAfterALostOneBecauseTheClockWasSetBack() {
        Duration step = Duration.ofDays(2);
        Upload lost = store.intent(1, "a");
        Upload later = store.consumed(2, "b", 102);
        for (Upload upload : new Upload[] {lost, later}) {
            times(upload, "planned_at = " + text(step.minusMinutes(1)));
            times(upload, "posting_at = planned_at, answered_at = planned_at, changed_at = planned_at");
        }
        times(later, "state = 'SETTLED'");
        UploadHistory history = new UploadHistory(store.db);
        Upload before = store.uploads.find(lost.id()).orElseThrow();
        assertThat(history.passed(before, before.sentAt().plusSeconds(60))).isFalse();

        waits.clockSetBack(now, step);

        Upload set = store.uploads.find(lost.id()).orElseThrow();
        assertThat(history.passed(set, set.sentAt().plusSeconds(60))).isFalse();
        assertThat(history.overtaken(set)).isFalse();
    }

    /** The clock may be set back while the controller is stopped. */
    @Test
    void timesInTheFutureAreSetToNowAtTheStart() {
        Upload lost = store.intent(1, "a");
        times(lost, "planned_at = " + text(Duration.ofDays(2)) + ", posting_at = " + text(Duration.ofDays(2)));

        waits.endTooLong(now);

        assertThat(store.uploads.find(lost.id()).orElseThrow().sentAt()).isEqualTo(now);
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

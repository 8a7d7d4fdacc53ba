package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Ends waits in the database that are longer than any wait the controller begins. Such a wait began before the clock
 * was set back.
 */
public final class StoredWaits {
    /** Longest wait before another attempt at a document, and before another attempt to deliver an alert. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Database db;
    private final RecordedTimes recordedTimes;

    public StoredWaits(Database db) {
        this.db = db;
        this.recordedTimes = new RecordedTimes(db);
    }

    /**
     * Makes all open uploads due, and shortens the other waits by the step of the clock. Must be called when the clock
     * was set back while the controller ran: the wait of an upload only paces the questions to the replica. A second
     * call for the same step only makes waits shorter.
     *
     * @param by how far the clock was set back
     */
    public void clockSetBack(Instant now, Duration by) {
        db.inTransaction(() -> {
            endUploads(now);
            resetFutureTimes(now, by);
            shorten("work", now, by);
            shorten("alert_outbox", now, by);
            endTooLong(now);
        });
    }

    /**
     * Makes due what waits too long, and corrects the times of runs that lie in the future. What waits for the decision
     * of a user keeps waiting.
     */
    public void endTooLong(Instant now) {
        Instant latest = now.plus(LONGEST);
        db.inTransaction(() -> {
            endUploads(latest);
            resetFutureTimes(now, Duration.ZERO);
            recordedTimes.reset(now);
            db.write()
                    .sql("update work set next_at = null where next_at > ? and next_at < ?")
                    .params(Times.text(latest), Times.text(WorkQueue.NEVER))
                    .update();
            db.write()
                    .sql("update alert_outbox set next_at = ? where next_at > ?")
                    .params(Times.text(now), Times.text(latest))
                    .update();
        });
    }

    private void endUploads(Instant latest) {
        db.write()
                .sql("update uploads set next_poll_at = null where next_poll_at > ?"
                        + " and state in ('PLANNED', 'POSTED', 'CONSUMED')")
                .param(Times.text(latest))
                .update();
    }

    private void shorten(String table, Instant now, Duration by) {
        // In ascending order, so that no time becomes a time that is still to be shortened.
        db.write()
                .sql("select distinct next_at from " + table + " where next_at > ? and next_at < ? order by 1")
                .params(Times.text(now), Times.text(WorkQueue.NEVER))
                .query(String.class)
                .list()
                .forEach(time -> db.write()
                        .sql("update " + table + " set next_at = ? where next_at = ?")
                        .params(Times.text(Times.instant(time).minus(by)), time)
                        .update());
    }

    /**
     * Sets the times of uploads that are in the future to {@code now}, because time limits begin at these times.
     *
     * <p>No change may show too early that the replica no longer has a file: a time limit only begins anew. The time of
     * the intent is moved by the whole step, so that the POST does not seem shorter than it was. Finished uploads are
     * evidence on the order of uploads, so their times are set as well.
     */
    private void resetFutureTimes(Instant now, Duration by) {
        List<Upload> open = db.write()
                .sql("select * from uploads where state in ('PLANNED', 'POSTED', 'CONSUMED')")
                .query(Rows.of(Upload.class))
                .list();
        for (Upload upload : open) {
            Duration step = Stream.of(
                            upload.plannedAt(),
                            upload.postingAt(),
                            upload.answeredAt(),
                            upload.taskSince(),
                            upload.changedAt())
                    .filter(Objects::nonNull)
                    .map(time -> Duration.between(now, time))
                    .filter(ahead -> ahead.compareTo(by) > 0)
                    .max(Duration::compareTo)
                    .orElse(by);
            if (!step.isZero()) {
                db.write()
                        .sql("update uploads set planned_at = ? where id = ?")
                        .params(Times.text(upload.plannedAt().minus(step)), upload.id())
                        .update();
            }
        }
        db.write().sql("""
                update uploads set planned_at = min(planned_at, :now), posting_at = min(posting_at, :now),
                  answered_at = min(answered_at, :now), task_since = min(task_since, :now),
                  question_at = min(question_at, :now), changed_at = min(changed_at, :now),
                  question_until = iif(question_until > :now, null, question_until)
                where max(planned_at, coalesce(posting_at, ''), coalesce(answered_at, ''), coalesce(task_since, ''),
                  coalesce(question_at, ''), changed_at) > :now""").param("now", Times.text(now)).update();
    }
}

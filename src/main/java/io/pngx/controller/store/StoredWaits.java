package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;

/**
 * Ends waits in the database that are longer than any wait the controller begins. Such a wait began before the clock
 * was set back.
 */
public final class StoredWaits {
    /** Longest wait before another attempt at a document, and before another attempt to deliver an alert. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Database db;

    public StoredWaits(Database db) {
        this.db = db;
    }

    /**
     * Makes all open uploads due, and ends the other waits that are too long. Must be called when the clock was set
     * back while the controller ran: the wait of an upload only paces the questions to the replica.
     */
    public void clockSetBack(Instant now) {
        db.inTransaction(() -> {
            endUploads(now);
            endTooLong(now);
        });
    }

    /** Makes due what waits too long. What waits for the decision of a user keeps waiting. */
    public void endTooLong(Instant now) {
        Instant latest = now.plus(LONGEST);
        db.inTransaction(() -> {
            endUploads(latest);
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
}

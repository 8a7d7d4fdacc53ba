package io.pngx.controller.store;

import java.time.Instant;
import java.util.List;

/**
 * Corrects the times of past events that lie in the future, because they were recorded before the clock was set back.
 * Until the clock had passed such a time, a replica would count as just synchronised, and a copy as changed after each
 * verification.
 */
final class RecordedTimes {
    private final Database db;

    RecordedTimes(Database db) {
        this.db = db;
    }

    /** Sets all such times to {@code now}. */
    void reset(Instant now) {
        int runs = db.write()
                .sql("update sync_runs set started_at = min(started_at, :now), finished_at = min(finished_at, :now)"
                        + " where started_at > :now or finished_at > :now")
                .param("now", Times.text(now))
                .update();
        if (runs > 0) { // a clock that was ahead shows in the runs, which begin every few minutes
            List.of(
                            "update replicas set last_sync_ts = :now where last_sync_ts > :now",
                            "update switchovers set swapped_at = :now where swapped_at > :now",
                            "update verifications set verified_at = :now where verified_at > :now",
                            "update sync_map set changed_at = :now where changed_at > :now")
                    .forEach(sql ->
                            db.write().sql(sql).param("now", Times.text(now)).update());
        }
    }
}

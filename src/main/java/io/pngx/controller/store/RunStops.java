package io.pngx.controller.store;

import io.pngx.controller.store.Runs.Stop;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the reasons to stop a run. Callers ask several times for every document, so the query is repeated only after
 * {@link Database#stopReasons} has changed.
 */
final class RunStops {
    /** Value of {@code cancel_requested}: a user cancelled the run. */
    static final int BY_USER = 1;
    /** Value of {@code cancel_requested}: a switchover ended the run. */
    static final int BY_SWITCHOVER = 2;

    private final Database db;
    /**
     * By run id, the value of {@link Database#stopReasons} before the last query that found no reason to stop the run.
     */
    private final Map<Long, Long> continuing = new ConcurrentHashMap<>();

    RunStops(Database db) {
        this.db = db;
    }

    /** Returns the reason to stop a run; empty: the run continues. A run that does not exist counts as ended. */
    Optional<Stop> of(long id) {
        long revision = db.stopReasons().number();
        if (Objects.equals(continuing.get(id), revision)) {
            return Optional.empty();
        }
        Optional<Stop> stop = find(id);
        if (stop.isEmpty()) {
            continuing.put(id, revision);
        } else {
            continuing.remove(id);
        }
        return stop;
    }

    private Optional<Stop> find(long id) {
        return db.read()
                .sql("""
                select case when s.finished_at is not null then 'ENDED'
                  when s.cancel_requested = 2 then 'SWITCHOVER' when s.cancel_requested then 'CANCELLED'
                  when s.mode <> 'dry_run' and (r.paused or not r.enabled or exists
                    (select 1 from settings where key = 'paused' and value = 'true')) then 'PAUSED' end
                from sync_runs s join replicas r on r.id = s.replica_id where s.id = ?""")
                .param(id)
                .query((rs, row) -> Optional.ofNullable(rs.getString(1)).map(Stop::valueOf))
                .optional()
                .orElse(Optional.of(Stop.ENDED));
    }

    Stop cancelReason(long id) {
        return db.read()
                .sql("select cancel_requested from sync_runs where id = ?")
                .param(id)
                .query(Integer.class)
                .optional()
                .filter(by -> by == BY_SWITCHOVER)
                .map(by -> Stop.SWITCHOVER)
                .orElse(Stop.CANCELLED);
    }

    /** Drops what is known of a run that has ended. */
    void forget(long id) {
        continuing.remove(id);
    }
}

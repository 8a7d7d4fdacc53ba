package io.pngx.controller.store;

import java.util.HashMap;
import java.util.Map;

/** Counts the held deletions in table {@code tombstones}. */
public final class HeldDeletions {
    private final Database db;

    public HeldDeletions(Database db) {
        this.db = db;
    }

    /** Returns the number of held deletions on all replicas. */
    public long count() {
        return db.read()
                .sql("select count(*) from tombstones where state = 'HELD'")
                .query(Long.class)
                .single();
    }

    /** Returns the number of held deletions of a replica. */
    public long of(long replicaId) {
        return db.read()
                .sql("select count(*) from tombstones where replica_id = ? and state = 'HELD'")
                .param(replicaId)
                .query(Long.class)
                .single();
    }

    private record Held(long count) {}

    /** Returns the numbers of held deletions by replica id. Replicas without held deletions are omitted. */
    public Map<Long, Long> byReplica() {
        Map<Long, Long> held = new HashMap<>();
        db.read()
                .sql("select replica_id, count(*) as count from tombstones where state = 'HELD' group by replica_id")
                .query(Rows.byReplica(Held.class))
                .forEach((replica, row) -> held.put(replica, row.count()));
        return held;
    }
}

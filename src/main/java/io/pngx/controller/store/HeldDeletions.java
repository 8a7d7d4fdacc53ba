package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

    /** Returns the names of a replica's lookups whose deletion is held. */
    public List<Text> lookups(long replicaId) {
        return held(" and t.replica_id = ?", replicaId).stream()
                .map(Tombstone::name)
                .toList();
    }

    /** Returns the names of lookups whose deletion is held, by replica id. Omits replicas without such lookups. */
    public Map<Long, List<Text>> lookups() {
        return held("").stream()
                .collect(Collectors.groupingBy(
                        Tombstone::replicaId, Collectors.mapping(Tombstone::name, Collectors.toUnmodifiableList())));
    }

    private List<Tombstone> held(String ofReplica, Object... values) {
        return db.read()
                .sql("select t.* " + Coverage.RETAINED_LOOKUPS + " and t.state = 'HELD'" + ofReplica + " order by t.id")
                .params(values)
                .query(Rows.of(Tombstone.class))
                .list();
    }

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

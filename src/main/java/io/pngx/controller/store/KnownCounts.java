package io.pngx.controller.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the documents of replicas, and keeps the numbers. Counting reads all rows of a replica, so a replica is
 * counted again only after a change of these rows. Triggers of the database set {@code counts_revisions.revision} at
 * each such change.
 */
public final class KnownCounts {
    private final Database db;
    private final ReplicaCounts counts;
    private final Verifications verifications;
    private final Map<Long, Numbers> known = new ConcurrentHashMap<>();

    public KnownCounts(Database db) {
        this.db = db;
        counts = new ReplicaCounts(db);
        verifications = new Verifications(db);
    }

    /** Numbers of one replica, and the revision of the rows that were counted. */
    public record Numbers(long revision, ReplicaCounts.Counts counts, Verifications.Sum verified) {
        private static final Numbers NOTHING = new Numbers(0, ReplicaCounts.Counts.NOTHING, Verifications.Sum.NOTHING);
    }

    private record Revision(long revision) {}

    /** Returns the numbers of every replica. The number of statements does not depend on the number of replicas. */
    public Map<Long, Numbers> all() {
        return db.inSnapshot(() -> {
            Map<Long, Revision> revisions = db.read()
                    .sql("select replica_id, revision from counts_revisions")
                    .query(Rows.byReplica(Revision.class));
            known.keySet().retainAll(revisions.keySet());
            return current(revisions);
        });
    }

    /** Returns the numbers of a replica. */
    public Numbers of(long replicaId) {
        return db.inSnapshot(() -> {
            Map<Long, Revision> revision = db.read()
                    .sql("select replica_id, revision from counts_revisions where replica_id = ?")
                    .param(replicaId)
                    .query(Rows.byReplica(Revision.class));
            return current(revision).getOrDefault(replicaId, Numbers.NOTHING);
        });
    }

    private Map<Long, Numbers> current(Map<Long, Revision> revisions) {
        Map<Long, Numbers> current = new HashMap<>(known);
        current.keySet().retainAll(revisions.keySet());
        Collection<Long> changed = revisions.keySet().stream()
                .filter(id -> !current.containsKey(id)
                        || current.get(id).revision() != revisions.get(id).revision())
                .toList();
        if (!changed.isEmpty()) {
            Map<Long, ReplicaCounts.Counts> counted = counts.of(changed);
            Map<Long, Verifications.Sum> sums = verifications.sums(changed);
            for (long id : changed) {
                Numbers numbers = new Numbers(
                        revisions.get(id).revision(),
                        counted.getOrDefault(id, ReplicaCounts.Counts.NOTHING),
                        sums.getOrDefault(id, Verifications.Sum.NOTHING));
                current.put(id, numbers);
                known.put(id, numbers);
            }
        }
        return current;
    }
}

package io.pngx.controller.store;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.springframework.jdbc.core.ResultSetExtractor;

/** Selects the documents and copies that identity checks compare with master and replica. */
public final class IdentitySamples {
    private static final String COPIES =
            "select replica_doc_id from sync_map m where replica_id = ? and replica_added is not null and not "
                    + SyncMap.LEFT + " ";

    /** Query for the documents or copies that were changed last. {@code ID} and {@code TIME} stand for columns. */
    static final String CHANGED_LAST = "select ID, TIME from sync_map m where replica_id = ? and TIME is not null and "
            + SyncMap.KEPT_EQUAL + "order by TIME desc";

    private final Database db;
    private final SyncMap mappings;

    public IdentitySamples(Database db, SyncMap mappings) {
        this.db = db;
        this.mappings = mappings;
    }

    /** Returns when documents were added to the master, by master id. Documents without a known time have no entry. */
    public Map<Long, Instant> added(long replicaId, Collection<Long> masterIds) {
        Map<Long, Instant> added = new HashMap<>();
        masterIds.forEach(
                id -> mappings.find(replicaId, id).map(Mapping::added).ifPresent(time -> added.put(id, time)));
        return added;
    }

    /**
     * Returns when the documents of trashed copies were added to the master, by master id. Documents without a known
     * time have no entry.
     */
    public Map<Long, Instant> addedOfTrashed(long replicaId) {
        Map<Long, Instant> added = new HashMap<>();
        db.read()
                .sql("select master_id, added from tombstones where replica_id = ? and kind = 'documents' "
                        + "and state = 'DONE' and added is not null")
                .param(replicaId)
                .query(rs -> {
                    added.put(rs.getLong(1), Times.instant(rs.getString(2)));
                });
        return added;
    }

    /**
     * Returns the highest id among the mapped documents that are missing on the master and have no tombstone.
     *
     * @param mapped all mapped documents of the replica
     * @param onMaster returns whether a document is in a complete inventory of the master
     */
    public Optional<Long> newestVanished(long replicaId, CopyIds mapped, LongPredicate onMaster) {
        if (mapped.masterIds().allMatch(onMaster)) {
            return Optional.empty();
        }
        return db
                .read()
                .sql("select master_id from sync_map m where replica_id = ? and not " + SyncMap.LEFT)
                .param(replicaId)
                .query(Long.class)
                .list()
                .stream()
                .filter(id -> !onMaster.test(id))
                .max(Long::compare);
    }

    /**
     * Returns the master ids of a sample of the mapped documents: the newest documents, and the same number of random
     * documents. The newest documents show whether the library was restored from an older state, because such a library
     * assigns their ids a second time.
     */
    public Set<Long> sample(long replicaId, int size) {
        return sample(
                "select master_id from sync_map where replica_id = ? and added is not null ",
                "master_id",
                replicaId,
                size);
    }

    /**
     * Returns the documents that were changed last, as master ids with the times of these changes. Excludes documents
     * that a rule excludes, because no run compares them.
     *
     * @param onMaster returns whether a document is in a complete inventory of the master
     */
    public Map<Long, Instant> changedLast(long replicaId, int size, LongPredicate onMaster) {
        return changedLast("master_id", "modified", replicaId, size, onMaster);
    }

    /**
     * Returns the copies that were changed last, as document ids of the replica with the times of these changes.
     * Excludes copies of documents that a rule excludes or that are missing on the master.
     *
     * @param onReplica returns whether a document is in a complete inventory of the replica
     */
    public Map<Long, Instant> copiesChangedLast(long replicaId, int size, LongPredicate onReplica) {
        return changedLast("replica_doc_id", "replica_modified", replicaId, size, onReplica);
    }

    /**
     * Returns the times of the last changes of documents as of their last comparison, by master id. Excludes documents
     * without a known time, documents that a rule excludes, and documents with a work item, which waits for their
     * comparison.
     */
    public Map<Long, Instant> compared(long replicaId, Collection<Long> masterIds) {
        Map<Long, Instant> times = new HashMap<>();
        db.read()
                .sql("select master_id, modified from sync_map m where replica_id = :replica and master_id in (:ids) "
                        + "and modified is not null and " + SyncMap.KEPT_EQUAL
                        + "and not exists (select 1 from work w where w.replica_id = m.replica_id "
                        + "and w.master_id = m.master_id)")
                .param("replica", replicaId)
                .param("ids", masterIds)
                .query(rs -> {
                    times.put(rs.getLong(1), Times.instant(rs.getString(2)));
                });
        return times;
    }

    private Map<Long, Instant> changedLast(String id, String time, long replicaId, int size, LongPredicate live) {
        return db.read()
                .sql(CHANGED_LAST.replace("ID", id).replace("TIME", time))
                .param(replicaId)
                .query((ResultSetExtractor<Map<Long, Instant>>) rs -> {
                    Map<Long, Instant> last = new HashMap<>();
                    while (last.size() < size && rs.next()) {
                        if (live.test(rs.getLong(1))) {
                            last.put(rs.getLong(1), Times.instant(rs.getString(2)));
                        }
                    }
                    return last;
                });
    }

    private Set<Long> sample(String select, String id, long replicaId, int size) {
        Set<Long> ids = new LinkedHashSet<>(db.read()
                .sql(select + "order by " + id + " desc limit ?")
                .params(replicaId, size)
                .query(Long.class)
                .list());
        ids.addAll(db.read()
                .sql(select + "order by random() limit ?")
                .params(replicaId, size)
                .query(Long.class)
                .list());
        return ids;
    }

    /**
     * Returns a sample of the copies whose {@code replicaAdded} time is known, as document ids of the replica: the
     * newest copies, and the same number of random copies. Excludes copies of documents that are missing on the master,
     * because these copies are checked before their deletion.
     */
    public Set<Long> sampleOfCopies(long replicaId, int size) {
        return sample(COPIES, "replica_doc_id", replicaId, size);
    }

    /**
     * @param onReplica returns whether a document is in a complete inventory of the replica
     * @return whether the replica still has all copies from which {@link #sampleOfCopies} takes its sample
     */
    public boolean allLive(long replicaId, LongPredicate onReplica) {
        return mappings.ids(replicaId).replicaIds().allMatch(onReplica)
                || copies(replicaId).stream().allMatch(onReplica::test);
    }

    /** Returns all copies from which {@link #sampleOfCopies} takes its sample. */
    public List<Long> copies(long replicaId) {
        return db.read()
                .sql(COPIES + "order by 1")
                .param(replicaId)
                .query(Long.class)
                .list();
    }
}

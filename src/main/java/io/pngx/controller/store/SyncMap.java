package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/** Table {@code sync_map}: mappings of documents to their copies. */
public final class SyncMap {
    /** Time after which a contested copy is logged and tried again. */
    private static final Duration CONTESTED_RETRY = Duration.ofHours(24);

    /**
     * Condition on a row {@code m}: its document is missing on the master. The list of states lets SQLite use the
     * partial index.
     */
    static final String LEFT =
            "exists (select 1 from tombstones t where t.replica_id = m.replica_id and t.kind = 'documents' "
                    + "and t.master_id = m.master_id and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', "
                    + "'REJECTED'))";

    private static final String COPIES =
            "select replica_doc_id from sync_map m where replica_id = ? and replica_added is not null and not " + LEFT
                    + " ";

    private final Database db;
    private final WorkQueue work;

    public SyncMap(Database db, WorkQueue work) {
        this.db = db;
        this.work = work;
    }

    public Optional<Mapping> find(long replicaId, long masterId) {
        return db.read()
                .sql("select * from sync_map where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .query(Rows.of(Mapping.class))
                .optional();
    }

    /** Reads the mappings of several master documents in one query. Returns them by master id. */
    public Map<Long, Mapping> find(long replicaId, Collection<Long> masterIds) {
        return db
                .read()
                .sql("select * from sync_map where replica_id = :replica and master_id in (:ids)")
                .param("replica", replicaId)
                .param("ids", masterIds)
                .query(Rows.of(Mapping.class))
                .list()
                .stream()
                .collect(Collectors.toMap(Mapping::masterId, Function.identity()));
    }

    /** Returns the replica ids of all copies by master id. */
    public CopyIds ids(long replicaId) {
        // One long text is read much faster than one row for each mapping.
        return CopyIds.parse(db.read()
                .sql("select coalesce(group_concat(master_id || ':' || replica_doc_id order by master_id), '') "
                        + "from sync_map where replica_id = ?")
                .param(replicaId)
                .query(String.class)
                .single());
    }

    /** Returns the replica id of the copy of a master document. */
    public Optional<Long> replicaDoc(long replicaId, long masterId) {
        return find(replicaId, masterId).map(Mapping::replicaDocId);
    }

    /** Returns the master id of the document that a copy is mapped to. */
    public Optional<Long> masterDoc(long replicaId, long replicaDocId) {
        return db.read()
                .sql("select master_id from sync_map where replica_id = ? and replica_doc_id = ?")
                .params(replicaId, replicaDocId)
                .query(Long.class)
                .optional();
    }

    /**
     * Returns the digest that the copy's document had when the replica was the master and the document was last
     * compared. Empty if changes of the document were not synchronised, or if the replica never was the master.
     */
    public Optional<String> seenAsMaster(long replicaId, long masterId) {
        return db.read()
                .sql("select seen_as_master from sync_map where replica_id = ? and master_id = ?"
                        + " and seen_as_master is not null")
                .params(replicaId, masterId)
                .query(String.class)
                .optional();
    }

    /** Returns the digest of the master's document when it was last compared. */
    public Optional<String> seen(long replicaId, long masterId) {
        return find(replicaId, masterId).map(Mapping::seen);
    }

    /**
     * Records the comparison of a document, and the writes that followed from it. Changes mapping, work item and run in
     * one transaction.
     *
     * @param runId run that counts the outcome; null: none
     */
    public void compared(long replicaId, long masterId, Comparison result, Long runId, Run.Outcome outcome) {
        String now = Times.text(Instant.now());
        db.inTransaction(() -> {
            db.write()
                    .sql("""
                    update sync_map set fingerprint = ?, seen = ?,
                      contested_at = case when ?
                        then coalesce(case when contested_at > ? then contested_at end, ?) end,
                      synced_at = ?, added = ?, title = ?,
                      replica_added = coalesce(?, replica_added), links_left_out = ?, has_owner = ?, number_taken = ?,
                      changed_at = case when ? then changed_at else ? end
                    where replica_id = ? and master_id = ?""")
                    .params(
                            result.fingerprint(),
                            result.seen(),
                            result.contested(),
                            Times.text(Instant.now().minus(CONTESTED_RETRY)),
                            now,
                            now,
                            Times.text(result.added()),
                            result.title(),
                            Times.text(result.replicaAdded()),
                            ids(result.leftOut()),
                            result.owned(),
                            result.numberTaken(),
                            outcome == Run.Outcome.UNCHANGED,
                            now,
                            replicaId,
                            masterId)
                    .update();
            db.write()
                    .sql("delete from unselected where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
            if (result.refused() == null) {
                work.done(replicaId, masterId, runId, outcome);
            } else {
                work.failed(
                        replicaId,
                        masterId,
                        runId,
                        result.refused().what(),
                        result.refused().nextAt());
            }
            if (result.link()) {
                work.requeue(replicaId, masterId, runId, Work.Reason.LINK);
            }
            if (result.later() != null) {
                work.leaveForLater(replicaId, masterId, result.later());
            }
        });
    }

    /**
     * Records copies that were compared and equal their targets, in one transaction.
     *
     * @param equal result by mapping
     * @param runId run that counts the documents as unchanged
     */
    public void equal(long replicaId, Map<Mapping, Comparison> equal, long runId) {
        List<Long> held = equal.entrySet().stream()
                .filter(each -> each.getValue().isHeldBy(each.getKey()))
                .map(each -> each.getKey().masterId())
                .toList();
        db.inTransaction(() -> {
            if (!held.isEmpty()) {
                stillEqual(replicaId, held, runId);
            }
            equal.forEach((mapping, result) -> {
                if (!result.isHeldBy(mapping)) {
                    compared(replicaId, mapping.masterId(), result, runId, Run.Outcome.UNCHANGED);
                }
            });
        });
    }

    /** Records a comparison whose results the mappings already hold. */
    private void stillEqual(long replicaId, List<Long> masterIds, long runId) {
        db.write()
                .sql("update sync_map set synced_at = :now, links_left_out = null "
                        + "where replica_id = :replica and master_id in (:ids)")
                .param("now", Times.text(Instant.now()))
                .param("replica", replicaId)
                .param("ids", masterIds)
                .update();
        db.write()
                .sql("delete from unselected where replica_id = :replica and master_id in (:ids)")
                .param("replica", replicaId)
                .param("ids", masterIds)
                .update();
        work.unchanged(replicaId, masterIds, runId);
    }

    private static String ids(Collection<Long> ids) {
        return ids.isEmpty() ? null : ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /**
     * Returns documents with a link to a document that has returned to the master, so that the link can be written now.
     *
     * @param onMaster returns whether a document is in a complete inventory of the master
     */
    public List<Long> waitingForLinks(long replicaId, LongPredicate onMaster) {
        List<Long> waiting = new ArrayList<>();
        db.read()
                .sql("select master_id, links_left_out from sync_map where replica_id = ? "
                        + "and links_left_out is not null")
                .param(replicaId)
                .query(rs -> {
                    boolean back = Arrays.stream(rs.getString(2).split(","))
                            .mapToLong(Long::parseLong)
                            .anyMatch(onMaster);
                    if (back && onMaster.test(rs.getLong(1))) {
                        waiting.add(rs.getLong(1));
                    }
                });
        return waiting;
    }

    /**
     * Discards the fingerprint and the digest of a copy and queues its document, so that the next run compares every
     * field.
     */
    public void invalidate(long replicaId, long masterId) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update sync_map set fingerprint = null, seen = null where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
            work.queue(replicaId, masterId, Work.Reason.CHANGED);
        });
    }

    /** Queues a document whose change on the master a scan may miss. */
    public void queueChanged(long replicaId, long masterId) {
        work.queue(replicaId, masterId, Work.Reason.CHANGED);
    }

    /** Records that the copy's file is missing or differs from the master's file, and queues the document. */
    public void markFileDamaged(long replicaId, long masterId) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update sync_map set fingerprint = null, seen = null where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
            db.write().sql("""
                    update file_versions set md5 = null, sha256 = '' where replica_id = ? and state = 'LIVE'
                      and replica_doc_id = (select replica_doc_id from sync_map where replica_id = ?
                        and master_id = ?)""").params(replicaId, replicaId, masterId).update();
            work.queue(replicaId, masterId, Work.Reason.FILE);
        });
    }

    /** Deletes the mapping of a copy that the replica no longer holds. The next run uploads the document again. */
    public void forget(long replicaId, long masterId) {
        db.inTransaction(() -> {
            // A replica that was created again assigns the same ids again, so no row of the lost copy may remain.
            List.of("file_versions", "note_map")
                    .forEach(table -> db.write()
                            .sql("delete from " + table + " where replica_id = ? and replica_doc_id = "
                                    + "(select replica_doc_id from sync_map where replica_id = ? and master_id = ?)")
                            .params(replicaId, replicaId, masterId)
                            .update());
            db.write()
                    .sql("delete from sync_map where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
        });
    }

    /** Returns when documents were added to the master, by master id. Documents without a known time have no entry. */
    public Map<Long, Instant> added(long replicaId, Collection<Long> masterIds) {
        Map<Long, Instant> added = new HashMap<>();
        masterIds.forEach(id -> find(replicaId, id).map(Mapping::added).ifPresent(time -> added.put(id, time)));
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
     * @param onMaster returns whether a document is in a complete inventory of the master
     */
    public Optional<Long> newestVanished(long replicaId, LongPredicate onMaster) {
        if (ids(replicaId).keySet().stream().allMatch(onMaster::test)) {
            return Optional.empty();
        }
        return db
                .read()
                .sql("select master_id from sync_map m where replica_id = ? and not " + LEFT)
                .param(replicaId)
                .query(Long.class)
                .list()
                .stream()
                .filter(id -> !onMaster.test(id))
                .max(Long::compare);
    }

    /**
     * Returns the master ids of a sample of the mapped documents: the newest documents, and as many random ones. A
     * library that was restored from an older state assigns the ids of its newest documents a second time.
     */
    public Set<Long> sample(long replicaId, int size) {
        return sample(
                "select master_id from sync_map where replica_id = ? and added is not null ",
                "master_id",
                replicaId,
                size);
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
     * Returns a sample of the copies with a known {@code replicaAdded} time, as replica ids: the newest and as many
     * random ones. Excludes copies of documents that are missing on the master, because these copies are checked before
     * their deletion.
     */
    public Set<Long> sampleOfCopies(long replicaId, int size) {
        return sample(COPIES, "replica_doc_id", replicaId, size);
    }

    /** Returns all copies from which {@link #sampleOfCopies} takes its sample. */
    public List<Long> copies(long replicaId) {
        return db.read()
                .sql(COPIES + "order by 1")
                .param(replicaId)
                .query(Long.class)
                .list();
    }

    /** Returns contested documents that are due for another attempt. */
    public List<Long> contested(long replicaId) {
        return db.read()
                .sql("select master_id from sync_map where replica_id = ? and contested_at <= ?")
                .params(replicaId, Times.text(Instant.now().minus(CONTESTED_RETRY)))
                .query(Long.class)
                .list();
    }

    /**
     * Returns documents whose copy lacks its archive serial number, because a foreign document has that number.
     * Documents with a work item are left out.
     */
    public List<Long> withoutNumber(long replicaId) {
        return db.read()
                .sql("select master_id from sync_map m where replica_id = ? and number_taken is not null "
                        + "and not exists (select 1 from work w where w.replica_id = m.replica_id "
                        + "and w.master_id = m.master_id)")
                .param(replicaId)
                .query(Long.class)
                .list();
    }

    /** Returns the mappings of copies that should have an owner. */
    public List<Mapping> owned(long replicaId) {
        return db.read()
                .sql("select * from sync_map where replica_id = ? and coalesce(has_owner, 1) = 1 "
                        + "order by replica_doc_id")
                .param(replicaId)
                .query(Rows.of(Mapping.class))
                .list();
    }

    /**
     * Clears all fingerprints of a replica. Called when a lookup was deleted, because the deletion changes copies,
     * which must be compared again.
     */
    public void clearFingerprints(long replicaId) {
        db.write()
                .sql("update sync_map set fingerprint = null where replica_id = ?")
                .param(replicaId)
                .update();
    }

    /** Clears the fingerprint of one copy, because the copy or its target may have changed. */
    public void clearFingerprint(long replicaId, long masterId) {
        db.write()
                .sql("update sync_map set fingerprint = null where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .update();
    }

    public long count(long replicaId) {
        return db.read()
                .sql("select count(*) from sync_map where replica_id = ?")
                .param(replicaId)
                .query(Long.class)
                .single();
    }

    /**
     * Discards mappings after the user accepted another library as the master.
     *
     * @param same documents that both libraries have; these keep their mappings, and their copies are compared again or
     *     restored from the trash
     */
    public void keepOnly(long replicaId, Set<Long> same) {
        db.inTransaction(() -> {
            Set<Long> mapped = ids(replicaId).keySet();
            mapped.stream().filter(id -> !same.contains(id)).forEach(id -> forget(replicaId, id));
            clearFingerprints(replicaId);
            db.write()
                    .sql("update sync_map set seen = null where replica_id = ?")
                    .param(replicaId)
                    .update();
            db.write()
                    .sql("delete from work where replica_id = ?")
                    .param(replicaId)
                    .update();
            db
                    .read()
                    .sql("select * from tombstones where replica_id = ?")
                    .param(replicaId)
                    .query(Rows.of(Tombstone.class))
                    .list()
                    .stream()
                    .filter(each -> !same.contains(each.masterId())
                            || !mapped.contains(each.masterId())
                                    && !(each.ofDocument() && each.state() == Tombstone.State.DONE))
                    .forEach(each -> db.write()
                            .sql("delete from tombstones where id = ?")
                            .param(each.id())
                            .update());
            List.of("replaced_copies", "duplicates", "unselected")
                    .forEach(table -> db.write()
                            .sql("delete from " + table
                                    + " where replica_id = ? and master_id not in (select m.master_id "
                                    + "from sync_map m where m.replica_id = ?)")
                            .params(replicaId, replicaId)
                            .update());
            // These uploads carry files of the old library. If they were settled, they would be mapped to documents of
            // the new library.
            db.write()
                    .sql("update uploads set state = 'FAILED', error = 'The master is another library now.' "
                            + "where replica_id = ? "
                            + "and state in ('PLANNED', 'POSTED', 'CONSUMED')")
                    .param(replicaId)
                    .update();
        });
    }

    /**
     * Ends the open uploads of a replica, after the user accepted another instance or an older state of the replica.
     * Their documents are uploaded again.
     */
    public void beginUploadsAnew(long replicaId) {
        // On the new instance, the document ids of these uploads may belong to other documents.
        db.write()
                .sql("update uploads set state = 'FAILED', replica_doc_id = null, "
                        + "error = 'The replica is another instance now.' where replica_id = ? "
                        + "and state in ('PLANNED', 'POSTED', 'CONSUMED')")
                .param(replicaId)
                .update();
    }

    /**
     * Records that a copy has another file, or that a new copy replaced the copy.
     *
     * @return mapping of the replaced copy; empty: the same copy has the new file, or the mapping was deleted
     */
    Optional<Mapping> file(long replicaId, long masterId, long replicaDocId, String sha256) {
        Optional<Mapping> old = db.write()
                .sql("select * from sync_map where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .query(Rows.of(Mapping.class))
                .optional()
                .filter(found -> found.replicaDocId() != replicaDocId);
        if (old.isPresent()) {
            detachFromDeleted(replicaId, replicaDocId);
            db.write()
                    .sql("update sync_map set replica_added = null, adopted = 0 where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
        }
        db.write()
                .sql("update sync_map set replica_doc_id = ?, file_checksum = ? where replica_id = ? and master_id = ?")
                .params(replicaDocId, sha256, replicaId, masterId)
                .update();
        return old;
    }

    /** Maps a document to its copy. If the replica's trash holds an earlier copy, that copy stays there. */
    void add(long replicaId, long masterId, long replicaDocId, String sha256, boolean adopted) {
        detachFromDeleted(replicaId, replicaDocId);
        db.write()
                .sql("update tombstones set state = 'RETURNED' where replica_id = ? and kind = 'documents' "
                        + "and master_id = ? and state = 'DONE'")
                .params(replicaId, masterId)
                .update();
        db.write()
                .sql("""
                insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, adopted, synced_at)
                values (?, ?, ?, ?, ?, ?)""")
                .params(replicaId, masterId, replicaDocId, sha256, adopted, Times.text(Instant.now()))
                .update();
        if (adopted) {
            db.write()
                    .sql("update replicas set unmapped_documents = max(0, unmapped_documents - 1) where id = ?")
                    .param(replicaId)
                    .update();
        }
    }

    /** Deletes the mapping of a copy whose document is missing on the master, and ends its tombstone. */
    private void detachFromDeleted(long replicaId, long replicaDocId) {
        db.write().sql("""
                update tombstones set state = 'RETURNED', reason = null where replica_id = ? and kind = 'documents'
                and replica_object_id = ? and state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED')
                """).params(replicaId, replicaDocId).update();
        db.write()
                .sql("""
                delete from sync_map where replica_id = ? and replica_doc_id = ? and master_id in
                  (select master_id from tombstones where replica_id = ? and kind = 'documents'
                    and replica_object_id = ?)""")
                .params(replicaId, replicaDocId, replicaId, replicaDocId)
                .update();
    }
}

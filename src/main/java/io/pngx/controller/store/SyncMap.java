package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Function;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/** Table {@code sync_map}: which replica document stands for which master document. */
public final class SyncMap {
    /** A copy that does not stay as it was written is said, and tried again without being asked, once in this time. */
    public static final Duration SAID = Duration.ofHours(24);

    /** Of a row m: its document left the master. The states are those of the index. */
    static final String LEFT =
            "exists (select 1 from tombstones t where t.replica_id = m.replica_id and t.kind = 'documents' "
                    + "and t.master_id = m.master_id and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED'))";

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

    /** Reads the mappings of several master documents in one query; by master id. */
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

    /** Master id to replica id, for planning. */
    public Map<Long, Long> ids(long replicaId) {
        Map<Long, Long> ids = new HashMap<>();
        db.read()
                .sql("select master_id, replica_doc_id from sync_map where replica_id = ?")
                .param(replicaId)
                .query(rs -> {
                    ids.put(rs.getLong(1), rs.getLong(2));
                });
        return ids;
    }

    /** The replica's document for a master document. */
    public Optional<Long> replicaDoc(long replicaId, long masterId) {
        return find(replicaId, masterId).map(Mapping::replicaDocId);
    }

    /** The master's document behind a replica document. */
    public Optional<Long> masterDoc(long replicaId, long replicaDocId) {
        return db.read()
                .sql("select master_id from sync_map where replica_id = ? and replica_doc_id = ?")
                .params(replicaId, replicaDocId)
                .query(Long.class)
                .optional();
    }

    /** What the master's document looked like when it was last compared. */
    public Optional<String> seen(long replicaId, long masterId) {
        return find(replicaId, masterId).map(Mapping::seen);
    }

    /**
     * The document was compared, and written where it differed: mapping, work row and run, all or nothing.
     *
     * @param runId null: no run counts it
     */
    public void compared(long replicaId, long masterId, Comparison result, Long runId, Run.Outcome outcome) {
        String now = Times.text(Instant.now());
        db.inTransaction(() -> {
            db.write()
                    .sql("""
                    update sync_map set fingerprint = ?, seen = ?,
                      contested_at = case when ? then coalesce(case when contested_at > ? then contested_at end, ?) end, synced_at = ?, added = ?, title = ?,
                      replica_added = coalesce(?, replica_added), links_left_out = ?, has_owner = ?, number_taken = ?
                    where replica_id = ? and master_id = ?""")
                    .params(
                            result.fingerprint(),
                            result.seen(),
                            result.contested(),
                            Times.text(Instant.now().minus(SAID)),
                            now,
                            now,
                            Times.text(result.added()),
                            result.title(),
                            Times.text(result.replicaAdded()),
                            ids(result.leftOut()),
                            result.owned(),
                            result.numberTaken(),
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
                work.again(replicaId, masterId, runId, Work.Reason.LINK);
            }
            if (result.later() != null) {
                work.leaveForLater(replicaId, masterId, result.later());
            }
        });
    }

    private static String ids(Collection<Long> ids) {
        return ids.isEmpty() ? null : ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Documents that wait for another one, which the master has again, so that their links to it can be written. */
    public List<Long> waitingForLinks(long replicaId, LongPredicate onMaster) {
        List<Long> waiting = new ArrayList<>();
        db.read()
                .sql(
                        "select master_id, links_left_out from sync_map where replica_id = ? and links_left_out is not null")
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

    /** What we know of it no longer holds: the next scan or comparison must look at the document itself. */
    public void mustBeCompared(long replicaId, long masterId) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update sync_map set fingerprint = null, seen = null where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
            work.queue(replicaId, masterId, Work.Reason.CHANGED);
        });
    }

    /** The master's document is not what it was when it was compared, and no scan may find it: the next run looks at it. */
    public void lookAgain(long replicaId, long masterId) {
        work.queue(replicaId, masterId, Work.Reason.CHANGED);
    }

    /** A verification found that the copy's file is missing or has other bytes: the next run has to see to it. */
    public void fileIsBad(long replicaId, long masterId) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update sync_map set fingerprint = null, seen = null where replica_id = ? and master_id = ?")
                    .params(replicaId, masterId)
                    .update();
            db.write().sql("""
                    update file_versions set md5 = null, sha256 = '' where replica_id = ? and state = 'LIVE'
                      and replica_doc_id = (select replica_doc_id from sync_map where replica_id = ? and master_id = ?)""").params(replicaId, replicaId, masterId).update();
            work.queue(replicaId, masterId, Work.Reason.FILE);
        });
    }

    /** A mapped document that the replica no longer holds: it is uploaded again. */
    public void forget(long replicaId, long masterId) {
        db.inTransaction(() -> {
            // Ids of a replica that was made anew are given out again: nothing of the lost copy may be taken for
            // another one's.
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

    /** When the documents that are mapped were added to the master: some that were asked for, and some others by chance. */
    public Map<Long, Instant> added(long replicaId, Collection<Long> masterIds) {
        Map<Long, Instant> added = new HashMap<>();
        masterIds.forEach(id -> find(replicaId, id).map(Mapping::added).ifPresent(time -> added.put(id, time)));
        return added;
    }

    /** When the documents were added to the master whose copies we put into the replica's trash, as far as that is known. */
    public Map<Long, Instant> addedOfTrashed(long replicaId) {
        Map<Long, Instant> added = new HashMap<>();
        db.read()
                .sql(
                        "select master_id, added from tombstones where replica_id = ? and kind = 'documents' and state = 'DONE' and added is not null")
                .param(replicaId)
                .query(rs -> {
                    added.put(rs.getLong(1), Times.instant(rs.getString(2)));
                });
        return added;
    }

    /** The newest mapped document that just vanished from the master. @param onMaster knows a complete inventory */
    public Optional<Long> newestVanished(long replicaId, LongPredicate onMaster) {
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

    /** Master ids of mapped documents: the newest, whose ids an older state of the library would give out again, and as many by chance. */
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

    /** Copies that can be known again, the newest and some by chance: the replica's ids. What left the master is looked at before it is deleted. */
    public Set<Long> sampleOfCopies(long replicaId, int size) {
        return sample(COPIES, "replica_doc_id", replicaId, size);
    }

    /** All of them. */
    public List<Long> copies(long replicaId) {
        return db.read()
                .sql(COPIES + "order by 1")
                .param(replicaId)
                .query(Long.class)
                .list();
    }

    /** Copies that did not stay as they were written, and that it is time to try again. */
    public List<Long> contested(long replicaId) {
        return db.read()
                .sql("select master_id from sync_map where replica_id = ? and contested_at <= ?")
                .params(replicaId, Times.text(Instant.now().minus(SAID)))
                .query(Long.class)
                .list();
    }

    /** Copies whose archive serial number a document that is not ours keeps, and that wait for nothing else. */
    public List<Long> withoutNumber(long replicaId) {
        return db.read()
                .sql(
                        "select master_id from sync_map m where replica_id = ? and number_taken is not null "
                                + "and not exists (select 1 from work w where w.replica_id = m.replica_id and w.master_id = m.master_id)")
                .param(replicaId)
                .query(Long.class)
                .list();
    }

    /** Copies that are to have an owner. */
    public List<Mapping> owned(long replicaId) {
        return db.read()
                .sql(
                        "select * from sync_map where replica_id = ? and coalesce(has_owner, 1) = 1 order by replica_doc_id")
                .param(replicaId)
                .query(Rows.of(Mapping.class))
                .list();
    }

    /** A lookup went on the replica, and with it what documents had of it: no document is equal without being looked at. */
    public void distrust(long replicaId) {
        db.write()
                .sql("update sync_map set fingerprint = null where replica_id = ?")
                .param(replicaId)
                .update();
    }

    /** What stands in one copy, or is to stand in it, is not what was last read back. */
    public void distrust(long replicaId, long masterId) {
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
     * Another library is the master now, and a person accepted it: what stood for the old one stands for nothing.
     *
     * @param same documents of the master that are what they were; their copies are compared anew, or taken out of the trash
     */
    public void keepOnly(long replicaId, Set<Long> same) {
        db.inTransaction(() -> {
            Set<Long> mapped = ids(replicaId).keySet();
            mapped.stream().filter(id -> !same.contains(id)).forEach(id -> forget(replicaId, id));
            distrust(replicaId);
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
                            .sql(
                                    "delete from " + table
                                            + " where replica_id = ? and master_id not in (select m.master_id from sync_map m where m.replica_id = ?)")
                            .params(replicaId, replicaId)
                            .update());
            // Under way with files of the old library: settled now, they would stand for documents of the new one.
            db.write()
                    .sql(
                            "update uploads set state = 'FAILED', error = 'The master became another library.' where replica_id = ? "
                                    + "and state in ('PLANNED', 'POSTED', 'CONSUMED')")
                    .param(replicaId)
                    .update();
        });
    }

    /** Another paperless is the replica now, or an older state of it, and a person accepted it: what was on its way begins anew. */
    public void beginUploadsAnew(long replicaId) {
        // What one of them became says nothing any more: that id may have been given out again.
        db.write()
                .sql(
                        "update uploads set state = 'FAILED', replica_doc_id = null, error = 'The replica became another one.' where replica_id = ? "
                                + "and state in ('PLANNED', 'POSTED', 'CONSUMED')")
                .param(replicaId)
                .update();
    }

    /**
     * The copy shows other bytes, or another copy has taken its place.
     *
     * @return what stood there before; empty where it is the same copy, or the copy went meanwhile
     */
    Optional<Mapping> file(long replicaId, long masterId, long replicaDocId, String sha256) {
        Optional<Mapping> old = db.write()
                .sql("select * from sync_map where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .query(Rows.of(Mapping.class))
                .optional()
                .filter(found -> found.replicaDocId() != replicaDocId);
        if (old.isPresent()) {
            standsForNothing(replicaId, replicaDocId);
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

    /** What we trashed of this document before stays where it is. */
    void add(long replicaId, long masterId, long replicaDocId, String sha256, boolean adopted) {
        standsForNothing(replicaId, replicaDocId);
        db.write()
                .sql(
                        "update tombstones set state = 'RETURNED' where replica_id = ? and kind = 'documents' and master_id = ? and state = 'DONE'")
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

    /** Where the copy stood for a document that left the master, it does so no longer. */
    private void standsForNothing(long replicaId, long replicaDocId) {
        db.write().sql("""
                update tombstones set state = 'RETURNED', reason = null where replica_id = ? and kind = 'documents'
                and replica_object_id = ? and state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED')""").params(replicaId, replicaDocId).update();
        db.write()
                .sql("""
                delete from sync_map where replica_id = ? and replica_doc_id = ? and master_id in
                  (select master_id from tombstones where replica_id = ? and kind = 'documents' and replica_object_id = ?)""")
                .params(replicaId, replicaDocId, replicaId, replicaDocId)
                .update();
    }
}

package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * Records the results of comparisons in mapping, work item and run. Finds documents that a later run must compare again
 * because of an earlier result.
 */
public final class Comparisons {
    /** Time after which an incremental run tries a contested copy again. */
    private static final Duration CONTESTED_RETRY = Duration.ofHours(24);

    private final Database db;
    private final WorkQueue work;

    public Comparisons(Database db, WorkQueue work) {
        this.db = db;
        this.work = work;
    }

    /**
     * Records the comparison of a document, and the writes that the comparison caused. Changes mapping, work item and
     * run in one transaction.
     *
     * @param runId run that counts the outcome; null: none
     */
    public void compared(long replicaId, long masterId, Comparison result, Long runId, Run.Outcome outcome) {
        db.inTransaction(() -> {
            put(replicaId, masterId, result, outcome != Run.Outcome.UNCHANGED);
            Comparison.Unwritten unwritten = result.unwritten();
            Comparison.Refused refused = unwritten.refused();
            if (refused == null) {
                work.done(replicaId, masterId, runId, counted(result, outcome));
            } else {
                work.failed(replicaId, masterId, runId, refused.what(), refused.nextAt());
            }
            if (result.state().link()) {
                work.requeue(replicaId, masterId, runId, Work.Reason.LINK);
            }
            if (unwritten.later() != null) {
                work.leaveForLater(replicaId, masterId, unwritten.later());
            }
        });
    }

    /** A contested copy is not equal to the master, so it does not count as written. A new copy counts as uploaded. */
    private static Run.Outcome counted(Comparison result, Run.Outcome outcome) {
        return result.state().contested() && outcome != Run.Outcome.UPLOADED ? Run.Outcome.CONTESTED : outcome;
    }

    /**
     * Records the comparison of a document whose new file waits. The work item stays for the file. The digest is not
     * stored, so the document still counts as changed. The time of the last write stays, so that a file that a
     * verification found damaged still counts as damaged.
     */
    public void comparedWithoutFile(long replicaId, long masterId, Comparison result) {
        db.inTransaction(() -> put(replicaId, masterId, result.unseen(), false));
    }

    private void put(long replicaId, long masterId, Comparison result, boolean written) {
        Comparison.State state = result.state();
        Comparison.OfMaster master = result.master();
        Comparison.OfCopy copy = result.copy();
        String now = Times.text(Instant.now());
        db.write()
                .sql("""
                update sync_map set fingerprint = ?, seen = ?,
                  contested_at = case when ? then ? end,
                  synced_at = ?, added = ?, title = ?,
                  replica_added = coalesce(?, replica_added), links_left_out = ?, has_owner = ?, number_taken = ?,
                  archive_serial_number = ?, modified = coalesce(?, modified),
                  replica_modified = coalesce(?, replica_modified),
                  changed_at = case when ? then changed_at else ? end
                where replica_id = ? and master_id = ?""")
                .params(
                        state.fingerprint(),
                        state.seen(),
                        state.contested(),
                        now,
                        now,
                        Times.text(master.added()),
                        master.title(),
                        Times.text(copy.added()),
                        ids(result.unwritten().omittedLinks()),
                        copy.owned(),
                        copy.numberTaken(),
                        master.archiveSerialNumber(),
                        Times.text(master.modified()),
                        Times.text(copy.modified()),
                        !written,
                        now,
                        replicaId,
                        masterId)
                .update();
        db.write()
                .sql("delete from unselected where replica_id = ? and master_id = ?")
                .params(replicaId, masterId)
                .update();
    }

    /**
     * Records copies that were compared and equal their targets, in one transaction.
     *
     * @param equal the comparisons, by the mapping of the copy
     * @param runId run that counts the documents as unchanged
     */
    public void equal(long replicaId, Map<Mapping, Comparison> equal, long runId) {
        List<Long> held = equal.entrySet().stream()
                .filter(each -> each.getValue().isStoredIn(each.getKey()))
                .map(each -> each.getKey().masterId())
                .toList();
        db.inTransaction(() -> {
            if (!held.isEmpty()) {
                stillEqual(replicaId, held, runId);
            }
            equal.forEach((mapping, result) -> {
                if (!result.isStoredIn(mapping)) {
                    compared(replicaId, mapping.masterId(), result, runId, Run.Outcome.UNCHANGED);
                }
            });
        });
    }

    /** Records that copies were compared and that the results are the same as in their mappings. */
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
     * Returns documents with a link that can be written now, because the linked document is no longer missing or
     * excluded.
     *
     * @param onMaster returns whether a document is in a complete inventory of the master and is not excluded by a rule
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

    /** Returns contested documents that are due for another attempt. */
    public List<Long> contested(long replicaId) {
        return db.read()
                .sql("select master_id from sync_map where replica_id = ? and contested_at <= ?")
                .params(replicaId, Times.text(Instant.now().minus(CONTESTED_RETRY)))
                .query(Long.class)
                .list();
    }

    /**
     * Returns the documents whose copies have no archive serial number, because a foreign document has the number.
     * Excludes documents with a work item.
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
}

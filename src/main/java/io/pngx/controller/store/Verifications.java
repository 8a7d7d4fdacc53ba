package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Table {@code verifications}: the result of the last verification of each copy. A result counts only for the copy that
 * was verified, not for a later copy of the same document.
 */
public final class Verifications {
    /**
     * Condition on a row {@code m}: the copy can be verified. The condition excludes copies of documents that are
     * missing on the master or that a rule excludes. Such a copy is never verified, so it would always stay first in
     * the order of {@link #oldest}, and block all other copies.
     */
    private static final String VERIFIABLE = "m.replica_id = :replica and " + SyncMap.KEPT_EQUAL;

    /**
     * Condition on the rows {@code m} and {@code v}: the copy differed at its last verification, and no run has written
     * the copy since.
     */
    private static final String MISMATCH = DocumentStatus.MISMATCH.replace("k.", "m.");

    /** Joins a verification with the mapping of the copy that was verified. */
    private static final String SAME_COPY = "using (replica_id, master_id, replica_doc_id) ";

    private static final String COPIES = "from sync_map m left join verifications v " + SAME_COPY;

    static final String OF_DOCUMENT =
            "select v.* from replicas r cross join verifications v on v.replica_id = r.id and v.master_id = ?"
                    + " join sync_map m " + SAME_COPY;

    private final Database db;
    private final RunProgress progress;

    public Verifications(Database db) {
        this.db = db;
        this.progress = new RunProgress(db);
    }

    /**
     * Summary of the verifications of a replica.
     *
     * @param documents copies that can be verified
     * @param verified copies that can be verified and were verified at least once
     * @param mismatches copies that differed at the last verification, and that no run has written since
     * @param oldest time of the oldest verification; null: none yet
     * @param lastVerified time of the newest verification; null: none yet
     */
    public record Sum(long documents, long verified, long mismatches, Instant oldest, Instant lastVerified) {
        /** Summary of a replica without copies. */
        public static final Sum NOTHING = new Sum(0, 0, 0, null, null);
    }

    /** Stores a result and counts the result in the run, in one transaction. */
    public void put(Verification found) {
        db.inTransaction(() -> {
            write(found);
            progress.count(
                    found.runId(),
                    switch (found.result()) {
                        case OK -> Run.Outcome.UNCHANGED;
                        case MISMATCH -> Run.Outcome.MISMATCHED;
                        case UNKNOWN -> Run.Outcome.FAILED;
                    });
        });
    }

    private void write(Verification found) {
        db.write()
                .sql("""
                insert into verifications(replica_id, master_id, replica_doc_id, title, result, bytes, metadata,
                  keys, how, problem, problem_text, run_id, verified_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do update set replica_doc_id = excluded.replica_doc_id, title = excluded.title,
                  result = excluded.result,
                  bytes = excluded.bytes, metadata = excluded.metadata, keys = excluded.keys, how = excluded.how,
                  problem = excluded.problem, problem_text = excluded.problem_text, run_id = excluded.run_id,
                  verified_at = excluded.verified_at""")
                .params(
                        found.replicaId(),
                        found.masterId(),
                        found.replicaDocId(),
                        found.title(),
                        LowerCase.of(found.result()),
                        LowerCase.of(found.bytes()),
                        LowerCase.of(found.metadata()),
                        found.keys(),
                        LowerCase.of(found.how()),
                        StoredText.english(found.problem()),
                        StoredText.write(found.problem()),
                        found.runId(),
                        Times.text(found.verifiedAt()))
                .update();
    }

    /**
     * Records that a comparison found other metadata in a copy, which stays as it is. Neither the finding about the
     * file nor the time of the last verification changes, because the file was not verified.
     */
    public void differs(long replicaId, long masterId, String title, String keys, Text problem, long runId) {
        db.write()
                .sql("""
                insert into verifications(replica_id, master_id, replica_doc_id, title, result, bytes, metadata,
                  keys, how, problem, problem_text, run_id, verified_at)
                select replica_id, master_id, replica_doc_id, :title, 'mismatch', 'unknown', 'differs', :keys,
                  'checksum', :problem, :text, :run, coalesce(changed_at, :now)
                from sync_map where replica_id = :replica and master_id = :master
                on conflict do update set title = excluded.title, result = 'mismatch', metadata = 'differs',
                  bytes = iif(replica_doc_id = excluded.replica_doc_id and verified_at >= excluded.verified_at, bytes,
                    'unknown'),
                  replica_doc_id = excluded.replica_doc_id, keys = excluded.keys, problem = excluded.problem,
                  problem_text = excluded.problem_text, run_id = excluded.run_id,
                  verified_at = max(verified_at, excluded.verified_at)""")
                .param("title", title)
                .param("keys", keys)
                .param("problem", StoredText.english(problem))
                .param("text", StoredText.write(problem))
                .param("run", runId)
                .param("now", Times.text(Instant.now()))
                .param("replica", replicaId)
                .param("master", masterId)
                .update();
    }

    /** Records that a comparison found equal metadata again, in copies that differed in nothing else. */
    public void equalAgain(long replicaId, Collection<Long> masterIds) {
        db.write()
                .sql("delete from verifications where replica_id = :replica and master_id in (:ids)"
                        + " and result = 'mismatch' and bytes = 'unknown'")
                .param("replica", replicaId)
                .param("ids", masterIds)
                .update();
        db.write()
                .sql("update verifications set result = 'ok', metadata = 'ok', keys = '', problem = null,"
                        + " problem_text = null where replica_id = :replica and master_id in (:ids)"
                        + " and result = 'mismatch' and bytes = 'ok'")
                .param("replica", replicaId)
                .param("ids", masterIds)
                .update();
    }

    /**
     * Returns documents with verifiable copies: first copies that were never verified, then copies with the oldest
     * verification. A verification with a time in the future, when the clock was wrong, does not count. Documents that
     * fail in every run come last, because a run verifies only copies without open work, and these copies would block
     * all others.
     */
    public List<Long> oldest(long replicaId, long limit) {
        return db.read()
                .sql("select m.master_id " + COPIES + "where " + VERIFIABLE
                        + "order by exists (select 1 from work w where w.replica_id = m.replica_id"
                        + " and w.master_id = m.master_id and w.attempts > 0),"
                        + " coalesce(case when v.verified_at <= :now then v.verified_at end, ''), m.master_id"
                        + " limit :limit")
                .param("replica", replicaId)
                .param("now", Times.text(Instant.now()))
                .param("limit", limit)
                .query(Long.class)
                .list();
    }

    /**
     * Returns documents whose copies were never verified, were not equal at the last verification, or were written
     * later. A verification with a time in the future does not count.
     */
    public List<Long> unverified(long replicaId) {
        return db.read()
                .sql("select m.master_id " + COPIES + "where "
                        + VERIFIABLE
                        + "and (v.verified_at is null or v.verified_at > :now or v.result <> 'ok'"
                        + " or m.changed_at > v.verified_at) order by m.master_id")
                .param("replica", replicaId)
                .param("now", Times.text(Instant.now()))
                .query(Long.class)
                .list();
    }

    private static final String SUM = """
            select m.replica_id, count(*) as documents, count(v.master_id) as verified,
              coalesce(sum(MISMATCH), 0) as mismatches,
              min(v.verified_at) as oldest, max(v.verified_at) as last_verified
            COPIES where\s""".replace("MISMATCH", MISMATCH).replace("COPIES", COPIES);

    static final String SUMS = SUM + "m.replica_id in (:replicas) and " + SyncMap.KEPT_EQUAL + "group by m.replica_id";

    /** Returns the documents among {@code masterIds} whose copies can be verified. */
    public List<Long> verifiable(long replicaId, Collection<Long> masterIds) {
        return db.read()
                .sql("select m.master_id from sync_map m where " + VERIFIABLE
                        + "and m.master_id in (:ids) order by m.master_id")
                .param("replica", replicaId)
                .param("ids", masterIds)
                .query(Long.class)
                .list();
    }

    /** Returns the last verification of each copy of one document. */
    public List<Verification> ofDocument(long masterId) {
        return db.read()
                .sql(OF_DOCUMENT)
                .param(masterId)
                .query(Rows.of(Verification.class))
                .list();
    }

    public Sum sum(long replicaId) {
        return db.read()
                .sql(SUM + VERIFIABLE)
                .param("replica", replicaId)
                .query(Rows.of(Sum.class))
                .single();
    }

    /** Returns the summaries of the replicas among {@code replicaIds} that have copies. */
    public Map<Long, Sum> sums(Collection<Long> replicaIds) {
        return db.read().sql(SUMS).param("replicas", replicaIds).query(Rows.byReplica(Sum.class));
    }

    /**
     * Returns the verifications with this result whose document id is above {@code after}, ordered by document id.
     *
     * @param result null: any result
     */
    public List<Verification> page(long replicaId, Verification.Result result, long after, int limit) {
        return db.read()
                .sql("""
                select v.* from verifications v join sync_map m SAME_COPY
                where VERIFIABLE and v.master_id > :after and (:result is null or v.result = :result)
                order by v.master_id limit :limit""".replace("SAME_COPY", SAME_COPY).replace("VERIFIABLE", VERIFIABLE))
                .param("replica", replicaId)
                .param("after", after)
                .param("result", LowerCase.of(result))
                .param("limit", limit)
                .query(Rows.of(Verification.class))
                .list();
    }

    /** Returns copies that differed at the last verification, and that no run has written since. */
    public List<Verification> mismatches(long replicaId, int limit) {
        return db.read()
                .sql("select v.* from verifications v join sync_map m " + SAME_COPY + "where " + VERIFIABLE + "and "
                        + MISMATCH + " order by v.master_id limit :limit")
                .param("replica", replicaId)
                .param("limit", limit)
                .query(Rows.of(Verification.class))
                .list();
    }

    /**
     * Counts the copies whose last verification had this result.
     *
     * @param result null: any result
     */
    public long count(long replicaId, Verification.Result result) {
        return db.read()
                .sql("""
                select count(*) from verifications v join sync_map m SAME_COPY
                where VERIFIABLE and (:result is null or v.result = :result)""".replace("SAME_COPY", SAME_COPY).replace("VERIFIABLE", VERIFIABLE))
                .param("replica", replicaId)
                .param("result", LowerCase.of(result))
                .query(Long.class)
                .single();
    }
}

package io.pngx.controller.store;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Table {@code verifications}: what was found when a copy was last read back, by document. */
public final class Verifications {
    /**
     * Of a row m: of its replica, and one of which the master says what it should be. What left the master or is left out by a rule is never
     * verified, so that it would come first in every night, until nothing else has its turn.
     */
    private static final String LOOKED_AT = "m.replica_id = :replica and not " + SyncMap.LEFT
            + " and not exists (select 1 from unselected s where s.replica_id = m.replica_id and s.master_id = m.master_id) ";

    private final Database db;
    private final Runs runs;

    public Verifications(Database db, Runs runs) {
        this.db = db;
        this.runs = runs;
    }

    /**
     * @param documents    mapped documents, without those that left the master or that a rule leaves out
     * @param verified     of these, ever verified
     * @param oldest       the verification that is longest ago; null: none yet
     */
    public record Sum(long documents, long verified, long mismatches, Instant oldest, Instant lastVerified) {}

    /** Finding and count of the run, all or nothing. */
    public void put(Verification found) {
        db.inTransaction(() -> {
            db.write()
                    .sql("""
                    insert into verifications(replica_id, master_id, replica_doc_id, title, result, bytes, metadata, keys, how, problem, run_id, verified_at)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    on conflict do update set replica_doc_id = excluded.replica_doc_id, title = excluded.title, result = excluded.result,
                      bytes = excluded.bytes, metadata = excluded.metadata, keys = excluded.keys, how = excluded.how,
                      problem = excluded.problem, run_id = excluded.run_id, verified_at = excluded.verified_at""")
                    .params(
                            found.replicaId(),
                            found.masterId(),
                            found.replicaDocId(),
                            found.title(),
                            lower(found.result()),
                            lower(found.bytes()),
                            lower(found.metadata()),
                            found.keys(),
                            lower(found.how()),
                            found.problem(),
                            found.runId(),
                            Times.text(found.verifiedAt()))
                    .update();
            runs.count(
                    found.runId(),
                    switch (found.result()) {
                        case OK -> Run.Outcome.UNCHANGED;
                        case MISMATCH -> Run.Outcome.MISMATCHED;
                        case UNKNOWN -> Run.Outcome.FAILED;
                    });
        });
    }

    /** Mapped documents that can be verified, those first that were verified longest ago, or never. */
    public List<Long> oldest(long replicaId, long limit) {
        return db.read()
                .sql("select m.master_id from sync_map m left join verifications v using (replica_id, master_id) where "
                        + LOOKED_AT + "order by coalesce(v.verified_at, ''), m.master_id limit :limit")
                .param("replica", replicaId)
                .param("limit", limit)
                .query(Long.class)
                .list();
    }

    public Sum sum(long replicaId) {
        return db.read()
                .sql("""
                select count(*) as documents, count(v.master_id) as verified, coalesce(sum(v.result = 'mismatch'), 0) as mismatches,
                  min(v.verified_at) as oldest, max(v.verified_at) as last_verified
                from sync_map m left join verifications v using (replica_id, master_id) where\s""" + LOOKED_AT)
                .param("replica", replicaId)
                .query(Rows.of(Sum.class))
                .single();
    }

    /** By document id of the master, after {@code after}; a null is no filter. */
    public List<Verification> page(long replicaId, Verification.Result result, long after, int limit) {
        return db.read()
                .sql("""
                select v.* from verifications v join sync_map m using (replica_id, master_id)
                where LOOKED_AT and v.master_id > :after and (:result is null or v.result = :result)
                order by v.master_id limit :limit""".replace("LOOKED_AT", LOOKED_AT))
                .param("replica", replicaId)
                .param("after", after)
                .param("result", result == null ? null : lower(result))
                .param("limit", limit)
                .query(Rows.of(Verification.class))
                .list();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

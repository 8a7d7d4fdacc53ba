package io.pngx.controller.store;

import java.util.HashMap;
import java.util.Map;

/** Counts the documents whose adoption waits for the user's confirmation. */
public final class AdoptionOffers {
    /**
     * Query for the number of offers of each replica. The offers of a dry run are valid only until a later run
     * succeeds, or until the user confirms the adoption. An old master offers nothing before its dry run is accepted.
     */
    private static final String OFFERS = """
            select r.id as replica_id, max(
              (select count(*) from adoptions a where a.replica_id = r.id),
              (select count(*) from plans p where p.action = 'offer' and p.run_id = (
                select d.id from sync_runs d left join maintenance_state m on m.replica_id = d.replica_id
                where d.replica_id = r.id and d.mode = 'dry_run' and d.finished_at > coalesce(r.last_sync_ts, '')
                and d.finished_at > coalesce(m.accepted_at, '') order by d.id desc limit 1))) as documents
            from replicas r where not r.dry_run_first""";

    private final Database db;

    public AdoptionOffers(Database db) {
        this.db = db;
    }

    private record Offer(long documents) {}

    /** Returns the number of documents that a run or the last dry run offers for adoption; 0: none. */
    public long of(long replicaId) {
        return db.read()
                .sql(OFFERS + " and r.id = ?")
                .param(replicaId)
                .query(Rows.of(Offer.class))
                .optional()
                .map(Offer::documents)
                .orElse(0L);
    }

    /** Returns the number of documents offered for adoption, by replica id. Replicas without offers are omitted. */
    public Map<Long, Long> all() {
        Map<Long, Long> offers = new HashMap<>();
        db.read().sql(OFFERS).query(Rows.byReplica(Offer.class)).forEach((replica, offer) -> {
            if (offer.documents() > 0) {
                offers.put(replica, offer.documents());
            }
        });
        return offers;
    }
}

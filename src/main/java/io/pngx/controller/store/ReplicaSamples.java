package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Table {@code replica_samples}: the hourly values of the timeline of each replica. */
public final class ReplicaSamples {
    /** Rows are kept for the longest range of the timeline. */
    private static final Duration KEPT = Duration.ofDays(90);

    private final Database db;
    private final Verifications verifications;
    private final HeldDeletions heldDeletions;

    public ReplicaSamples(Database db) {
        this.db = db;
        verifications = new Verifications(db);
        heldDeletions = new HeldDeletions(db);
    }

    /** The values of a replica at one time. */
    public record Sample(Instant at, long documents, long verified, long held) {}

    /** Stores the values of all replicas for the current hour, and deletes the rows that are no longer shown. */
    public void takeNow() {
        take(Instant.now());
    }

    public void take(Instant now) {
        List<Long> replicas = new Replicas(db).all().stream().map(Replica::id).toList();
        Map<Long, Verifications.Sum> verified = verifications.sums(replicas);
        Map<Long, Long> held = heldDeletions.byReplica();
        db.inTransaction(() -> {
            for (long replica : replicas) {
                Verifications.Sum sum = verified.getOrDefault(replica, Verifications.Sum.NOTHING);
                db.write()
                        .sql("insert or replace into replica_samples(replica_id, at, documents, verified, held) "
                                + "values (?, ?, ?, ?, ?)")
                        .params(
                                replica,
                                Times.text(now.truncatedTo(ChronoUnit.HOURS)),
                                sum.documents(),
                                sum.verified(),
                                held.getOrDefault(replica, 0L))
                        .update();
            }
            db.write()
                    .sql("delete from replica_samples where at < ?")
                    .param(Times.text(now.minus(KEPT)))
                    .update();
        });
    }

    /** Returns the values of a replica since a time, oldest first. */
    public List<Sample> since(long replicaId, Instant from) {
        return db.read()
                .sql("select at, documents, verified, held from replica_samples where replica_id = ? and at >= ? "
                        + "order by at")
                .params(replicaId, Times.text(from))
                .query(Rows.of(Sample.class))
                .list();
    }
}

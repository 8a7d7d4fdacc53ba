package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Summarizes past runs of a replica. Includes only incremental and full runs, because other runs change no replica. */
public final class RunHistory {
    private static final String WRITES = " and mode in ('incremental', 'full')";

    private static final String BEATS = """
            select id, replica_id, mode, state, uploaded + adopted + updated as changed, failed, started_at, finished_at
            from sync_runs where finished_at is not null and %s""" + WRITES;

    private final Database db;

    public RunHistory(Database db) {
        this.db = db;
    }

    /**
     * A run that has ended.
     *
     * @param changed number of documents uploaded, adopted or updated
     */
    public record Beat(
            long id,
            long replicaId,
            Run.Mode mode,
            Run.State state,
            long changed,
            long failed,
            Instant startedAt,
            Instant finishedAt) {}

    /** Returns the runs that ended last, oldest first. */
    public List<Beat> beats(long replicaId, int limit) {
        List<Beat> beats = new ArrayList<>(db.read()
                .sql(BEATS.formatted("replica_id = ?") + " order by id desc limit ?")
                .params(replicaId, limit)
                .query(Rows.of(Beat.class))
                .list());
        Collections.reverse(beats);
        return beats;
    }

    /** Returns the runs of each replica that ended last, oldest first. */
    public Map<Long, List<Beat>> beats(int limit) {
        return db
                .read()
                .sql("select b.* from replicas r join ("
                        + BEATS.formatted("true") + ") b on b.id in (select id from sync_runs where replica_id = r.id"
                        + " and finished_at is not null" + WRITES + " order by id desc limit ?) order by b.id")
                .param(limit)
                .query(Rows.of(Beat.class))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Beat::replicaId));
    }

    /**
     * Values for consecutive time slots of equal length, oldest first.
     *
     * @param changed documents changed by the runs that ended in each slot
     * @param lag seconds between the last success of a run that compared all changes and the end of each slot; NaN
     *     before the first success
     */
    public record Curves(double[] changed, double[] lag) {}

    /** Returns the values of the last {@code slots} time slots before {@code now}. */
    public Curves curves(long replicaId, int slots, Duration slot, Instant now) {
        Instant from = now.minus(slot.multipliedBy(slots));
        double[] changed = new double[slots];
        Instant[] success = new Instant[slots];
        db.read()
                .sql("""
                select cast((julianday(finished_at) - julianday(:from)) * 86400 / :slot as integer) as slot,
                  sum(uploaded + adopted + updated) as changed,
                  max(case when state = 'success' and hinted_documents is null then finished_at end) as success
                from sync_runs where replica_id = :replica and finished_at >= :from WRITES
                  group by 1""".replace(" WRITES", WRITES))
                .param("from", Times.text(from))
                .param("slot", slot.toSeconds())
                .param("replica", replicaId)
                .query(rs -> {
                    int index = Math.max(0, Math.min(slots - 1, rs.getInt("slot")));
                    changed[index] += rs.getDouble("changed");
                    Instant at = Times.instant(rs.getString("success"));
                    success[index] = at == null ? success[index] : at;
                });
        Instant last = db.read()
                .sql("select finished_at from sync_runs where replica_id = ? and state = 'success'" + WRITES
                        + " and hinted_documents is null and finished_at < ? order by finished_at desc limit 1")
                .params(replicaId, Times.text(from))
                .query(String.class)
                .optional()
                .map(Times::instant)
                .orElse(null);
        double[] lag = new double[slots];
        Arrays.fill(lag, Double.NaN);
        for (int i = 0; i < slots; i++) {
            last = success[i] == null ? last : success[i];
            if (last != null) {
                lag[i] = Math.max(
                        0,
                        Duration.between(last, from.plus(slot.multipliedBy(i + 1)))
                                        .toMillis()
                                / 1000.0);
            }
        }
        return new Curves(changed, lag);
    }
}

package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Returns the most recent runs that have ended, oldest first. */
    public List<Beat> beats(long replicaId, int limit) {
        List<Beat> beats = new ArrayList<>(db.read()
                .sql(BEATS.formatted("replica_id = ?") + " order by id desc limit ?")
                .params(replicaId, limit)
                .query(Rows.of(Beat.class))
                .list());
        Collections.reverse(beats);
        return beats;
    }

    /** Returns each replica's most recent runs that have ended, oldest first. */
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
     * Numbers of documents that runs and deletions changed on a replica in a period.
     *
     * @param deleted copies that were moved to the replica's trash
     */
    public record Changes(long uploaded, long adopted, long updated, long deleted) {}

    /** Returns the numbers of documents that were changed on a replica since a time. */
    public Changes changes(long replicaId, Instant since) {
        return db.read()
                .sql("""
                select coalesce(sum(uploaded), 0) as uploaded, coalesce(sum(adopted), 0) as adopted,
                  coalesce(sum(updated), 0) as updated,
                  (select count(*) from tombstones where replica_id = :replica and kind = 'documents'
                    and state = 'DONE' and weight > 0 and acted_at >= :since) as deleted
                from sync_runs where replica_id = :replica and finished_at >= :since WRITES
                """.replace(" WRITES", WRITES))
                .param("since", Times.text(since))
                .param("replica", replicaId)
                .query(Rows.of(Changes.class))
                .single();
    }

    /**
     * The runs that ended in a time slot.
     *
     * @param index number of the slot, counted from 0
     * @param changed number of documents that these runs uploaded, adopted or updated
     * @param firstId id of the first of these runs
     * @param firstSuccess end of the first successful run that compared all changes; null: none
     * @param longestGap longest time in seconds between the ends of two successive runs that compared all changes and
     *     succeeded; 0: the slot has fewer than two such runs
     */
    public record Slot(
            int index,
            long runs,
            long succeeded,
            long partial,
            long changed,
            long failed,
            long firstId,
            Instant firstSuccess,
            Instant lastSuccess,
            double longestGap) {}

    /** Returns the time slots since {@code from}. Slots in which no run ended are omitted. */
    public List<Slot> slots(long replicaId, Instant from, Duration length) {
        return db.read()
                .sql("""
                with ended as (
                  select *, cast((julianday(finished_at) - julianday(:from)) * 86400 / :length as integer) as slot,
                    state = 'success' and hinted_documents is null as complete
                  from sync_runs where replica_id = :replica and finished_at >= :from WRITES
                ), gaps as (
                  select *, (julianday(finished_at) - julianday(
                    max(case when complete then finished_at end) over (partition by slot order by finished_at, id
                      rows between unbounded preceding and 1 preceding))) * 86400 as gap
                  from ended
                )
                select slot as "index", count(*) as runs, sum(state = 'success') as succeeded,
                  sum(state = 'partial') as partial, sum(uploaded + adopted + updated) as changed,
                  sum(failed) as failed, min(id) as first_id,
                  min(case when complete then finished_at end) as first_success,
                  max(case when complete then finished_at end) as last_success,
                  coalesce(max(case when complete then gap end), 0) as longest_gap
                from gaps group by slot order by slot""".replace(" WRITES", WRITES))
                .param("from", Times.text(from))
                .param("length", length.toSeconds())
                .param("replica", replicaId)
                .query(Rows.of(Slot.class))
                .list();
    }

    /** Returns the end of the last successful run before a time. Ignores runs that were limited to some documents. */
    public Optional<Instant> lastSuccess(long replicaId, Instant before) {
        return db.read()
                .sql("select finished_at from sync_runs where replica_id = ? and state = 'success'" + WRITES
                        + " and hinted_documents is null and finished_at < ? order by finished_at desc limit 1")
                .params(replicaId, Times.text(before))
                .query(String.class)
                .optional()
                .map(Times::instant);
    }

    /** Returns the id of the newest run that has ended; 0: none. */
    public long newest(long replicaId) {
        return db.read()
                .sql("select coalesce(max(id), 0) from sync_runs where replica_id = ? and finished_at is not null"
                        + WRITES)
                .param(replicaId)
                .query(Long.class)
                .single();
    }
}

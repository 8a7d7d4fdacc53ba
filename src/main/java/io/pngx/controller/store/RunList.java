package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds runs for lists, newest first. */
public final class RunList {
    static final String TROUBLES = """
            select * from sync_runs where id in (
              select max(id) from sync_runs where finished_at > ? and state in ('failed', 'aborted', 'partial')
              group by replica_id, state, coalesce(error, id))
            order by id desc limit ?""";

    private final Database db;

    public RunList(Database db) {
        this.db = db;
    }

    /**
     * Filter of runs; null or empty: no restriction.
     *
     * @param period time in which the run was queued or began
     * @param after last id of the previous page
     */
    public record Filter(
            Long replicaId, Set<Run.Mode> modes, Set<Run.State> states, Period period, Long after, int limit) {
        /**
         * Returns a copy of this filter with a limit that is higher by one. The additional run shows that there is a
         * next page.
         */
        public Filter andOneMore() {
            return new Filter(replicaId, modes, states, period, after, limit + 1);
        }
    }

    public List<Run> find(Filter filter) {
        Conditions conditions = conditions(filter).and("id < ?", filter.after());
        return db.read()
                .sql("select * from sync_runs" + conditions.where() + " order by id desc limit ?")
                .params(conditions.values(filter.limit()))
                .query(Rows.of(Run.class))
                .list();
    }

    /** Returns the number of runs that match, on all pages. */
    public long count(Filter filter) {
        Conditions conditions = conditions(filter);
        return db.read()
                .sql("select count(*) from sync_runs" + conditions.where())
                .params(conditions.values())
                .query(Long.class)
                .single();
    }

    /**
     * Returns the failed, aborted and partial runs that ended after {@code since}, newest first. If several runs of a
     * replica ended with the same error, only the newest is returned.
     */
    public List<Run> failed(Instant since, int limit) {
        return db.read()
                .sql(TROUBLES)
                .params(Times.text(since), limit)
                .query(Rows.of(Run.class))
                .list();
    }

    private static Conditions conditions(Filter filter) {
        return new Conditions()
                .and("replica_id = ?", filter.replicaId())
                .in("mode", words(filter.modes()))
                .in("state", words(filter.states()))
                .and("started_at >= ?", Times.text(filter.period().since()))
                .and("started_at < ?", Times.text(filter.period().until()));
    }

    private static Set<String> words(Set<? extends Enum<?>> constants) {
        return constants.stream().map(LowerCase::of).collect(Collectors.toSet());
    }
}

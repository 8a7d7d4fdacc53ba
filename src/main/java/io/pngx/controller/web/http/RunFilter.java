package io.pngx.controller.web.http;

import io.pngx.controller.store.Period;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.RunList;
import java.time.Instant;
import java.util.Set;

/** Reads the filter of the list of runs from a query. Page and API have the same parameters. */
public final class RunFilter {
    private static final String[] PARAMETERS = {"replica_id", "mode", "state", "since", "until", "after", "limit"};

    private RunFilter() {}

    /**
     * @param rows number of rows if the query names no limit
     * @throws ApiProblem if a parameter is unknown or has a wrong value
     */
    public static RunList.Filter of(Call call, int rows) {
        Fields query = RequestFields.query(call, PARAMETERS);
        Long replicaId = query.id("replica_id");
        Set<Run.Mode> modes = Filters.words(query, "mode", Run.Mode.class);
        Set<Run.State> states = Filters.words(query, "state", Run.State.class);
        Period period = Filters.period(query, Instant.now());
        Long after = query.id("after");
        int limit = Paging.limit(query, rows);
        query.check();
        return new RunList.Filter(replicaId, modes, states, period, after, limit);
    }
}

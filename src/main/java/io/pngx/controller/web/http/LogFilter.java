package io.pngx.controller.web.http;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Period;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the filter of the log from a query. The API has the parameters of the page, and the parameter {@code language}.
 */
public final class LogFilter {
    /** Parameters of the page. */
    public static final String[] OF_PAGE = {
        "replica_id", "run_id", "master_id", "level", "q", "since", "until", "after", "limit"
    };
    /** Parameters of the API. */
    public static final String[] OF_API =
            Stream.concat(Arrays.stream(OF_PAGE), Stream.of("language")).toArray(String[]::new);

    private LogFilter() {}

    /**
     * @param rows number of rows if the query names no limit
     * @throws ApiProblem if a parameter is unknown or has a wrong value
     */
    public static Logs.Filter of(Fields query, int rows) {
        Long replicaId = query.id("replica_id");
        Long runId = query.id("run_id");
        Long masterId = query.id("master_id");
        Set<LogRow.Level> levels = Filters.words(query, "level", LogRow.Level.class);
        String text = query.has("q") ? query.text("q", 200) : null;
        Period period = Filters.period(query, Instant.now());
        Long after = query.id("after");
        int limit = Paging.limit(query, rows);
        query.check();
        return new Logs.Filter(replicaId, runId, levels, masterId, text, period, after, limit);
    }
}

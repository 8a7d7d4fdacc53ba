package io.pngx.controller.web.http;

import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.DeletionList;
import io.pngx.controller.store.Tombstone;
import java.util.Set;

/** Reads the filter of the list of deletions from a query. */
public final class DeletionFilter {
    private DeletionFilter() {}

    /**
     * Filter of the page, which shows deletions of all states in two lists.
     *
     * @param beforeId last id of the previous page of held deletions
     * @param othersBeforeId last id of the previous page of the others
     */
    public record Page(DeletionList.Filter filter, Long beforeId, Long othersBeforeId) {
        /** Returns the filter of one of the lists. */
        public DeletionList.Filter of(Set<Tombstone.State> states, Long before, int rows) {
            return filter.of(states, before, rows);
        }
    }

    /** @throws ApiProblem if a parameter is unknown or has a wrong value */
    public static Page ofPage(Call call) {
        Fields query = Fields.query(call, "replica_id", "kind", "cause", "before_id", "others_before_id");
        DeletionList.Filter filter = common(query, Set.of(), null, 0);
        Long beforeId = query.id("before_id");
        Long othersBeforeId = query.id("others_before_id");
        query.check();
        return new Page(filter, beforeId, othersBeforeId);
    }

    /**
     * @param rows number of rows if the query names no limit
     * @throws ApiProblem if a parameter is unknown or has a wrong value
     */
    public static DeletionList.Filter of(Call call, int rows) {
        Fields query = Fields.query(call, "replica_id", "state", "kind", "cause", "before_id", "limit");
        Set<Tombstone.State> states = Filters.words(query, "state", Tombstone.State.class);
        Long beforeId = query.id("before_id");
        Integer limit = query.number("limit", 1, 500);
        DeletionList.Filter filter = common(query, states, beforeId, limit == null ? rows : limit);
        query.check();
        return filter;
    }

    private static DeletionList.Filter common(Fields query, Set<Tombstone.State> states, Long beforeId, int rows) {
        return new DeletionList.Filter(
                query.id("replica_id"),
                states,
                Filters.words(query, "kind", DeletionList.KINDS),
                query.word("cause", DeletionCause.class),
                beforeId,
                rows);
    }
}

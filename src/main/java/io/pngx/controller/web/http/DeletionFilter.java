package io.pngx.controller.web.http;

import io.pngx.controller.store.DeletionCause;
import io.pngx.controller.store.DeletionList;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.text.Text;
import java.util.Set;

/** Reads the filter of the list of deletions from a query. */
public final class DeletionFilter {
    private DeletionFilter() {}

    /**
     * Filter of the page, which shows held deletions and all other deletions in two lists.
     *
     * @param after position of the last held deletion on the previous page; null: the first page
     * @param othersAfter id of the last deletion in the second list of the previous page; null: the first page
     */
    public record Page(DeletionList.Filter filter, DeletionList.Position after, Long othersAfter) {
        /** Returns the filter of one of the lists. */
        public DeletionList.Filter of(Set<Tombstone.State> states, Long before, int rows) {
            return filter.of(states, before, rows);
        }
    }

    /** @throws ApiProblem if a parameter is unknown or has a wrong value */
    public static Page ofPage(Call call) {
        Fields query = RequestFields.query(call, "replica_id", "kind", "cause", "after", "others_after");
        DeletionList.Filter filter = common(query, Set.of(), null, 0);
        DeletionList.Position after = query.has("after") ? position(query) : null;
        Long othersAfter = query.id("others_after");
        query.check();
        return new Page(filter, after, othersAfter);
    }

    private static DeletionList.Position position(Fields query) {
        String text = query.text("after", 100);
        return text == null
                ? null
                : DeletionList.Position.read(text)
                        .orElseGet(() ->
                                query.refuse("after", Text.of("must be copied from the link on the previous page")));
    }

    /**
     * @param rows number of rows if the query names no limit
     * @throws ApiProblem if a parameter is unknown or has a wrong value
     */
    public static DeletionList.Filter of(Call call, int rows) {
        Fields query = RequestFields.query(call, "replica_id", "state", "kind", "cause", "after", "limit");
        Set<Tombstone.State> states = Filters.words(query, "state", Tombstone.State.class);
        Long after = query.id("after");
        int limit = Paging.limit(query, rows);
        DeletionList.Filter filter = common(query, states, after, limit);
        query.check();
        return filter;
    }

    private static DeletionList.Filter common(Fields query, Set<Tombstone.State> states, Long after, int rows) {
        return new DeletionList.Filter(
                query.id("replica_id"),
                states,
                Filters.words(query, "kind", DeletionList.KINDS),
                query.word("cause", DeletionCause.class),
                after,
                rows);
    }
}

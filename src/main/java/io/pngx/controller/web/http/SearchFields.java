package io.pngx.controller.web.http;

import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.store.DocumentStatus;

/** Reads the query of the list of documents, for the page and the API. */
public final class SearchFields {
    private static final String[] PARAMETERS = {"replica_id", "status", "q", "sort", "after", "limit"};

    private SearchFields() {}

    /** Returns the query of the list; {@code limit} is for the API. */
    public static Fields query(Call call) {
        return Fields.query(call, PARAMETERS);
    }

    /** @throws ApiProblem with all refused parameters */
    public static DocumentSearch.Filter of(Fields query, int limit) {
        Long replicaId = query.id("replica_id");
        DocumentStatus status = query.word("status", DocumentStatus.class);
        String text = query.has("q") ? query.text("q", 200) : null;
        DocumentSearch.Sort sort = query.word("sort", DocumentSearch.Sort.class);
        Long after = query.id("after");
        query.check();
        return new DocumentSearch.Filter(
                replicaId, status, text, sort == null ? DocumentSearch.Sort.NEWEST : sort, after, limit);
    }
}

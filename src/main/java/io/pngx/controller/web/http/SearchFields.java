package io.pngx.controller.web.http;

import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.store.DocumentStatus;

/** Reads the query of the list of documents, for the page and the API. */
public final class SearchFields {
    private static final String[] PARAMETERS = {"replica_id", "status", "q", "sort", "after", "limit"};

    private SearchFields() {}

    /**
     * @param rows number of rows if the query names no limit
     * @throws ApiProblem with all refused parameters
     */
    public static DocumentSearch.Filter of(Call call, int rows) {
        Fields query = Fields.query(call, PARAMETERS);
        int limit = Paging.limit(query, rows);
        Long replicaId = query.id("replica_id");
        DocumentStatus status = query.word("status", DocumentStatus.class);
        String text = query.has("q") ? query.text("q", 200) : null;
        DocumentSearch.Sort sort = query.word("sort", DocumentSearch.Sort.class);
        DocumentSearch.Sort order = sort == null ? DocumentSearch.Sort.NEWEST : sort;
        DocumentSearch.Position after = query.has("after") ? position(query, order) : null;
        query.check();
        return new DocumentSearch.Filter(replicaId, status, text, order, after, limit);
    }

    private static DocumentSearch.Position position(Fields query, DocumentSearch.Sort order) {
        if (order != DocumentSearch.Sort.TITLE) {
            Long id = query.id("after");
            return id == null ? null : new DocumentSearch.Position(id, null);
        }
        String text = query.text("after", 5000);
        return text == null
                ? null
                : DocumentSearch.Position.read(text)
                        .orElseGet(() -> query.refuse(
                                "after", "must be the value of next of the previous page, with the same sort"));
    }
}

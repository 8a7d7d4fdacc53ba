package io.pngx.controller.web.api;

import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.SearchFields;
import io.pngx.controller.web.views.DocumentDetails;
import io.pngx.controller.web.views.DocumentRow;
import io.pngx.controller.web.views.Overview;
import java.util.function.Function;
import org.apache.camel.Exchange;

/** {@code /api/documents}: lists documents over all replicas, and shows one document with its state on each replica. */
public final class DocumentsApi {
    private final DocumentDetails documents;
    private final Overview overview;

    public DocumentsApi(DocumentDetails documents, Overview overview) {
        this.documents = documents;
        this.overview = overview;
    }

    public Answer list(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields query = Fields.query(call);
        Integer limit = query.number("limit", 1, 500);
        int rows = limit == null ? 100 : limit;
        DocumentSearch.Filter filter = SearchFields.of(query, rows + 1);
        if (filter.replicaId() != null) {
            overview.find(filter.replicaId());
        }
        return call.answer(
                200, PlansApi.Page.of(documents.search(filter), rows, Function.identity(), DocumentRow::masterId));
    }

    public Answer show(Exchange exchange) {
        Call call = Call.of(exchange);
        return call.answer(200, documents.one(call.id("document")));
    }
}

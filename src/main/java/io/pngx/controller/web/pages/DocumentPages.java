package io.pngx.controller.web.pages;

import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.SearchFields;
import io.pngx.controller.web.views.DocumentDetail;
import io.pngx.controller.web.views.DocumentDetails;
import io.pngx.controller.web.views.DocumentRow;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.Page;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/** Answers requests for the list of documents, and for the page of one document with its state on each replica. */
public final class DocumentPages {
    private static final int ROWS = 50;

    private final Layout layout;
    private final Overview overview;
    private final DocumentDetails documents;
    private final Html html;

    public DocumentPages(Layout layout, Overview overview, DocumentDetails documents, Html html) {
        this.layout = layout;
        this.overview = overview;
        this.documents = documents;
        this.html = html;
    }

    public Answer list(Exchange exchange) {
        Call call = Call.of(exchange);
        DocumentSearch.Filter filter = SearchFields.of(call, ROWS);
        if (filter.replicaId() != null) {
            overview.find(filter.replicaId());
        }
        return layout.page(call, "documents", "Documents", () -> {
            Page<DocumentRow> page = documents.search(filter);
            return List.of(
                    Section.still(
                            "document-filter",
                            html.part("documents", "filter", "filter", filter, "replicas", overview.names())),
                    // A search by text and an order by title read all titles, so these lists are not refreshed
                    // automatically.
                    new Section(
                            "documents",
                            html.part(
                                    "documents",
                                    "list",
                                    "rows",
                                    page.rows(),
                                    "filter",
                                    filter,
                                    "settings",
                                    overview.settings(),
                                    "more",
                                    page.more()),
                            filter.text() == null && filter.sort() != DocumentSearch.Sort.TITLE));
        });
    }

    public Answer one(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = call.id("document");
        DocumentDetail document = documents.one(id);
        return layout.page(call, "documents", document.name(), () -> {
            DocumentDetail now = documents.one(id);
            List<Section> sections = new ArrayList<>();
            sections.add(new Section("document", html.part("documents", "head", "d", now)));
            List<DocumentDetail.OnReplica> absent = now.replicas().stream()
                    .filter(DocumentDetail.OnReplica::absent)
                    .toList();
            now.replicas()
                    .forEach(copy -> sections.add(new Section(
                            "copy-" + copy.replicaId(),
                            copy.absent() ? "" : html.part("documents", "copy", "d", now, "c", copy))));
            sections.add(
                    new Section("absent", absent.isEmpty() ? "" : html.part("documents", "absent", "copies", absent)));
            sections.add(new Section("document-log", html.part("documents", "history", "d", now)));
            return sections;
        });
    }
}

package io.pngx.controller.web.pages;

import io.pngx.controller.engine.instances.MasterNames;
import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.SearchFields;
import io.pngx.controller.web.views.DeletionOutlook;
import io.pngx.controller.web.views.DeletionView;
import io.pngx.controller.web.views.DocumentDetail;
import io.pngx.controller.web.views.DocumentDetails;
import io.pngx.controller.web.views.DocumentRow;
import io.pngx.controller.web.views.MasterSearch;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;

/** Answers requests for the list of documents, and for the page of one document with its state on each replica. */
public final class DocumentPages {
    /** Each row shows the document's state on every replica: with 50 replicas, a page shows 1,500 states. */
    private static final int ROWS = 30;
    /** Maximum number of suggested names for each kind of lookup. Every load of the page transfers these names. */
    private static final int SUGGESTIONS = 500;

    /** States of a deletion that runs carry on by themselves. */
    private static final Set<Tombstone.State> UNDER_WAY =
            EnumSet.of(Tombstone.State.OPEN, Tombstone.State.APPROVED, Tombstone.State.ACTING);

    private final Layout layout;
    private final Overview overview;
    private final DocumentDetails documents;
    private final MasterSearch master;
    private final DeletionOutlook outlook;
    private final Html html;

    public DocumentPages(
            Layout layout,
            Overview overview,
            DocumentDetails documents,
            MasterSearch master,
            DeletionOutlook outlook,
            Html html) {
        this.layout = layout;
        this.overview = overview;
        this.documents = documents;
        this.master = master;
        this.outlook = outlook;
        this.html = html;
    }

    public Answer list(Exchange exchange) {
        Call call = Call.of(exchange);
        SearchFields query = SearchFields.of(call, ROWS);
        if (query.filter().replicaId() != null) {
            overview.find(query.filter().replicaId());
        }
        return layout.page(call, "documents", Text.of("Documents"), () -> {
            // Some lists are too expensive for an automatic refresh: a text search and the sort by title read all
            // titles, and a search by lookups calls the master.
            boolean live = query.lookups().isEmpty()
                    && query.filter().text() == null
                    && query.filter().sort() != DocumentSearch.Sort.TITLE;
            return call.htmx() && !live ? List.of() : List.of(form(query), list(query, live));
        });
    }

    private Section form(SearchFields query) {
        return Section.still(
                "document-filter",
                html.part(
                        "documents",
                        "filter",
                        "filter",
                        query.filter(),
                        "query",
                        query,
                        "replicas",
                        overview.names(),
                        "names",
                        suggestions(overview.masterNames())));
    }

    /** Returns, for each parameter that names a lookup, the names that the form suggests. */
    private static Map<String, List<String>> suggestions(MasterNames names) {
        Map<String, List<String>> suggestions = new LinkedHashMap<>();
        SearchFields.LOOKUPS.forEach((kind, parameter) -> suggestions.put(
                parameter, names.of(kind).stream().limit(SUGGESTIONS).toList()));
        return suggestions;
    }

    private Section list(SearchFields query, boolean live) {
        Page<DocumentRow> page = new Page<>(List.of(), null);
        Text problem = null;
        try {
            page = documents.search(master.restrict(query));
        } catch (ApiProblem notPossible) {
            problem = notPossible.detail();
        }
        return new Section(
                "documents",
                html.part(
                        "documents",
                        "list",
                        "rows",
                        page.rows(),
                        "problem",
                        problem,
                        "filter",
                        query.filter(),
                        "query",
                        query,
                        "live",
                        live,
                        "more",
                        page.more()),
                live);
    }

    public Answer one(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = call.id("document");
        DocumentDetail document = documents.one(id);
        return layout.page(call, "documents", document.heading(), () -> {
            DocumentDetail now = documents.one(id);
            List<Section> sections = new ArrayList<>();
            sections.add(new Section("document", html.part("documents", "head", "d", now)));
            List<DocumentDetail.OnReplica> absent = now.replicas().stream()
                    .filter(DocumentDetail.OnReplica::absent)
                    .toList();
            now.replicas()
                    .forEach(copy -> sections.add(new Section(
                            "copy-" + copy.replicaId(),
                            copy.absent()
                                    ? ""
                                    : html.part("documents", "copy", "d", now, "c", copy, "next", next(copy)))));
            sections.add(
                    new Section("absent", absent.isEmpty() ? "" : html.part("documents", "absent", "copies", absent)));
            sections.add(new Section("document-log", html.part("documents", "history", "d", now)));
            return sections;
        });
    }

    /** Returns what happens next with the copy; null: no deletion of the copy is due, or it waits for the user. */
    private DeletionOutlook.Next next(DocumentDetail.OnReplica copy) {
        DeletionView deletion = copy.deletion();
        return deletion == null || copy.replicaDocId() == null || !UNDER_WAY.contains(deletion.phase())
                ? null
                : outlook.next(List.of(deletion), Instant.now()).get(deletion.id());
    }
}

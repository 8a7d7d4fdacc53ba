package io.pngx.controller.web.api;

import io.pngx.controller.engine.review.DocumentReview;
import io.pngx.controller.rules.RuleBook;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.http.SearchFields;
import io.pngx.controller.web.pages.Html;
import io.pngx.controller.web.views.DifferencesView;
import io.pngx.controller.web.views.DocumentDetails;
import io.pngx.controller.web.views.MasterSearch;
import io.pngx.controller.web.views.Overview;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * {@code /api/documents}: lists documents over all replicas, shows one document, compares one of its copies, and
 * requests runs of some documents.
 */
public final class DocumentsApi {
    /** Maximum number of documents in one request, and on one page of the list. */
    private static final int MOST = 500;

    private final DocumentDetails documents;
    private final Database db;
    private final DocumentRuns runs;
    private final Overview overview;
    private final MasterSearch master;
    private final SyncMap mappings;
    private final RuleEngine rules;
    private final Html html;
    private final ProducerTemplate camel;
    private final Semaphore comparing = new Semaphore(1);

    public DocumentsApi(
            Tables tables,
            DocumentDetails documents,
            Overview overview,
            MasterSearch master,
            RuleEngine rules,
            Html html,
            ProducerTemplate camel) {
        this.db = tables.database();
        this.runs = new DocumentRuns(tables);
        this.documents = documents;
        this.master = master;
        this.overview = overview;
        this.mappings = tables.mappings();
        this.rules = rules;
        this.html = html;
        this.camel = camel;
    }

    public Answer list(Exchange exchange) {
        Call call = Call.of(exchange);
        SearchFields query = SearchFields.of(call, 100);
        if (query.filter().replicaId() != null) {
            overview.find(query.filter().replicaId());
        }
        DocumentSearch.Filter filter = master.restrict(query);
        return call.answer(200, Items.of(documents.search(filter), documents.count(filter)));
    }

    /** Queues runs that compare some documents. */
    public Answer retry(Exchange exchange) {
        return start(Call.of(exchange), Run.Mode.INCREMENTAL);
    }

    /** Queues verifications of some documents. */
    public Answer verify(Exchange exchange) {
        return start(Call.of(exchange), Run.Mode.VERIFY);
    }

    private Answer start(Call call, Run.Mode mode) {
        Fields fields = RequestFields.body(call, "ids", "replica_id");
        List<Long> ids = fields.ids("ids", MOST);
        Long replicaId = fields.id("replica_id");
        fields.check();
        Replica only = replicaId == null ? null : overview.find(replicaId);
        DocumentRuns.Request request = db.inTransaction(() -> runs.start(ids, only, mode));
        List<DocumentRuns.Started> started = request.started();
        return call.answer(202, new Requested(started, null, started.size(), request.skipped()))
                .orNote(note(request, ids.size(), mode));
    }

    /**
     * The requested runs, in the shape of {@link Items}.
     *
     * @param next always null, because all rows are on one page
     */
    record Requested(List<DocumentRuns.Started> items, String next, long total, List<RunObstacles.Skipped> skipped) {}

    private static Text note(DocumentRuns.Request request, int documents, Run.Mode mode) {
        Text replicas = Text.join(
                ", ",
                request.started().stream()
                        .map(each -> Text.of("\"{0}\"", each.replica()))
                        .distinct()
                        .toList());
        boolean waits = request.started().stream().anyMatch(each -> each.runId() == null);
        List<Text> sentences = new ArrayList<>();
        sentences.add(Text.of(
                mode == Run.Mode.VERIFY
                        ? "Verifications of {0} start on {1}."
                        : waits
                                ? "Comparisons of {0} start on {1} when the open runs have ended."
                                : "Comparisons of {0} start on {1}.",
                Text.counted(documents, "document", "documents"),
                replicas));
        request.skipped()
                .forEach(each -> sentences.add(
                        documents == 1
                                ? Text.of("Nothing starts on \"{0}\". {1}", each.replica(), each.reason())
                                : Text.of(
                                        "On \"{0}\", nothing starts for {1}. {2}",
                                        each.replica(), RunObstacles.named(each.masterIds()), each.reason())));
        return Text.join(" ", sentences);
    }

    /** Reads the document and one copy from their instances, and shows the fields that differ. */
    public Answer differences(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = call.id("document");
        Fields fields = RequestFields.body(call, "replica_id");
        Long replicaId = fields.id("replica_id");
        fields.required("replica_id", replicaId);
        fields.check();
        Replica replica = overview.find(replicaId);
        Mapping mapping = mappings.find(replicaId, id)
                .orElseThrow(() -> ApiProblem.conflict(Text.of(
                        "The replica \"{0}\" has no copy of document {1}, so there is nothing to compare.",
                        replica.name(), String.valueOf(id))));
        DocumentReview review;
        try {
            review = new DocumentReview(replica, mapping, rules.book().of(replica));
        } catch (RuleBook.RuleNotRunningException e) {
            throw ApiProblem.conflict(e.text());
        }
        // Only one comparison runs at a time, because a comparison reads the inventories of both instances, and
        // occupies a thread of the pages.
        if (!comparing.tryAcquire()) {
            throw ApiProblem.conflict(
                    Text.of("Another comparison is in progress; wait for its result, then try again."));
        }
        try {
            camel.requestBody("direct:reviewDocument", review);
        } finally {
            comparing.release();
        }
        if (review.problem() != null) {
            throw ApiProblem.conflict(review.problem());
        }
        return call.answer(200, review.report())
                .orHtml(() -> html.part(
                        "documents", "differences", "report", DifferencesView.of(review.report(), Instant.now())));
    }

    public Answer show(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        return call.answer(200, documents.one(call.id("document")));
    }
}

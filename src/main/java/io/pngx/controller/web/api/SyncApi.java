package io.pngx.controller.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.RunList;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.http.RunFilter;
import io.pngx.controller.web.pages.Sections;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.RunViews;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;

/** {@code /api/sync}: queues and cancels runs, and reports their progress. The engine starts the queued runs. */
public final class SyncApi {
    private final Database db;
    private final Replicas replicas;
    private final Runs runs;
    private final DocumentRuns documentRuns;
    private final RunRequest request;
    private final Overview overview;
    private final RunViews runViews;
    private final Sections sections;

    public SyncApi(Tables tables, Overview overview, RunViews runViews, Sections sections) {
        this.db = tables.database();
        this.replicas = tables.replicas();
        this.runs = tables.runs();
        this.documentRuns = new DocumentRuns(tables);
        this.request = new RunRequest(tables);
        this.overview = overview;
        this.runViews = runViews;
        this.sections = sections;
    }

    /**
     * @param runIds ids of the queued runs
     * @param afterRunId id of the open run that prevented a new run; the next run after the open run compares the
     *     requested document. Null: a run was queued.
     */
    public record Accepted(
            List<Long> runIds,
            @JsonInclude(JsonInclude.Include.NON_NULL) Long afterRunId) {}

    public record Cancelled(List<Long> runIds) {}

    public Answer start(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = RequestFields.body(call, "mode", "replica_id", "document_id");
        Run.Mode asked = fields.word("mode", Run.Mode.class);
        Long replicaId = fields.id("replica_id");
        Long documentId = fields.id("document_id");
        Run.Mode mode = asked == null ? Run.Mode.INCREMENTAL : asked;
        if (documentId != null) {
            fields.required("replica_id", replicaId);
            if (mode != Run.Mode.INCREMENTAL && mode != Run.Mode.VERIFY) {
                fields.refuse("document_id", Text.of("is only allowed with the mode incremental or verify"));
            }
        }
        fields.check();
        if (documentId != null) {
            return startDocument(call, overview.find(replicaId), mode, documentId);
        }
        List<Long> ids = db.inTransaction(
                () -> replicaId == null ? startAll(mode) : List.of(startOne(overview.find(replicaId), mode)));
        return call.answer(202, new Accepted(ids, null))
                .orNote(ids.size() == 1 ? Text.of("A run starts.") : Text.of("{0} runs start.", ids.size()));
    }

    /**
     * Queues a run of one document. If another run of the replica is open, the next run compares the document, and the
     * answer names the open run.
     */
    private Answer startDocument(Call call, Replica replica, Run.Mode mode, long documentId) {
        Accepted accepted = db.inTransaction(() -> {
            request.checkReady(replica, mode);
            Optional<Long> run = mode == Run.Mode.VERIFY
                    ? Optional.of(documentRuns.verify(replica, List.of(documentId)))
                    : documentRuns.compare(replica, List.of(documentId));
            return new Accepted(
                    run.stream().toList(),
                    run.isPresent()
                            ? null
                            : runs.open(replica.id()).map(Run::id).orElse(null));
        });
        return call.answer(202, accepted)
                .orNote(
                        accepted.afterRunId() == null
                                ? Text.of("A run that compares this document starts.")
                                : Text.of(
                                        "A run of \"{0}\" is open; the next run compares the document.",
                                        replica.name()));
    }

    private long startOne(Replica replica, Run.Mode mode) {
        request.checkReady(replica, mode);
        return queue(replica, mode).map(Run::id).orElseThrow(() -> RunRequest.alreadyOpen(replica));
    }

    private Optional<Run> queue(Replica replica, Run.Mode mode) {
        return mode == Run.Mode.INCREMENTAL ? runs.queueIncremental(replica.id()) : runs.queue(replica.id(), mode);
    }

    private List<Long> startAll(Run.Mode mode) {
        request.checkReady(mode);
        List<Replica> ready = replicas.all().stream()
                .filter(replica -> RunRequest.isReady(replica, mode))
                .toList();
        if (ready.isEmpty()) {
            throw ApiProblem.conflict(
                    replicas.all().isEmpty()
                            ? Text.of("There is no replica yet; add a replica first.")
                            : Text.of("Every replica is paused or switched off; resume a replica first."));
        }
        ready.forEach(request::callAgain);
        List<Long> ids = ready.stream()
                .map(replica -> queue(replica, mode).map(Run::id).orElse(null))
                .filter(Objects::nonNull)
                .toList();
        if (ids.isEmpty()) {
            throw ApiProblem.conflict(
                    Text.of("Every replica already has an open run; wait for these runs, or cancel them."));
        }
        return ids;
    }

    /** Cancels open runs, which end after their current document. */
    public Answer cancel(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = RequestFields.body(call, "replica_id");
        Long replicaId = fields.id("replica_id");
        fields.check();
        if (replicaId != null) {
            overview.find(replicaId);
        }
        List<Long> ids = runs.open().stream()
                .filter(run -> replicaId == null || run.replicaId() == replicaId)
                .map(Run::id)
                .toList();
        db.inTransaction(() -> ids.forEach(runs::requestCancel));
        return call.answer(202, new Cancelled(ids))
                .orNote(
                        ids.isEmpty()
                                ? Text.of("No run is open.")
                                : Text.of("The run ends after its current document."));
    }

    public Answer running(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        return call.answer(200, Items.all(runViews.running())).orHtml(sections::status);
    }

    public Answer runs(Exchange exchange) {
        Call call = Call.of(exchange);
        RunList.Filter filter = RunFilter.of(call, 100);
        return call.answer(200, Items.of(runViews.page(filter), runViews.count(filter)));
    }

    public Answer run(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        return call.answer(200, runViews.one(call.id("run")));
    }
}

package io.pngx.controller.web.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.PlanRow;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Verification;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.sync.Csv;
import io.pngx.controller.text.Language;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.Filters;
import io.pngx.controller.web.http.JsonText;
import io.pngx.controller.web.http.MediaTypes;
import io.pngx.controller.web.http.Paging;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.http.RowStream;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.Page;
import io.pngx.controller.web.views.RunViews;
import io.pngx.controller.web.views.VerificationView;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Pages through plans, adoptions and verifications, and exports a plan as a file. */
public final class PlansApi {
    private static final int FILE_PAGE = 500;
    private static final String COLUMNS = "kind,action,master_id,replica_object_id,title,changes,reason\r\n";

    private final Plans plans;
    private final Adoptions adoptions;
    private final Verifications verifications;
    private final Overview overview;
    private final RunViews runViews;

    public PlansApi(Tables tables, Overview overview, RunViews runViews) {
        this.plans = tables.plans();
        this.adoptions = tables.adoptions();
        this.verifications = tables.verifications();
        this.overview = overview;
        this.runViews = runViews;
    }

    /** A page of a plan, in the shape of {@link Items}. */
    public record PlanPage(long runId, List<Row> items, String next, long total) {}

    /** A row of a plan. */
    public record Row(
            long id,
            String kind,
            String action,
            Long masterId,
            Long replicaObjectId,
            String title,
            JsonNode changes,
            String reason) {
        static Row of(PlanRow row, Language language) {
            try {
                return new Row(
                        row.id(),
                        row.kind(),
                        LowerCase.of(row.action()),
                        row.masterId(),
                        row.replicaObjectId(),
                        row.title(),
                        Json.MAPPER.readTree(row.changes()),
                        row.reason().in(language));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Row " + row.id() + " of a plan can't be read", e);
            }
        }
    }

    public record Offered(long masterId, long replicaDocId, String title, String foundAt) {
        static Offered of(Adoptions.Adoption found) {
            return new Offered(found.masterId(), found.replicaDocId(), found.title(), Times.text(found.foundAt()));
        }
    }

    public Answer plan(Exchange exchange) {
        Call call = Call.of(exchange);
        long run = runViews.dryRun(call.id("run")).id();
        Fields query = RequestFields.query(call, "kind", "action", "language", Paging.AFTER, Paging.LIMIT);
        String kind = query.has("kind") ? query.text("kind", 50) : null;
        PlanRow.Action action = query.word("action", PlanRow.Action.class);
        Language language = Filters.language(query);
        Paging paging = Paging.of(query);
        query.check();
        Page<Row> page = Page.of(
                        plans.page(run, kind, action, paging.start(), paging.limit() + 1), paging.limit(), PlanRow::id)
                .map(row -> Row.of(row, language));
        return call.answer(200, new PlanPage(run, page.rows(), page.more(), plans.count(run, kind, action)));
    }

    public Answer adoptions(Exchange exchange) {
        Call call = Call.of(exchange);
        long replica = overview.find(call.id("replica")).id();
        Fields query = RequestFields.query(call, Paging.AFTER, Paging.LIMIT);
        Paging paging = Paging.of(query);
        query.check();
        Page<Offered> page = Page.of(
                        adoptions.page(replica, paging.start(), paging.limit() + 1),
                        paging.limit(),
                        Adoptions.Adoption::masterId)
                .map(Offered::of);
        return call.answer(200, Items.of(page, adoptions.count(replica)));
    }

    public Answer verifications(Exchange exchange) {
        Call call = Call.of(exchange);
        long replica = overview.find(call.id("replica")).id();
        Fields query = RequestFields.query(call, "result", Paging.AFTER, Paging.LIMIT);
        Verification.Result result = query.word("result", Verification.Result.class);
        Paging paging = Paging.of(query);
        query.check();
        Page<VerificationView> page = Page.of(
                        verifications.page(replica, result, paging.start(), paging.limit() + 1),
                        paging.limit(),
                        Verification::masterId)
                .map(VerificationView::of);
        return call.answer(200, Items.of(page, verifications.count(replica, result)));
    }

    /** Streams the whole plan as CSV. */
    public void csv(Exchange exchange) {
        long run = runViews.dryRun(Call.withoutParameters(exchange).id("run")).id();
        send(
                exchange,
                "text/csv; charset=utf-8",
                "plan-" + run + ".csv",
                new RowStream(COLUMNS, "", "", after -> page(run, after, PlansApi::csv)));
    }

    /** Streams the whole plan as a JSON array. */
    public void json(Exchange exchange) {
        long run = runViews.dryRun(Call.withoutParameters(exchange).id("run")).id();
        send(
                exchange,
                MediaTypes.JSON,
                "plan-" + run + ".json",
                new RowStream(
                        "[",
                        ",\n",
                        "]\n",
                        after -> page(run, after, row -> JsonText.of(Row.of(row, Language.ENGLISH)))));
    }

    private RowStream.Part page(long run, long after, Function<PlanRow, String> text) {
        List<PlanRow> rows = plans.page(run, null, null, after, FILE_PAGE);
        return new RowStream.Part(
                rows.stream().map(text).toList(),
                rows.isEmpty() ? after : rows.get(rows.size() - 1).id());
    }

    /** Answers with a file that is generated while it is sent. */
    static void send(Exchange exchange, String type, String name, InputStream file) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setHeader(Exchange.CONTENT_TYPE, type);
        message.setHeader("Cache-Control", "no-store");
        message.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        message.setBody(file);
    }

    private static String csv(PlanRow row) {
        return row.kind() + "," + LowerCase.of(row.action()) + ","
                + Csv.line(row.masterId(), row.replicaObjectId(), row.title(), row.changes(), row.reason());
    }
}

package io.pngx.controller.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.switchover.LeftBehindFiles;
import io.pngx.controller.store.ReturnedDocument;
import io.pngx.controller.store.ReturnedDocument.Finding;
import io.pngx.controller.store.ReturnedDocuments;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.Paging;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.http.RowStream;
import io.pngx.controller.web.views.Page;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * {@code /api/switchovers/{id}/returned}: lists findings on an old master, and packs the documents that only the old
 * master has.
 */
public final class ReturnedApi {
    private static final int FILE_PAGE = 500;

    private final Switchovers switchovers;
    private final ReturnedDocuments returned;
    private final LeftBehindFiles files;

    public ReturnedApi(Tables tables, LeftBehindFiles files) {
        this.switchovers = tables.switchovers();
        this.returned = tables.returned();
        this.files = files;
    }

    /** A finding about a document of an old master. */
    public record Row(
            long id, String finding, long documentId, Long masterId, String title, JsonNode details, String foundAt) {
        static Row of(ReturnedDocument row) {
            return new Row(
                    row.id(),
                    LowerCase.of(row.finding()),
                    row.documentId(),
                    row.masterId(),
                    row.title(),
                    row.json(),
                    Times.text(row.foundAt()));
        }
    }

    public Answer page(Exchange exchange) {
        Call call = Call.of(exchange);
        long switchover = find(call).id();
        Fields query = RequestFields.query(call, "finding", Paging.AFTER, Paging.LIMIT);
        Finding finding = query.word("finding", Finding.class);
        Paging paging = Paging.of(query);
        query.check();
        Page<Row> page = Page.of(
                        returned.page(switchover, finding, paging.start(), paging.limit() + 1),
                        paging.limit(),
                        ReturnedDocument::id)
                .map(Row::of);
        return call.answer(200, Items.of(page, returned.count(switchover, finding)));
    }

    /** Streams the metadata of the documents that only the old master has. */
    public void csv(Exchange exchange) {
        long switchover = find(Call.withoutParameters(exchange)).id();
        PlansApi.send(
                exchange,
                "text/csv; charset=utf-8",
                "left-behind-" + switchover + ".csv",
                new RowStream(LeftBehindFiles.COLUMNS, "", "", after -> {
                    List<ReturnedDocument> rows = returned.page(switchover, Finding.LEFT_BEHIND, after, FILE_PAGE);
                    return new RowStream.Part(
                            rows.stream().map(LeftBehindFiles::line).toList(),
                            rows.isEmpty() ? after : rows.get(rows.size() - 1).id());
                }));
    }

    /**
     * Streams a ZIP file with originals and metadata. The originals are read from the old master during the download.
     */
    public void zip(Exchange exchange) {
        Switchover switchover = find(Call.withoutFields(exchange));
        if (returned.page(switchover.id(), Finding.LEFT_BEHIND, 0, 1).isEmpty()) {
            throw ApiProblem.conflict(Text.of(
                    "No dry run found documents that only the old master has, so there is nothing to download. "
                            + "Start a dry run of \"{0}\" first.",
                    switchover.oldMasterName()));
        }
        PlansApi.send(exchange, "application/zip", "left-behind-" + switchover.id() + ".zip", files.zip(switchover));
    }

    private Switchover find(Call call) {
        long id = call.id("switchover");
        return switchovers
                .find(id)
                .orElseThrow(() -> ApiProblem.notFound(Text.of("There is no switchover with the id {0}.", id)));
    }
}

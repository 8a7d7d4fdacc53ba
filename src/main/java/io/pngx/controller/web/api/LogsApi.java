package io.pngx.controller.web.api;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.pages.Sections;
import io.pngx.controller.web.views.LogView;
import io.pngx.controller.web.views.Overview;
import java.util.List;
import org.apache.camel.Exchange;

/** {@code /api/logs}: rows of the log, newest first. */
public final class LogsApi {
    private final Overview overview;
    private final Sections sections;

    public LogsApi(Overview overview, Sections sections) {
        this.overview = overview;
        this.sections = sections;
    }

    public Answer find(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields query = Fields.query(call);
        Long replicaId = query.id("replica_id");
        Long runId = query.id("run_id");
        LogRow.Level level = query.word("level", LogRow.Level.class);
        String text = query.has("q") ? query.text("q", 200) : null;
        Long beforeId = query.id("before_id");
        Integer limit = query.number("limit", 1, 500);
        query.check();
        List<LogView> rows =
                overview.logs(new Logs.Filter(replicaId, runId, level, text, beforeId, limit == null ? 100 : limit));
        return call.answer(200, rows).orHtml(() -> sections.logs(rows));
    }
}

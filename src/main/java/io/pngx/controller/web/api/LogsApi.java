package io.pngx.controller.web.api;

import io.pngx.controller.store.Logs;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.LogFilter;
import io.pngx.controller.web.pages.Sections;
import io.pngx.controller.web.views.LogView;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.Page;
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
        Logs.Filter filter = LogFilter.of(call, 100);
        Page<LogView> page = overview.logPage(filter);
        return call.answer(200, Items.of(page, overview.count(filter))).orHtml(() -> sections.logs(page.rows()));
    }
}

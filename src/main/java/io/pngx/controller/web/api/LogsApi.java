package io.pngx.controller.web.api;

import io.pngx.controller.store.Logs;
import io.pngx.controller.text.Language;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.Filters;
import io.pngx.controller.web.http.LogFilter;
import io.pngx.controller.web.http.RequestFields;
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
        Fields query = RequestFields.query(call, LogFilter.OF_API);
        Language language = Filters.language(query);
        Logs.Filter filter = LogFilter.of(query, 100).in(language);
        Page<LogView> page = overview.logPage(filter);
        Page<LogView> translated = page.map(row -> row.in(language));
        return call.answer(200, Items.of(translated, overview.count(filter))).orHtml(() -> sections.logs(page.rows()));
    }
}

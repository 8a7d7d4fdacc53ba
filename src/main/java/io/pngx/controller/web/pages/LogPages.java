package io.pngx.controller.web.pages;

import io.pngx.controller.store.Logs;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.LogFilter;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.views.LogView;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.Page;
import java.util.List;
import org.apache.camel.Exchange;

/** Answers requests for the page of the log. */
public final class LogPages {
    private static final int ROWS = 100;

    private final Layout layout;
    private final Overview overview;
    private final FilterChips chips;
    private final Html html;

    public LogPages(Layout layout, Overview overview, FilterChips chips, Html html) {
        this.layout = layout;
        this.overview = overview;
        this.chips = chips;
        this.html = html;
    }

    public Answer logs(Exchange exchange) {
        Call call = Call.of(exchange);
        Logs.Filter filter =
                LogFilter.of(RequestFields.query(call, LogFilter.OF_PAGE), ROWS).in(call.language());
        return layout.page(call, "logs", Text.of("Log"), () -> {
            // The newest id is read before the rows, so that a row that is added between the two reads is shown twice
            // instead of skipped.
            long newest = overview.newestLog();
            Page<LogView> page = overview.logPage(filter);
            List<LogView> rows = page.rows();
            boolean first = filter.after() == null;
            return List.of(Section.still(
                    "log",
                    html.part(
                            "logs",
                            "log",
                            "page",
                            page,
                            "chips",
                            chips.ofLog(call),
                            "newest",
                            rows.isEmpty() || !first
                                    ? newest
                                    : Math.max(newest, rows.get(0).id()),
                            "first",
                            first,
                            "live",
                            first && filter.period().until() == null)));
        });
    }
}

package io.pngx.controller.web.pages;

import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.Overview;
import org.apache.camel.Exchange;

/** Answers requests for the dashboard. */
public final class Pages {
    private final Layout layout;
    private final Overview overview;
    private final Sections sections;

    public Pages(Layout layout, Overview overview, Sections sections) {
        this.layout = layout;
        this.overview = overview;
        this.sections = sections;
    }

    /** Redirects to the setup until a master and a replica are set. */
    public Answer dashboard(Exchange exchange) {
        Call call = Call.of(exchange);
        return !call.htmx() && !overview.isSetUp()
                ? call.go("/setup")
                : layout.page(call, "dashboard", "Dashboard", sections::dashboard);
    }
}

package io.pngx.controller.web.pages;

import io.pngx.controller.store.Tombstone;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.SettingsView;
import java.util.List;
import org.apache.camel.Exchange;

/** Answers requests for the dashboard and for the page of deletions. */
public final class Pages {
    private static final int DELETIONS = 200;

    private final Layout layout;
    private final Overview overview;
    private final Sections sections;
    private final Html html;

    public Pages(Layout layout, Overview overview, Sections sections, Html html) {
        this.layout = layout;
        this.overview = overview;
        this.sections = sections;
        this.html = html;
    }

    /** Redirects to the setup until a master and a replica are set. */
    public Answer dashboard(Exchange exchange) {
        Call call = Call.of(exchange);
        return !call.htmx() && !overview.isSetUp()
                ? call.go("/setup")
                : layout.page(call, "dashboard", "Dashboard", sections::dashboard);
    }

    public Answer deletions(Exchange exchange) {
        Call call = Call.of(exchange);
        return layout.page(call, "deletions", "Deletions", () -> {
            SettingsView settings = overview.settings();
            return List.of(
                    new Section("deletion-rules", html.part("deletions", "rules", "settings", settings)),
                    new Section(
                            "held",
                            html.part(
                                    "deletions",
                                    "held",
                                    "rows",
                                    overview.deletions(null, Tombstone.State.HELD, null, DELETIONS),
                                    "most",
                                    DELETIONS,
                                    "settings",
                                    settings)),
                    new Section(
                            "open-deletions",
                            html.part(
                                    "deletions",
                                    "others",
                                    "rows",
                                    overview.deletions(null, null, null, DELETIONS).stream()
                                            .filter(row -> !row.state().equals("held"))
                                            .toList())));
        });
    }
}

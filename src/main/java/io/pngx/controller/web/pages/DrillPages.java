package io.pngx.controller.web.pages;

import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.DrillView;
import io.pngx.controller.web.views.DrillViews;
import io.pngx.controller.web.views.Overview;
import java.util.List;
import org.apache.camel.Exchange;

/** Answers requests for the page of a drill. The page is also laid out for print. */
public final class DrillPages {
    private final Layout layout;
    private final Overview overview;
    private final DrillViews drills;
    private final Html html;

    public DrillPages(Layout layout, Overview overview, DrillViews drills, Html html) {
        this.layout = layout;
        this.overview = overview;
        this.drills = drills;
        this.html = html;
    }

    public Answer one(Exchange exchange) {
        Call call = Call.of(exchange);
        DrillView drill = drills.one(call.id("drill"));
        return layout.page(
                call, "replicas", Text.of("Drill {0} of {1}", String.valueOf(drill.id()), drill.replica()), () -> {
                    DrillView now = drills.one(drill.id());
                    return List.of(
                            Section.still("back", html.part("drills", "back", "drill", now)),
                            new Section("drill", html.part("drills", "one", "drill", now)),
                            new Section("drill-checks", html.part("drills", "checks", "drill", now)),
                            new Section(
                                    "drill-documents",
                                    html.part(
                                            "drills",
                                            "documents",
                                            "drill",
                                            now,
                                            "replicaUrl",
                                            overview.replica(now.replicaId()).url(),
                                            "settings",
                                            overview.settings())));
                });
    }
}

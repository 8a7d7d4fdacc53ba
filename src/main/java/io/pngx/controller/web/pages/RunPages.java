package io.pngx.controller.web.pages;

import io.pngx.controller.store.RunList;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.http.RunFilter;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.RunView;
import io.pngx.controller.web.views.RunViews;
import java.util.List;
import org.apache.camel.Exchange;

/** Answers requests for the list of runs, and for the page of one run. */
public final class RunPages {
    private static final int ROWS = 50;
    private static final int LINES = 100;
    private static final String BEFORE = "after";
    private static final String PROBLEMS_BEFORE = "problems_after";

    private final Layout layout;
    private final Overview overview;
    private final RunViews runViews;
    private final FilterChips chips;
    private final Html html;

    public RunPages(Layout layout, Overview overview, RunViews runViews, FilterChips chips, Html html) {
        this.layout = layout;
        this.overview = overview;
        this.runViews = runViews;
        this.chips = chips;
        this.html = html;
    }

    public Answer runs(Exchange exchange) {
        Call call = Call.of(exchange);
        RunList.Filter filter = RunFilter.of(call, ROWS);
        return layout.page(
                call,
                "runs",
                Text.of("Runs"),
                () -> List.of(
                        Section.still("run-filter", html.part("parts", "chips", "chips", chips.ofRuns(call))),
                        new Section(
                                "run-list",
                                html.part(
                                        "runs",
                                        "list",
                                        "page",
                                        runViews.page(filter),
                                        "chips",
                                        chips.ofRuns(call),
                                        "newest",
                                        filter.after() == null,
                                        "configured",
                                        chips.anyReplica()))));
    }

    public Answer run(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = call.id("run");
        Fields query = RequestFields.query(call, BEFORE, PROBLEMS_BEFORE);
        Long before = query.id(BEFORE);
        Long problemsBefore = query.id(PROBLEMS_BEFORE);
        query.check();
        RunView run = runViews.one(id);
        Text title = run.replica() == null
                ? Text.of("Run {0}", String.valueOf(id))
                : Text.of("Run {0} of {1}", String.valueOf(id), run.replica());
        return layout.page(call, "runs", title, () -> {
            RunView now = runViews.one(id);
            long problems = overview.problems(id);
            return List.of(
                    new Section("run", html.part("runs", "one", "run", now)),
                    new Section("adoption", adoption(now)),
                    Section.still("plan", html.part("runs", "plan", "run", now)),
                    new Section("run-problems", problems(now, problems, problemsBefore)),
                    new Section("run-log", lines(now, problems > 0, before)));
        });
    }

    /** Renders the warnings and errors of a run that still stand; nothing if there are none. */
    private String problems(RunView run, long count, Long before) {
        if (count == 0) {
            return "";
        }
        return html.part(
                "runs",
                "problems",
                "run",
                run,
                "count",
                count,
                "page",
                overview.problems(run.id(), before, LINES),
                "newest",
                before == null);
    }

    private String lines(RunView run, boolean problems, Long before) {
        return html.part(
                "runs",
                "events",
                "run",
                run,
                "problems",
                problems,
                "page",
                overview.events(run.id(), before, LINES),
                "newest",
                before == null);
    }

    /** Renders, below the last dry run of a replica, the adoption that waits for the user's decision. */
    private String adoption(RunView run) {
        return runViews.lastDryRun(run.replicaId())
                .filter(last -> last.id() == run.id() && run.replica() != null)
                .map(last -> html.part(
                        "replicas",
                        "adoption",
                        "r",
                        overview.replica(run.replicaId()),
                        "dryRun",
                        last,
                        "offered",
                        overview.offered(run.replicaId())))
                .orElse("");
    }
}

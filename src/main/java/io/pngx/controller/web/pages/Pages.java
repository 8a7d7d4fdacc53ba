package io.pngx.controller.web.pages;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.views.LogView;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.RunView;
import io.pngx.controller.web.views.SettingsView;
import java.util.List;
import org.apache.camel.Exchange;

/** Answers requests for the dashboard and for the pages of runs, log and deletions. */
public final class Pages {
    private static final int ROWS = 50;
    private static final int LOG_ROWS = 100;
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

    public Answer runs(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields query = Fields.query(call);
        Long replicaId = query.id("replica_id");
        Long beforeId = query.id("before_id");
        query.check();
        return layout.page(call, "runs", "Runs", () -> {
            List<RunView> runs = overview.runs(replicaId, beforeId, ROWS);
            return List.of(
                    Section.still(
                            "run-filter",
                            html.part("runs", "filter", "replicas", overview.replicas(), "replicaId", replicaId)),
                    new Section(
                            "run-list",
                            html.part(
                                    "runs",
                                    "list",
                                    "runs",
                                    runs,
                                    "replicas",
                                    overview.replicas(),
                                    "replicaId",
                                    replicaId,
                                    "more",
                                    runs.size() == ROWS ? runs.get(ROWS - 1).id() : null)));
        });
    }

    public Answer run(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = call.id("run");
        RunView run = overview.run(id);
        String title = "Run " + id + (run.replica() == null ? "" : " of " + run.replica());
        return layout.page(call, "runs", title, () -> {
            RunView now = overview.run(id);
            List<LogView> rows = overview.logs(new Logs.Filter(null, id, null, null, null, LOG_ROWS));
            return List.of(
                    new Section("run", html.part("runs", "one", "run", now)),
                    new Section("adoption", adoption(now)),
                    Section.still("plan", html.part("runs", "plan", "run", now)),
                    new Section("run-log", html.part("runs", "events", "rows", rows, "run", now, "most", LOG_ROWS)));
        });
    }

    /** Renders, below the last dry run of a replica, the adoption that waits for the user's decision. */
    private String adoption(RunView run) {
        return overview.lastDryRun(run.replicaId())
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

    public Answer logs(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields query = Fields.query(call);
        Long replicaId = query.id("replica_id");
        Long runId = query.id("run_id");
        LogRow.Level level = query.word("level", LogRow.Level.class);
        String text = query.has("q") ? query.text("q", 200) : null;
        Long beforeId = query.id("before_id");
        query.check();
        return layout.page(call, "logs", "Log", () -> {
            // The newest id is read before the rows, so that a row that is added in between is shown twice and not
            // skipped.
            long newest = overview.newestLog();
            List<LogView> rows = overview.logs(new Logs.Filter(replicaId, runId, level, text, beforeId, LOG_ROWS));
            return List.of(Section.still(
                    "log",
                    html.part(
                            "logs",
                            "log",
                            "rows",
                            rows,
                            "replicas",
                            overview.replicas(),
                            "replicaId",
                            replicaId,
                            "runId",
                            runId,
                            "level",
                            level == null ? null : level.name(),
                            "text",
                            text,
                            "live",
                            beforeId == null,
                            "newest",
                            rows.isEmpty()
                                    ? newest
                                    : Math.max(newest, rows.get(0).id()),
                            "more",
                            rows.size() == LOG_ROWS ? rows.get(LOG_ROWS - 1).id() : null)));
        });
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

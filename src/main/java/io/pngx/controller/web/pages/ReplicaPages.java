package io.pngx.controller.web.pages;

import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.store.StatusFilter;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.views.DocumentView;
import io.pngx.controller.web.views.DrillViews;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.Page;
import io.pngx.controller.web.views.ReplicaView;
import io.pngx.controller.web.views.RunView;
import io.pngx.controller.web.views.RunViews;
import io.pngx.controller.web.views.Timeline;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** Answers requests for the pages of replicas: the list, one replica with its documents and runs, and the forms. */
public final class ReplicaPages {
    private static final int DOCUMENTS = 50;
    private static final int RUNS = 5;
    private static final int DRILLS = 5;

    private final Layout layout;
    private final Overview overview;
    private final RunViews runViews;
    private final DrillViews drills;
    private final Sections sections;
    private final Forms forms;
    private final Html html;
    private final TimelineHtml timelines;

    public ReplicaPages(
            Layout layout,
            Overview overview,
            RunViews runViews,
            DrillViews drills,
            Sections sections,
            Forms forms,
            Html html) {
        this.layout = layout;
        this.overview = overview;
        this.runViews = runViews;
        this.drills = drills;
        this.sections = sections;
        this.forms = forms;
        this.html = html;
        timelines = new TimelineHtml(html);
    }

    public Answer all(Exchange exchange) {
        return layout.page(
                Call.of(exchange),
                "replicas",
                Text.of("Replicas"),
                () -> List.of(new Section(
                        "replica-list",
                        html.part(
                                "replicas",
                                "list",
                                "replicas",
                                overview.replicas(),
                                "settings",
                                overview.settings()))));
    }

    /** Redirects to the setup until a master is set. */
    public Answer add(Exchange exchange) {
        Call call = Call.of(exchange);
        return overview.settings().masterUrl() == null && !call.htmx()
                ? call.setup()
                : layout.page(
                        call,
                        "replicas",
                        Text.of("Add a replica"),
                        () -> List.of(Section.still("form", forms.newReplica())));
    }

    public Answer one(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = call.id("replica");
        ReplicaView replica = overview.replica(id);
        Fields query = RequestFields.query(call, "range", "status", "q", "after");
        Timeline.Range range = range(query);
        DocumentSearch.Filter filter = filter(query, id);
        return layout.page(call, "replicas", Text.verbatim(replica.name()), () -> {
            ReplicaView now = overview.replica(id);
            Page<DocumentView> page = overview.documents(filter);
            RunView dryRun = runViews.lastDryRun(id).orElse(null);
            return List.of(
                    new Section("switchover", sections.switchover(now)),
                    new Section("replica", sections.replica(now)),
                    new Section("timeline", timelines.of(overview.timeline(now, range))),
                    new Section("replica-problem", html.part("replicas", "blocked", "r", now, "dryRun", dryRun)),
                    new Section(
                            "adoption",
                            html.part(
                                    "replicas",
                                    "adoption",
                                    "r",
                                    now,
                                    "dryRun",
                                    dryRun,
                                    "offered",
                                    overview.offered(id))),
                    new Section(
                            "verification",
                            html.part(
                                    "replicas",
                                    "verification",
                                    "r",
                                    now,
                                    "rows",
                                    overview.mismatches(id, DOCUMENTS),
                                    "settings",
                                    overview.settings())),
                    new Section(
                            "drills",
                            html.part(
                                    "drills",
                                    "of-replica",
                                    "r",
                                    now,
                                    "drills",
                                    drills.page(id, null, DRILLS).rows(),
                                    "settings",
                                    overview.settings())),
                    new Section(
                            "replica-runs",
                            html.part("runs", "of-replica", "runs", runViews.recent(id, RUNS), "r", now)),
                    Section.still(
                            "document-filter", html.part("replicas", "document-filter", "r", now, "filter", filter)),
                    new Section(
                            "documents",
                            html.part(
                                    "replicas",
                                    "documents",
                                    "r",
                                    now,
                                    "rows",
                                    page.rows(),
                                    "filter",
                                    filter,
                                    "settings",
                                    overview.settings(),
                                    "more",
                                    page.more())));
        });
    }

    private static Timeline.Range range(Fields query) {
        String word = query.has("range") ? query.text("range", 5) : Timeline.Range.DAY.word();
        return Stream.of(Timeline.Range.values())
                .filter(range -> range.word().equals(word))
                .findFirst()
                .orElseGet(() -> query.refuse("range", Text.of("must be 24h, 7d or 90d")));
    }

    private static DocumentSearch.Filter filter(Fields query, long id) {
        StatusFilter status = query.word("status", StatusFilter.class);
        String text = query.has("q") ? query.text("q", 200) : null;
        Long after = query.id("after");
        query.check();
        return DocumentSearch.Filter.ofReplica(id, status, text, after, DOCUMENTS);
    }

    public Answer settings(Exchange exchange) {
        Call call = Call.of(exchange);
        ReplicaView replica = overview.replica(call.id("replica"));
        return layout.page(
                call,
                "replicas",
                Text.of("Settings of {0}", replica.name()),
                () -> List.of(
                        Section.still("back", html.part("replicas", "back", "r", replica)),
                        Section.still("form", forms.replica(replica.id()))));
    }
}

package io.pngx.controller.web.pages;

import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.FindingView;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.ReplicaView;
import io.pngx.controller.web.views.SwitchoverView;
import io.pngx.controller.web.views.SwitchoverViews;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/** Answers requests for the pages of switchovers: the form that promotes a replica, and the list. */
public final class SwitchoverPages {
    private final Layout layout;
    private final Overview overview;
    private final SwitchoverViews switchovers;
    private final Forms forms;
    private final Html html;

    public SwitchoverPages(Layout layout, Overview overview, SwitchoverViews switchovers, Forms forms, Html html) {
        this.layout = layout;
        this.overview = overview;
        this.switchovers = switchovers;
        this.forms = forms;
        this.html = html;
    }

    public Answer promote(Exchange exchange) {
        Call call = Call.of(exchange);
        ReplicaView replica = overview.replica(call.id("replica"));
        return layout.page(
                call,
                "replicas",
                Text.of("Make {0} the master", replica.name()),
                () -> List.of(
                        Section.still("back", html.part("replicas", "back", "r", replica)),
                        new Section(
                                "promotion",
                                html.part("switchovers", "plan", "p", switchovers.promotion(replica.id()))),
                        Section.still("form", forms.promotion(replica.id()))));
    }

    private String list() {
        List<SwitchoverView> all = switchovers.all();
        Map<Long, List<FindingView>> findings =
                all.stream().collect(Collectors.toMap(SwitchoverView::id, each -> switchovers.findings(each.id())));
        return html.part("switchovers", "list", "switchovers", all, "findings", findings);
    }

    public Answer all(Exchange exchange) {
        return layout.page(
                Call.of(exchange),
                "replicas",
                Text.of("Switchovers"),
                () -> List.of(new Section("switchovers", list())));
    }
}

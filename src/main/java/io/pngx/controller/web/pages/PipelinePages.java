package io.pngx.controller.web.pages;

import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.views.Pipeline;
import io.pngx.controller.web.views.PipelineView;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/** Answers requests for the page with a picture of the routes. */
public final class PipelinePages {
    private final Layout layout;
    private final Pipeline pipeline;
    private final Html html;

    public PipelinePages(Layout layout, Pipeline pipeline, Html html) {
        this.layout = layout;
        this.pipeline = pipeline;
        this.html = html;
    }

    public Answer show(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields.query(call).check();
        return layout.page(call, "rules", "Pipeline", () -> sections(pipeline.read()));
    }

    private List<Section> sections(PipelineView view) {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("pipeline", html.part("pipeline", "summary", "view", view)));
        view.stages()
                .forEach(stage -> sections.add(new Section(
                        "stage-" + stage.key(),
                        html.part("pipeline", "stage", "stage", stage, "titles", view.titles()))));
        sections.add(Section.still("all-routes", html.part("pipeline", "heading")));
        view.stages()
                .forEach(stage -> sections.add(
                        new Section("routes-" + stage.key(), html.part("pipeline", "routes", "stage", stage))));
        return sections;
    }
}

package io.pngx.controller.web.pages;

import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.views.Pipeline;
import io.pngx.controller.web.views.PipelineView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/** Answers requests for the page with a picture of the routes. */
public final class PipelinePages {
    private final Layout layout;
    private final Pipeline pipeline;
    private final Html html;
    private final Map<Place, Rendered> rendered = new ConcurrentHashMap<>();

    /** Key of the rendered sections of a stage. */
    private record Place(String stage, Language language) {}

    private record Rendered(PipelineView.Stage stage, String picture, String table) {}

    public PipelinePages(Layout layout, Pipeline pipeline, Html html) {
        this.layout = layout;
        this.pipeline = pipeline;
        this.html = html;
    }

    public Answer show(Exchange exchange) {
        Call call = Call.of(exchange);
        RequestFields.query(call).check();
        return layout.page(
                call, "rules", Text.of("Pipeline"), () -> sections(pipeline.read(), call.language(), call.htmx()));
    }

    /**
     * Renders only the stages that changed since they were last rendered. A whole page also renders the stages that
     * show the age of a failure again, because a page without scripts does not update ages.
     *
     * @param refresh whether a page refreshes itself
     */
    private List<Section> sections(PipelineView view, Language language, boolean refresh) {
        Map<String, Text> titles = view.titles();
        List<Rendered> stages = view.stages().stream()
                .map(stage -> {
                    Place place = new Place(stage.key(), language);
                    Rendered last = rendered.get(place);
                    Rendered now = last != null && last.stage().equals(stage) && (refresh || !stage.hasFailure())
                            ? last
                            : new Rendered(
                                    stage,
                                    html.part("pipeline", "stage", "stage", stage, "titles", titles),
                                    html.part("pipeline", "routes", "stage", stage));
                    rendered.put(place, now);
                    return now;
                })
                .toList();
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("pipeline", html.part("pipeline", "summary", "view", view)));
        stages.forEach(each -> sections.add(new Section("stage-" + each.stage().key(), each.picture())));
        sections.add(Section.still("all-routes", html.part("pipeline", "heading")));
        stages.forEach(each -> sections.add(new Section("routes-" + each.stage().key(), each.table())));
        return sections;
    }
}

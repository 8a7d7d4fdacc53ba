package io.pngx.controller.web.pages;

import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.Overview;
import java.util.Arrays;
import org.apache.camel.Exchange;

/** Answers requests for the dashboard, and for the language of all pages. */
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
                ? call.setup()
                : layout.page(call, "dashboard", Text.of("Dashboard"), sections::dashboard);
    }

    /** Sets the language of the pages, and redirects to the page on which the user clicked the language. */
    public Answer language(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        String code = call.name("language");
        return Language.of(code)
                .map(call::choose)
                .orElseThrow(() -> ApiProblem.notFound(Text.of(
                        "There is no language \"{0}\"; the languages are {1}.",
                        code,
                        Arrays.stream(Language.values())
                                .map(language -> Text.verbatim(language.code()))
                                .reduce((one, other) -> Text.of("{0} and {1}", one, other))
                                .orElseThrow())));
    }
}

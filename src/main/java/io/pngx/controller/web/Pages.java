package io.pngx.controller.web;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/** The page and its parts. */
public final class Pages {
    private final Sections sections;
    private final Forms forms;
    private final Html html;

    Pages(Sections sections, Forms forms, Html html) {
        this.sections = sections;
        this.forms = forms;
        this.html = html;
    }

    public Answer dashboard(Exchange exchange) {
        return Call.of(exchange).page(() -> html.page("dashboard", "sections", sections.all()));
    }

    /** The sections that changed since the page got them; nothing where none did. */
    public Answer live(Exchange exchange) {
        Call call = Call.of(exchange);
        List<String> seen = call.all("seen");
        return call.page(() -> sections.all().stream().filter(section -> !seen.contains(section.version()))
                .map(section -> html.fragment("section", "section", section, "swap", true)).collect(Collectors.joining()));
    }

    public Answer masterForm(Exchange exchange) {
        return Call.of(exchange).page(forms::master);
    }

    public Answer newReplicaForm(Exchange exchange) {
        return Call.of(exchange).page(forms::newReplica);
    }

    public Answer replicaForm(Exchange exchange) {
        Call call = Call.of(exchange);
        long id = call.id("replica");
        return call.page(() -> forms.replica(id));
    }
}

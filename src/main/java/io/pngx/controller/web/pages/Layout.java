package io.pngx.controller.web.pages;

import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.PageRef;
import io.pngx.controller.web.views.Inbox;
import io.pngx.controller.web.views.InboxGroup;
import io.pngx.controller.web.views.OverallStatus;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.UndecryptableTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Renders pages. A browser that opens a page gets the whole page; a page that refreshes itself gets only the changed
 * sections.
 */
public final class Layout {
    private final Overview overview;
    private final Inbox inbox;
    private final Html html;
    /** True if no login is required and other machines can reach the port. The pages then show a warning. */
    private final boolean open;

    private final UndecryptableTokens closed;

    public Layout(Overview overview, Inbox inbox, Html html, boolean open, UndecryptableTokens closed) {
        this.overview = overview;
        this.inbox = inbox;
        this.html = html;
        this.open = open;
        this.closed = closed;
    }

    /**
     * Answers with a page or with its changed sections.
     *
     * @param place the navigation entry that the page marks as current
     * @param title heading
     */
    Answer page(Call call, String place, Text title, Supplier<List<Section>> sections) {
        return page(call, place, title, waiting -> sections.get());
    }

    /** @param sections returns the sections of a page that shows the inbox, whose entries each page counts */
    Answer page(Call call, String place, Text title, Function<List<InboxGroup>, List<Section>> sections) {
        return call.page(() -> {
            List<InboxGroup> waiting = inbox.groups();
            OverallStatus overall = overview.overall(waiting.size());
            List<Section> all = sections.apply(waiting);
            return call.htmx()
                    ? changed(call, place, overall, all)
                    : whole(call, place, title, overall, all, call.address());
        });
    }

    /** Renders a whole page: the answer to a form from a browser without JavaScript. */
    String answer(Call call, String fragment) {
        PageRef place = PageRef.of(call.path());
        return whole(
                call,
                place.entry(),
                place.title(),
                overview.overall(inbox.groups().size()),
                List.of(
                        Section.still("form", fragment),
                        Section.still("back", html.part("parts", "back", "address", call.back()))),
                call.back());
    }

    private String whole(
            Call call, String place, Text title, OverallStatus overall, List<Section> sections, String address) {
        List<Text> names = closed.names();
        return html.page(
                "layout",
                "title",
                title,
                "overall",
                overall,
                "head",
                head(place, overall),
                "sections",
                sections,
                "viewer",
                call.viewer(),
                "open",
                open,
                "closed",
                names.isEmpty() ? null : Text.join(", ", names),
                "address",
                address,
                "note",
                call.flash()
                        .map(flash -> html.note(Text.verbatim(flash.sentence()), flash.problem()))
                        .orElse(null));
    }

    private String changed(Call call, String place, OverallStatus overall, List<Section> sections) {
        List<Section> all = new ArrayList<>(List.of(head(place, overall)));
        all.addAll(sections);
        List<String> seen = call.all(Call.SEEN);
        // Omits sections that the page does not contain, for example because the page shows an earlier step of the
        // setup.
        return all.stream()
                .filter(Section::live)
                .filter(section -> section.isOn(seen) && !seen.contains(section.version()))
                .map(section -> html.part("parts", "part", "section", section, "swap", true))
                .collect(Collectors.joining());
    }

    private Section head(String place, OverallStatus overall) {
        return new Section("head", html.part("parts", "head-content", "place", place, "overall", overall));
    }
}

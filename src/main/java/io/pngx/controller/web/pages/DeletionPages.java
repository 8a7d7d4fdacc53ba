package io.pngx.controller.web.pages;

import io.pngx.controller.store.DeletionList;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.DeletionFilter;
import io.pngx.controller.web.views.Chips;
import io.pngx.controller.web.views.DeletionGroup;
import io.pngx.controller.web.views.DeletionOutlook;
import io.pngx.controller.web.views.DeletionView;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.Page;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;

/** Answers requests for the page of deletions: the held deletions, grouped by cause, and all other deletions. */
public final class DeletionPages {
    private static final int HELD = 100;
    private static final int OTHERS = 50;
    private static final Set<Tombstone.State> WAITING = EnumSet.of(Tombstone.State.HELD);

    private final Layout layout;
    private final Overview overview;
    private final DeletionOutlook outlook;
    private final FilterChips chips;
    private final Html html;

    public DeletionPages(Layout layout, Overview overview, DeletionOutlook outlook, FilterChips chips, Html html) {
        this.layout = layout;
        this.overview = overview;
        this.outlook = outlook;
        this.chips = chips;
        this.html = html;
    }

    public Answer deletions(Exchange exchange) {
        Call call = Call.of(exchange);
        DeletionFilter.Page filter = DeletionFilter.ofPage(call);
        return layout.page(
                call,
                "deletions",
                Text.of("Deletions"),
                () -> List.of(
                        new Section("deletion-rules", html.part("deletions", "rules", "settings", overview.settings())),
                        Section.still("deletion-filter", html.part("parts", "chips", "chips", chips.ofDeletions(call))),
                        new Section("held", held(call, filter.of(WAITING, null, HELD), filter.after())),
                        new Section(
                                "open-deletions",
                                others(
                                        call,
                                        filter.of(
                                                EnumSet.complementOf(EnumSet.copyOf(WAITING)),
                                                filter.othersAfter(),
                                                OTHERS)))));
    }

    private String held(Call call, DeletionList.Filter filter, DeletionList.Position after) {
        Page<DeletionView> page = overview.deletionsByDocument(filter, after);
        Chips of = chips.ofDeletions(call);
        return html.part(
                "deletions",
                "held",
                "groups",
                DeletionGroup.of(page.rows()),
                "comparedAt",
                outlook.comparedAt(page.rows()),
                "page",
                page,
                "total",
                overview.count(filter),
                "chips",
                of,
                "newest",
                after == null);
    }

    private String others(Call call, DeletionList.Filter filter) {
        Page<DeletionView> page = overview.deletions(filter);
        return html.part(
                "deletions",
                "others",
                "page",
                page,
                "next",
                outlook.next(page.rows(), Instant.now()),
                "chips",
                chips.ofDeletions(call),
                "newest",
                filter.after() == null);
    }
}

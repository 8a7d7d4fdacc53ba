package io.pngx.controller.web;

import io.pngx.controller.config.ProcessSetting;
import io.pngx.controller.web.pages.Answers;
import io.pngx.controller.web.pages.ContractPages;
import io.pngx.controller.web.pages.DeletionPages;
import io.pngx.controller.web.pages.DocumentPages;
import io.pngx.controller.web.pages.DrillPages;
import io.pngx.controller.web.pages.FilterChips;
import io.pngx.controller.web.pages.Forms;
import io.pngx.controller.web.pages.Html;
import io.pngx.controller.web.pages.Layout;
import io.pngx.controller.web.pages.LogPages;
import io.pngx.controller.web.pages.Pages;
import io.pngx.controller.web.pages.PipelinePages;
import io.pngx.controller.web.pages.ReplicaPages;
import io.pngx.controller.web.pages.RunPages;
import io.pngx.controller.web.pages.SettingsPages;
import io.pngx.controller.web.pages.SwitchoverPages;
import io.pngx.controller.web.pages.Thumbnails;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.Pipeline;

/** Binds the beans of the pages. */
final class PageBeans {
    private PageBeans() {}

    static void bind(WebParts parts, SharedBeans shared) {
        Layout layout = shared.layout();
        Overview overview = shared.overview();
        Html html = shared.html();
        Forms forms = shared.forms();
        FilterChips chips = new FilterChips(parts.tables());
        parts.bind("pages", new Pages(layout, overview, shared.sections()));
        parts.bind(
                "replicaPages",
                new ReplicaPages(layout, overview, shared.runs(), shared.drills(), shared.sections(), forms, html));
        parts.bind("switchoverPages", new SwitchoverPages(layout, overview, shared.switchovers(), forms, html));
        parts.bind("drillPages", new DrillPages(layout, overview, shared.drills(), html));
        parts.bind("runPages", new RunPages(layout, overview, shared.runs(), chips, html));
        parts.bind(
                "documentPages",
                new DocumentPages(layout, overview, shared.documents(), shared.search(), shared.outlook(), html));
        parts.bind(
                "thumbnails",
                new Thumbnails(parts.camel(), parts.tables(), overview, shared.documents(), shared.files()));
        parts.bind("deletionPages", new DeletionPages(layout, overview, shared.outlook(), chips, html));
        parts.bind("rulePages", shared.rulePages());
        parts.bind("pipelinePages", new PipelinePages(layout, new Pipeline(parts.camel()), html));
        parts.bind("logPages", new LogPages(layout, overview, chips, html));
        parts.bind("contractPages", new ContractPages(layout, shared.contract(), html));
        parts.bind(
                "settingsPages",
                new SettingsPages(
                        layout,
                        overview,
                        shared.runs(),
                        forms,
                        shared.tokensApi()::views,
                        ProcessSetting.of(parts.settings()),
                        html));
        parts.bind("problems", shared.problems());
        parts.bind("answers", new Answers(html, layout, shared.sentForms()));
    }
}

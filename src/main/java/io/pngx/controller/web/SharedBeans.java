package io.pngx.controller.web;

import io.pngx.controller.config.Build;
import io.pngx.controller.config.Settings;
import io.pngx.controller.store.Tables;
import io.pngx.controller.web.api.AlertsApi;
import io.pngx.controller.web.api.TokensApi;
import io.pngx.controller.web.pages.Forms;
import io.pngx.controller.web.pages.Html;
import io.pngx.controller.web.pages.Layout;
import io.pngx.controller.web.pages.Problems;
import io.pngx.controller.web.pages.RulePages;
import io.pngx.controller.web.pages.Sections;
import io.pngx.controller.web.pages.SentForms;
import io.pngx.controller.web.pages.SettingSources;
import io.pngx.controller.web.pages.StaticFiles;
import io.pngx.controller.web.security.Tokens;
import io.pngx.controller.web.views.Contract;
import io.pngx.controller.web.views.DeletionOutlook;
import io.pngx.controller.web.views.DocumentDetails;
import io.pngx.controller.web.views.DrillViews;
import io.pngx.controller.web.views.Inbox;
import io.pngx.controller.web.views.MasterSearch;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.RuleOverview;
import io.pngx.controller.web.views.RunViews;
import io.pngx.controller.web.views.SwitchoverViews;
import io.pngx.controller.web.views.UndecryptableTokens;

/** Holds the objects that several areas of the pages and the API share. */
record SharedBeans(
        Build build,
        StaticFiles files,
        Html html,
        Overview overview,
        SwitchoverViews switchovers,
        RunViews runs,
        DrillViews drills,
        Inbox inbox,
        Sections sections,
        Layout layout,
        DocumentDetails documents,
        MasterSearch search,
        DeletionOutlook outlook,
        Contract contract,
        RuleOverview rules,
        RulePages rulePages,
        Tokens tokens,
        TokensApi tokensApi,
        AlertsApi alerts,
        Forms forms,
        SentForms sentForms,
        Problems problems) {

    static SharedBeans of(WebParts parts) throws Exception {
        Settings settings = parts.settings();
        Tables tables = parts.tables();
        Build build = Build.read();
        StaticFiles files = new StaticFiles(build);
        Html html = new Html(build, files);
        Overview overview = new Overview(tables, parts.master());
        SwitchoverViews switchovers = new SwitchoverViews(tables, overview);
        DrillViews drills = new DrillViews(tables, overview);
        Inbox inbox = new Inbox(
                tables, overview, switchovers, () -> parts.rules().catalogue().all());
        Layout layout = new Layout(
                overview, inbox, html, settings.isOpenToNetwork(), new UndecryptableTokens(parts.vault(), tables));
        RuleOverview rules = new RuleOverview(parts.rules(), overview, settings, tables.settings());
        RulePages rulePages = new RulePages(layout, overview, rules, html);
        Tokens tokens = new Tokens(tables);
        TokensApi tokensApi = new TokensApi(tables, tokens, html);
        AlertsApi alerts = new AlertsApi(tables, parts.vault(), html, parts.routes());
        Forms forms = new Forms(
                overview,
                html,
                tokensApi::views,
                alerts::view,
                parts.credentials(),
                new SettingSources(tables, settings));
        SentForms sentForms = new SentForms(forms, rulePages, html);
        return new SharedBeans(
                build,
                files,
                html,
                overview,
                switchovers,
                new RunViews(tables, overview),
                drills,
                inbox,
                new Sections(overview, switchovers, drills, inbox, html),
                layout,
                new DocumentDetails(tables),
                new MasterSearch(parts.camel(), overview),
                new DeletionOutlook(tables),
                new Contract(),
                rules,
                rulePages,
                tokens,
                tokensApi,
                alerts,
                forms,
                sentForms,
                new Problems(html, sentForms));
    }
}

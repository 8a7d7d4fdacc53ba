package io.pngx.controller.web;

import io.pngx.controller.config.Build;
import io.pngx.controller.config.ProcessSetting;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.cycle.ChangeHints;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.engine.switchover.LeftBehindFiles;
import io.pngx.controller.engine.switchover.SwitchoverChecklist;
import io.pngx.controller.engine.switchover.SwitchoverRequests;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.Tables;
import io.pngx.controller.web.api.AcceptanceApi;
import io.pngx.controller.web.api.AlertsApi;
import io.pngx.controller.web.api.ConfigurationApi;
import io.pngx.controller.web.api.ConnectionsApi;
import io.pngx.controller.web.api.ContractApi;
import io.pngx.controller.web.api.DeletionsApi;
import io.pngx.controller.web.api.Diagnostics;
import io.pngx.controller.web.api.DocumentsApi;
import io.pngx.controller.web.api.DrillsApi;
import io.pngx.controller.web.api.Health;
import io.pngx.controller.web.api.HooksApi;
import io.pngx.controller.web.api.InboxApi;
import io.pngx.controller.web.api.LogStream;
import io.pngx.controller.web.api.LogsApi;
import io.pngx.controller.web.api.MetricsPage;
import io.pngx.controller.web.api.PlansApi;
import io.pngx.controller.web.api.ReplicasApi;
import io.pngx.controller.web.api.ReturnedApi;
import io.pngx.controller.web.api.RuleTrialApi;
import io.pngx.controller.web.api.RulesApi;
import io.pngx.controller.web.api.SettingsApi;
import io.pngx.controller.web.api.SwitchoverApi;
import io.pngx.controller.web.api.SyncApi;
import io.pngx.controller.web.api.TokensApi;
import io.pngx.controller.web.http.HeaderFilter;
import io.pngx.controller.web.http.LargeForms;
import io.pngx.controller.web.http.NotFoundHandler;
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
import io.pngx.controller.web.pages.Problems;
import io.pngx.controller.web.pages.ReplicaPages;
import io.pngx.controller.web.pages.RulePages;
import io.pngx.controller.web.pages.RunPages;
import io.pngx.controller.web.pages.Sections;
import io.pngx.controller.web.pages.SentForms;
import io.pngx.controller.web.pages.SettingSources;
import io.pngx.controller.web.pages.SettingsPages;
import io.pngx.controller.web.pages.StaticFiles;
import io.pngx.controller.web.pages.SwitchoverPages;
import io.pngx.controller.web.pages.Thumbnails;
import io.pngx.controller.web.security.Access;
import io.pngx.controller.web.security.BoundedServers;
import io.pngx.controller.web.security.FailedLoginLimit;
import io.pngx.controller.web.security.HttpPortGuard;
import io.pngx.controller.web.security.RequestGuard;
import io.pngx.controller.web.security.Tokens;
import io.pngx.controller.web.views.Contract;
import io.pngx.controller.web.views.DeletionOutlook;
import io.pngx.controller.web.views.DocumentDetails;
import io.pngx.controller.web.views.DrillViews;
import io.pngx.controller.web.views.Inbox;
import io.pngx.controller.web.views.MasterSearch;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.Pipeline;
import io.pngx.controller.web.views.RuleOverview;
import io.pngx.controller.web.views.RunViews;
import io.pngx.controller.web.views.SwitchoverViews;
import io.pngx.controller.web.views.UndecryptableTokens;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.Registry;

/** Creates the beans of the pages and the API, and the handlers of the HTTP port. */
public final class WebConfiguration {
    private WebConfiguration() {}

    /**
     * Binds the beans that the routes of {@code routes/web} call, and installs the guard of the HTTP port. Must be
     * called before the Camel context starts.
     *
     * @param master returns the result of the last read of the master
     * @param credentials reads the env file; a replica in this file prefills the form for a new replica
     * @param hints receives webhooks of the master
     * @param metrics returns all meters in the text format of Prometheus
     * @param switchovers accepts requests for switchovers
     * @param checklist reads what a user must change after a switchover
     * @param connectionsChanged called after the address or token of an instance was changed
     */
    public static void install(
            CamelContext camel,
            Settings settings,
            Tables tables,
            Supplier<MasterStatus.Status> master,
            Credentials credentials,
            ChangeHints hints,
            Supplier<String> metrics,
            RuleEngine rules,
            SwitchoverRequests switchovers,
            SwitchoverChecklist checklist,
            Runnable connectionsChanged)
            throws Exception {
        Vault vault = settings.vault();
        Build build = Build.read();
        StaticFiles files = new StaticFiles(build);
        Html html = new Html(build, files);
        Overview overview = new Overview(tables, master);
        SwitchoverViews switchoverViews = new SwitchoverViews(tables, overview);
        RunViews runViews = new RunViews(tables, overview);
        DrillViews drillViews = new DrillViews(tables, overview);
        Inbox inbox = new Inbox(
                tables, overview, switchoverViews, () -> rules.catalogue().all());
        Sections sections = new Sections(overview, switchoverViews, drillViews, inbox, html);
        FilterChips chips = new FilterChips(tables);
        Tokens tokens = new Tokens(tables);
        TokensApi tokensApi = new TokensApi(tables, tokens, html);
        AlertsApi alerts = new AlertsApi(tables, vault, html, camel.createProducerTemplate());
        Layout layout =
                new Layout(overview, inbox, html, settings.isOpenToNetwork(), new UndecryptableTokens(vault, tables));
        RuleOverview ruleOverview = new RuleOverview(rules, overview, settings, tables.settings());
        RulePages rulePages = new RulePages(layout, overview, ruleOverview, html);
        Forms forms = new Forms(
                overview, html, tokensApi::views, alerts::view, credentials, new SettingSources(tables, settings));
        SentForms sentForms = new SentForms(forms, rulePages, html);
        Problems problems = new Problems(html, sentForms);
        LogStream stream = new LogStream(tables, problems, tokens);
        FailedLoginLimit failedLogins = new FailedLoginLimit();

        BoundedServers.install(camel);
        Registry registry = camel.getRegistry();
        registry.bind("health", new Health(build));
        registry.bind("settingsApi", new SettingsApi(tables, overview, sections, vault, connectionsChanged));
        registry.bind(
                "replicasApi", new ReplicasApi(tables, overview, sections, vault, credentials, connectionsChanged));
        registry.bind(
                "connectionsApi",
                new ConnectionsApi(tables, overview, html, vault, credentials, camel.createProducerTemplate()));
        registry.bind(
                "switchoverApi", new SwitchoverApi(tables, switchovers, checklist, overview, switchoverViews, html));
        registry.bind(
                "returnedApi",
                new ReturnedApi(tables, new LeftBehindFiles(tables.returned(), camel.createProducerTemplate())));
        registry.bind("switchoverPages", new SwitchoverPages(layout, overview, switchoverViews, forms, html));
        Contract contract = new Contract();
        registry.bind("contractApi", new ContractApi(contract));
        registry.bind("contractPages", new ContractPages(layout, contract, html));
        registry.bind("syncApi", new SyncApi(tables, overview, runViews, sections));
        registry.bind("inboxApi", new InboxApi(inbox));
        registry.bind("drillsApi", new DrillsApi(tables, overview, drillViews));
        registry.bind("drillPages", new DrillPages(layout, overview, drillViews, html));
        DocumentDetails documents = new DocumentDetails(tables);
        MasterSearch search = new MasterSearch(camel, overview);
        DeletionOutlook outlook = new DeletionOutlook(tables);
        registry.bind(
                "documentsApi",
                new DocumentsApi(tables, documents, overview, search, rules, html, camel.createProducerTemplate()));
        registry.bind("documentPages", new DocumentPages(layout, overview, documents, search, outlook, html));
        registry.bind("pipelinePages", new PipelinePages(layout, new Pipeline(camel), html));
        registry.bind("thumbnails", new Thumbnails(camel, tables, overview, documents, files));
        registry.bind("plansApi", new PlansApi(tables, overview, runViews));
        registry.bind("deletionsApi", new DeletionsApi(tables, overview));
        registry.bind("acceptanceApi", new AcceptanceApi(tables, overview, connectionsChanged));
        registry.bind("rulesApi", new RulesApi(rules, ruleOverview, tables, overview, html));
        registry.bind(
                "ruleTrialApi",
                new RuleTrialApi(rules, ruleOverview, tables, overview, html, camel.createProducerTemplate()));
        registry.bind("rulePages", rulePages);
        registry.bind("logsApi", new LogsApi(overview, sections));
        registry.bind("tokensApi", tokensApi);
        registry.bind("alertsApi", alerts);
        registry.bind("configurationApi", new ConfigurationApi(tables, vault, credentials, html, connectionsChanged));
        registry.bind("hooksApi", new HooksApi(hints));
        registry.bind("metricsPage", new MetricsPage(metrics));
        registry.bind("diagnostics", new Diagnostics(build, settings, overview));
        registry.bind("runPages", new RunPages(layout, overview, runViews, chips, html));
        registry.bind("deletionPages", new DeletionPages(layout, overview, outlook, chips, html));
        registry.bind("logPages", new LogPages(layout, overview, chips, html));
        registry.bind("pages", new Pages(layout, overview, sections));
        registry.bind("replicaPages", new ReplicaPages(layout, overview, runViews, drillViews, sections, forms, html));
        registry.bind(
                "settingsPages",
                new SettingsPages(
                        layout, overview, runViews, forms, tokensApi::views, ProcessSetting.of(settings), html));
        registry.bind("problems", problems);
        registry.bind("answers", new Answers(html, layout, sentForms));
        registry.bind("logStream", stream);
        registry.bind("failedLoginLimit", failedLogins);
        registry.bind(
                "headerFilter",
                ComponentCustomizer.builder(PlatformHttpComponent.class)
                        .build(component -> component.setHeaderFilterStrategy(new HeaderFilter())));

        HttpPortGuard.install(
                camel, false, RequestGuard.ofPages(settings.allowedHosts(), problems), problems, router -> {
                    stream.start(router.vertx());
                    router.route().order(-95).handler(new Access(settings.forward(), tokens, problems, failedLogins));
                    router.route().order(-94).handler(new LargeForms());
                    // Reads imports before Camel's body handler, whose size limit is too low for imports.
                    router.post(RequestGuard.IMPORT_PATH)
                            .order(-93)
                            .handler(BodyHandler.create(false).setBodyLimit(RequestGuard.LONGEST_IMPORT));
                    router.get("/static/*").method(HttpMethod.HEAD).order(-90).handler(files);
                    router.get(LogStream.PATH).order(-80).handler(stream);
                    Map<String, Set<String>> outsideCamel = new HashMap<>(Map.of(LogStream.PATH, Set.of("GET")));
                    files.paths().forEach(path -> outsideCamel.put(path, Set.of("GET", "HEAD")));
                    NotFoundHandler notFound = new NotFoundHandler(camel, problems, outsideCamel);
                    router.route().order(-70).handler(notFound::checkMethod);
                    router.route().order(Integer.MAX_VALUE).handler(notFound);
                });
    }
}

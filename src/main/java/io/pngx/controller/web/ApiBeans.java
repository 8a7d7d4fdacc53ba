package io.pngx.controller.web;

import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.engine.switchover.LeftBehindFiles;
import io.pngx.controller.store.Tables;
import io.pngx.controller.web.api.AcceptanceApi;
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
import io.pngx.controller.web.pages.Html;
import io.pngx.controller.web.views.Overview;

/** Binds the beans of the API. */
final class ApiBeans {
    private ApiBeans() {}

    static void bind(WebParts parts, SharedBeans shared) {
        instances(parts, shared);
        documents(parts, shared);
        parts.bind("syncApi", new SyncApi(parts.tables(), shared.overview(), shared.runs(), shared.sections()));
        parts.bind("plansApi", new PlansApi(parts.tables(), shared.overview(), shared.runs()));
        parts.bind("drillsApi", new DrillsApi(parts.tables(), shared.overview(), shared.drills()));
        parts.bind("inboxApi", new InboxApi(shared.inbox()));
        parts.bind("logsApi", new LogsApi(shared.overview(), shared.sections()));
        parts.bind("tokensApi", shared.tokensApi());
        parts.bind("alertsApi", shared.alerts());
        parts.bind("hooksApi", new HooksApi(parts.hints()));
        parts.bind("contractApi", new ContractApi(shared.contract()));
        parts.bind("health", new Health(shared.build()));
        parts.bind("metricsPage", new MetricsPage(parts.metrics()));
        parts.bind("diagnostics", new Diagnostics(shared.build(), parts.settings(), shared.overview()));
    }

    /** Binds the beans for settings, master, replicas and switchovers. */
    private static void instances(WebParts parts, SharedBeans shared) {
        Tables tables = parts.tables();
        Overview overview = shared.overview();
        Vault vault = parts.vault();
        Credentials credentials = parts.credentials();
        Runnable changed = parts.connectionsChanged();
        parts.bind("settingsApi", new SettingsApi(tables, overview, shared.sections(), vault, changed));
        parts.bind("replicasApi", new ReplicasApi(tables, overview, shared.sections(), vault, credentials, changed));
        parts.bind("acceptanceApi", new AcceptanceApi(tables, overview, changed));
        parts.bind(
                "connectionsApi",
                new ConnectionsApi(tables, overview, shared.html(), vault, credentials, parts.routes()));
        parts.bind("configurationApi", new ConfigurationApi(tables, vault, credentials, shared.html(), changed));
        parts.bind(
                "switchoverApi",
                new SwitchoverApi(
                        tables, parts.switchovers(), parts.checklist(), overview, shared.switchovers(), shared.html()));
        parts.bind("returnedApi", new ReturnedApi(tables, new LeftBehindFiles(tables.returned(), parts.routes())));
    }

    /** Binds the beans for documents, deletions and rules. */
    private static void documents(WebParts parts, SharedBeans shared) {
        Tables tables = parts.tables();
        Overview overview = shared.overview();
        Html html = shared.html();
        parts.bind(
                "documentsApi",
                new DocumentsApi(
                        tables, shared.documents(), overview, shared.search(), parts.rules(), html, parts.routes()));
        parts.bind("deletionsApi", new DeletionsApi(tables, overview));
        parts.bind("rulesApi", new RulesApi(parts.rules(), shared.rules(), tables, overview, html));
        parts.bind(
                "ruleTrialApi",
                new RuleTrialApi(parts.rules(), shared.rules(), tables, overview, html, parts.routes()));
    }
}

package io.pngx.controller.web;

import io.pngx.controller.config.Build;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.cycle.ChangeHints;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.Database;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.Registry;

/** Puts the pages and the API together. */
public final class Web {
    private Web() {
    }

    /**
     * Binds the beans that {@code routes/api*.yaml} and {@code routes/ui.yaml} call, and sees to it that every request
     * to the HTTP port passes the guard. Call it before the context starts.
     *
     * @param master             what the last reading of the master said
     * @param credentials        what pngx.env offers for a form
     * @param hints              that the master gave
     * @param metrics            in the text format of Prometheus
     * @param rules              what users put in between
     * @param connectionsChanged run after the address or token of an instance was changed
     */
    public static void install(CamelContext camel, Settings settings, Database db, Supplier<MasterStatus.Status> master,
            Credentials credentials, ChangeHints hints, Supplier<String> metrics, RuleEngine rules, Runnable connectionsChanged) throws Exception {
        Vault vault = settings.vault();
        Build build = Build.read();
        StaticFiles files = new StaticFiles(build);
        Html html = new Html(build, files);
        Overview overview = new Overview(db, master);
        Sections sections = new Sections(overview, html);
        Tokens tokens = new Tokens(db);
        TokensApi tokensApi = new TokensApi(db, tokens, html);
        AlertsApi alerts = new AlertsApi(db, vault, html, camel.createProducerTemplate());
        Forms forms = new Forms(overview, html, tokensApi::views, alerts::view, credentials);
        Layout layout = new Layout(overview, html, settings.isOpenToNetwork(), new ClosedTokens(vault, db));
        Problems problems = new Problems(html, forms);
        LogStream stream = new LogStream(db, problems, tokens);
        Guessing guessing = new Guessing();

        BoundedServers.install(camel);
        Registry registry = camel.getRegistry();
        registry.bind("health", new Health(build));
        registry.bind("settingsApi", new SettingsApi(db, overview, sections, vault, connectionsChanged));
        registry.bind("replicasApi", new ReplicasApi(db, overview, sections, vault, credentials, connectionsChanged));
        registry.bind("connectionsApi", new ConnectionsApi(db, overview, html, vault, credentials, camel.createProducerTemplate()));
        registry.bind("syncApi", new SyncApi(db, overview, sections));
        registry.bind("plansApi", new PlansApi(db, overview));
        registry.bind("deletionsApi", new DeletionsApi(db, overview));
        RulesApi rulesApi = new RulesApi(rules, db, overview, html, camel.createProducerTemplate(), settings);
        RulePages rulePages = new RulePages(layout, overview, rulesApi, html);
        forms.rules(rulePages);
        registry.bind("rulesApi", rulesApi);
        registry.bind("rulePages", rulePages);
        registry.bind("logsApi", new LogsApi(overview, sections));
        registry.bind("tokensApi", tokensApi);
        registry.bind("alertsApi", alerts);
        registry.bind("hooksApi", new HooksApi(hints));
        registry.bind("metricsPage", new MetricsPage(metrics));
        registry.bind("diagnostics", new Diagnostics(build, settings, overview));
        registry.bind("pages", new Pages(layout, overview, sections, html));
        registry.bind("replicaPages", new ReplicaPages(layout, overview, sections, forms, html));
        registry.bind("settingsPages", new SettingsPages(layout, overview, forms, tokensApi, html));
        registry.bind("problems", problems);
        registry.bind("answers", new Answers(html, layout, forms));
        registry.bind("logStream", stream);
        registry.bind("guessing", guessing);
        registry.bind("noHeaders", ComponentCustomizer.builder(PlatformHttpComponent.class)
                .build(component -> component.setHeaderFilterStrategy(new NoHeaders())));

        Door.hang(camel, false, RequestGuard.ofPages(settings.allowedHosts(), problems), problems, router -> {
            stream.start(router.vertx());
            router.route().order(-95).handler(new Access(settings.forward(), tokens, problems, guessing));
            router.route().order(-94).handler(new WholeForms());
            router.route("/static/*").order(-90).handler(files);
            router.route(LogStream.PATH).order(-80).handler(stream);
            router.route().order(Integer.MAX_VALUE).handler(new NoSuchPage(camel, problems));
        });
    }
}

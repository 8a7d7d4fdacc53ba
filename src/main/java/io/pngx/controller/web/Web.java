package io.pngx.controller.web;

import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.pipeline.MasterStatus;
import io.pngx.controller.store.Database;
import io.vertx.ext.web.Router;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.Registry;

/** Puts the pages and the API together. */
public final class Web {
    private Web() {
    }

    /**
     * Binds the beans that {@code routes/api.yaml} and {@code routes/ui.yaml} call, and sees to it that every request
     * to the HTTP port passes the guard. Call it before the context starts.
     *
     * @param master             what the last reading of the master said
     * @param connectionsChanged run after the address or token of an instance was changed
     */
    public static void install(CamelContext camel, Settings settings, Database db, Supplier<MasterStatus.Status> master,
            Runnable connectionsChanged) throws Exception {
        Vault vault = settings.vault();
        Build build = Build.read();
        StaticFiles files = new StaticFiles(build);
        Html html = new Html(build, files);
        Overview overview = new Overview(db, master);
        Sections sections = new Sections(overview, html);
        Forms forms = new Forms(overview, html);
        Problems problems = new Problems(html, forms);

        Registry registry = camel.getRegistry();
        registry.bind("health", new Health(build));
        registry.bind("settingsApi", new SettingsApi(db, overview, sections, vault, connectionsChanged));
        registry.bind("replicasApi", new ReplicasApi(db, overview, sections, vault, connectionsChanged));
        registry.bind("connectionsApi", new ConnectionsApi(db, overview, html, vault, camel.createProducerTemplate()));
        registry.bind("syncApi", new SyncApi(db, overview, sections));
        registry.bind("plansApi", new PlansApi(db, overview));
        registry.bind("deletionsApi", new DeletionsApi(db, overview));
        registry.bind("logsApi", new LogsApi(overview, sections));
        registry.bind("pages", new Pages(sections, forms, html));
        registry.bind("problems", problems);
        registry.bind("answers", new Answers(html));
        registry.bind("noHeaders", ComponentCustomizer.builder(PlatformHttpComponent.class)
                .build(component -> component.setHeaderFilterStrategy(new NoHeaders())));

        // The router exists only once the HTTP server has started, which is before the routes do.
        camel.addStartupListener((context, alreadyStarted) -> mount(router(camel),
                new RequestGuard(settings.allowedHosts(), problems), files, new NoSuchPage(camel, problems), problems));
    }

    private static void mount(Router router, RequestGuard guard, StaticFiles files, NoSuchPage noSuchPage, Problems problems) {
        router.route().order(-100).handler(guard).failureHandler(problems::failed);
        router.route("/static/*").order(-90).handler(files);
        router.route().order(Integer.MAX_VALUE).handler(noSuchPage);
    }

    private static Router router(CamelContext camel) {
        return camel.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .filter(router -> !router.isManagementServer()).findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no HTTP server; camel.server.enabled must be true"));
    }
}

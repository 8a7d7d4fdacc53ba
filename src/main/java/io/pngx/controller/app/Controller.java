package io.pngx.controller.app;

import io.pngx.controller.alerts.AlertsConfiguration;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Settings;
import io.pngx.controller.engine.housekeeping.Backups;
import io.pngx.controller.engine.housekeeping.Retention;
import io.pngx.controller.engine.instances.Connections;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.engine.session.GetterLanguage;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReplicaSamples;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.web.WebConfiguration;
import io.pngx.controller.web.WebParts;
import io.pngx.controller.web.management.ManagementPort;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.main.Main;

/** Configures the whole application: creates the beans from the settings and binds them for the routes. */
public final class Controller implements CamelConfiguration {
    private final Settings settings;
    private final Clock clock;
    private Database database;
    private Tables tables;
    private Connections connections;
    private OneShot oneShot;

    public Controller(Settings settings) {
        this(settings, Clock.systemUTC());
    }

    /** @param clock the clock of the schedule; tests advance this clock */
    public Controller(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** @return a Camel application that is configured, but not started */
    public static Main main(Settings settings) {
        return new Controller(settings).main();
    }

    /**
     * Returns a Camel application with this configuration.
     *
     * @throws Database.Unusable if the database can't be used
     */
    public Main main() {
        database = Database.openWithFolder(settings.database());
        Main main = new Main() {
            @Override
            protected void modelineRoutes(CamelContext camel) {
                // The routes have no modelines, so Camel need not search all files for modelines.
            }
        };
        main.addInitialProperty("camel.server.host", settings.httpHost());
        main.addInitialProperty("camel.server.port", String.valueOf(settings.httpPort()));
        main.addInitialProperty("camel.management.host", settings.managementHost());
        main.addInitialProperty("camel.management.port", String.valueOf(settings.managementPort()));
        main.configure().addConfiguration(this);
        return main;
    }

    /** Returns an application without pages and ports, which only carries out a command. */
    Main main(OneShot asked) {
        oneShot = asked;
        Main main = main();
        main.addOverrideProperty("camel.server.enabled", "false");
        main.addOverrideProperty("camel.management.enabled", "false");
        main.addOverrideProperty("camel.main.jmxEnabled", "false");
        main.addOverrideProperty(
                "camel.main.routesExcludePattern",
                "**/web/*.camel.yaml,**/alerts.camel.yaml"
                        + (oneShot.switchesOver() ? "" : ",**/95-switchover.camel.yaml"));
        return main;
    }

    @Override
    public void configure(CamelContext camel) throws Exception {
        // The bean component is started before Camel builds the routes. Otherwise, Camel would inspect a bean again for
        // each step that calls the bean, instead of using the cache of the component.
        camel.getComponent("bean").start();
        camel.getRegistry().bind(GetterLanguage.NAME, new GetterLanguage());
        tables = Tables.of(database);
        Startup.seed(settings, tables.settings(), database);
        Core core = Core.of(settings, clock, camel, tables);
        connections = core.connections();

        DocumentBeans documents = DocumentBeans.bind(core);
        UploadBeans uploads = UploadBeans.bind(core, documents);
        CycleBeans cycle = CycleBeans.bind(core, uploads);
        ReviewBeans.bind(core, documents, uploads, cycle);
        DrillBeans drills = DrillBeans.bind(core, cycle);
        ErrorBeans.bind(core, uploads);
        core.bind("gateway", core.gateway());
        core.bind("ruleBook", core.rules().book());
        core.bind("writer", database.writerDataSource());
        core.bind("retention", new Retention(tables.settings()));
        core.bind("replicaSamples", new ReplicaSamples(database));
        core.bind("logDigests", database.logDigests());
        Backups backups = new Backups(database, tables.settings(), core.journal(), clock);
        core.bind("backups", backups);
        SwitchoverBeans switchovers = SwitchoverBeans.bind(core, backups);
        AnswerFormats.bind(core::bind);
        // No route calls the following beans; only tests look them up.
        core.bind("tables", tables);
        core.bind("rules", core.rules());
        core.bind("vault", settings.vault());
        core.bind("connections", connections);

        threadPool(camel, "replicas", 4, 32, 0);
        threadPool(camel, "rules", 2, 2, 1000);
        camel.addLifecycleStrategy(new Shutdown(core.stops(), database));
        Startup.logInterruptedWork(tables.runs(), tables.openUploads(), tables.drills(), core.journal());
        Startup.logDatabaseWarnings(database, core.journal());
        Startup.pauseBeforeSwitchover(database, tables.settings(), core.journal());
        Startup.logUnreadableTokens(connections.refresh(), core.journal());
        Credentials credentials = new Credentials(
                settings.envFile(), settings.vault(), tables.settings(), tables.replicas(), core.journal());
        switchovers.swap().afterChange(credentials::save);
        if (oneShot != null) {
            cycle.schedule().onlyByHand();
            drills.schedule().onlyByHand();
            oneShot.prepare(tables);
        } else {
            serve(core, cycle, switchovers, credentials);
        }
    }

    /**
     * Adds metrics, alerts, pages and API. An application that only carries out a command does not need these parts.
     */
    private void serve(Core core, CycleBeans cycle, SwitchoverBeans switchovers, Credentials credentials)
            throws Exception {
        Startup.logOpenSignIn(settings, core.journal());
        CamelContext camel = core.camel();
        Supplier<MasterStatus.Status> master = core.master()::get;
        Supplier<String> metrics = core.metrics().metrics()::scrape;
        core.metrics().install(master, core.rules());
        AlertsConfiguration.install(camel, tables, settings.vault(), settings.proxies(), master, clock);
        WebConfiguration.install(new WebParts(
                camel,
                settings,
                tables,
                master,
                credentials,
                cycle.hints(),
                metrics,
                core.rules(),
                switchovers.requests(),
                switchovers.checklist(),
                () -> {
                    connections.refresh();
                    credentials.save();
                }));
        ManagementPort.install(camel, settings, database, metrics);
    }

    private static void threadPool(CamelContext camel, String name, int size, int maxSize, int queue) {
        camel.getExecutorServiceManager()
                .registerThreadPoolProfile(new ThreadPoolProfileBuilder(name)
                        .poolSize(size)
                        .maxPoolSize(maxSize)
                        .maxQueueSize(queue)
                        .build());
    }

    /** Adds a replica as the page Replicas does. Must be called after {@link #configure}. */
    public void addReplica(String name, String url, String token, int uploadsInFlight) {
        tables.replicas()
                .add(
                        name,
                        PaperlessUrl.parse(url).text(),
                        settings.vault().encrypt(token),
                        true,
                        null,
                        uploadsInFlight);
        connections.refresh();
    }

    public void setSyncInterval(int seconds) {
        tables.settings().put(Setting.SYNC_INTERVAL, String.valueOf(seconds));
    }

    public List<Replica> replicas() {
        return tables.replicas().all();
    }
}

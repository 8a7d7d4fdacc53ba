package io.pngx.controller.rules;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.RuleTable;
import io.pngx.controller.sync.Rules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up the rules, and scans their folder while the controller runs. */
public final class RuleEngine {
    private static final Logger LOG = LoggerFactory.getLogger(RuleEngine.class);

    private final RuleLoader loader;
    private final RuleBook book;
    private final RuleTemplates templates;
    private final RuleTable table;
    private final RuleCatalogue catalogue;
    private final OverdueCalls overdue;

    /**
     * Binds the beans and components that rules may use, before the context starts. The rules start with the context.
     *
     * @param rulesInUse supplies the rules of the open runs
     * @param proxies the proxies for HTTP calls of rules
     */
    public RuleEngine(
            CamelContext camel,
            Path folder,
            Database database,
            Supplier<? extends Collection<Rules>> rulesInUse,
            Proxies proxies)
            throws Exception {
        this.table = new RuleTable(database);
        this.templates = new RuleTemplates(camel);
        RuleCalls calls = new RuleCalls();
        RuleStarter stage = new RuleStarter(camel, templates, calls);
        this.loader = new RuleLoader(new RuleFiles(folder), stage, table, rulesInUse);
        Duration budget = Duration.ofMillis(setting(camel, "pngx.rules.budget", 5_000));
        RuleCaller caller = new RuleCaller(camel, budget);
        this.overdue = caller.overdue();
        this.book = new RuleBook(camel, loader, table, caller, new Logs(database));
        this.catalogue = new RuleCatalogue(loader, table, camel);
        HealthCheckRegistry health = HealthCheckRegistry.get(camel);
        if (health != null) {
            health.register(new RuleScanCheck(loader::sinceLastScan));
        }
        camel.getRegistry().bind("ruleSteps", new RuleSteps());
        camel.addComponent(RuleCalls.SCHEME, calls.component(proxies));
        camel.addStartupListener(new ExtendedStartupListener() {
            @Override
            public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
                // The rules are not started here, because Camel would call the listeners again for each added route.
            }

            @Override
            public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
                start(camel);
            }
        });
    }

    private void start(CamelContext camel) {
        loader.start();
        ScheduledExecutorService scanner =
                camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "rules");
        long interval = setting(camel, "pngx.tick.rules", 1_000);
        scanner.scheduleWithFixedDelay(() -> scan(camel), interval, interval, TimeUnit.MILLISECONDS);
    }

    /** Scans the folder. Catches every exception, because an exception would end all further scans. */
    private void scan(CamelContext camel) {
        try {
            loader.scan();
        } catch (Throwable e) {
            // While the controller stops, a scan may fail because the database is already closed.
            if (!camel.isStopping() && !camel.isStopped()) {
                LOG.error("The folder of rules could not be scanned; the controller tries again.", e);
            }
        }
    }

    private static long setting(CamelContext camel, String property, long fallback) {
        return camel.getPropertiesComponent()
                .resolveProperty(property)
                .filter(ObjectHelper::isNotEmpty)
                .map(Long::valueOf)
                .orElse(fallback);
    }

    public RuleBook book() {
        return book;
    }

    public RuleLoader loader() {
        return loader;
    }

    public int overdueCalls() {
        return overdue.count();
    }

    public RuleTable table() {
        return table;
    }

    public RuleTemplates templates() {
        return templates;
    }

    /** Returns the list of rules, for pages and API. */
    public RuleCatalogue catalogue() {
        return catalogue;
    }
}

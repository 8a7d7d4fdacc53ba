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

/** Puts the rules together, and has their folder looked at as long as the controller runs. */
public final class RuleEngine {
    private static final Logger LOG = LoggerFactory.getLogger(RuleEngine.class);

    private final RuleLoader loader;
    private final RuleBook book;
    private final RuleTemplates templates;
    private final RuleTable table;
    private final RuleCatalogue catalogue;
    private final OverdueCalls overdue;

    /**
     * Binds what rules may use, before the context starts; the rules themselves start with it.
     *
     * @param inUse   the rules of runs that are in hand
     * @param proxies the way of their HTTP calls
     */
    public RuleEngine(
            CamelContext camel,
            Path folder,
            Database database,
            Supplier<? extends Collection<Rules>> inUse,
            Proxies proxies)
            throws Exception {
        this.table = new RuleTable(database);
        this.templates = new RuleTemplates(camel);
        RuleCalls calls = new RuleCalls();
        RuleStarter stage = new RuleStarter(camel, templates, calls);
        this.loader = new RuleLoader(new RuleFiles(folder), stage, table, inUse);
        Duration budget = Duration.ofMillis(number(camel, "pngx.rules.budget", 5_000));
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
                // Too early: a route that is added here has the listeners called once more.
            }

            @Override
            public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
                start(camel);
            }
        });
    }

    private void start(CamelContext camel) {
        loader.start();
        ScheduledExecutorService looks =
                camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "rules");
        long every = number(camel, "pngx.tick.rules", 1_000);
        looks.scheduleWithFixedDelay(() -> look(camel), every, every, TimeUnit.MILLISECONDS);
    }

    /** What is thrown would end all further looks. */
    private void look(CamelContext camel) {
        try {
            loader.scan();
        } catch (Throwable e) {
            if (!camel.isStopping() && !camel.isStopped()) { // the database is closed by then
                LOG.error("The folder of rules could not be looked at; it is tried again.", e);
            }
        }
    }

    private static long number(CamelContext camel, String property, long otherwise) {
        return camel.getPropertiesComponent()
                .resolveProperty(property)
                .filter(ObjectHelper::isNotEmpty)
                .map(Long::valueOf)
                .orElse(otherwise);
    }

    public RuleBook book() {
        return book;
    }

    public RuleLoader loader() {
        return loader;
    }

    /** How many calls of rules go on although their time is over. */
    public int overdueCalls() {
        return overdue.all();
    }

    public RuleTable table() {
        return table;
    }

    public RuleTemplates templates() {
        return templates;
    }

    /** What there is, for pages and API. */
    public RuleCatalogue catalogue() {
        return catalogue;
    }
}

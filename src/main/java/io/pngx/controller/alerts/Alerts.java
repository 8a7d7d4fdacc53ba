package io.pngx.controller.alerts;

import io.pngx.controller.config.Proxies;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.store.AlertOutbox;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Runs;
import io.pngx.controller.watch.Lookout;
import io.pngx.controller.watch.RunChanges;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** Sets up the alerts. */
public final class Alerts {
    private Alerts() {}

    /** Binds the beans that {@code routes/alerts.yaml} calls. */
    public static void install(
            CamelContext camel,
            Database db,
            Vault vault,
            Proxies proxies,
            Supplier<MasterStatus.Status> master,
            Clock clock) {
        AlertTargets targets = new AlertTargets(db);
        AlertOutbox outbox = new AlertOutbox(db);
        Logs logs = new Logs(db);
        OutboxWriter outboxWriter = new OutboxWriter(targets, outbox, logs);
        camel.getRegistry()
                .bind(
                        "watchman",
                        new AlertDetector(
                                db, new Lookout(db, clock), new RunChanges(new Runs(db)), outboxWriter, master, clock));
        camel.getRegistry().bind("deliveries", new Deliveries(targets, outbox, logs, clock));
        camel.getRegistry().bind("alertGateway", new AlertGateway(targets, vault, proxies));
    }
}

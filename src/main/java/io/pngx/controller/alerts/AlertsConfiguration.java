package io.pngx.controller.alerts;

import io.pngx.controller.config.Build;
import io.pngx.controller.config.Proxies;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.metrics.ReplicaStatusReader;
import io.pngx.controller.metrics.RunChanges;
import io.pngx.controller.store.AlertOutbox;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Tables;
import java.time.Clock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** Creates the beans of the alerts. */
public final class AlertsConfiguration {
    private AlertsConfiguration() {}

    /** Binds the beans of the routes in {@code routes/operations/alerts}. */
    public static void install(
            CamelContext camel,
            Tables tables,
            Vault vault,
            Proxies proxies,
            Supplier<MasterStatus.Status> master,
            Clock clock) {
        AlertTargets targets = tables.alertTargets();
        AlertOutbox outbox = new AlertOutbox(tables.database());
        Logs logs = tables.logs();
        KeyValues settings = tables.settings();
        Outgoing outgoing = new Outgoing(targets, outbox, logs);
        camel.getRegistry()
                .bind(
                        "alertDetector",
                        new AlertDetector(
                                tables,
                                new ReplicaStatusReader(tables, clock),
                                new RunChanges(tables.runs()),
                                outgoing,
                                master,
                                clock));
        camel.getRegistry().bind("deliveries", new Deliveries(targets, outbox, logs, clock));
        camel.getRegistry().bind("mailer", new Mailer(targets, vault, proxies, clock));
        camel.getRegistry()
                .bind(
                        "releaseCheck",
                        new ReleaseCheck(tables, outgoing, logs, Build.read().version(), clock));
        camel.getRegistry().bind("alertGateway", new AlertGateway(settings, targets, vault, proxies));
    }
}

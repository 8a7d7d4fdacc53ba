package io.pngx.controller.app;

import io.pngx.controller.config.Settings;
import io.pngx.controller.engine.instances.Connections;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.engine.instances.RetryAfterKeeper;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.metrics.MetricsConfiguration;
import io.pngx.controller.paperless.CallLimits;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.Tables;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.camel.CamelContext;

/** Holds the objects that all areas of the application share. */
record Core(
        Settings settings,
        Clock clock,
        CamelContext camel,
        Tables tables,
        MetricsConfiguration metrics,
        Guard guard,
        Gateway gateway,
        Sessions sessions,
        ReplicaLocks locks,
        Connections connections,
        StopSignal stops,
        RuleEngine rules,
        MasterStatus master,
        Journal journal) {

    static Core of(Settings settings, Clock clock, CamelContext camel, Tables tables) throws Exception {
        MetricsConfiguration metrics = new MetricsConfiguration(camel, tables, clock);
        Guard guard = new Guard();
        Gateway gateway = new Gateway(
                guard,
                settings.proxies(),
                metrics.calls(),
                new RetryAfterKeeper(tables.retryAfter(), clock),
                CallLimits.of(camel.resolvePropertyPlaceholders("{{pngx.call.patience}}"), spoolFolder(settings)));
        Sessions sessions = new Sessions();
        ReplicaLocks locks = new ReplicaLocks(sessions);
        Connections connections = new Connections(
                gateway, settings.vault(), tables.settings(), tables.replicas(), tables.connectionOptions(), locks);
        Journal journal = new Journal(tables.logs());
        return new Core(
                settings,
                clock,
                camel,
                tables,
                metrics,
                guard,
                gateway,
                sessions,
                locks,
                connections,
                new StopSignal(
                        tables.runs(),
                        connections::movedInstance,
                        tables.database().machine()),
                new RuleEngine(
                        camel, settings.routesFolder(), tables.database(), sessions::rulesInUse, settings.proxies()),
                new MasterStatus(gateway, journal, tables),
                journal);
    }

    /** Makes an object available to the routes under this name. */
    void bind(String name, Object bean) {
        camel.getRegistry().bind(name, bean);
    }

    Path spoolFolder() {
        return spoolFolder(settings);
    }

    private static Path spoolFolder(Settings settings) {
        return settings.database().toAbsolutePath().resolveSibling("spool");
    }
}

package io.pngx.controller.app;

import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.store.Database;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;

/** When the process ends, runs stop after the document in hand; the database is closed last. */
final class Shutdown extends LifecycleStrategySupport {
    private final StopSignal stops;
    private final Database database;

    Shutdown(StopSignal stops, Database database) {
        this.stops = stops;
        this.database = database;
    }

    @Override
    public void onContextStopping(CamelContext context) {
        stops.closing();
    }

    @Override
    public void onContextStopped(CamelContext context) {
        database.close();
    }
}

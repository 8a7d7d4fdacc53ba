package io.pngx.controller.app;

import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.store.Database;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;

/** Stops every run after its current document when the process ends, and closes the database last. */
final class Shutdown extends LifecycleStrategySupport {
    private final StopSignal stops;
    private final Database database;

    Shutdown(StopSignal stops, Database database) {
        this.stops = stops;
        this.database = database;
    }

    @Override
    public void onContextStopping(CamelContext context) {
        stops.processStops();
    }

    @Override
    public void onContextStopped(CamelContext context) {
        database.close();
    }
}

package io.pngx.controller.app;

import io.pngx.controller.config.Settings;
import io.pngx.controller.store.Tables;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** Starts the engine for one command, waits until the work of the command is done, and prints the results. */
abstract class OneShot {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    /** @return the exit code */
    public final int execute(Settings settings) throws Exception {
        JsonLines.useIf(settings.logFormat() == Settings.LogFormat.JSON);
        Main main = new Controller(settings).main(this);
        Thread ending = new Thread(main::stop, "ending");
        Runtime.getRuntime().addShutdownHook(ending);
        main.start();
        started(main.getCamelContext());
        while (!isDone()) {
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
        boolean good = printResults();
        Runtime.getRuntime().removeShutdownHook(ending);
        main.stop();
        return good ? ExitCodes.DONE : ExitCodes.PROBLEM_FOUND;
    }

    /** Prepares or queues the work. Is called while the application is configured, before any route starts. */
    abstract void prepare(Tables tables);

    /** Begins work that needs started routes. */
    void started(CamelContext camel) {
        // Most commands queue all their work in prepare().
    }

    abstract boolean isDone();

    /**
     * Prints the results.
     *
     * @return whether the command succeeded without finding a problem
     */
    abstract boolean printResults();

    /** Returns whether the command needs the route of switchovers. */
    boolean switchesOver() {
        return false;
    }
}

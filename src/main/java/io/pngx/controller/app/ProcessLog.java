package io.pngx.controller.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** Configures what the process logs to its console. */
public final class ProcessLog {
    private ProcessLog() {}

    /** Logs only warnings and errors, so that the output of a command stays readable. */
    public static void warningsOnly() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLoggerList().stream()
                        .filter(logger -> logger.getLevel() == Level.INFO)
                        .forEach(logger -> logger.setLevel(Level.WARN));
    }
}

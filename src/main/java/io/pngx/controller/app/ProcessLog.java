package io.pngx.controller.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** Sets what the process logs to its console. */
public final class ProcessLog {
    private ProcessLog() {}

    /** Logs warnings and errors alone, so that a command's own output can be read. */
    public static void warningsOnly() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLoggerList().stream()
                        .filter(logger -> logger.getLevel() == Level.INFO)
                        .forEach(logger -> logger.setLevel(Level.WARN));
    }
}

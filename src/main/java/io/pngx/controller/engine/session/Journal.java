package io.pngx.controller.engine.session;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Run;
import io.pngx.controller.text.Text;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a message to the log in the database and to the log of the process. */
public final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    private final Logs logs;

    public Journal(Logs logs) {
        this.logs = logs;
    }

    public void info(Session session, Long masterId, String action, Text message) {
        write(LogRow.Level.INFO, session.runId(), session.replicaId(), masterId, action, message);
    }

    public void warn(Session session, Long masterId, String action, Text message) {
        write(LogRow.Level.WARN, session.runId(), session.replicaId(), masterId, action, message);
    }

    /** Writes a message that concerns neither a single replica nor a document. */
    public void writeForSystem(LogRow.Level level, String action, Text message) {
        write(level, null, null, null, action, message);
    }

    /** Writes a message that concerns a replica, but none of its runs. */
    public void writeForReplica(LogRow.Level level, long replicaId, String action, Text message) {
        write(level, null, replicaId, null, action, message);
    }

    /** Writes a message about the start or the end of a run. */
    public void writeForRun(LogRow.Level level, Run run, Text message) {
        write(level, run.id(), run.replicaId(), null, "run", message);
    }

    /** Writes a message. Each id may be null. */
    public void write(LogRow.Level level, Long runId, Long replicaId, Long masterId, String action, Text message) {
        logs.add(level, runId, replicaId, masterId, action, message);
        print(level, runId, replicaId, masterId, action, message.toString());
    }

    /** Writes the log row of an outcome to the log of the process only. */
    public void print(@Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        Outcome.Log row = outcome.log();
        print(
                row.level(),
                row.runId(),
                row.replicaId(),
                row.masterId(),
                row.action(),
                row.message().toString());
    }

    private static void print(
            LogRow.Level level, Long runId, Long replicaId, Long masterId, String action, String message) {
        try (LogContext ids = LogContext.of(runId, replicaId, masterId)) {
            switch (level) {
                case INFO -> LOG.info("{}: {}", action, message);
                case WARN -> LOG.warn("{}: {}", action, message);
                case ERROR -> LOG.error("{}: {}", action, message);
            }
        }
    }
}

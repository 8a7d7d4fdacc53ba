package io.pngx.controller.engine.session;

import io.pngx.controller.store.Run;
import org.apache.camel.Exchange;
import org.slf4j.MDC;

/** Adds run, replica and document to the MDC of all log lines until the context is closed. */
public final class LogContext implements AutoCloseable {
    private LogContext() {}

    /** Opens the context. Each id may be null. */
    public static LogContext of(Long runId, Long replicaId, Long masterId) {
        put("run", runId);
        put("replica", replicaId);
        put("document", masterId);
        return new LogContext();
    }

    /** Opens the context with the ids of the job of the exchange. */
    public static LogContext of(Exchange exchange) {
        Job job = exchange.getProperty(ExchangeNames.JOB, Job.class);
        Run run = job == null ? null : job.run();
        Long document = job == null ? null : job.masterId();
        return of(run == null ? null : run.id(), run == null ? null : run.replicaId(), document);
    }

    private static void put(String key, Long id) {
        if (id != null) {
            MDC.put(key, String.valueOf(id));
        }
    }

    @Override
    public void close() {
        MDC.remove("run");
        MDC.remove("replica");
        MDC.remove("document");
    }
}

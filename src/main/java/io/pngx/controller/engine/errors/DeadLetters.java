package io.pngx.controller.engine.errors;

import io.pngx.controller.engine.instances.CycleJob;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.ReportingJob;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.uploads.UploadFailures;
import io.pngx.controller.engine.uploads.UploadJob;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a failed job what to do after the failure, and carries out the answer for runs and documents. */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final Replicas replicas;
    private final Runs runs;
    private final WorkQueue work;
    private final UploadFailures uploadFailures;
    private final MasterStatus master;
    private final Sessions sessions;
    private final Journal journal;
    private final Machine machine;
    private final RouteFailures routes;

    public DeadLetters(
            Tables tables,
            UploadFailures uploadFailures,
            MasterStatus master,
            Sessions sessions,
            Journal journal,
            RouteFailures routes) {
        this.routes = routes;
        this.replicas = tables.replicas();
        this.runs = tables.runs();
        this.work = tables.work();
        this.uploadFailures = uploadFailures;
        this.master = master;
        this.sessions = sessions;
        this.journal = journal;
        this.machine = tables.database().machine();
    }

    /**
     * Returns what to do after a failure, as the job decides. A fault of the machine, such as a full disk, first pauses
     * the run.
     *
     * @return what to do; null if such a fault occurred before the session began. In this case, nothing is recorded,
     *     and the run begins again
     */
    public Outcome outcome(Exchange exchange, @Variable(ExchangeNames.FAILURE) Failure failure) {
        Outcome outcome = decide(exchange, failure);
        if (outcome != null && (outcome.log() == null || outcome.log().level() != LogRow.Level.INFO)) {
            routes.record(
                    exchange.getProperty(Exchange.FAILURE_ROUTE_ID, String.class),
                    Instant.now(),
                    outcome.log() == null ? outcome.text() : outcome.log().message());
        }
        return outcome;
    }

    private Outcome decide(Exchange exchange, Failure failure) {
        Job job = exchange.getProperty(ExchangeNames.JOB, Job.class);
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        boolean paused = pauseAtMachineFault(caught, job);
        LOG.debug("failure in route {}", exchange.getProperty(Exchange.FAILURE_ROUTE_ID), caught);
        if (job == null) {
            return Outcome.of(Outcome.Kind.LOG, failure, Outcome.Log.withoutJob(failure.text()));
        }
        if (job instanceof UploadJob upload) {
            uploadFailures.refresh(upload);
        }
        Outcome outcome = job.failed(failure);
        return switch (outcome.kind()) {
            case END_CYCLE -> paused ? null : outcome;
            case END_RUN -> paused ? null : endOf(job, outcome);
            default -> outcome;
        };
    }

    /** Pauses the run if the machine failed. */
    private boolean pauseAtMachineFault(Throwable caught, Job job) {
        return machine.failed(caught)
                .map(fault -> {
                    if (job != null && job.session() != null) {
                        job.session().pause(fault);
                    }
                    if (job != null && job.run() != null) {
                        sessions.markPausedByMachine(job.run().id());
                    }
                    return fault;
                })
                .isPresent();
    }

    /** Pauses the run if a fault of the machine prevented the record of a failure; otherwise throws the exception. */
    public void recordingFailed(
            @ExchangeProperty(ExchangeNames.JOB) Job job, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught)
            throws Exception {
        if (!pauseAtMachineFault(caught, job)) {
            throw caught;
        }
    }

    /**
     * Adds the log row to the outcome. If the user stopped the run, and the stop interrupted the call, the row gives
     * the stop as the reason.
     */
    private Outcome endOf(Job job, Outcome outcome) {
        Optional<Runs.Stop> stop = runs.stop(job.run().id());
        boolean cut = outcome.failure().cause() == Failure.Cause.CUT;
        Text why = cut && stop.isPresent() ? stop.get().text() : outcome.text();
        return new Outcome(
                stop.isPresent() ? Outcome.Kind.CANCEL_RUN : Outcome.Kind.END_RUN,
                outcome.failure(),
                Outcome.Log.of(stop.isPresent() ? LogRow.Level.WARN : LogRow.Level.ERROR, job, "run", why),
                outcome.state(),
                why);
    }

    public void endRun(@ExchangeProperty(ExchangeNames.JOB) Job job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        finish(job, outcome, Run.State.FAILED);
    }

    public void cancelRun(
            @ExchangeProperty(ExchangeNames.JOB) Job job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        finish(job, outcome, Run.State.CANCELLED);
    }

    private void finish(Job job, Outcome outcome, Run.State end) {
        recordMaster(job, outcome);
        Run run = job.run();
        if (outcome.state() != null) {
            replicas.state(run.replicaId(), outcome.state(), outcome.text());
        }
        // The end of the run is stored last, so that a reader who sees the end also sees all other records.
        runs.finish(run.id(), end, outcome.text());
    }

    /** Records that the master could not be read, and ends all runs of the cycle. */
    public void endCycle(
            @ExchangeProperty(ExchangeNames.JOB) CycleJob cycle, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        master.readFailed(cycle, outcome.failure());
        for (Run run : cycle.runs()) {
            boolean stopped = runs.stop(run.id()).isPresent();
            Text why = outcome.failure().textWithNextStep();
            LogRow.Level level = stopped ? LogRow.Level.WARN : LogRow.Level.ERROR;
            journal.writeForRun(level, run, why);
            runs.finish(run.id(), stopped ? Run.State.CANCELLED : Run.State.FAILED, why);
        }
    }

    public void stopRun(
            @ExchangeProperty(ExchangeNames.JOB) Job job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        recordMaster(job, outcome);
        job.session().stop(outcome.state(), outcome.text());
    }

    /** Records that the run stops because of the master. */
    public void recordMaster(
            @ExchangeProperty(ExchangeNames.JOB) Job job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        if (outcome.failure().isOfMaster()) {
            master.callFailed(job.session() == null ? null : job.session().masterAddress(), outcome.failure());
        }
    }

    /** Plans the next attempt for the document. */
    public void retryDocument(
            @ExchangeProperty(ExchangeNames.JOB) Job job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        long replicaId = job.run().replicaId();
        work.find(replicaId, job.masterId())
                .ifPresent(row -> work.failed(
                        replicaId,
                        row.masterId(),
                        job.run().id(),
                        outcome.text(),
                        Instant.now().plus(Backoff.retry(row.attempts() + 1))));
    }

    /** Leaves the document to the next run. */
    public void deferDocument(
            @ExchangeProperty(ExchangeNames.JOB) Job job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        work.defer(job.run().replicaId(), job.masterId(), job.run().id(), outcome.text());
    }

    public void markIncomplete(
            @ExchangeProperty(ExchangeNames.JOB) Job job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        job.session().incomplete(outcome.text());
    }

    public void report(
            @ExchangeProperty(ExchangeNames.JOB) ReportingJob job, @Variable(ExchangeNames.OUTCOME) Outcome outcome) {
        job.recordFailure(outcome.failure());
    }
}

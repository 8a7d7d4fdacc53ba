package io.pngx.controller.engine.errors;

import io.pngx.controller.engine.deletions.TrashRestores;
import io.pngx.controller.engine.documents.Chunk;
import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.documents.NewDocument;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.engine.lookups.SchemaParity;
import io.pngx.controller.engine.review.RuleTrial;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.uploads.UploadFailures;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Replacement;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.LookupChanges;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records every failure of the engine, with the object that it concerns. */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final Duration SHORT_WAIT = Duration.ofSeconds(60);

    private final Failures failures;
    private final UploadFailures uploadFailures;
    private final Replicas replicas;
    private final Runs runs;
    private final WorkQueue work;
    private final Uploads uploads;
    private final SchemaParity schema;
    private final MasterStatus master;
    private final Sessions sessions;
    private final Journal journal;
    private final Machine machine;

    public DeadLetters(
            Tables tables,
            Failures failures,
            UploadFailures uploadFailures,
            SchemaParity schema,
            MasterStatus master,
            Sessions sessions,
            Journal journal) {
        this.failures = failures;
        this.uploadFailures = uploadFailures;
        this.replicas = tables.replicas();
        this.runs = tables.runs();
        this.work = tables.work();
        this.uploads = tables.uploads();
        this.schema = schema;
        this.master = master;
        this.sessions = sessions;
        this.journal = journal;
        this.machine = tables.database().machine();
    }

    /** Records a failure at the smallest object that it concerns: upload, document, lookup, run, cycle. */
    public void record(Exchange exchange) {
        Session session = exchange.getProperty("session", Session.class);
        boolean fault = isMachineFault(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class), exchange);
        if (fault && session == null && exchange.getProperty("trial") == null) {
            return; // the run stays open, and begins again
        }
        try {
            recordFailure(exchange);
        } catch (RuntimeException e) {
            if (!isMachineFault(e, exchange)) {
                throw e;
            }
        }
    }

    /** Reports a fault of the machine, and pauses the run. The database stays as it was committed last. */
    private boolean isMachineFault(Throwable failure, Exchange exchange) {
        Optional<MachineFault> fault = machine.failed(failure);
        fault.ifPresent(each -> {
            if (exchange.getProperty("session") instanceof Session session) {
                session.pause(each);
                sessions.markPausedByMachine(session.runId());
            } else if (exchange.getProperty("run") instanceof Run run) {
                sessions.markPausedByMachine(run.id());
            }
        });
        return fault.isPresent();
    }

    private void recordFailure(Exchange exchange) {
        Failure failure = failures.classify(exchange);
        LOG.debug(
                "failure in route {}",
                exchange.getProperty(Exchange.FAILURE_ROUTE_ID),
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        Session session = exchange.getProperty("session", Session.class);
        if (exchange.getProperty("trial") instanceof RuleTrial trial) {
            trial.failed(failure.text());
        } else if (session == null) {
            sessionFailed(exchange, failure);
        } else if (exchange.getProperty("upload") instanceof Upload upload) {
            uploadFailed(exchange, session, uploads.find(upload.id()).orElseThrow(), failure);
        } else if (Failures.isTooLong(exchange) && exchange.getProperty(ExchangeNames.JOB) instanceof Chunk chunk) {
            chunkTooLong(session, chunk, failure);
        } else if (failure.effect() == Failure.Effect.STOP) {
            session.stop(failure.ofReplica(), failure.textWithNextStep());
        } else if (exchange.getProperty(ExchangeNames.JOB) instanceof DocumentJob document) {
            documentFailed(session, document.work(), failure);
        } else if (exchange.getProperty(ExchangeNames.JOB) instanceof NewDocument document) {
            documentFailed(session, document.work(), failure);
        } else if (exchange.getProperty("work") instanceof Work row) {
            documentFailed(session, row, failure);
        } else if (exchange.getProperty("change") instanceof LookupChanges.Change change) {
            schema.refused(session, change, failure);
        } else if (exchange.getProperty("copy") instanceof TrashRestores.Copy copy) {
            restoreFailed(session, copy, failure);
        } else if (exchange.getProperty("tombstone") instanceof Tombstone tombstone
                && tombstone.state() == Tombstone.State.ACTING) {
            itemFailed(
                    session,
                    tombstone.ofDocument() ? tombstone.masterId() : null,
                    "The deletion of " + tombstone + " failed: " + failure.text());
        } else if (exchange.getProperty("replaced") instanceof Replacement old) {
            itemFailed(
                    session,
                    old.masterId(),
                    "The replaced document " + old.replicaDocId() + " could not be moved to the replica's trash: "
                            + failure.text());
        } else if (exchange.getProperty("copy") instanceof Mapping copy) {
            itemFailed(
                    session,
                    copy.masterId(),
                    "Document " + copy.replicaDocId()
                            + " of the replica, whose owner was deleted there, could not be assigned to the "
                            + "token's user: " + failure.text());
        } else {
            session.stop(Replica.State.ERROR, failure.text());
        }
    }

    /** Records a failure before the session: the master or the replica could not be read. */
    private void sessionFailed(Exchange exchange, Failure failure) {
        Run run = exchange.getProperty("run", Run.class);
        if (run == null) {
            master.readFailed(failure);
            List<?> due = exchange.getProperty("runs", List.of(), List.class);
            due.forEach(each -> endRun((Run) each, null, failure, false));
        } else {
            boolean cut = Failures.isCut(exchange);
            Replica.State state = failure.ofReplica() == null && !cut ? Replica.State.ERROR : failure.ofReplica();
            endRun(run, state, failure, cut);
        }
    }

    /** @param cut whether the end of the run cut off a call: no evidence about the replica */
    private void endRun(Run run, Replica.State state, Failure failure, boolean cut) {
        Optional<Runs.Stop> stop = runs.stop(run.id());
        String why = cut && stop.isPresent() ? stop.get().text() : failure.textWithNextStep();
        LogRow.Level level = stop.isPresent() ? LogRow.Level.WARN : LogRow.Level.ERROR;
        journal.write(level, run.id(), run.replicaId(), null, "run", why);
        if (state != null) {
            replicas.state(run.replicaId(), state, why);
        }
        // Last, so that a reader who sees the end also sees the rest.
        runs.finish(run.id(), stop.isPresent() ? Run.State.CANCELLED : Run.State.FAILED, why);
    }

    /**
     * Asks for fewer documents at a time, since some have long texts; a single document that is too long fails alone.
     */
    private void chunkTooLong(Session session, Chunk chunk, Failure failure) {
        if (chunk.documents().size() > 1) {
            chunk.readAgain();
            journal.info(session, null, "read", failure.text() + " The next call asks for fewer documents.");
            return;
        }
        Work row = chunk.documents().get(0).work();
        if (session.run().mode().onlyReads()) {
            itemFailed(session, row.masterId(), failure.text());
        } else {
            documentFailed(session, row, failure);
        }
    }

    private void documentFailed(Session session, Work row, Failure failure) {
        if (failure.effect() == Failure.Effect.DEFER) {
            work.defer(session.replicaId(), row.masterId(), session.runId(), failure.text());
            journal.info(session, row.masterId(), "put back", failure.text());
            return;
        }
        work.failed(
                session.replicaId(),
                row.masterId(),
                session.runId(),
                failure.text(),
                Instant.now().plus(Backoff.retry(row.attempts() + 1)));
        journal.warn(session, row.masterId(), "failed", failure.text());
    }

    /**
     * Records a failed restore. The document leaves the run too: it is neither uploaded nor written while its copy may
     * be in the trash.
     */
    private void restoreFailed(Session session, TrashRestores.Copy copy, Failure failure) {
        work.find(session.replicaId(), copy.masterId())
                .ifPresentOrElse(
                        row -> documentFailed(session, row, failure),
                        () -> journal.warn(session, copy.masterId(), "failed", failure.text()));
    }

    /** Records a failure of one item. The next run tries again, and the others of this run continue. */
    private void itemFailed(Session session, Long masterId, String why) {
        session.incomplete(why);
        journal.warn(session, masterId, "failed", why);
    }

    private void uploadFailed(Exchange exchange, Session session, Upload upload, Failure failure) {
        boolean posting = exchange.getProperty("posting", false, Boolean.class);
        boolean stop = failure.effect() == Failure.Effect.STOP;
        if (upload.state() == Upload.State.SETTLED && !stop) {
            journal.warn(
                    session,
                    upload.masterId(),
                    "upload",
                    "The upload is done, but its task is still in the replica's list: " + failure.text());
        } else if (posting && failure.sent()) {
            // The file may have arrived: the intent stays, and is searched for before anything is sent again.
            uploads.unanswered(
                    upload.id(), Failures.answer(exchange), Instant.now().plus(Backoff.poll(1)));
            session.uploadUnanswered();
            journal.warn(
                    session,
                    upload.masterId(),
                    "upload",
                    "The answer to the upload of \"" + upload.fileName() + "\" was lost (" + failure.text()
                            + "); it is looked for on the replica.");
        } else if (posting && stop) {
            uploads.abandon(upload.id(), failure.text());
            session.stop(failure.ofReplica(), failure.textWithNextStep());
        } else if (posting) {
            uploadFailures.failed(session, upload, failure.text());
        } else if (stop) {
            if (exchange.getProperty("file") != null && upload.state() == Upload.State.PLANNED) {
                uploads.abandon(upload.id(), failure.text()); // never sent, so nothing to wait for
            }
            session.stop(failure.ofReplica(), failure.textWithNextStep());
        } else if (upload.state() == Upload.State.CONSUMED
                && failure.effect() == Failure.Effect.DEFER
                && isGone(exchange)) {
            uploads.settledWithoutMaster(upload, session.runId());
            journal.warn(
                    session,
                    upload.masterId(),
                    "put back",
                    "\"" + upload.fileName() + "\" left the master before it was settled. Its copy (document "
                            + upload.replicaDocId() + ") stays on the replica "
                            + (upload.kind() == Upload.Kind.REPLACEMENT
                                    ? "until the document returns, or until the copy that it was to replace is deleted."
                                    : "until its deletion is decided."));
        } else if (upload.state() == Upload.State.CONSUMED
                && failure.effect() == Failure.Effect.FAILED
                && isGone(exchange)) {
            uploadFailures.failed(
                    session, upload, "The uploaded document is no longer on the replica: " + failure.text());
        } else {
            uploads.wait(
                    upload.id(),
                    Instant.now()
                            .plus(
                                    failure.effect() == Failure.Effect.DEFER
                                            ? SHORT_WAIT
                                            : Backoff.retry(upload.polls() + 1)));
            work.find(session.replicaId(), upload.masterId()).ifPresent(row -> documentFailed(session, row, failure));
        }
    }

    /** @return whether paperless-ngx itself answered 404 */
    private static boolean isGone(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof HttpOperationFailedException http
                && http.getStatusCode() == 404
                && Failures.isGenuine(http);
    }
}

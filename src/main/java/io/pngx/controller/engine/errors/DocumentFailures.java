package io.pngx.controller.engine.errors;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.uploads.UploadJob;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.WorkQueue;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/**
 * Finds out whether a failure stops the run, or concerns only one document. A proxy may refuse a single document, and
 * this document would stop each run before the others.
 */
public final class DocumentFailures {
    private final Runs runs;
    private final WorkQueue work;

    public DocumentFailures(Tables tables) {
        this.runs = tables.runs();
        this.work = tables.work();
    }

    /**
     * @return whether to ask the instance if other calls succeed. False after some such documents in a row, so that a
     *     proxy that refuses most calls soon stops the run. Documents that failed in earlier runs do not count, because
     *     they would stop each run before the other documents
     */
    public boolean mustAsk(
            @ExchangeProperty(ExchangeNames.JOB) Job job, @Variable(ExchangeNames.FAILURE) Failure failure) {
        return mayFailAlone(job, failure)
                && (job.countsAttempts()
                        ? failedBefore(job) || job.session().failedAlone().mayFail(succeeded(job))
                        : !isKnown(job));
    }

    /**
     * @return whether only the document fails without another question, because enough documents of such jobs failed
     *     alone in this run. These jobs store no attempt, so each run would meet the same documents
     */
    public boolean isKnownToFailAlone(
            @ExchangeProperty(ExchangeNames.JOB) Job job, @Variable(ExchangeNames.FAILURE) Failure failure) {
        return mayFailAlone(job, failure) && !job.countsAttempts() && isKnown(job);
    }

    private static boolean mayFailAlone(Job job, Failure failure) {
        return failure.ofDocument() != null
                && job != null
                && job.session() != null
                && job.canFailAlone()
                && !keepsIntent(job, failure);
    }

    private static boolean isKnown(Job job) {
        return job.session().failedAlone().isKnown(job.getClass());
    }

    /** Lets only the document fail. */
    public Failure ofDocument(
            @ExchangeProperty(ExchangeNames.JOB) Job job, @Variable(ExchangeNames.FAILURE) Failure failure) {
        if (!job.countsAttempts()) {
            job.session().failedAlone().add(job.getClass());
        } else if (!failedBefore(job)) {
            job.session().failedAlone().add();
        }
        return failure.onlyOfDocument();
    }

    /** Lets the run stop, because other calls fail too. */
    public Failure ofInstance(@Variable(ExchangeNames.FAILURE) Failure failure) {
        return failure.orOfDocument(null);
    }

    /** Gives the exchange back the exception and the route of the failed call, which a failed question replaced. */
    public void restore(Exchange exchange, @Variable(ExchangeNames.FAILURE) Failure failure) {
        exchange.setProperty(Exchange.FAILURE_ROUTE_ID, failure.origin().route());
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure.origin().exception());
    }

    /** @return whether the replica may have received the file, so that the upload is searched anyway */
    private static boolean keepsIntent(Job job, Failure failure) {
        return job instanceof UploadJob upload && upload.isPosting() && failure.sent();
    }

    private boolean failedBefore(Job job) {
        return work.find(job.run().replicaId(), job.masterId())
                .filter(row -> row.attempts() > 0)
                .isPresent();
    }

    /** @return the number of documents that the run finished so far */
    private long succeeded(Job job) {
        Run run = runs.find(job.run().id()).orElseThrow();
        return run.uploaded() + run.adopted() + run.updated() + run.unchanged();
    }
}

package io.pngx.controller.engine.session;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;

/**
 * Describes what the route {@code deadLetter} does after a failure.
 *
 * @param log   the log row; null if another step writes the row, for example the step that ends the run
 * @param state the new state of the replica; null if the state does not change
 */
public record Outcome(Kind kind, Failure failure, Log log, Replica.State state, Text text) {
    public enum Kind {
        /** Only the log row is written. */
        LOG,
        /** The session stops; the last step of the run records the end of the run. */
        STOP_RUN,
        /** The run had no session yet, and ends as failed. */
        END_RUN,
        /** The run had no session yet, and ends as cancelled, because the user stopped it. */
        CANCEL_RUN,
        /** The master could not be read: all runs of the cycle end. */
        END_CYCLE,
        /** The documents of the chunk are read again in smaller chunks. */
        READ_FEWER,
        /** The document is tried again after a delay that grows with each attempt. */
        RETRY_DOCUMENT,
        /** The next run tries the document again; no attempt is counted. */
        DEFER_DOCUMENT,
        /** The next run tries the object again; this run ends as partial. */
        RUN_INCOMPLETE,
        /**
         * Documents are written without a refused lookup. After any other failure, documents that use the lookup wait.
         */
        LOOKUP_REFUSED,
        /** The replica may hold the file, so the replica is searched before the file is sent again. */
        SEARCH_UPLOAD,
        /** The upload was not sent. Its row is deleted, and the session stops. */
        DROP_UPLOAD,
        /** The upload failed, and its document is tried again after a delay. */
        UPLOAD_FAILED,
        /** The next step of the upload is delayed, and its document waits. */
        DELAY_UPLOAD,
        /** The document of the upload was not found: the upload continues at once with a check of the trash. */
        CHECK_UPLOAD,
        /** The document is missing on the master, and its copy stays until the deletion is decided. */
        SETTLE_WITHOUT_MASTER,
        /** The job belongs to no run, and reports the failure itself. */
        REPORT
    }

    /** Row of the log. Each id may be null. */
    public record Log(
            Instant at, LogRow.Level level, Long runId, Long replicaId, Long masterId, String action, Text message) {
        public static Log of(LogRow.Level level, Job job, String action, Text message) {
            Run run = job.run();
            return new Log(
                    Instant.now(),
                    level,
                    run == null ? null : run.id(),
                    run == null ? null : run.replicaId(),
                    job.masterId(),
                    action,
                    message);
        }

        public static Log warn(Job job, String action, Text message) {
            return of(LogRow.Level.WARN, job, action, message);
        }

        /** Returns the log row for a failure of a step that has no job, such as housekeeping. */
        public static Log withoutJob(Text message) {
            return new Log(Instant.now(), LogRow.Level.ERROR, null, null, null, "failed", message);
        }

        /**
         * @return pattern and values of the message, which the database stores for translations; null if nothing is
         *     stored
         */
        public String getText() {
            return StoredText.write(message);
        }

        /** @return the time of the log row, in the form in which the database stores times */
        public String getTime() {
            return Times.text(at);
        }
    }

    public static Outcome of(Kind kind, Failure failure, Log log) {
        return new Outcome(kind, failure, log, null, failure.text());
    }

    /** Ends the run. If no instance caused the failure, the replica's state becomes {@code error}. */
    public static Outcome stopRun(Failure failure) {
        boolean stop = failure.effect() == Failure.Effect.STOP;
        return new Outcome(
                Kind.STOP_RUN,
                failure,
                null,
                stop ? failure.ofReplica() : Replica.State.ERROR,
                stop ? failure.textWithNextStep() : failure.text());
    }

    /** Fails or defers the document of the job, or stops the run, depending on the failure. */
    public static Outcome ofDocument(Job job, Failure failure) {
        return switch (failure.effect()) {
            case STOP -> stopRun(failure);
            case DEFER -> of(Kind.DEFER_DOCUMENT, failure, Log.of(LogRow.Level.INFO, job, "deferred", failure.text()));
            case FAILED -> of(Kind.RETRY_DOCUMENT, failure, Log.warn(job, "failed", failure.text()));
        };
    }

    /**
     * Leaves the object of the job to the next run, or stops the run, depending on the failure.
     *
     * @param why one sentence about the object and the failure
     */
    public static Outcome ofItem(Job job, Text why, Failure failure) {
        return failure.effect() == Failure.Effect.STOP
                ? stopRun(failure)
                : new Outcome(Kind.RUN_INCOMPLETE, failure, Log.warn(job, "failed", why), null, why);
    }
}

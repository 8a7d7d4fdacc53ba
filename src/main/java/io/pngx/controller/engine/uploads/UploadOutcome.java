package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Outcome.Kind;
import io.pngx.controller.engine.session.Outcome.Log;
import io.pngx.controller.store.Upload;

/** Decides what becomes of a failed upload: its file is sent at most once, whatever failed. */
public final class UploadOutcome {
    private UploadOutcome() {}

    /**
     * @param posting whether the replica may have received a part of the file, and no task is known
     * @param fetched whether this job fetched the file from the master
     */
    public static Outcome of(Job job, Upload upload, boolean posting, boolean fetched, Failure failure) {
        boolean stop = failure.effect() == Failure.Effect.STOP;
        boolean gone = failure.cause() == Failure.Cause.GONE;
        if (upload.state() == Upload.State.SETTLED && !stop) {
            return Outcome.of(
                    Kind.LOG,
                    failure,
                    Log.warn(
                            job,
                            "upload",
                            "The upload is done, but its task is still in the replica's list: " + failure.text()));
        }
        if (posting && failure.sent()) {
            return Outcome.of(
                    Kind.SEARCH_UPLOAD,
                    failure,
                    Log.warn(
                            job,
                            "upload",
                            "The answer to the upload of \"" + upload.fileName() + "\" was lost (" + failure.text()
                                    + "); it is looked for on the replica."));
        }
        if (posting && !stop) {
            return failed(job, upload, failure, failure.text());
        }
        if (stop) {
            // An upload that was never sent needs no search.
            boolean unsent = posting || fetched && upload.state() == Upload.State.PLANNED;
            Outcome end = Outcome.stopRun(failure);
            return unsent ? new Outcome(Kind.DROP_UPLOAD, failure, null, end.state(), end.text()) : end;
        }
        boolean consumed = upload.state() == Upload.State.CONSUMED;
        if (consumed && gone && failure.effect() == Failure.Effect.DEFER) {
            return Outcome.of(
                    Kind.SETTLE_WITHOUT_MASTER,
                    failure,
                    Log.warn(
                            job,
                            "put back",
                            "\"" + upload.fileName() + "\" left the master before it was settled. Its copy (document "
                                    + upload.replicaDocId() + ") stays on the replica "
                                    + (upload.kind() == Upload.Kind.REPLACEMENT
                                            ? "until the document returns, or until the copy that it was to replace is"
                                                    + " deleted."
                                            : "until its deletion is decided.")));
        }
        if (consumed && gone && failure.effect() == Failure.Effect.FAILED) {
            return failed(job, upload, failure, "The uploaded document is no longer on the replica: " + failure.text());
        }
        return Outcome.of(
                Kind.DELAY_UPLOAD, failure, Outcome.ofDocument(job, failure).log());
    }

    private static Outcome failed(Job job, Upload upload, Failure failure, String text) {
        Log log = Log.warn(job, "upload failed", "\"" + upload.fileName() + "\": " + text);
        return new Outcome(Kind.UPLOAD_FAILED, failure, log, null, text);
    }
}

package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Outcome.Kind;
import io.pngx.controller.engine.session.Outcome.Log;
import io.pngx.controller.store.Upload;

/** Decides what to do after an upload failed. No decision sends a file twice. */
final class UploadOutcome {
    private UploadOutcome() {}

    static Outcome of(UploadJob job, Failure failure) {
        Upload upload = job.getUpload();
        boolean stop = failure.effect() == Failure.Effect.STOP;
        boolean gone = failure.cause() == Failure.Cause.GONE;
        if (upload.state() == Upload.State.SETTLED && !stop) {
            return Outcome.of(
                    Kind.LOG,
                    failure,
                    Log.warn(job, "upload", "The upload is done, but a step after it failed: " + failure.text()));
        }
        if (job.isPosting() && failure.sent()) {
            return Outcome.of(
                    Kind.SEARCH_UPLOAD,
                    failure,
                    Log.warn(
                            job,
                            "upload",
                            "The answer to the upload of \"" + upload.fileName() + "\" was lost (" + failure.text()
                                    + "); the file is looked for on the replica."));
        }
        if (job.isPosting() && !stop) {
            return failed(job, upload, failure, failure.text());
        }
        if (stop) {
            // An upload that was never sent needs no search.
            boolean unsent = job.isPosting() || job.file() != null && upload.state() == Upload.State.PLANNED;
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
                            "\"" + upload.fileName()
                                    + "\" was deleted on the master before its upload was settled. The copy "
                                    + "(document "
                                    + upload.replicaDocId() + ") stays on the replica "
                                    + (upload.kind() == Upload.Kind.REPLACEMENT
                                            ? "until the document returns, or until the old copy, which the upload was"
                                                    + " to replace, is deleted."
                                            : "until its deletion is decided.")));
        }
        if (consumed && gone && failure.effect() == Failure.Effect.FAILED) {
            return failed(job, upload, failure, "The uploaded document is no longer on the replica: " + failure.text());
        }
        return Outcome.of(
                Kind.DELAY_UPLOAD, failure, Outcome.ofDocument(job, failure).log());
    }

    private static Outcome failed(UploadJob job, Upload upload, Failure failure, String text) {
        Log log = Log.warn(job, "upload failed", "\"" + upload.fileName() + "\": " + text);
        return new Outcome(Kind.UPLOAD_FAILED, failure, log, null, text);
    }
}

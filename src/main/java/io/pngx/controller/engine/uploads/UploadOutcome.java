package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Outcome.Kind;
import io.pngx.controller.engine.session.Outcome.Log;
import io.pngx.controller.store.Upload;
import io.pngx.controller.text.Text;

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
                    Log.warn(
                            job,
                            "upload",
                            Text.of("The upload is done, but a step after it failed: {0}", failure.text())));
        }
        if (job.isPosting() && failure.sent()) {
            return Outcome.of(
                    Kind.SEARCH_UPLOAD,
                    failure,
                    Log.warn(
                            job,
                            "upload",
                            Text.of(
                                    "The answer to the upload of \"{0}\" was lost: {1} The file is looked for on the"
                                            + " replica.",
                                    upload.fileName(), failure.text())));
        }
        if (job.isPosting() && !stop) {
            return failed(job, upload, failure, failure.text());
        }
        if (stop) {
            // A POST that was sent is handled above. An upload that was never sent needs no search.
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
                            "deferred",
                            Text.of(
                                    upload.kind() == Upload.Kind.REPLACEMENT
                                            ? "\"{0}\" was deleted on the master before its upload was settled. The"
                                                    + " new copy (document {1}) stays on the replica until the document"
                                                    + " returns, or until the old copy is deleted."
                                            : "\"{0}\" was deleted on the master before its upload was settled. The"
                                                    + " copy (document {1}) stays on the replica until its deletion is"
                                                    + " decided.",
                                    upload.fileName(),
                                    String.valueOf(upload.replicaDocId()))));
        }
        if (consumed && gone && failure.effect() == Failure.Effect.FAILED) {
            if (upload.kind() != Upload.Kind.VERSION) {
                return notFound(job, upload, failure);
            }
            return failed(
                    job,
                    upload,
                    failure,
                    Text.of("The uploaded document is no longer on the replica: {0}", failure.text()));
        }
        return Outcome.of(
                Kind.DELAY_UPLOAD, failure, Outcome.ofDocument(job, failure).log());
    }

    /**
     * Decides after the replica answered 404 for a consumed document. If the document is in the trash, the upload
     * waits: another upload would follow the document into the trash, with each attempt.
     */
    private static Outcome notFound(UploadJob job, Upload upload, Failure failure) {
        if (job.trashed() == null) {
            return Outcome.of(Kind.CHECK_UPLOAD, failure, null);
        }
        Text text = job.trashed()
                ? Text.of(
                        "The replica moved the uploaded document {0} to its trash, probably by a workflow. Disable the"
                                + " workflow, and restore the document or empty the trash. The file is not uploaded"
                                + " again while the document is in the trash.",
                        String.valueOf(upload.replicaDocId()))
                : failure.text();
        return new Outcome(Kind.DELAY_UPLOAD, failure, Log.warn(job, "failed", text), null, text);
    }

    private static Outcome failed(UploadJob job, Upload upload, Failure failure, Text text) {
        Log log = Log.warn(job, "upload failed", Text.of("\"{0}\": {1}", upload.fileName(), text));
        return new Outcome(Kind.UPLOAD_FAILED, failure, log, null, text);
    }
}

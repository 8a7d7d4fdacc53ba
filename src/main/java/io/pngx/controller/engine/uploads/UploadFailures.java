package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Backoff;
import java.time.Instant;

/** Records that an upload failed. */
public final class UploadFailures {
    private final Uploads uploads;
    private final WorkQueue work;
    private final Journal journal;

    public UploadFailures(Uploads uploads, WorkQueue work, Journal journal) {
        this.uploads = uploads;
        this.work = work;
        this.journal = journal;
    }

    /** Marks the upload and its document as failed, and plans the next attempt, all in one transaction. */
    public void failed(Session session, Upload upload, String text) {
        int attempts = work.find(session.replicaId(), upload.masterId())
                .map(row -> row.attempts())
                .orElse(0);
        uploads.failed(upload, session.runId(), text, Instant.now().plus(Backoff.retry(attempts + 1)));
        journal.warn(session, upload.masterId(), "upload failed", "\"" + upload.fileName() + "\": " + text);
    }
}

package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.adoption.AdoptionDecision;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.FileNames;
import java.time.Instant;

/** Commits the intent of an upload before the first byte is sent, and the task after the last byte. */
public final class UploadIntents {
    private final Database database;
    private final Uploads uploads;
    private final OpenUploads openUploads;
    private final Checksums checksums;
    private final RunProgress progress;
    private final AdoptionDecision adoptions;
    private final Gateway gateway;

    public UploadIntents(Tables tables, AdoptionDecision adoptions, Gateway gateway) {
        this.database = tables.database();
        this.uploads = tables.uploads();
        this.openUploads = tables.openUploads();
        this.checksums = tables.checksums();
        this.progress = tables.progress();
        this.adoptions = adoptions;
        this.gateway = gateway;
    }

    /**
     * Commits the intent.
     *
     * @return whether the file must be sent; false if an unmapped document of the replica already has the bytes
     */
    boolean plan(UploadJob job) {
        boolean free =
                !adoptions.adoptable(job.free(), job.file(), job.session()).isEmpty();
        return database.inTransaction(() -> {
            job.setUpload(insert(job, false));
            // An earlier open upload of the same bytes may have created the unmapped document. This upload then sends
            // its file, too.
            return !free || openUploads.twin(job.getUpload());
        });
    }

    /** Commits that the first byte is about to be sent. After a restart, the upload then counts as sent. */
    void post(UploadJob job) {
        job.setUpload(uploads.posting(job.getUpload().id()));
        job.setPosting(true);
    }

    /** Commits the intent and the start of a POST together. */
    void planAndPost(UploadJob job) {
        database.inTransaction(() -> {
            if (job.free().isEmpty()) {
                job.setUpload(insert(job, true));
                job.setPosting(true);
            } else if (plan(job)) {
                post(job);
            }
        });
    }

    /** Commits the intent, and a task of the replica that may have the file already. Nothing is sent. */
    Upload planForTask(UploadJob job, String taskId, Instant firstPoll) {
        return database.inTransaction(() -> {
            Upload upload = insert(job, false);
            uploads.posted(upload.id(), taskId, false, firstPoll);
            return upload;
        });
    }

    /** @param posting whether the first byte is about to be sent */
    private Upload insert(UploadJob job, boolean posting) {
        Session session = job.session();
        Spooled file = job.file();
        checksums.put(file.md5(), file.sha256());
        return uploads.plan(
                session.replicaId(),
                job.masterId(),
                FileNames.of(job.master()),
                file.size(),
                file.md5(),
                file.sha256(),
                gateway.lastDate(session.getHost()).map(Times::text).orElse(null),
                job.order(),
                posting);
    }

    /**
     * Commits the task of the upload, and counts the bytes. If a power failure undoes the commit, the next start
     * searches for the task.
     */
    void posted(Upload upload, long runId, String taskId, Instant firstPoll) {
        database.inUnflushedTransaction(() -> {
            progress.sent(runId, upload.size());
            uploads.posted(upload.id(), taskId, true, firstPoll);
        });
    }
}

package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document.Version;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadHistory;
import io.pngx.controller.store.WorkQueue;
import java.util.Optional;
import org.apache.camel.Body;

/**
 * Finds files that the replica did not store as they were sent, for example because the replica splits files at
 * barcodes, or because a script changes files. Each upload would create parts or versions again, so the file is sent
 * again only if a user retries the document.
 */
public final class FilesNotStored {
    private final UploadHistory history;
    private final WorkQueue work;
    private final Journal journal;

    public FilesNotStored(UploadHistory history, WorkQueue work, Journal journal) {
        this.history = history;
        this.work = work;
        this.journal = journal;
    }

    /**
     * @return whether the replica did not store this file as it was sent. Before the download, a file of a v2 master
     *     counts as another file if its document changed
     */
    public boolean contains(@Body UploadJob job) {
        return find(job).isPresent();
    }

    private Optional<Upload> find(UploadJob job) {
        Session session = job.session();
        if (!session.uploads()
                .notStored(() -> history.notStored(session.replicaId()))
                .contains(job.masterId())) {
            return Optional.empty();
        }
        return history.notStored(job.session().replicaId(), job.masterId()).stream()
                .filter(upload -> hasFile(upload, job))
                .findFirst();
    }

    private static boolean hasFile(Upload upload, UploadJob job) {
        if (job.file() != null) {
            return upload.sha256().equals(job.file().sha256());
        }
        Version version = job.fileToUpload();
        return version != null
                ? upload.hasChecksum(version.checksum())
                : upload.masterModified() != null
                        && upload.masterModified().equals(job.master().modifiedAt());
    }

    /** Marks the document as failed again, with the reason of the failed upload. */
    public void keepFailed(@Body UploadJob job) {
        Session session = job.session();
        Upload upload = find(job).orElseThrow();
        work.failedUntilRetry(session.replicaId(), job.masterId(), session.runId(), upload.error());
        journal.warn(session, job.masterId(), "failed", upload.error());
    }
}

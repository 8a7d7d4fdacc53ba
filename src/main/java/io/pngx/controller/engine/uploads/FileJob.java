package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.TrashReader;
import io.pngx.controller.engine.session.TrashTimes;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.ReplacedCopy;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Work;

/** Job that uploads a changed file of the master for an existing copy. */
public final class FileJob extends UploadJob implements TrashReader {
    private final Mapping mapping;
    private FileWork files;
    private final TrashTimes trash = new TrashTimes();
    private ReplacedCopy trashed;

    public FileJob(Session session, Work work, Mapping mapping) {
        super(session, work);
        this.mapping = mapping;
    }

    @Override
    Document.Version fileToUpload() {
        return files == null ? super.fileToUpload() : files.getStep().master();
    }

    @Override
    Upload.Order order() {
        return files == null
                ? UploadOrders.order(Upload.Kind.REPLACEMENT, getCopyId(), master().newestFile(), master())
                : UploadOrders.order(
                        Upload.Kind.VERSION, getCopyId(), files.getStep().master(), master());
    }

    @Override
    public Mapping mapping() {
        return mapping;
    }

    public long getCopyId() {
        return mapping.replicaDocId();
    }

    /** @return the versions of the copy on a v3 replica; null before they are read */
    public FileWork getFiles() {
        return files;
    }

    void setFiles(FileWork planned) {
        files = planned;
    }

    /** @return a replaced copy that has the same bytes and may be in the trash; null if there is none */
    public ReplacedCopy getTrashed() {
        return trashed;
    }

    @Override
    public TrashTimes getTrash() {
        return trash;
    }

    void setTrashed(ReplacedCopy replaced) {
        trashed = replaced;
    }
}

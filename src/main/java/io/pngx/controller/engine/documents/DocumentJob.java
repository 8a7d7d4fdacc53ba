package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Comparison;
import io.pngx.controller.store.FileVersion;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Versions;
import io.pngx.controller.store.Work;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.text.Text;
import java.util.List;

/** Job of one mapped document: compares the document with its copy, and writes the differences. */
public class DocumentJob implements RuledJob, WriteJob {
    private final Session session;
    private final Work work;
    private final DocumentPair pair;
    private final List<FileVersion> files;
    private boolean fileChanged;
    private boolean copyFileChanged;
    private boolean fileMissing;
    private boolean fileQueued;
    private DocumentWrite write;

    /** @param files the files of the copy, oldest first */
    public DocumentJob(Session session, Work work, Mapping mapping, List<FileVersion> files) {
        this(session, work, new DocumentPair(session.targets(), mapping), files);
    }

    /** Creates the job after a new version was consumed, with the result of the rules and the copy that was read. */
    public DocumentJob(
            Session session, Upload upload, Mapping mapping, Document master, Ruled ruled, Document replica) {
        this(
                session,
                new Work(upload.replicaId(), upload.masterId(), Work.Reason.FILE, 0, null, session.runId(), null),
                new DocumentPair(
                        session.targets(),
                        mapping,
                        master,
                        ruled,
                        session.targets().target(ruled, upload.copy()),
                        replica),
                List.of());
    }

    private DocumentJob(Session session, Work work, DocumentPair pair, List<FileVersion> files) {
        this.session = session;
        this.work = work;
        this.pair = pair;
        this.files = files;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Long masterId() {
        return work.masterId();
    }

    public Work work() {
        return work;
    }

    /** @return the master's document and its copy */
    public DocumentPair pair() {
        return pair;
    }

    public Mapping mapping() {
        return pair.mapping();
    }

    @Override
    public Document master() {
        return pair.master();
    }

    /** @return the copy; null if it was not read */
    public Document replica() {
        return pair.replica();
    }

    /** @return the files of the copy that were uploaded, oldest first */
    public List<FileVersion> files() {
        return files;
    }

    /** @return the current file of the copy */
    public FileVersion currentFile() {
        return Versions.current(pair.mapping(), files);
    }

    @Override
    public Ruled ruled() {
        return pair.ruled();
    }

    @Override
    public void setRuled(Ruled ruled) {
        throw new UnsupportedOperationException("The rules are applied when the master's document is read.");
    }

    @Override
    public DocumentWrite getWrite() {
        return write;
    }

    void setWrite(DocumentWrite started) {
        write = started;
    }

    public void setFileChanged(boolean changed) {
        fileChanged = changed;
    }

    /** @return whether the master has another file than the copy */
    public boolean isFileChanged() {
        return fileChanged;
    }

    /** @return whether the copy needs a file: the master has another file, or an earlier upload of the file failed */
    public boolean isFileWanted() {
        return fileChanged || work.reason() == Work.Reason.FILE;
    }

    /** Records that this run uploads the file. From now on, the upload ends the work item. */
    public void setFileQueued() {
        fileQueued = true;
    }

    /** Only logs the failure if the file is queued, so that values that can't be written do not delay the file. */
    @Override
    public Outcome failed(Failure failure) {
        return fileQueued && failure.effect() == Failure.Effect.FAILED
                ? Outcome.of(Outcome.Kind.LOG, failure, Outcome.Log.warn(this, "failed", failure.text()))
                : RuledJob.super.failed(failure);
    }

    /** Records that the copy has another file than the controller sent. */
    public void setCopyFileChanged() {
        copyFileChanged = true;
        fileChanged = true;
    }

    /** @return whether the copy has another file than the controller sent */
    public boolean isCopyFileChanged() {
        return copyFileChanged;
    }

    /** Records that the master has no file for the document, so that the file of the copy could not be compared. */
    public void setFileMissing() {
        fileMissing = true;
    }

    /**
     * Returns the result without its digest if the file could not be compared. The next full run, or the next run whose
     * scan lists the document, then asks for the file again.
     */
    public Comparison unseenIfFileMissing(Comparison result) {
        return fileMissing ? result.unseen() : result;
    }

    /** @return whether the document was deleted on the master after the inventory was read */
    public boolean isAbsent() {
        return pair.master() == null;
    }

    /** @return whether no call is needed: at the last read back, the copy was equal to its current target */
    public boolean isUnchanged() {
        return work.reason() == Work.Reason.CHANGED && pair.wasEqual();
    }

    boolean needsReplica() {
        return pair.hasTarget() && !isUnchanged();
    }

    /** @return whether this is the first comparison of an adopted copy */
    public boolean isFirstAfterAdoption() {
        return mapping().adopted() && work.reason() == Work.Reason.NEW;
    }

    /** @return {@code adopted} or {@code updated}, for rules and log */
    public String action() {
        return isFirstAfterAdoption() ? "adopted" : "updated";
    }

    /** Returns the name of the document for messages. */
    public Text label() {
        return label(isAbsent() ? mapping().title() : master().title(), work.masterId());
    }

    @Override
    public String toString() {
        return label().toString();
    }

    /**
     * Returns the name of a document for messages.
     *
     * @param title null if it is not known yet
     */
    public static Text label(String title, long masterId) {
        return title == null
                ? Text.of("document {0}", String.valueOf(masterId))
                : Text.of("{0} (document {1})", title, String.valueOf(masterId));
    }
}

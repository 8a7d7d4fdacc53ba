package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.documents.DocumentWrite;
import io.pngx.controller.engine.documents.RuledJob;
import io.pngx.controller.engine.documents.WriteJob;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Work;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.UploadStep;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Job that uploads one file of the master to a replica. Starts from a work item, or continues an upload. */
public class UploadJob implements RuledJob, WriteJob {
    private final Session session;
    private final Work work;
    private Upload upload;
    private Document master;
    private Instant readAt;
    private Ruled ruled;
    private Spooled file;
    private StartDecision.Start start;
    private boolean posting;
    private List<Long> free = List.of();
    private List<Long> own = List.of();
    private List<ConsumeTask> tasks = List.of();
    private UploadStep step;
    private Boolean trashed;
    private boolean otherBytes;
    private final UploadEvidence evidence = new UploadEvidence();
    private DocumentJob copy;
    private Document replacedCopy;
    private Document adoptedDocument;
    private DocumentWrite write;

    /** Creates the job for a work item. */
    public UploadJob(Session session, Work work) {
        this.session = session;
        this.work = work;
    }

    /** Creates the job that continues an upload. */
    public UploadJob(Session session, Upload upload) {
        this(session, (Work) null);
        this.upload = upload;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Long masterId() {
        return work == null ? upload.masterId() : work.masterId();
    }

    /** @return the work item; null if the job continues an upload */
    public Work work() {
        return work;
    }

    /** @return the mapping of the document; null: a new document */
    Mapping mapping() {
        return null;
    }

    /** @return the upload as committed last; null before it is planned */
    public Upload getUpload() {
        return upload;
    }

    /** @return the state of the upload as text, because Camel compares an enum with text slowly */
    public String getState() {
        return upload.state().name();
    }

    void setUpload(Upload committed) {
        upload = committed;
    }

    /** Begins the next step of the upload, and clears the findings of the last step. */
    UploadJob continued(Upload committed) {
        upload = committed;
        step = null;
        tasks = List.of();
        setFound(List.of(), List.of());
        return this;
    }

    @Override
    public Document master() {
        return master;
    }

    void setMaster(Document document) {
        setMaster(document, Instant.now());
    }

    /** @param read when the document was read, perhaps for another replica */
    void setMaster(Document document, Instant read) {
        master = document;
        readAt = read;
        ruled = null;
    }

    /** @return whether the master's document was read less than {@code age} ago */
    boolean isReadWithin(Duration age) {
        Instant now = Instant.now();
        // A time in the future shows that the clock was set back.
        return master != null && readAt.isAfter(now.minus(age)) && !readAt.isAfter(now);
    }

    @Override
    public Ruled ruled() {
        return ruled;
    }

    @Override
    public void setRuled(Ruled document) {
        ruled = document;
    }

    /** @return the file to upload; null: the master lists no versions */
    Document.Version fileToUpload() {
        return UploadOrders.fileToUpload(master, session);
    }

    /** @return what to upload, for the intent */
    Upload.Order order() {
        return UploadOrders.order(master, session);
    }

    /**
     * @return the query parameters to download the file to upload first: the oldest for a v3 replica, the newest for a
     *     v2 replica
     */
    public String getFirstFile() {
        return query(fileToUpload());
    }

    /** @return the query parameters to download the newest file */
    public String getNewestFile() {
        return query(master.newestFile());
    }

    /** Names the version explicitly, because the master may get a newer version during the download. */
    private static String query(Document.Version version) {
        return version == null ? "" : "&version=" + version.id();
    }

    /** @return whether the job has the master's document */
    public boolean isDocumentRead() {
        return master != null;
    }

    /** @return whether the job has the master's file */
    public boolean isFileFetched() {
        return file != null;
    }

    /** @return the master's file; null if the job did not fetch it */
    public Spooled file() {
        return file;
    }

    void setFile(Spooled received) {
        file = received;
    }

    /** @return whether nothing is decided yet about the start of the upload */
    public boolean isUndecided() {
        return start == null;
    }

    /** @return what happens to the document, as text; null: not decided yet */
    public String getStart() {
        return start == null ? null : start.name();
    }

    void setStart(StartDecision.Start decided) {
        start = decided;
    }

    /** @return whether the replica may have received a part of the file, and no task is known */
    public boolean isPosting() {
        return posting;
    }

    void setPosting(boolean begun) {
        posting = begun;
    }

    /** @return the checksum of the file, of the kind that the replica stores */
    public String getChecksum() {
        return upload != null
                ? session.dialect().checksum(upload.md5(), upload.sha256())
                : session.dialect().checksum(file.md5(), file.sha256());
    }

    /** @return whether the file becomes a version of a copy on a v3 replica */
    public boolean isVersion() {
        return upload != null && upload.kind() == Upload.Kind.VERSION;
    }

    /** @return whether the file replaces a copy on a v2 replica */
    public boolean isReplacement() {
        return upload != null && upload.kind() == Upload.Kind.REPLACEMENT;
    }

    /**
     * @return live documents of the replica that have the bytes, and that are claimed neither by a mapping nor by
     *     another upload
     */
    List<Long> free() {
        return free;
    }

    /** @return the unmapped documents that this upload may have created */
    List<Long> own() {
        return own;
    }

    void setFound(List<Long> unclaimed, List<Long> created) {
        free = unclaimed;
        own = created;
    }

    /** @return the tasks that the replica listed for the upload */
    List<ConsumeTask> tasks() {
        return tasks;
    }

    void setTasks(List<ConsumeTask> listed) {
        tasks = listed;
    }

    public UploadStep getStep() {
        return step;
    }

    /** @return the next action, as text */
    public String getNextAction() {
        return step.action().name();
    }

    void setStep(UploadStep next) {
        step = next;
    }

    /**
     * @return the filter for tasks. v3 lists all tasks since the upload was planned, as evidence about the queue. v2
     *     keeps tasks for ever and can't filter by time.
     */
    public String getTasksSince() {
        return session.dialect() == Dialect.V3 && upload.replicaClock() != null
                ? "date_created_after=" + upload.replicaClock()
                : "acknowledged=false&task_name=consume_file";
    }

    /** @return whether the task of the upload was found */
    public boolean isTaskFound() {
        return evidence.trace().task() != null;
    }

    UploadEvidence evidence() {
        return evidence;
    }

    /** @return whether the consumed document is in the replica's trash; null if the replica was not asked */
    Boolean trashed() {
        return trashed;
    }

    /** @return whether the consumed document was found in the replica's trash */
    public boolean isInTrash() {
        return Boolean.TRUE.equals(trashed);
    }

    void setTrashed(boolean found) {
        trashed = found;
    }

    /** @return whether the consumed document was found to have other bytes than the upload */
    public boolean isOtherBytes() {
        return otherBytes;
    }

    void setOtherBytes() {
        otherBytes = true;
    }

    /** @return the copy that gets the version; null before the copy is read */
    DocumentJob copy() {
        return copy;
    }

    void setCopy(DocumentJob compared) {
        copy = compared;
    }

    /** @return the copy that the new document replaces; null if there is none, or if the copy is gone */
    Document replacedCopy() {
        return replacedCopy;
    }

    void setReplacedCopy(Document released) {
        replacedCopy = released;
    }

    /** @return whether the replica held the document already, so that users may have linked it */
    public boolean isAdopted() {
        return upload.adopted() && !isVersion();
    }

    /** @return the document before its first write; null unless {@link #isAdopted} */
    Document adoptedDocument() {
        return adoptedDocument;
    }

    void setAdoptedDocument(Document document) {
        adoptedDocument = document;
    }

    @Override
    public DocumentWrite getWrite() {
        return write;
    }

    void setWrite(DocumentWrite started) {
        write = started;
    }

    @Override
    public Outcome failed(Failure failure) {
        return upload == null ? Outcome.ofDocument(this, failure) : UploadOutcome.of(this, failure);
    }

    /** @return the name of the finished action for rules and for the log, such as {@code uploaded} */
    public String action() {
        return switch (upload.kind()) {
            case DOCUMENT -> upload.adopted() ? "adopted" : "uploaded";
            case VERSION -> "new version";
            case REPLACEMENT -> "new file";
        };
    }

    /** Returns the name of the document for messages. */
    Text label() {
        return DocumentJob.label(master == null ? null : master.title(), masterId());
    }

    @Override
    public String toString() {
        return label().toString();
    }
}

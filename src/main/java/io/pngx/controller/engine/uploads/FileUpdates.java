package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.engine.session.TrashAnswer;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Document.Version;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.FileVersion;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.RunWork;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Versions;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.FileStep;
import io.pngx.controller.text.Text;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.apache.hc.core5.http.HttpEntity;

/** Plans and records the changes of files: a new file on the master, and the versions of a copy on a v3 replica. */
public final class FileUpdates {
    private final SyncMap mappings;
    private final Versions versions;
    private final FileComparison comparison;
    private final WorkQueue work;
    private final CopyInvalidation invalidation;
    private final RunWork runWork;
    private final UploadIntents intents;
    private final Guard guard;
    private final StopSignal stops;
    private final Journal journal;

    public FileUpdates(
            Tables tables,
            FileComparison comparison,
            UploadIntents intents,
            Guard guard,
            StopSignal stops,
            Journal journal) {
        this.mappings = tables.mappings();
        this.versions = tables.versions();
        this.comparison = comparison;
        this.work = tables.work();
        this.invalidation = tables.invalidation();
        this.runWork = tables.runWork();
        this.intents = intents;
        this.guard = guard;
        this.stops = stops;
        this.journal = journal;
    }

    /** Returns the changed files of the run, up to the number of uploads that may start now. */
    public Iterator<FileJob> next(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        int free = UploadSlots.free(session);
        return new StoppableIterator<>(
                session,
                stops,
                free == 0
                        ? Collections.emptyIterator()
                        : runWork.files(session.runId(), free).stream()
                                .map(row -> job(session, row))
                                .iterator());
    }

    private FileJob job(Session session, Work row) {
        return new FileJob(
                session, row, mappings.find(row.replicaId(), row.masterId()).orElseThrow());
    }

    /**
     * Queues the document for the upload of its new file. The upload starts when fewer uploads are in flight than the
     * setting of the replica allows.
     */
    public void queue(@Body DocumentJob job) {
        if (job.isCopyFileChanged()) {
            invalidation.forgetFile(job.session().replicaId(), job.masterId());
        }
        work.changeReason(job.session().replicaId(), job.masterId(), Work.Reason.FILE);
        job.setFileQueued();
    }

    /**
     * Records that the files of the copy equal the master's, and queues the document for the comparison of its metadata
     * in this run.
     */
    public void recordEqual(@Body FileJob job) {
        Mapping mapping = job.mapping();
        Spooled file = job.file();
        FileVersion current = versions.current(mapping);
        if (file != null
                && current.hasBytes(file.md5(), file.sha256())) { // adds the checksum that the master's list lacks
            versions.put(current.withChecksums(file.md5(), file.sha256()));
        }
        if (job.getFiles() != null && job.getFiles().isChanged()) { // a 2.x replica has no versions
            job.session().uploads().changedVersions(mapping.masterId());
        }
        work.changeReason(mapping.replicaId(), mapping.masterId(), Work.Reason.LINK);
    }

    /** @return whether the master lists no checksums (v2), so that the file itself must be read */
    public boolean hasNoChecksum(@Body FileJob job) {
        return job.master().versions().isEmpty();
    }

    /** Plans the next step for the files of a copy, from the current state of the copy. */
    public void plan(@Body FileJob job, @Variable(ExchangeNames.ANSWER) Document copy) {
        Mapping mapping = job.mapping();
        FileWork files = new FileWork(
                mapping,
                job.file() == null
                        ? job.master().files()
                        : List.of(new Version(job.masterId(), job.file().sha256(), true, null)));
        versions.of(mapping.replicaId(), mapping.replicaDocId()).stream()
                .filter(FileVersion::isHalfKnown)
                .forEach(half -> versions.put(FileComparison.withSha256(half, files.master(), copy.versions())));
        mapUnknown(copy, mapping, files.master(), job.file());
        if (versions.of(mapping.replicaId(), mapping.replicaDocId()).isEmpty()) {
            versions.put(versions.current(mapping));
        }
        job.setFiles(files);
        planNextStep(job, copy);
    }

    /**
     * Maps files of the copy that the database does not know: the copy was adopted, or the database was restored from a
     * backup that is older than these files. Also maps the newest file if its version is gone on the master, which may
     * have another version with the same bytes. The bytes identify a file.
     *
     * @param file the master's file; null: the master lists checksums
     */
    private void mapUnknown(Document copy, Mapping mapping, List<Version> master, Spooled file) {
        List<FileVersion> known = versions.of(mapping.replicaId(), mapping.replicaDocId());
        long newest = copy.newestFile() == null ? 0 : copy.newestFile().id();
        Set<Long> onMaster = master.stream().map(Version::id).collect(Collectors.toSet());
        Set<Long> taken = known.stream()
                .filter(own -> onMaster.contains(own.masterVersionId()) || own.replicaVersionId() != newest)
                .map(FileVersion::replicaVersionId)
                .collect(Collectors.toCollection(HashSet::new));
        for (Version version : master) {
            if (known.stream()
                    .noneMatch(own -> own.masterVersionId() == version.id()
                            && own.state() != FileVersion.State.SUPERSEDED
                            && own.hasBytes(version.checksum()))) {
                copy.files().stream()
                        .filter(there -> there.checksum().equalsIgnoreCase(version.checksum()) && taken.add(there.id()))
                        .findFirst()
                        .ifPresent(there -> versions.replace(new FileVersion(
                                mapping.replicaId(),
                                mapping.replicaDocId(),
                                there.id(),
                                version.id(),
                                file == null ? null : file.md5(),
                                there.checksum(),
                                there.versionLabel(),
                                FileVersion.State.LIVE)));
            }
        }
    }

    /** Updates the states of the files from the copy, and plans the next step. */
    public void planNextStep(@Body FileJob job, @Variable(ExchangeNames.ANSWER) Document copy) {
        FileWork files = job.getFiles();
        Set<Long> there = copy.requireId(files.getDocument()).versions().stream()
                .map(Version::id)
                .collect(Collectors.toSet());
        for (FileVersion file : versions.of(files.mapping().replicaId(), files.getDocument())) {
            boolean live = there.contains(file.replicaVersionId());
            if (live && (file.state() == FileVersion.State.TRASHED || file.state() == FileVersion.State.DELETING)) {
                versions.state(file, FileVersion.State.LIVE);
            } else if (!live
                    && (file.state() == FileVersion.State.LIVE || file.state() == FileVersion.State.DELETING)) {
                versions.state(file, FileVersion.State.TRASHED);
            }
        }
        files.next(FileStep.next(
                files.master(), comparison.ownFiles(files.mapping(), there), copy.versions(), files.getDocument()));
    }

    private FileVersion currentFile(FileWork files) {
        return versions.of(files.mapping().replicaId(), files.getDocument()).stream()
                .filter(file -> file.replicaVersionId() == files.getFile())
                .findFirst()
                .orElseThrow();
    }

    /** Commits the intent to delete one uploaded file, then permits the gateway to delete the file. */
    public void permitDelete(@Body FileJob job) {
        FileWork files = job.getFiles();
        files.setChanged();
        versions.state(currentFile(files), FileVersion.State.DELETING);
        invalidation.markWritten(files.mapping().replicaId(), files.mapping().masterId());
        guard.permitVersionDelete(job.getHost(), files.getDocument(), files.getFile());
        journal.info(
                job.session(),
                files.mapping().masterId(),
                "version",
                Text.of(
                        "The master deleted version {0} of this document. The same version on the replica, {1}, goes to"
                                + " the replica's trash.",
                        String.valueOf(files.getStep().own().masterVersion()), String.valueOf(files.getFile())));
    }

    /** Permits the gateway to restore the version that the next step restores. */
    public void permitRestore(@Body FileJob job) {
        FileWork files = job.getFiles();
        files.setChanged();
        invalidation.markWritten(files.mapping().replicaId(), files.mapping().masterId());
        guard.permitRestore(job.getHost(), files.getFile());
        journal.info(
                job.session(),
                files.mapping().masterId(),
                "version",
                Text.of(
                        "Version {0} is restored from the replica's trash: the master has this version.",
                        String.valueOf(files.getFile())));
    }

    /** Records whether the replica's trash has the file. If the trash lacks the file, deletes the row of the file. */
    public void recordTrash(@Body FileJob job, Exchange exchange) {
        boolean found = TrashAnswer.isFound(Received.of(exchange, ExchangeNames.ANSWER));
        job.getFiles().setInTrash(found);
        if (!found) {
            versions.gone(currentFile(job.getFiles()));
        }
    }

    public void recordLabel(@Body FileJob job) {
        FileWork files = job.getFiles();
        files.setChanged();
        journal.info(
                job.session(),
                files.mapping().masterId(),
                "version",
                Text.of(
                        "Version {0} has the master's label now (written: version_label).",
                        String.valueOf(files.getFile())));
        versions.label(
                files.mapping().replicaId(),
                files.getFile(),
                files.getStep().master().versionLabel());
    }

    /** Commits the intent to upload a version, before anything is sent. */
    public void planVersion(@Body FileJob job) {
        intents.planAndPost(job);
    }

    /** Builds the form for the POST of a version. */
    public HttpEntity form(@Body FileJob job) {
        Upload upload = job.getUpload();
        return UploadForm.version(job.file(), upload.fileName(), job.master().mimeType(), upload.label());
    }

    /**
     * Finds the files of the copy that have the bytes of the upload, and that have no row in the database. The upload
     * created these files, but its answer was lost.
     */
    public void recordFound(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) Document copy) {
        Upload upload = job.getUpload();
        Set<Long> known = versions.of(upload.replicaId(), upload.copyId()).stream()
                .map(FileVersion::replicaVersionId)
                .collect(Collectors.toSet());
        List<Long> free = copy.requireId(upload.copyId()).versions().stream()
                .filter(file -> file.checksum().equalsIgnoreCase(upload.sha256()) && !known.contains(file.id()))
                .map(Version::id)
                .sorted()
                .toList();
        job.setFound(free, free); // the upload created all found files: none of them is older
    }
}

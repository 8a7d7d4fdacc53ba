package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.DocumentWork;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Document.Version;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.store.FileVersion;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.Versions;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.FileNames;
import io.pngx.controller.sync.FileStep;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.hc.core5.http.HttpEntity;

/** What the routes ask about a file that changed on the master, and about the versions of a copy on a v3 replica. */
public final class FileUpdates {
    private final SyncMap mappings;
    private final Versions versions;
    private final Uploads uploads;
    private final WorkQueue work;
    private final Gateway gateway;
    private final Guard guard;
    private final StopSignal stops;
    private final Journal journal;

    public FileUpdates(Tables tables, Gateway gateway, Guard guard, StopSignal stops, Journal journal) {
        this.mappings = tables.mappings();
        this.versions = tables.versions();
        this.uploads = tables.uploads();
        this.work = tables.work();
        this.gateway = gateway;
        this.guard = guard;
        this.stops = stops;
        this.journal = journal;
    }

    /** Documents of the run whose file is another one than the master's: only as many as the replica may have in flight. */
    public Iterator<Work> next(@ExchangeProperty("session") Session session) {
        int free =
                !session.mayUpload() ? 0 : session.replica().uploadsInFlight() - uploads.inFlight(session.replicaId());
        return new StoppableIterator<>(
                session,
                stops,
                free <= 0
                        ? Collections.emptyIterator()
                        : work.files(session.runId(), free).iterator());
    }

    public Mapping mapping(@ExchangeProperty("work") Work row) {
        return mappings.find(row.replicaId(), row.masterId()).orElseThrow();
    }

    /** Its SHA-256, where the copy lists one for it that the master has, too. */
    private static FileVersion completed(FileVersion file, List<Version> master, List<Version> copy) {
        return !file.isHalfKnown()
                ? file
                : copy.stream()
                        .filter(there -> there.id() == file.replicaVersionId()
                                && master.stream()
                                        .anyMatch(version -> version.checksum().equalsIgnoreCase(there.checksum())))
                        .findFirst()
                        .map(there -> file.withSha256(there.checksum().toLowerCase(Locale.ROOT)))
                        .orElse(file);
    }

    /** Our files of a copy that stand for a file of the master. @param there ids of its live files; null: as we know it */
    private List<FileStep.Ours> ours(Mapping mapping, Set<Long> there) {
        return ours(mapping, there, List.of(), List.of());
    }

    private List<FileStep.Ours> ours(Mapping mapping, Set<Long> there, List<Version> master, List<Version> copy) {
        List<FileVersion> known = versions.of(mapping.replicaId(), mapping.replicaDocId());
        return (known.isEmpty() ? List.of(versions.current(mapping)) : known)
                .stream()
                        .filter(file -> file.state() != FileVersion.State.SUPERSEDED)
                        .map(file -> completed(file, master, copy))
                        .map(file -> new FileStep.Ours(
                                file.masterVersionId(),
                                file.replicaVersionId(),
                                file.md5(),
                                file.sha256(),
                                file.label(),
                                there == null
                                        ? file.state() == FileVersion.State.LIVE
                                        : there.contains(file.replicaVersionId())))
                        .toList();
    }

    private static List<Version> live(List<FileStep.Ours> ours) {
        return ours.stream()
                .filter(file -> file.live() && !file.sha256().isEmpty())
                .map(file -> new Version(file.replicaVersion(), file.sha256(), false, file.label()))
                .toList();
    }

    /** Does the copy show other files than the master, as far as both say by themselves? */
    boolean differ(Document master, Mapping mapping, Document replica, Session session) {
        Version newest = master.newestFile();
        if (newest == null) {
            Version shown = replica == null ? null : replica.newestFile();
            FileVersion current = versions.current(mapping);
            return shown != null
                    && session.dialect().keepsVersions()
                    && (current.isHalfKnown()
                            ? shown.id() != current.replicaVersionId()
                            : !current.hasBytes(shown.checksum()));
        }
        if (!session.dialect().keepsVersions()) {
            FileVersion current = versions.current(mapping);
            boolean toRead = current.isHalfKnown()
                    && newest.checksum().length() == 64; // that is no change, and who only looks does not read it
            return toRead ? !session.run().mode().onlyReads() : !current.hasBytes(newest.checksum());
        }
        if (replica == null
                && versions.of(mapping.replicaId(), mapping.replicaDocId()).stream()
                        .anyMatch(file -> file.state() == FileVersion.State.DELETING)) {
            return true; // whether that one went is not known
        }
        Set<Long> there = replica == null
                ? null
                : replica.versions().stream().map(Version::id).collect(Collectors.toSet());
        List<FileStep.Ours> ours =
                ours(mapping, there, master.files(), replica == null ? List.of() : replica.versions());
        return FileStep.next(
                                master.files(),
                                ours,
                                replica == null ? live(ours) : replica.versions(),
                                mapping.replicaDocId())
                        .action()
                != FileStep.Action.NONE;
    }

    /** Has the master further files for a copy once this upload stands for one of them? */
    boolean more(Document master, Upload upload, Session session) {
        Version newest = master.newestFile();
        if (newest == null) {
            return false;
        }
        if (!session.dialect().keepsVersions()) {
            return !newest.checksum().equalsIgnoreCase(upload.sha256());
        }
        List<FileStep.Ours> ours = new java.util.ArrayList<>();
        if (upload.kind() == Upload.Kind.VERSION) {
            mappings.find(upload.replicaId(), upload.masterId()).ifPresent(mapping -> ours.addAll(ours(mapping, null)));
            ours.removeIf(file -> file.masterVersion() == upload.masterVersion());
        }
        ours.add(new FileStep.Ours(
                upload.masterVersion(), upload.replicaDocId(), upload.md5(), upload.sha256(), upload.label(), true));
        return FileStep.next(master.files(), ours, live(ours), upload.copy()).action() != FileStep.Action.NONE;
    }

    /** It turned out that the file differs: it has its turn when the replica has room for it. */
    public void queue(@ExchangeProperty("work") DocumentWork document, @ExchangeProperty("session") Session session) {
        work.changeReason(session.replicaId(), document.masterId(), Work.Reason.FILE);
    }

    /** The files are as on the master: the rest of the document is compared in this run. */
    public void inOrder(@ExchangeProperty("mapping") Mapping mapping, @ExchangeProperty("file") Spooled file) {
        FileVersion current = versions.current(mapping);
        if (file != null
                && current.hasBytes(
                        file.md5(), file.sha256())) { // the master's own checksum was not known, or of another kind
            versions.put(new FileVersion(
                    current.replicaId(),
                    current.replicaDocId(),
                    current.replicaVersionId(),
                    current.masterVersionId(),
                    file.md5(),
                    file.sha256(),
                    current.label(),
                    current.state()));
        }
        work.changeReason(mapping.replicaId(), mapping.masterId(), Work.Reason.LINK);
    }

    /** Is the master a v2, which shows no checksums, so that its file has to be fetched to be known? */
    public boolean unknown(@ExchangeProperty("document") Document document) {
        return document.versions().isEmpty();
    }

    /** The rest of the address of the file to fetch for a first upload: a v3 replica gets all of them, the oldest first. */
    public String first(@ExchangeProperty("document") Document document, @ExchangeProperty("session") Session session) {
        return query(toSend(document, session));
    }

    /** The rest of the address of the newest file. */
    public String newest(@ExchangeProperty("document") Document document) {
        return query(document.newestFile());
    }

    /** Named, where the master has several: another one may come while it is fetched. */
    private static String query(Version version) {
        return version == null ? "" : "&version=" + version.id();
    }

    private static Version toSend(Document document, Session session) {
        return session.dialect().keepsVersions() && !document.versions().isEmpty()
                ? document.files().get(0)
                : document.newestFile();
    }

    /** What the intent of a first upload has to remember. */
    static Upload.Order order(Document document, Session session) {
        return order(Upload.Kind.DOCUMENT, null, toSend(document, session), document);
    }

    /** Only the upload of a version carries a label; that of another file is written once the copy is there, as one that changed. */
    static Upload.Order order(Upload.Kind kind, Long copy, Version version, Document document) {
        String label = version == null || kind != Upload.Kind.VERSION ? null : version.versionLabel();
        return new Upload.Order(kind, copy, version == null ? null : version.id(), label, document.modifiedAt());
    }

    /** @param copy the replica's document as it is */
    public FileWork plan(
            @Body Document copy,
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("mapping") Mapping mapping,
            @ExchangeProperty("file") Spooled file) {
        FileWork files = new FileWork(
                mapping,
                file == null ? document.files() : List.of(new Version(document.id(), file.sha256(), true, null)));
        if (versions.of(mapping.replicaId(), mapping.replicaDocId())
                .isEmpty()) { // it came by another way than an upload
            adopt(copy, mapping, files.master());
        }
        versions.of(mapping.replicaId(), mapping.replicaDocId()).stream()
                .filter(FileVersion::isHalfKnown)
                .forEach(half -> versions.put(completed(half, files.master(), copy.versions())));
        look(copy, files);
        return files;
    }

    /** Files that an adopted copy has stand for those of the master that have their bytes; other copies have the one that the mapping names. */
    private void adopt(Document copy, Mapping mapping, List<Version> master) {
        Set<Long> taken = new HashSet<>();
        for (Version version : mapping.adopted() ? master : List.<Version>of()) {
            copy.files().stream()
                    .filter(file -> file.checksum().equalsIgnoreCase(version.checksum()) && taken.add(file.id()))
                    .findFirst()
                    .ifPresent(file -> versions.put(new FileVersion(
                            mapping.replicaId(),
                            mapping.replicaDocId(),
                            file.id(),
                            version.id(),
                            null,
                            file.checksum(),
                            file.versionLabel(),
                            FileVersion.State.LIVE)));
        }
        if (taken.isEmpty()) {
            versions.put(versions.current(mapping));
        }
    }

    /** Looks at the copy after a step, and says what is next. */
    public void look(@Body Document copy, @ExchangeProperty("files") FileWork files) {
        Set<Long> there = copy.mustBe(files.getDocument()).versions().stream()
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
        files.next(FileStep.next(files.master(), ours(files.mapping(), there), copy.versions(), files.getDocument()));
    }

    private FileVersion inHand(FileWork files) {
        return versions.of(files.mapping().replicaId(), files.getDocument()).stream()
                .filter(file -> file.replicaVersionId() == files.getFile())
                .findFirst()
                .orElseThrow();
    }

    /** The intent to delete one file that we made, then the gateway's permit for it. */
    public void mayDelete(@ExchangeProperty("files") FileWork files, @ExchangeProperty("session") Session session) {
        versions.state(inHand(files), FileVersion.State.DELETING);
        guard.mayDeleteVersion(session.host(), files.getDocument(), files.getFile());
        journal.info(
                session,
                files.mapping().masterId(),
                "version",
                "The master deleted version " + files.getStep().ours().masterVersion() + "; version " + files.getFile()
                        + " goes to the replica's trash.");
    }

    /** Lets the gateway take this one file out of the trash. */
    public void permitRestore(@ExchangeProperty("files") FileWork files, @ExchangeProperty("session") Session session) {
        guard.mayRestore(session.host(), files.getFile());
        journal.info(
                session,
                files.mapping().masterId(),
                "version",
                "Version " + files.getFile() + " is taken out of the replica's trash: the master has it.");
    }

    /** It is not in the trash, either. */
    public void purged(@ExchangeProperty("files") FileWork files) {
        versions.gone(inHand(files));
    }

    public void labelled(@ExchangeProperty("files") FileWork files, @ExchangeProperty("session") Session session) {
        journal.info(
                session,
                files.mapping().masterId(),
                "version",
                "Version " + files.getFile() + " has the master's label now (written: version_label).");
        versions.label(
                files.mapping().replicaId(),
                files.getFile(),
                files.getStep().master().versionLabel());
    }

    /** The intent to send a version, committed before anything is sent. */
    public Upload planVersion(
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("file") Spooled file,
            @ExchangeProperty("files") FileWork files,
            @ExchangeProperty("session") Session session) {
        String clock = gateway.lastDate(session.host()).map(Times::text).orElse(null);
        return uploads.plan(
                session.replicaId(),
                document.id(),
                FileNames.of(document),
                file.size(),
                file.md5(),
                file.sha256(),
                clock,
                order(Upload.Kind.VERSION, files.getDocument(), files.getStep().master(), document));
    }

    public HttpEntity form(
            @ExchangeProperty("upload") Upload upload,
            @ExchangeProperty("document") Document document,
            @ExchangeProperty("file") Spooled file) {
        return UploadForm.version(file, upload.fileName(), document.mimeType(), upload.label());
    }

    /** Is it a version that is looked for, not a document? */
    public boolean ofVersion(@ExchangeProperty("upload") Upload upload) {
        return upload != null && upload.kind() == Upload.Kind.VERSION;
    }

    /** Files of the copy that have these bytes and that we do not know of: the one whose answer was lost. */
    public List<Long> free(@Body Document copy, @ExchangeProperty("upload") Upload upload) {
        Set<Long> known = versions.of(upload.replicaId(), upload.copyId()).stream()
                .map(FileVersion::replicaVersionId)
                .collect(Collectors.toSet());
        return copy.mustBe(upload.copyId()).versions().stream()
                .filter(file -> file.checksum().equalsIgnoreCase(upload.sha256()) && !known.contains(file.id()))
                .map(Version::id)
                .sorted()
                .toList();
    }
}

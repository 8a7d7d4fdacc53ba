package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Document.Version;
import io.pngx.controller.store.FileVersion;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Versions;
import io.pngx.controller.sync.FileStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the files of copies with the files of the master. */
public final class FileComparison {
    private final SyncMap mappings;
    private final Versions versions;

    public FileComparison(SyncMap mappings, Versions versions) {
        this.mappings = mappings;
        this.versions = versions;
    }

    /** If only the MD5 of a file is known, adds the SHA-256, provided that master and copy show the same one. */
    static FileVersion withSha256(FileVersion file, List<Version> master, List<Version> copy) {
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

    /**
     * Returns the files of the master that the controller uploaded to a copy.
     *
     * @param there ids of the live files of the copy; null: the database tells which files are live
     */
    List<FileStep.OwnFile> ownFiles(Mapping mapping, Set<Long> there) {
        return ownFiles(mapping, versions.of(mapping.replicaId(), mapping.replicaDocId()), there, List.of(), List.of());
    }

    private List<FileStep.OwnFile> ownFiles(
            Mapping mapping, List<FileVersion> known, Set<Long> there, List<Version> master, List<Version> copy) {
        return (known.isEmpty() ? List.of(Versions.current(mapping, known)) : known)
                .stream()
                        .filter(file -> file.state() != FileVersion.State.SUPERSEDED)
                        .map(file -> withSha256(file, master, copy))
                        .map(file -> new FileStep.OwnFile(
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

    private static List<Version> live(List<FileStep.OwnFile> own) {
        return own.stream()
                .filter(file -> file.live() && !file.sha256().isEmpty())
                .map(file -> new Version(file.replicaVersion(), file.sha256(), false, file.label()))
                .toList();
    }

    /** @return whether the copy has other files than the master, according to the lists of versions */
    boolean differ(DocumentJob document) {
        Document master = document.master();
        Mapping mapping = document.mapping();
        Document replica = document.replica();
        Session session = document.session();
        Version newest = master.newestFile();
        if (newest == null) {
            Version shown = replica == null ? null : replica.newestFile();
            FileVersion current = document.currentFile();
            return shown != null
                    && session.dialect().keepsVersions()
                    && (current.isHalfKnown()
                            ? shown.id() != current.replicaVersionId()
                            : !current.hasBytes(shown.checksum()));
        }
        if (!session.dialect().keepsVersions()) {
            FileVersion current = document.currentFile();
            // If the SHA-256 is unknown, a dry run and a verification report no change. Every other run reads the file
            // once, to learn its SHA-256.
            boolean toRead = current.isHalfKnown() && newest.checksum().length() == 64;
            return toRead ? !session.run().mode().onlyReads() : !current.hasBytes(newest.checksum());
        }
        if (replica == null && document.files().stream().anyMatch(file -> file.state() == FileVersion.State.DELETING)) {
            return true; // the outcome of a delete is unknown, so the copy must be read
        }
        List<FileStep.OwnFile> own = ownFiles(document);
        return FileStep.next(
                                master.files(),
                                own,
                                replica == null ? live(own) : replica.versions(),
                                mapping.replicaDocId())
                        .action()
                != FileStep.Action.NONE;
    }

    private List<FileStep.OwnFile> ownFiles(DocumentJob document) {
        Document replica = document.replica();
        Set<Long> there = replica == null
                ? null
                : replica.versions().stream().map(Version::id).collect(Collectors.toSet());
        return ownFiles(
                document.mapping(),
                document.files(),
                there,
                document.master().files(),
                replica == null ? List.of() : replica.versions());
    }

    /** @return whether the text of a copy that was read has to wait, because the copy shows another file */
    boolean textWaits(DocumentJob document) {
        Document master = document.master();
        return document.session().dialect().keepsVersions() && master.newestFile() != null
                ? !FileStep.isNewestShown(
                        master.files(), ownFiles(document), document.replica().versions())
                : document.isFileChanged();
    }

    /**
     * @param copy the copy with the uploaded version; null: a new document
     * @return whether the text has to wait after this upload, because the master has a newer file
     */
    boolean textWaits(Document master, Upload upload, Session session, Document copy) {
        if (master.newestFile() == null || !session.dialect().keepsVersions()) {
            return hasMore(master, upload, session);
        }
        List<FileStep.OwnFile> own = ownFiles(upload);
        return !FileStep.isNewestShown(master.files(), own, copy == null ? live(own) : copy.versions());
    }

    /** @return whether the master has more files for the copy after this upload */
    boolean hasMore(Document master, Upload upload, Session session) {
        Version newest = master.newestFile();
        if (newest == null) {
            return false;
        }
        if (!session.dialect().keepsVersions()) {
            return !newest.checksum().equalsIgnoreCase(upload.sha256());
        }
        List<FileStep.OwnFile> own = ownFiles(upload);
        return FileStep.next(master.files(), own, live(own), upload.copy()).action() != FileStep.Action.NONE;
    }

    /** Returns the files of the master that the copy has with this upload. */
    private List<FileStep.OwnFile> ownFiles(Upload upload) {
        List<FileStep.OwnFile> own = new ArrayList<>();
        if (upload.kind() == Upload.Kind.VERSION) {
            mappings.find(upload.replicaId(), upload.masterId())
                    .ifPresent(mapping -> own.addAll(ownFiles(mapping, null)));
            own.removeIf(file -> file.masterVersion() == upload.masterVersion());
        }
        own.add(new FileStep.OwnFile(
                upload.masterVersion(), upload.replicaDocId(), upload.md5(), upload.sha256(), upload.label(), true));
        return own;
    }
}

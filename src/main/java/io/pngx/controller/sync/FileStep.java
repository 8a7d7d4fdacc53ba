package io.pngx.controller.sync;

import io.pngx.controller.paperless.Document.Version;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The next change to the files of one copy on a v3 replica. A copy shows its newest file, and each uploaded file
 * becomes the newest (paperless-api.md §4). So files are uploaded in the master's order, and deleted only after the
 * uploads.
 *
 * @param master file of the master to send; null: no file is sent
 * @param own file of the replica to change; null: no file is changed
 */
public record FileStep(Action action, Version master, OwnFile own) {
    /** A change of one file. */
    public enum Action {
        /** All files equal the master's. */
        NONE,
        /** Restore the file: the file is in the replica's trash, and the master lists it. */
        RESTORE,
        /** Upload the file of the master. */
        UPLOAD,
        /** Set the label to the master's label. */
        LABEL,
        /** Delete the file: the controller uploaded the file, and the master deleted its version. */
        DELETE
    }

    /**
     * A file of a copy that the controller uploaded.
     *
     * @param md5 null: unknown
     * @param sha256 empty if a verification found that the file is missing or damaged
     * @param live false: in the replica's trash
     */
    public record OwnFile(
            long masterVersion, long replicaVersion, String md5, String sha256, String label, boolean live) {
        /**
         * @return whether this file has the bytes of the version. The checksum of a version is a SHA-256, or an MD5 if
         *     the file was missing when the master was upgraded to v3
         */
        boolean standsFor(Version version) {
            return masterVersion == version.id()
                    && version.checksum().equalsIgnoreCase(version.checksum().length() == 32 ? md5 : sha256);
        }
    }

    private static final FileStep NOTHING = new FileStep(Action.NONE, null, null);

    /**
     * Finds the next change.
     *
     * @param master the files of the master with their SHA-256, oldest first; empty: unknown, so that nothing changes
     * @param own files of the copy that correspond to a file of the master
     * @param there live files of the copy
     * @param root id of the copy; the first file has the same id and cannot be deleted
     */
    public static FileStep next(List<Version> master, List<OwnFile> own, List<Version> there, long root) {
        if (master.isEmpty() || there.isEmpty()) {
            return NOTHING;
        }
        for (OwnFile file : own) {
            if (!file.live() && master.stream().anyMatch(file::standsFor)) {
                return new FileStep(Action.RESTORE, null, file);
            }
        }
        FileStep upload = upload(master, own, there);
        if (upload != null) {
            return upload;
        }
        for (OwnFile file : own) {
            for (Version version : master) {
                if (file.live()
                        && file.standsFor(version)
                        && !Objects.equals(blank(version.versionLabel()), blank(file.label()))) {
                    return new FileStep(Action.LABEL, version, file);
                }
            }
        }
        Set<Long> wanted = master.stream().map(Version::id).collect(Collectors.toSet());
        for (OwnFile file : own) {
            if (file.live() && file.replicaVersion() != root && !wanted.contains(file.masterVersion())) {
                return new FileStep(Action.DELETE, null, file);
            }
        }
        return NOTHING;
    }

    /**
     * @return whether the copy shows the master's newest file, so that its text is the text of that file. The
     *     parameters are those of {@link #next}
     */
    public static boolean isNewestShown(List<Version> master, List<OwnFile> own, List<Version> there) {
        if (master.isEmpty() || there.isEmpty()) {
            return true;
        }
        long shown = there.stream().mapToLong(Version::id).max().orElseThrow();
        boolean deletedOnMaster = own.stream()
                .anyMatch(file -> file.replicaVersion() == shown
                        && master.stream().noneMatch(version -> version.id() == file.masterVersion()));
        return !deletedOnMaster && upload(master, own, there) == null;
    }

    /**
     * Returns the next upload; null if the copy shows the same file as the master. Uploads the master's oldest file
     * that is newer than the files of the copy. If there is no newer file, uploads the master's newest file again.
     */
    private static FileStep upload(List<Version> master, List<OwnFile> own, List<Version> there) {
        int newest = master.size() - 1;
        int known = -1;
        for (int i = 0; i <= newest; i++) {
            Version version = master.get(i);
            if (own.stream().anyMatch(file -> file.live() && file.standsFor(version))) {
                known = i;
            }
        }
        if (known < newest && !(known < 0 && shows(there, own, master, newest))) {
            return new FileStep(Action.UPLOAD, master.get(known + 1), null);
        }
        // The comparison of the shown files ignores files whose version the master deleted, because a later step
        // deletes these files. A newer file that a user added is compared.
        return shows(there, own, master, newest) ? null : new FileStep(Action.UPLOAD, master.get(newest), null);
    }

    private static boolean shows(List<Version> there, List<OwnFile> own, List<Version> master, int newest) {
        Set<Long> wanted = master.stream().map(Version::id).collect(Collectors.toSet());
        Set<Long> toGo = own.stream()
                .filter(file -> !wanted.contains(file.masterVersion()))
                .map(OwnFile::replicaVersion)
                .collect(Collectors.toSet());
        // Files that a verification found missing or damaged. The replica still lists the checksum of the intact file.
        Set<Long> bad = own.stream()
                .filter(file -> file.sha256().isEmpty())
                .map(OwnFile::replicaVersion)
                .collect(Collectors.toSet());
        String checksum = master.get(newest).checksum();
        Set<Long> known = own.stream()
                .filter(file -> checksum.length() == 32 && file.standsFor(master.get(newest)))
                .map(OwnFile::replicaVersion)
                .collect(Collectors.toSet());
        return there.stream()
                .filter(file -> !toGo.contains(file.id()))
                .max((a, b) -> Long.compare(a.id(), b.id()))
                .map(file -> (file.checksum().equalsIgnoreCase(checksum) || known.contains(file.id()))
                        && !bad.contains(file.id()))
                .orElse(false);
    }

    private static String blank(String label) {
        return label == null ? "" : label;
    }
}

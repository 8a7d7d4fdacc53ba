package io.pngx.controller.sync;

import io.pngx.controller.paperless.Document.Version;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The next thing to do for the files of one copy on a v3 replica. Pure. A copy shows its newest file (paperless-api.md §4),
 * so a file is only ever added at the end, and what is to go goes after what is to come.
 *
 * @param master the master's file that is to be sent; null where none is
 * @param ours   the replica's file that is to change; null where none is
 */
public record FileStep(Action action, Version master, OwnFile ours) {
    /** What can happen to a file. */
    public enum Action {
        /** All files are as they should be. */
        NONE,
        /** Our file lies in the replica's trash, although the master has it (again). */
        RESTORE,
        /** Send the master's file. */
        UPLOAD,
        /** It has another label on the master. */
        LABEL,
        /** The master deleted it, and we made it. */
        DELETE
    }

    /**
     * A file that we made.
     *
     * @param md5    null: not known
     * @param sha256 empty: not known any more, since a verification found that the file is missing or has other bytes
     * @param live   it is not in the replica's trash
     */
    public record OwnFile(long masterVersion, long replicaVersion, String md5, String sha256, String label, boolean live) {
        /** A v3 master keeps the MD5 of a file that was missing when it was upgraded. */
        boolean standsFor(Version version) {
            return masterVersion == version.id()
                    && version.checksum().equalsIgnoreCase(version.checksum().length() == 32 ? md5 : sha256);
        }
    }

    private static final FileStep NOTHING = new FileStep(Action.NONE, null, null);

    /**
     * @param master the master's files with their SHA-256, oldest first; none: not known, so nothing is done
     * @param ours   those that stand for a file of the master
     * @param there  the live files of the copy
     * @param root   id of the copy, whose first file can't be deleted
     */
    public static FileStep next(List<Version> master, List<OwnFile> ours, List<Version> there, long root) {
        if (master.isEmpty() || there.isEmpty()) {
            return NOTHING;
        }
        for (OwnFile file : ours) {
            if (!file.live() && master.stream().anyMatch(file::standsFor)) {
                return new FileStep(Action.RESTORE, null, file);
            }
        }
        FileStep upload = upload(master, ours, there);
        if (upload != null) {
            return upload;
        }
        for (OwnFile file : ours) {
            for (Version version : master) {
                if (file.live()
                        && file.standsFor(version)
                        && !Objects.equals(blank(version.versionLabel()), blank(file.label()))) {
                    return new FileStep(Action.LABEL, version, file);
                }
            }
        }
        Set<Long> wanted = master.stream().map(Version::id).collect(Collectors.toSet());
        for (OwnFile file : ours) {
            if (file.live() && file.replicaVersion() != root && !wanted.contains(file.masterVersion())) {
                return new FileStep(Action.DELETE, null, file);
            }
        }
        return NOTHING;
    }

    /** The oldest file that the copy lacks after the newest that it has; null where it shows what the master shows. */
    private static FileStep upload(List<Version> master, List<OwnFile> ours, List<Version> there) {
        int newest = master.size() - 1;
        int known = -1;
        for (int i = 0; i <= newest; i++) {
            Version version = master.get(i);
            if (ours.stream().anyMatch(file -> file.live() && file.standsFor(version))) {
                known = i;
            }
        }
        if (known < newest && !(known < 0 && shows(there, ours, master, newest))) {
            return new FileStep(Action.UPLOAD, master.get(known + 1), null);
        }
        // What the master deleted is deleted afterwards, and does not count; somebody else's newer file does.
        return shows(there, ours, master, newest) ? null : new FileStep(Action.UPLOAD, master.get(newest), null);
    }

    private static boolean shows(List<Version> there, List<OwnFile> ours, List<Version> master, int newest) {
        Set<Long> wanted = master.stream().map(Version::id).collect(Collectors.toSet());
        Set<Long> toGo = ours.stream()
                .filter(file -> !wanted.contains(file.masterVersion()))
                .map(OwnFile::replicaVersion)
                .collect(Collectors.toSet());
        // The replica goes on listing the checksum of a file that was found to be missing or damaged.
        Set<Long> bad = ours.stream()
                .filter(file -> file.sha256().isEmpty())
                .map(OwnFile::replicaVersion)
                .collect(Collectors.toSet());
        String checksum = master.get(newest).checksum();
        Set<Long> known = ours.stream()
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

package io.pngx.controller.store;

import io.pngx.controller.config.ProcessUser;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Handles path and permissions of the database file. */
final class DatabaseFile {
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNTED_AT = 4; // number of the field with the mount point in a line of MOUNTS
    private static final int MAX_LINKS = 40; // the kernel follows at most this number of symbolic links

    private DatabaseFile() {}

    /**
     * Resolves symbolic links, so that all links to one database lead to the same lock. The file itself may be missing.
     */
    static Path real(Path file) {
        try {
            Path at = file.toAbsolutePath().normalize();
            for (int links = 0; Files.isSymbolicLink(at); links++) {
                if (links == MAX_LINKS) {
                    throw new Database.Unusable("DATABASE_URL: the symbolic links of " + file
                            + " form a loop; name the database file " + "itself.");
                }
                at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
            }
            Path folder = at.getParent();
            return folder != null && Files.exists(folder) ? folder.toRealPath().resolve(at.getFileName()) : at;
        } catch (IOException e) {
            throw new Database.Unusable("DATABASE_URL: " + file + " can't be reached (" + e.getMessage() + ").");
        }
    }

    /**
     * Creates a missing folder, readable only by this user, because the database holds titles and excerpts of
     * documents.
     */
    static void createFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PRIVATE_FOLDER);
            }
        } catch (IOException e) {
            throw new Database.Unusable("DATABASE_URL: the folder " + folder + " can't be created; create the "
                    + "folder, or name a folder that this user may write to.");
        }
    }

    /** Creates an empty file. SQLite gives its auxiliary files the same permissions. */
    static void create(Path file) {
        try {
            Files.createFile(file, PRIVATE);
        } catch (FileAlreadyExistsException e) {
            // An existing file is opened unchanged.
        } catch (IOException e) {
            throw new Database.Unusable("DATABASE_URL: " + file + " can't be created (" + e.getMessage()
                    + "); the controller runs as " + ProcessUser.name()
                    + ", and the folder must be writable for that user.");
        }
    }

    /**
     * Rejects a file that has a second path (a hard link). SQLite keeps the newest changes in a {@code -wal} file
     * beside the opened path. A second path would lead to another {@code -wal} file and another lock.
     */
    static void requireOneName(Path file) {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    && (int) Files.getAttribute(file, "unix:nlink") > 1) {
                throw new Database.Unusable("The database " + file
                        + " has a second name (a hard link). Another controller could use that name; remove the hard "
                        + "link. To copy a database, use `backup`.");
            }
            if (Files.isReadable(MOUNTS) && isMounted(file, Files.readString(MOUNTS))) {
                throw new Database.Unusable("The database " + file
                        + " is mounted as a single file, but SQLite keeps more files in the same folder;"
                        + " mount the folder instead.");
            }
        } catch (IOException e) {
            throw new Database.Unusable("The database " + file + " can't be checked (" + e.getMessage() + ").");
        }
    }

    /** Rejects a folder: a user may name the folder instead of the database in it. */
    static void requireNoFolder(Path file) {
        if (Files.isDirectory(file)) {
            throw new Database.Unusable("DATABASE_URL: " + file + " is a folder; name a file in the folder, such as "
                    + file.resolve("db.sqlite3") + ".");
        }
    }

    /**
     * @param mounts content of {@code /proc/self/mountinfo}
     * @return whether the file is a mount point
     */
    static boolean isMounted(Path file, String mounts) {
        return mounts.lines()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > MOUNTED_AT)
                .anyMatch(fields -> fields[MOUNTED_AT].replace("\\040", " ").equals(file.toString()));
    }

    /**
     * Returns a key that changes when another file replaces this file; null if the file is missing, or if the system
     * has no such key.
     */
    static Object identity(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** Returns a warning with its remedy if other users can read the database files or their folder. */
    static Optional<Text> openToOthers(Path file) {
        List<String> open = new ArrayList<>();
        Stream.of("", "-wal", "-shm")
                .map(suffix -> file.resolveSibling(file.getFileName() + suffix))
                .filter(DatabaseFile::isOpenToOthers)
                .forEach(each -> open.add(each.toString()));
        String narrow = open.isEmpty() ? "" : "`chmod 600 " + String.join(" ", open) + "`";
        Path folder = file.getParent();
        if (folder != null && isOpenToOthers(folder) && hasSameOwner(folder, file)) {
            open.add(folder.toString());
            narrow += (narrow.isEmpty() ? "" : " and ") + "`chmod 700 " + folder + "`";
        }
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(Text.of(
                        "The database holds titles and excerpts of documents, and other users of this machine "
                                + "can read {0}; run {1} to prevent that.",
                        String.join(", ", open), narrow));
    }

    /**
     * @return whether the same user owns the folder and the file. In a container, another user may own the folder. The
     *     permissions of the folder then can't be changed.
     */
    private static boolean hasSameOwner(Path folder, Path file) {
        try {
            return Files.getOwner(folder).equals(Files.getOwner(file));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean isOpenToOthers(Path path) {
        try {
            return Files.exists(path)
                    && Files.getPosixFilePermissions(path).stream()
                            .anyMatch(each -> !each.name().startsWith("OWNER_"));
        } catch (IOException | UnsupportedOperationException e) {
            return false; // the method gives no warning if the permissions are unknown
        }
    }
}

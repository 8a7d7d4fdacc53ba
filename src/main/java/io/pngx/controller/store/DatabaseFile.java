package io.pngx.controller.store;

import io.pngx.controller.config.ProcessUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The file of the database: its real name, who may read it, and the lock that keeps it to one controller. */
final class DatabaseFile {
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNTED_AT = 4; // the field of a line
    private static final int MOST_LINKS = 40; // as the kernel allows

    private DatabaseFile() {}

    /** Follows symbolic links, so that two of them that lead to one database lead to one lock; the file itself may be missing. */
    static Path real(Path file) {
        try {
            Path at = file.toAbsolutePath().normalize();
            for (int links = 0; Files.isSymbolicLink(at); links++) {
                if (links == MOST_LINKS) {
                    throw new Database.Unusable(
                            "DATABASE_URL: the symbolic links of " + file + " lead in a circle; name the file itself.");
                }
                at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
            }
            Path folder = at.getParent();
            return folder != null && Files.exists(folder) ? folder.toRealPath().resolve(at.getFileName()) : at;
        } catch (IOException e) {
            throw new Database.Unusable("DATABASE_URL: " + file + " can't be reached (" + e.getMessage() + ").");
        }
    }

    /** Makes the folder where it is missing; titles and excerpts of documents will stand in it. */
    static void createFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PRIVATE_FOLDER);
            }
        } catch (IOException e) {
            throw new Database.Unusable("DATABASE_URL: the folder " + folder + " can't be created; "
                    + "create it, or name a folder that this user may write to.");
        }
    }

    /** Makes an empty file; what SQLite puts beside it has the same rights. */
    static void create(Path file) {
        try {
            Files.createFile(file, PRIVATE);
        } catch (FileAlreadyExistsException e) {
            // It is opened as it is.
        } catch (IOException e) {
            throw new Database.Unusable("DATABASE_URL: " + file + " can't be created (" + e.getMessage()
                    + "); the controller runs as " + ProcessUser.name()
                    + ", and the folder has to be writable for that user.");
        }
    }

    /**
     * SQLite keeps the newest changes in a second file, whose name is made of the name of the first. A file that is reached by two names would have two of
     * these, and two locks.
     */
    static void requireOneName(Path file) {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    && (int) Files.getAttribute(file, "unix:nlink") > 1) {
                throw new Database.Unusable("The database " + file
                        + " has a second name (a hard link), under which another controller could use it; "
                        + "delete that name, and copy a database with `backup` alone.");
            }
            if (Files.isReadable(MOUNTS) && isMounted(file, Files.readString(MOUNTS))) {
                throw new Database.Unusable("The database " + file
                        + " is mounted as a single file, without what SQLite keeps beside it; mount its folder.");
            }
        } catch (IOException e) {
            throw new Database.Unusable("The database " + file + " can't be looked at (" + e.getMessage() + ").");
        }
    }

    /** @param mounts as {@code /proc/self/mountinfo} lists them */
    static boolean isMounted(Path file, String mounts) {
        return mounts.lines()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length > MOUNTED_AT)
                .anyMatch(fields -> fields[MOUNTED_AT].replace("\\040", " ").equals(file.toString()));
    }

    /** Two controllers on one database would both write to the replicas. The system gives the lock back, however this process ends. */
    static FileLock lock(Path database) {
        Path file = database.resolveSibling(database.getFileName() + ".lock");
        try {
            FileChannel channel =
                    FileChannel.open(file, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PRIVATE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw inUse(file);
            }
            return lock;
        } catch (OverlappingFileLockException e) {
            throw inUse(file);
        } catch (IOException e) {
            throw new Database.Unusable("DATABASE_URL: " + file + " can't be written (" + e.getMessage()
                    + "); the controller runs as " + ProcessUser.name()
                    + ", and the folder has to be writable for that user.");
        }
    }

    private static Database.Unusable inUse(Path lock) {
        return new Database.Unusable("Another controller uses this database (" + lock
                + " is locked); stop it first: two would both write to the replicas.");
    }

    static void release(FileLock lock) {
        if (lock == null) {
            return;
        }
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells a file from another one that stands under its name later; null where there is none, or the system has no such thing. */
    static Object identity(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** What others than this user may read of it and of its folder, as one sentence with what to do. */
    static Optional<String> openToOthers(Path file) {
        List<String> open = new ArrayList<>();
        Stream.of("", "-wal", "-shm")
                .map(suffix -> file.resolveSibling(file.getFileName() + suffix))
                .filter(DatabaseFile::isOpen)
                .forEach(each -> open.add(each.toString()));
        String narrow = open.isEmpty() ? "" : "`chmod 600 " + String.join(" ", open) + "`";
        Path folder = file.getParent();
        if (folder != null && isOpen(folder) && isOfTheSame(folder, file)) {
            open.add(folder.toString());
            narrow += (narrow.isEmpty() ? "" : " and ") + "`chmod 700 " + folder + "`";
        }
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Titles and excerpts of documents stand in the database, and other users of this machine may"
                                + " look into "
                                + String.join(", ", open) + "; " + narrow + " keeps them out.");
    }

    /** The folder of a container belongs to its image, and can't be narrowed. */
    private static boolean isOfTheSame(Path folder, Path file) {
        try {
            return Files.getOwner(folder).equals(Files.getOwner(file));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean isOpen(Path path) {
        try {
            return Files.exists(path)
                    && Files.getPosixFilePermissions(path).stream()
                            .anyMatch(each -> !each.name().startsWith("OWNER_"));
        } catch (IOException | UnsupportedOperationException e) {
            return false; // nothing is known, so nothing is said
        }
    }
}

package io.pngx.controller.store;

import io.pngx.controller.config.ProcessUser;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * The locks of a controller on its database and on its folder. The operating system releases these locks when the
 * process ends.
 */
final class Locks {
    static final Locks NONE = new Locks(List.of(), null);

    /** No lock of a database has this name, because those names end in {@code .lock}. */
    private static final String FOLDER = ".in-use";

    private final List<FileLock> held;
    private final Text unlockedFolder;

    private Locks(List<FileLock> held, Text unlockedFolder) {
        this.held = held;
        this.unlockedFolder = unlockedFolder;
    }

    /** Locks the database, because two controllers on one database would both write to the replicas. */
    static Locks ofDatabase(Path database) {
        return new Locks(List.of(lockDatabase(database)), null);
    }

    /** Locks also the folder, because two controllers in one folder would remove each other's files and backups. */
    static Locks ofDatabaseAndFolder(Path database) {
        FileLock lock = lockDatabase(database);
        Path file = database.resolveSibling(FOLDER);
        try {
            FileLock folder = tryLock(file);
            if (folder == null) {
                release(lock);
                throw new Database.Unusable("Another controller uses the folder " + file.getParent() + " (" + file
                        + " is locked). Name a database in another folder (DATABASE_URL), because both controllers"
                        + " would remove each other's files and backups.");
            }
            return new Locks(List.of(lock, folder), null);
        } catch (IOException e) { // such as a network file system without locks
            return new Locks(
                    List.of(lock),
                    Text.of(
                            "{0} can't be locked ({1}). Make sure that no other controller uses this folder, because"
                                    + " both controllers would remove each other's files and backups.",
                            file.toString(), String.valueOf(e.getMessage())));
        }
    }

    private static FileLock lockDatabase(Path database) {
        Path file = database.resolveSibling(database.getFileName() + ".lock");
        try {
            FileLock lock = tryLock(file);
            if (lock == null) {
                throw new Database.Unusable("Another controller uses this database (" + file
                        + " is locked). Stop that controller first, because two controllers would both write to the "
                        + "replicas.");
            }
            return lock;
        } catch (IOException e) {
            throw new Database.Unusable("DATABASE_URL: " + file + " can't be written (" + e.getMessage()
                    + "); the controller runs as " + ProcessUser.name()
                    + ", and the folder must be writable for that user.");
        }
    }

    /** @return null if another controller holds the lock */
    private static FileLock tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), DatabaseFile.PRIVATE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
            }
            return lock;
        } catch (OverlappingFileLockException e) {
            return null; // another controller in this process; closing the channel could release that controller's lock
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    Optional<Text> unlockedFolder() {
        return Optional.ofNullable(unlockedFolder);
    }

    void release() {
        held.forEach(Locks::release);
    }

    private static void release(FileLock lock) {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.pngx.controller.store;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be wrong with the machine under the controller. It is never about a document, nor about a paperless. */
public enum MachineFault {
    DISK_FULL(
            "The disk of the controller is full",
            "at least " + (Machine.RESERVE >> 20) + " MiB are free on the volume of the database",
            Set.of(13),
            List.of(MachineFault.NO_SPACE, "Disk quota exceeded")),
    READ_ONLY(
            "The disk of the controller can only be read",
            "it can be written to; see why its volume was mounted or turned read-only",
            Set.of(8),
            List.of("Read-only file system")),
    NO_DESCRIPTORS(
            "The controller has no file descriptors left",
            "some are free; raise the limit of open files (ulimit -n, LimitNOFILE)",
            Set.of(),
            List.of("Too many open files")),
    DATABASE_GONE(
            "The database file was deleted, moved or replaced under the running controller",
            "it is back in its place; another file in its place is used " + "after a restart",
            Set.of(),
            List.of()),
    DISK_ERROR(
            "The disk of the controller answers with errors",
            "it answers; look at the volume of the database",
            Set.of(10, 14),
            List.of("Input/output error"));

    /** As the system says it. */
    public static final String NO_SPACE = "No space left on device";

    private static final int CODE = 0xff; // of an extended code of SQLite
    /** So many stay free for what was begun. */
    private static final int SPARE = 16;

    private final String what;
    private final String until;
    private final Set<Integer> sqlite;
    private final List<String> system;

    MachineFault(String what, String until, Set<Integer> sqlite, List<String> system) {
        this.what = what;
        this.until = until;
        this.sqlite = sqlite;
        this.system = system;
    }

    /** One sentence for a person. */
    public String text() {
        return what + ". No run goes on meanwhile, and all go on by themselves once " + until + ".";
    }

    /** One sentence for a person about a run that does not go on by itself. */
    public String textOfEndedRun() {
        return what + ". This run ended; start it again once " + until + ".";
    }

    /** What is wrong, without what follows from it. */
    public String what() {
        return what;
    }

    /** What a failure comes from, where it comes from the machine. */
    public static Optional<MachineFault> in(Throwable failure) {
        boolean system = false;
        for (Throwable e = failure; e != null; e = e.getCause()) {
            Throwable each = e;
            if (each instanceof Database.NotInPlace) {
                return Optional.of(DATABASE_GONE);
            }
            Optional<MachineFault> found = Arrays.stream(values())
                    .filter(fault -> fault.explains(each))
                    .findFirst();
            if (found.isPresent()) {
                return found.get() == DISK_ERROR && descriptorsAreShort() ? Optional.of(NO_DESCRIPTORS) : found;
            }
            system |= each instanceof IOException;
        }
        // A name that is not found, for example: the resolver does not say that it could not open a socket.
        return system && descriptorsAreShort() ? Optional.of(NO_DESCRIPTORS) : Optional.empty();
    }

    /** Does the failure, or what caused the failure, name this fault itself? */
    public boolean isNamedBy(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (explains(e)) {
                return true;
            }
        }
        return false;
    }

    private boolean explains(Throwable failure) {
        if (failure instanceof SQLException sql) {
            return sqlite.contains(sql.getErrorCode() & CODE);
        }
        return failure instanceof IOException
                && failure.getMessage() != null
                && system.stream().anyMatch(failure.getMessage()::contains);
    }

    static boolean descriptorsAreShort() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return false;
        }
        long open = system.getOpenFileDescriptorCount(); // it opens a folder to count them
        return open < 0 || open > system.getMaxFileDescriptorCount() - SPARE;
    }
}

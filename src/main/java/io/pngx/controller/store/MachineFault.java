package io.pngx.controller.store;

import com.sun.management.UnixOperatingSystemMXBean;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Faults of the machine that the controller runs on. No document and no instance of paperless-ngx causes these faults.
 */
public enum MachineFault {
    DISK_FULL(
            Text.of("The disk of the controller is full"),
            Text.of("at least {0} MiB are free on the volume of the database", Machine.RESERVE >> 20),
            Set.of(13),
            List.of(MachineFault.NO_SPACE, "Disk quota exceeded")),
    READ_ONLY(
            Text.of("The disk of the controller is read-only"),
            Text.of("the disk is writable again; check why its volume became read-only"),
            Set.of(8),
            List.of("Read-only file system")),
    NO_DESCRIPTORS(
            Text.of("The controller has no file descriptors left"),
            Text.of("file descriptors are free again; raise the limit of open files (ulimit -n, LimitNOFILE)"),
            Set.of(),
            List.of("Too many open files")),
    DATABASE_GONE(
            Text.of("The database file was deleted, moved or replaced while the controller was running"),
            Text.of("the file is back in its place; to use another file, restart the controller"),
            Set.of(),
            List.of()),
    DATABASE_LOCKED(
            Text.of("Another program has locked the database of the controller"),
            Text.of("the lock is released; close database browsers, and end programs that copy or change the file"),
            Set.of(5),
            List.of()),
    DISK_ERROR(
            Text.of("The disk of the controller reports errors"),
            Text.of("the disk works again; check the volume of the database"),
            Set.of(10, 14),
            List.of("Input/output error"));

    /** Message of the operating system about a full disk. */
    public static final String NO_SPACE = "No space left on device";

    private static final int CONSTRAINT = 19; // SQLITE_CONSTRAINT
    private static final int CODE = 0xff; // mask of the primary result code in an extended result code of SQLite
    /** File descriptors that must stay free for work in progress. */
    private static final int SPARE = 16;

    private final Text what;
    private final Text until;
    private final Set<Integer> sqlite;
    private final List<String> system;

    MachineFault(Text what, Text until, Set<Integer> sqlite, List<String> system) {
        this.what = what;
        this.until = until;
        this.sqlite = sqlite;
        this.system = system;
    }

    /** Returns the fault and its remedy for users. */
    public Text text() {
        return Text.of("{0}. All runs wait, and continue by themselves when {1}.", what, until);
    }

    /** Returns the fault and its remedy for a run that does not continue by itself. */
    public Text textOfEndedRun() {
        return Text.of("{0}. This run ended. Start it again when {1}.", what, until);
    }

    /** Returns the fault without the remedy. */
    public Text what() {
        return what;
    }

    /** Finds the machine fault that caused a failure. */
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
        // Other errors may hide the cause: for example, the resolver reports an unknown host if no descriptor is free.
        return system && descriptorsAreShort() ? Optional.of(NO_DESCRIPTORS) : Optional.empty();
    }

    /** @return whether the failure or one of its causes names this fault */
    public boolean isNamedBy(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (explains(e)) {
                return true;
            }
        }
        return false;
    }

    /** @return whether SQLite refused a row because of a constraint; the database works, so this is no machine fault */
    public static boolean isConstraint(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(e -> e instanceof SQLException sql && (sql.getErrorCode() & CODE) == CONSTRAINT);
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
        try {
            long open = system.getOpenFileDescriptorCount();
            return open < 0 || open > system.getMaxFileDescriptorCount() - SPARE;
        } catch (InternalError noDescriptorToCountThem) {
            return true;
        }
    }
}

package io.pngx.controller.engine.housekeeping;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Setting;
import io.pngx.controller.sync.Nightly;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies the database once a day into a folder beside it, and keeps the newest copies. */
public final class Backups {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    static final String FOLDER = "backups";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");
    private static final String NAME = "\\d{8}T\\d{6}Z\\.sqlite3";
    private static final Duration TRY_AGAIN = Duration.ofHours(1);

    private final Database db;
    private final KeyValues settings;
    private final Journal journal;
    private final Clock clock;
    private final Path folder;
    private final Instant startedAt;
    private Instant notBefore = Instant.MIN;

    public Backups(Database db, KeyValues settings, Journal journal, Clock clock) {
        this.db = db;
        this.settings = settings;
        this.journal = journal;
        this.clock = clock;
        folder = db.file().resolveSibling(FOLDER);
        startedAt = clock.instant();
    }

    /**
     * @return whether the next backup is due. The first backup is due when the configured time of the day passes for
     *     the first time while the controller runs.
     */
    public boolean isDue() {
        Instant now = clock.instant();
        Optional<LocalTime> at = settings.get(Setting.BACKUP_AT);
        if (at.isEmpty() || isSoonAfterFailure(now) || db.machine().fault().isPresent()) {
            return false;
        }
        try {
            Instant last = copies(now).stream()
                    .map(Backups::time)
                    .findFirst()
                    .filter(time -> !time.isAfter(now))
                    .orElse(startedAt);
            return Nightly.due(last, at.get(), ZoneId.systemDefault(), now);
        } catch (UncheckedIOException e) {
            failed(
                    now,
                    Text.of(
                            "The folder {0} can't be read ({1}), so no backup is made.",
                            folder.toString(), String.valueOf(e.getCause().getMessage())));
            return false;
        }
    }

    /** A time further in the future was set while the clock was wrong. */
    private boolean isSoonAfterFailure(Instant now) {
        return now.isBefore(notBefore) && !notBefore.isAfter(now.plus(TRY_AGAIN));
    }

    /**
     * Writes a backup, reads it back, and removes the oldest backups. Logs a failure, and tries again after an hour.
     * Waits for the end of another backup: if the clock jumps, the unfinished file of that backup would seem to be a
     * leftover.
     */
    public synchronized void write() {
        Instant now = clock.instant();
        Path copy = folder.resolve(TIME.format(now.atOffset(ZoneOffset.UTC)) + ".sqlite3");
        try {
            createFolder();
            removeLeftovers(now);
            requireSpace();
            long rows = db.backup(copy);
            settings.forget(KeyValues.BACKUP_ERROR);
            journal.writeForSystem(
                    LogRow.Level.INFO,
                    "backup",
                    Text.of(
                            "The database was copied to {0} and read back ({1} rows).",
                            copy.toString(), String.valueOf(rows)));
            for (Path old : ownCopies(now).stream()
                    .skip(settings.get(Setting.BACKUP_KEEP))
                    .toList()) {
                Files.delete(old);
            }
        } catch (Database.Unusable e) {
            failed(now, Text.verbatim(e.getMessage()));
        } catch (IOException | RuntimeException e) { // a failed backup must not stop the other tasks
            failed(now, Text.of("The backup {0} failed ({1}).", copy.toString(), String.valueOf(e.getMessage())));
        }
    }

    /**
     * Writes the backup from which a switchover can be undone. This backup does not count towards the number of kept
     * backups. Waits for the end of another backup.
     *
     * @return name of its file
     * @throws Database.Unusable if the backup can't be written
     */
    public synchronized String writeBeforeSwitchover(long id) {
        String name =
                "before-switchover-" + id + "-" + TIME.format(clock.instant().atOffset(ZoneOffset.UTC)) + ".sqlite3";
        try {
            createFolder();
            requireSpace();
            Files.deleteIfExists(file(name)); // an attempt within the same second may have left this file
        } catch (IOException e) {
            throw new Database.Unusable("The backup before the switchover can't be written (" + e.getMessage() + ").");
        }
        db.backup(file(name));
        return name;
    }

    /** Returns the path of a backup. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    private void createFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private void failed(Instant now, Text why) {
        notBefore = now.plus(TRY_AGAIN);
        try {
            journal.writeForSystem(LogRow.Level.ERROR, "backup", why);
            settings.put(KeyValues.BACKUP_ERROR, why.toString());
        } catch (RuntimeException e) {
            db.machine().failed(e);
            LOG.error(
                    "backup: {} The controller could not store this failure in the database ({}).",
                    why,
                    e.getMessage());
        }
    }

    /** Removes unfinished backups of processes that were stopped. */
    private void removeLeftovers(Instant now) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().matches(Database.UNFINISHED_BACKUP))
                    .toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(TRY_AGAIN))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Refuses a backup that could fill the disk, because a full disk would pause all runs. */
    private void requireSpace() throws IOException {
        long needed = 2 * Files.size(db.file());
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < needed) {
            throw new IOException("only " + (free >> 20)
                    + " MiB are free on the volume of the backups, but a backup needs twice the size of the "
                    + "database: "
                    + (needed >> 20) + " MiB");
        }
    }

    /**
     * Returns the backups, newest first. Backups with a time in the future come last: they were written while the clock
     * was wrong. Ignores files with other names.
     */
    private List<Path> copies(Instant now) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(NAME) && hasTime(file))
                    .sorted(Comparator.comparing((Path copy) -> time(copy).isAfter(now))
                            .thenComparing(Comparator.reverseOrder()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the backups of this database, newest first. Backups that are older than the database are those of its
     * predecessor, and may be the last good ones: they are not displaced.
     */
    private List<Path> ownCopies(Instant now) {
        Instant created = Instant.parse(db.read()
                        .sql("select min(installed_on) from flyway_schema_history")
                        .query(String.class)
                        .single()
                        .replace(' ', 'T')
                + "Z");
        return copies(now).stream()
                .filter(copy -> created.isAfter(now) || !time(copy).isBefore(created))
                .toList();
    }

    private static boolean hasTime(Path copy) {
        try {
            return time(copy) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Instant time(Path copy) {
        String name = copy.getFileName().toString();
        return LocalDateTime.parse(name.substring(0, name.indexOf('.')), TIME).toInstant(ZoneOffset.UTC);
    }
}

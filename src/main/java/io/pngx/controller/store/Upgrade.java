package io.pngx.controller.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** Upgrades the tables of an older version. Rejects the tables of a newer version. */
final class Upgrade {
    /** The newest migration. A start with a database that has this migration does not load Flyway's 1,200 classes. */
    static final String NEWEST = "V20__counts_and_restores.sql";

    static final String HISTORY = "flyway_schema_history";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private final Path file;
    private final Flyway flyway;
    private final Takeover takeover;
    private final FreePages freePages;

    private Upgrade(Path file, Flyway flyway, Takeover takeover, FreePages freePages) {
        this.file = file;
        this.flyway = flyway;
        this.takeover = takeover;
        this.freePages = freePages;
    }

    /** Backs up the database, then upgrades its tables. Only this backup can undo the upgrade. */
    static void carryOut(Path file, DataSource source) {
        if (!isCurrent(source)) {
            of(file, source).carryOut();
        }
    }

    /** Rejects a database that needs an upgrade. */
    static void requireNone(Path file, DataSource source) {
        if (!isCurrent(source)) {
            of(file, source).requireNone();
        }
    }

    /** Returns whether the newest migration of this version is the last one in the history of the database. */
    private static boolean isCurrent(DataSource source) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet history =
                        statement.executeQuery("select 1 from sqlite_master where name = '" + HISTORY + "'")) {
            return history.next() && NEWEST.equals(lastScript(statement));
        } catch (SQLException e) {
            throw new IllegalStateException("The history of the database can't be read", e);
        }
    }

    private static String lastScript(Statement statement) throws SQLException {
        try (ResultSet last = statement.executeQuery(
                "select script from " + HISTORY + " where success = 1 order by installed_rank desc limit 1")) {
            return last.next() ? last.getString(1) : null;
        }
    }

    private static Upgrade of(Path file, DataSource source) {
        Flyway flyway = Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .load();
        return new Upgrade(file, flyway, new Takeover(source), new FreePages(file, source));
    }

    private void carryOut() {
        refuse();
        Optional<OldVersion> beforeBaseline = takeover.version();
        String old = found();
        if (old == null || !isOutdated()) {
            flyway.migrate();
            return;
        }
        Path kept = kept(old);
        Backup.write(file, kept);
        try {
            beforeBaseline.ifPresent(this::takeOver);
            flyway.migrate();
            beforeBaseline.ifPresent(rewritten -> freePages.removeMany());
        } catch (FlywayException | Database.Unusable e) {
            forget(kept, old);
            throw e;
        }
    }

    private boolean isOutdated() {
        return takeover.version().isPresent() || flyway.info().pending().length > 0;
    }

    private void takeOver(OldVersion old) {
        try {
            takeover.carryOut(old, resolved().findFirst().orElseThrow().getResolvedChecksum());
        } catch (SQLException e) {
            throw new Database.Unusable(
                    "The database " + file + " has the tables of version " + old + ", and the upgrade failed ("
                            + e.getMessage() + "); nothing was changed.",
                    e);
        }
    }

    /** Deletes the backup if the upgrade changed nothing, because otherwise each failed start would add a backup. */
    private void forget(Path kept, String old) {
        try {
            if (old.equals(found())) {
                Files.deleteIfExists(kept);
            }
        } catch (IOException leftOver) {
            // Ignored, because the caller reports the more important failure of the upgrade.
        }
    }

    private void requireNone() {
        refuse();
        if (isOutdated()) {
            throw new Database.Unusable("The database " + file
                    + " has the tables of an older version; the next start of the controller upgrades them.");
        }
    }

    private void refuse() {
        Optional<OldVersion> old = takeover.version();
        if (old.filter(OldVersion::isTooOld).isPresent()) {
            throw new Database.Unusable("The database " + file + " has the tables of version " + old.get()
                    + ", but the oldest version that this version of pngx-controller can upgrade is "
                    + OldVersion.OLDEST
                    + ". Move the file away, start with an empty database, and enter master and replicas again. The "
                    + "controller then finds the documents of the replicas by their checksums, and does not "
                    + "upload them again.");
        }
        boolean newer = old.map(OldVersion::isTooNew)
                .orElseGet(() -> Arrays.stream(flyway.info().applied())
                        .anyMatch(applied -> !applied.getState().isResolved()));
        if (newer) {
            throw new Database.Unusable("The database " + file
                    + " was written by a newer version of pngx-controller (its tables are version " + found()
                    + "; this version reads tables up to version " + newest()
                    + "), and a downgrade is not possible. Start the newer version again, or restore the backup that "
                    + "was made before the upgrade (" + file.getFileName() + ".before-*).");
        }
    }

    /**
     * Returns the name of the backup. The name includes the time, because an earlier upgrade between the same versions
     * may have left a backup.
     */
    private Path kept(String old) {
        return file.resolveSibling(
                file.getFileName() + ".before-" + TIME.format(Instant.now()) + "-" + newest() + "-from-" + old);
    }

    /** Returns the version of the tables; null if there are no tables. */
    private String found() {
        return takeover.version().map(OldVersion::toString).orElseGet(() -> {
            MigrationInfo current = flyway.info().current();
            return current == null ? null : current.getVersion().toString();
        });
    }

    private MigrationVersion newest() {
        return resolved()
                .map(MigrationInfo::getVersion)
                .max(MigrationVersion::compareTo)
                .orElseThrow();
    }

    /** Returns the migrations of this version, the baseline first. */
    private Stream<MigrationInfo> resolved() {
        return Arrays.stream(flyway.info().all()).filter(each -> each.getState().isResolved());
    }
}
